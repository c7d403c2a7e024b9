#include "clients/bench/compare/mysql_ledger.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace coalition::bench::compare {
namespace {

constexpr char kDatabase[] = "coalition";

}  // namespace

absl::StatusOr<std::unique_ptr<MysqlLedger>> MysqlLedger::Start(const Surroundings& surroundings,
                                                                MariadbServer& database,
                                                                int servers) {
  std::unique_ptr<MysqlLedger> ledger(new MysqlLedger(surroundings, database));
  if (absl::Status started = ledger->StartServers(servers); !started.ok()) return started;
  return ledger;
}

absl::Status MysqlLedger::StartServers(int servers) {
  std::error_code error;
  if (!std::filesystem::create_directory(Folder(), error)) {
    return absl::UnavailableError(absl::StrCat("cannot make ", Folder(), ": ", error.message()));
  }
  const auto address = database_.MakeDatabase(kDatabase);
  if (!address.ok()) return address.status();
  CoalitionLaunch launch = surroundings_.CoalitionToStart();
  launch.store = *address;
  launch.key_folder = Folder();
  // The first one makes the network, for all.
  launch.lanes = surroundings_.options.lanes;
  for (int i = 0; i < servers; ++i) {
    auto server = CoalitionServer::Start(launch, absl::StrCat(Folder(), "/coalitiond-", i),
                                         surroundings_.interruption);
    if (!server.ok()) return server.status();
    servers_.push_back(*std::move(server));
    launch.lanes = 0;
  }
  return absl::OkStatus();
}

MysqlLedger::~MysqlLedger() {
  servers_.clear();
  // It goes with its server at the latest.
  database_.DropDatabase(kDatabase).IgnoreError();
  std::error_code ignored;
  std::filesystem::remove_all(Folder(), ignored);
}

std::vector<std::string> MysqlLedger::FlagsOfCallers() const {
  std::vector<std::string> flags{"--operator-key-file=" + servers_.front()->operator_key_file(),
                                 absl::StrCat("--database-pid=", database_.pid())};
  for (const auto& server : servers_) {
    flags.push_back("--server=" + server->address());
    flags.push_back(absl::StrCat("--server-pid=", server->pid()));
  }
  return flags;
}

}  // namespace coalition::bench::compare
