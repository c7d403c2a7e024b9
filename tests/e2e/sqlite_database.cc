#include <filesystem>
#include <map>

#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "server/store/sqlite/connection.h"
#include "server/store/sqlite/migrations.h"
#include "server/store/sqlite/statements.h"
#include "tests/e2e/database.h"
#include "tests/testing/child_process.h"

namespace coalition::e2e {
namespace {

namespace fs = std::filesystem;

class SqliteDatabase final : public Database {
 public:
  std::string address() const override { return "sqlite:" + ledger(); }

  std::vector<std::string> AwayAddresses() const override {
    // Instead of the database there is a folder.
    fs::create_directories(folder_.File("no-file/ledger.db"));
    return {"sqlite:" + folder_.File("no-file")};
  }

  std::string record() const override { return "schema_migrations"; }
  int migrations() const override { return static_cast<int>(store::SqliteMigrations().size()); }

  void Run(const std::string& statements) override {
    const auto connection = store::Connection::Open(database(), 0);
    COALITION_CHECK(connection.ok(), "the ledger can be opened");
    const absl::Status done = (*connection)->Execute(statements);
    COALITION_CHECK(done.ok(), done.ToString());
  }

  void Record(int number, const std::string& name, const std::string& checksum) override {
    Run(absl::StrCat("INSERT INTO schema_migrations VALUES (", number, ", '", name, "', '",
                     checksum, "', 0)"));
  }

  // Of its first release.
  int MakeBehind() override {
    fs::create_directories(ledger());
    Run(store::sql::kCreateMigrations);
    const store::Migration& first = store::SqliteMigrations().front();
    Run(std::string(first.sql));
    Record(first.number, std::string(first.name), first.Checksum());
    return migrations() - 1;
  }

  // All files, with all that is in them.
  std::string Content() override {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      files[entry.path()] =
          entry.is_directory() ? "" : testing_processes::ReadFileOrEmpty(entry.path());
    }
    std::string content;
    for (const auto& [path, bytes] : files) absl::StrAppend(&content, path, ":", bytes, "\n");
    return content;
  }

 private:
  std::string ledger() const { return folder_.File("ledger"); }
  std::string database() const { return ledger() + "/ledger.db"; }

  testing_processes::TemporaryFolder folder_;
};

}  // namespace

std::unique_ptr<Database> NewDatabase() { return std::make_unique<SqliteDatabase>(); }

}  // namespace coalition::e2e
