#ifndef COALITION_TESTS_TESTING_PRIVATE_MARIADB_H_
#define COALITION_TESTS_TESTING_PRIVATE_MARIADB_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "tests/testing/child_process.h"

namespace coalition::testing_processes {

// A real MariaDB on a free loopback port, or a MySQL when the environment has
// COALITION_TEST_DATABASE=mysql; by private_database.sh. What a test cannot do without ends the
// process with a message when it fails. Not thread-safe.
//
//   const std::string address = PrivateMariadb::Shared().FreshDatabase();
//
//   PrivateMariadb mariadb;
//   const std::string address = mariadb.FreshDatabase();
//   mariadb.Kill();
//   mariadb.Start();
class PrivateMariadb {
 public:
  // One for all tests of this process, to be left running: the server in the folder that the
  // environment's COALITION_TEST_MARIADB names, as for tests of coalition_discover_mysql_tests(),
  // or else one that is started at the first call, on a thread that lives as long as the tests.
  // That takes seconds.
  static PrivateMariadb& Shared();

  // Starts a server in a temporary folder. It ends and the folder goes with the object, and also
  // when this process is killed.
  PrivateMariadb() : PrivateMariadb(Options{}) {}
  struct Options {
    // More flags of the server.
    std::vector<std::string> flags;
  };
  explicit PrivateMariadb(Options options);
  // Drops the databases that were made here, if the server goes on.
  ~PrivateMariadb();
  PrivateMariadb(const PrivateMariadb&) = delete;
  PrivateMariadb& operator=(const PrivateMariadb&) = delete;

  // For a server of one's own only. It loses nothing that it said was committed.
  void Kill();
  void Stop();
  // On the same port, unless somebody took it meanwhile.
  void Start();
  // With other flags from now on.
  void Start(Options options);

  // Whether it is a MySQL.
  static bool IsMysql();

  // In the form that --store= takes; its user may make and drop databases named coalition*.
  std::string address(std::string_view database = "coalition") const;
  // The address of a new database with nothing in it.
  std::string FreshDatabase();
  // The last word of an address's path.
  static std::string DatabaseOf(std::string_view address);

  // Rows that the command-line client prints: columns between tabs, no headers. Errors are the
  // client's.
  absl::StatusOr<std::string> Query(const std::string& database, const std::string& statements);
  // Statements of somebody who may do anything; the process ends when they fail.
  void RunAsRoot(const std::string& statements);

  int port() const { return port_; }
  const std::string& folder() const { return folder_; }

 private:
  // Of somebody else, who ends it.
  explicit PrivateMariadb(std::string folder);

  // Runs the script to its end.
  Finished Script(const std::vector<std::string>& arguments) const;
  void End(const char* verb);
  void ReadPort();

  Options options_;
  // Absent for somebody else's.
  std::unique_ptr<TemporaryFolder> owned_folder_;
  std::string folder_;
  // `run`, of a server of one's own that runs.
  std::unique_ptr<ChildProcess> process_;
  int port_ = 0;
  std::vector<std::string> databases_;
};

}  // namespace coalition::testing_processes

#endif  // COALITION_TESTS_TESTING_PRIVATE_MARIADB_H_
