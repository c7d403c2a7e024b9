#include "clients/bench/compare/coalition_server.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace coalition::bench::compare {
namespace {

constexpr std::chrono::seconds kServesWithin(60);
// It may have much to write back.
constexpr std::chrono::seconds kEndsWithin(60);

std::string CoalitiondMeant(const std::string& named) {
  if (!named.empty()) return named;
  const char* variable = std::getenv("COALITIOND");
  if (variable != nullptr && *variable != '\0') return variable;
  std::error_code ignored;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return self.parent_path() / "coalitiond";
}

}  // namespace

absl::StatusOr<std::string> FindCoalitiond(const std::string& named) {
  std::string path = CoalitiondMeant(named);
  if (access(path.c_str(), X_OK) == 0) return path;
  return absl::FailedPreconditionError(
      absl::StrCat("there is no program ", path, "; --coalitiond names another"));
}

absl::StatusOr<std::unique_ptr<CoalitionServer>> CoalitionServer::Start(
    const CoalitionLaunch& launch, const std::string& folder, const Interruption& interruption) {
  const auto program = FindCoalitiond(launch.coalitiond);
  if (!program.ok()) return program.status();
  std::error_code error;
  if (!std::filesystem::create_directory(folder, error)) {
    return absl::UnavailableError(absl::StrCat("cannot make ", folder, ": ", error.message()));
  }
  std::unique_ptr<CoalitionServer> server(new CoalitionServer(folder));
  if (absl::Status started = server->StartProcess(launch, *program, interruption); !started.ok()) {
    return started;
  }
  return server;
}

absl::Status CoalitionServer::StartProcess(const CoalitionLaunch& launch,
                                           const std::string& program,
                                           const Interruption& interruption) {
  const std::string port_file = folder_ + "/port";
  key_folder_ = launch.key_folder.empty() ? folder_ : launch.key_folder;
  if (launch.store.empty()) store_folder_ = folder_ + "/store";
  Launch process;
  process.program = program;
  process.arguments = {
      "--store=" + (launch.store.empty() ? "sqlite:" + store_folder_ : launch.store),
      "--listen=127.0.0.1:0", "--port-file=" + port_file,
      "--operator-key-file=" + operator_key_file()};
  const bool in_database = absl::StartsWith(launch.store, "mysql:");
  if (in_database || !launch.key_folder.empty()) {
    process.arguments.push_back("--server-key-file=" + key_folder_ + "/server.key");
  }
  if (launch.lanes > 0) process.arguments.push_back(absl::StrCat("--lanes=", launch.lanes));
  process.arguments.insert(process.arguments.end(), launch.flags.begin(), launch.flags.end());
  process.end_patience = kEndsWithin;

  const std::filesystem::path folder(folder_);
  auto started = ChildProcess::Start(folder.filename(), folder.parent_path(), process);
  if (!started.ok()) return started.status();
  process_ = *std::move(started);
  const auto port = WaitForPortFile(*process_, port_file, interruption, kServesWithin);
  if (!port.ok()) return port.status();
  if (access(operator_key_file().c_str(), R_OK) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(launch.store,
                     " holds a network already, and only who made it has the operator's key; "
                     "name a server of it by --server, and the key by --operator-key-file"));
  }
  address_ = "127.0.0.1:" + *port;
  return absl::OkStatus();
}

CoalitionServer::~CoalitionServer() {
  process_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::vector<std::string> CoalitionServer::FlagsOfCallers() const {
  return {"--server=" + address_, "--operator-key-file=" + operator_key_file()};
}

}  // namespace coalition::bench::compare
