#ifndef COALITION_TESTS_TESTING_SERVER_PROCESS_H_
#define COALITION_TESTS_TESTING_SERVER_PROCESS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "tests/testing/child_process.h"

namespace coalition::testing_processes {

enum class Store { kSqlite, kMemory };

struct ServerOptions {
  Store store = Store::kSqlite;
  // More flags of coalitiond: `--negative-balance=reject`.
  std::vector<std::string> flags{};
  // An address that --store= takes, instead of `store`: of a database that others may share.
  std::string store_address{};
  // Where operator.key and server.key are or will be, for servers that share a ledger; it outlives
  // them. Empty: in a folder of the server's own.
  std::string key_folder{};
};

// A real coalitiond on a free loopback port, with a folder of its own for its ledger and keys
// unless its options name others; both go with the object. The program is the one of this build, or
// what the environment's COALITIOND names. Not thread-safe.
//
//   auto server = ServerProcess::Start();
//   ASSERT_TRUE(server.ok()) << server.status();
//   coalition::Client client({.server = (*server)->address(), ...});
//   (*server)->Kill9();
//   ASSERT_TRUE((*server)->Restart().ok());
class ServerProcess {
 public:
  // Returns when it serves. Errors show what it wrote to stderr.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(ServerOptions options = {});
  // All at the same moment; returns when each of them serves.
  static absl::StatusOr<std::vector<std::unique_ptr<ServerProcess>>> StartTogether(
      std::vector<ServerOptions> options);
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // HOST:PORT; another one after each start.
  const std::string& address() const { return address_; }
  // Where its keys are: what other servers of the same ledger need.
  std::string key_folder() const {
    return options_.key_folder.empty() ? folder_.path() : options_.key_folder;
  }
  // The file with the operator's API key, and the key.
  std::string operator_key_file() const { return key_folder() + "/operator.key"; }
  std::string operator_key() const;
  // Where the SQLite store is.
  std::string store_folder() const { return folder_.File("store"); }
  pid_t pid() const { return process_ == nullptr ? -1 : process_->pid(); }
  // What it wrote since it was started last.
  std::string err() const { return process_ == nullptr ? "" : process_->err(); }
  bool running() { return process_ != nullptr && !process_->Ended(); }

  // As by a power cut, as far as a process can have one.
  void Kill9();
  // SIGTERM. An error unless it exits with 0 in time.
  absl::Status Terminate();
  // Starts it again on the same folder; it must not be running.
  absl::Status Restart();

 private:
  explicit ServerProcess(ServerOptions options) : options_(std::move(options)) {}

  std::string StoreAddress() const;
  std::string PortFile() const { return folder_.File("port"); }
  absl::Status StartProcess();
  absl::Status Launch();
  absl::Status WaitUntilItServes();

  const ServerOptions options_;
  TemporaryFolder folder_;
  std::unique_ptr<ChildProcess> process_;
  std::string address_;
};

}  // namespace coalition::testing_processes

#endif  // COALITION_TESTS_TESTING_SERVER_PROCESS_H_
