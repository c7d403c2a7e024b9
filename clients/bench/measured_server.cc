#include "clients/bench/measured_server.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "clients/bench/cpu_affinity.h"

namespace coalition::bench {
namespace {

constexpr std::chrono::seconds kServesWithin(60);
// It may have much to write back.
constexpr std::chrono::seconds kEndsWithin(60);

absl::StatusOr<std::string> FindCoalitiond(const ServerOptions& options) {
  std::string program = options.coalitiond;
  const char* named = std::getenv("COALITIOND");
  if (program.empty() && named != nullptr) program = named;
  if (program.empty()) {
    std::error_code ignored;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
    program = self.parent_path() / "coalitiond";
  }
  if (access(program.c_str(), X_OK) == 0) return program;
  return absl::FailedPreconditionError(
      absl::StrCat("there is no program ", program, "; --coalitiond names another"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<MeasuredServer>> MeasuredServer::Find(
    const ServerOptions& options, const compare::Interruption& interruption) {
  std::unique_ptr<MeasuredServer> server(new MeasuredServer);
  if (options.address.empty()) {
    absl::Status started = server->Start(options, interruption);
    if (!started.ok()) return started;
    return server;
  }
  server->address_ = options.address;
  server->operator_key_file_ = options.operator_key_file;
  server->pid_ = options.pid;
  return server;
}

absl::Status MeasuredServer::Start(const ServerOptions& options,
                                   const compare::Interruption& interruption) {
  const auto program = FindCoalitiond(options);
  if (!program.ok()) return program.status();
  auto folder = compare::WorkFolder::Make(options.folder);
  if (!folder.ok()) return folder.status();
  folder_ = *std::move(folder);
  if (options.store.empty()) store_folder_ = folder_->File("store");
  operator_key_file_ = folder_->File("operator.key");
  const std::string port_file = folder_->File("port");
  compare::Launch launch;
  launch.program = *program;
  launch.arguments = {
      "--store=" + (options.store.empty() ? "sqlite:" + store_folder_ : options.store),
      "--listen=127.0.0.1:0", "--port-file=" + port_file,
      "--operator-key-file=" + operator_key_file_};
  launch.arguments.insert(launch.arguments.end(), options.flags.begin(), options.flags.end());
  launch.end_patience = kEndsWithin;
  const CpuAffinity affinity(options.cpus);
  if (!affinity.status().ok()) return affinity.status();
  auto process = compare::ChildProcess::Start("coalitiond", folder_->path(), launch);
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  pid_ = process_->pid();
  const auto port = compare::WaitForPortFile(*process_, port_file, interruption, kServesWithin);
  if (!port.ok()) return port.status();
  address_ = "127.0.0.1:" + *port;
  return absl::OkStatus();
}

MeasuredServer::~MeasuredServer() = default;

}  // namespace coalition::bench
