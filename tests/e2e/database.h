#ifndef COALITION_TESTS_E2E_DATABASE_H_
#define COALITION_TESTS_E2E_DATABASE_H_

#include <memory>
#include <string>
#include <vector>

namespace coalition::e2e {

// Where a ledger may be, which a test can look into and spoil behind coalitiond's back. There is
// nothing in it at first. What must work ends the process when it does not.
class Database {
 public:
  virtual ~Database() = default;

  // In the form of --store=.
  virtual std::string address() const = 0;
  // Addresses of the same kind where no ledger can be.
  virtual std::vector<std::string> AwayAddresses() const = 0;

  // The table with a row for each migration: number, name, checksum, and perhaps more.
  virtual std::string record() const = 0;
  // How many migrations the program has for it.
  virtual int migrations() const = 0;
  // Statements without rows.
  virtual void Run(const std::string& statements) = 0;
  // A row of the record.
  virtual void Record(int number, const std::string& name, const std::string& checksum) = 0;
  // Makes a schema, of which the last of the program's migrations are missing; answers how many.
  virtual int MakeBehind() = 0;

  // Something that is another text after any change.
  virtual std::string Content() = 0;
};

// A new one, of the kind that the program is linked with.
std::unique_ptr<Database> NewDatabase();

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_DATABASE_H_
