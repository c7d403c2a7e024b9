#include "clients/bench/measured_server.h"

#include <utility>

#include "clients/bench/cpu_affinity.h"

namespace coalition::bench {

absl::StatusOr<std::unique_ptr<MeasuredServer>> MeasuredServer::Find(
    const ServerOptions& options, const compare::Interruption& interruption) {
  std::unique_ptr<MeasuredServer> server(new MeasuredServer);
  if (options.addresses.empty()) {
    absl::Status started = server->Start(options, interruption);
    if (!started.ok()) return started;
    return server;
  }
  server->addresses_ = options.addresses;
  server->operator_key_file_ = options.operator_key_file;
  server->pids_ = options.pids;
  return server;
}

absl::Status MeasuredServer::Start(const ServerOptions& options,
                                   const compare::Interruption& interruption) {
  auto folder = compare::WorkFolder::Make(options.folder);
  if (!folder.ok()) return folder.status();
  folder_ = *std::move(folder);
  compare::CoalitionLaunch launch;
  launch.coalitiond = options.coalitiond;
  launch.store = options.store;
  launch.lanes = options.lanes;
  launch.flags = options.flags;
  const CpuAffinity affinity(options.cpus);
  if (!affinity.status().ok()) return affinity.status();
  auto server = compare::CoalitionServer::Start(launch, folder_->File("coalitiond"), interruption);
  if (!server.ok()) return server.status();
  started_ = *std::move(server);
  addresses_ = {started_->address()};
  operator_key_file_ = started_->operator_key_file();
  pids_ = {started_->pid()};
  store_folder_ = started_->store_folder();
  return absl::OkStatus();
}

MeasuredServer::~MeasuredServer() = default;

}  // namespace coalition::bench
