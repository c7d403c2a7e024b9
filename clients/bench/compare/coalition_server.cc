#include "clients/bench/compare/coalition_server.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace coalition::bench::compare {
namespace {

constexpr std::chrono::seconds kServesWithin(30);
// It may have much to write back.
constexpr std::chrono::seconds kEndsWithin(60);

std::string NamedCoalitiond(const Surroundings& surroundings) {
  if (!surroundings.options.coalitiond.empty()) return surroundings.options.coalitiond;
  const char* named = std::getenv("COALITIOND");
  if (named != nullptr && *named != '\0') return named;
  return std::filesystem::path(surroundings.bench_program).parent_path() / "coalitiond";
}

}  // namespace

absl::StatusOr<std::string> FindCoalitiond(const Surroundings& surroundings) {
  std::string path = NamedCoalitiond(surroundings);
  if (access(path.c_str(), X_OK) == 0) return path;
  return absl::FailedPreconditionError(
      absl::StrCat("there is no program ", path, "; --coalitiond names another"));
}

absl::StatusOr<std::unique_ptr<CoalitionServer>> CoalitionServer::Start(
    const Surroundings& surroundings, const std::string& name) {
  const auto program = FindCoalitiond(surroundings);
  if (!program.ok()) return program.status();
  std::unique_ptr<CoalitionServer> server(
      new CoalitionServer(surroundings.folder.File("coalitiond-" + name)));
  std::error_code error;
  if (!std::filesystem::create_directory(server->folder_, error)) {
    return absl::UnavailableError(absl::StrCat(server->folder_, ": ", error.message()));
  }
  const std::string port_file = server->folder_ + "/port";
  Launch launch;
  launch.program = *program;
  launch.arguments = {"--store=sqlite:" + server->store_folder(), "--listen=127.0.0.1:0",
                      "--port-file=" + port_file,
                      "--operator-key-file=" + server->folder_ + "/operator.key"};
  launch.arguments.insert(launch.arguments.end(), surroundings.options.server_flags.begin(),
                          surroundings.options.server_flags.end());
  launch.end_patience = kEndsWithin;
  auto process = ChildProcess::Start("coalitiond-" + name, surroundings.folder.path(), launch);
  if (!process.ok()) return process.status();
  server->process_ = *std::move(process);
  const auto port =
      WaitForPortFile(*server->process_, port_file, surroundings.interruption, kServesWithin);
  if (!port.ok()) return port.status();
  server->address_ = "127.0.0.1:" + *port;
  return server;
}

CoalitionServer::~CoalitionServer() {
  process_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::vector<std::string> CoalitionServer::FlagsOfCallers() const {
  return {"--server=" + address_, "--operator-key-file=" + folder_ + "/operator.key"};
}

}  // namespace coalition::bench::compare
