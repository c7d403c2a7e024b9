#include "tests/testing/server_process.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <signal.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "tests/testing/wait_until.h"

namespace coalition::testing_processes {
namespace {

// Generous, for sanitizers on a busy machine.
constexpr std::chrono::seconds kPatience(60);

std::string Program() {
  const char* named = std::getenv("COALITIOND");
  return named != nullptr ? named : COALITIOND_PATH;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(ServerOptions options) {
  std::unique_ptr<ServerProcess> server(new ServerProcess(std::move(options)));
  const absl::Status started = server->StartProcess();
  if (!started.ok()) return started;
  return server;
}

absl::StatusOr<std::vector<std::unique_ptr<ServerProcess>>> ServerProcess::StartTogether(
    std::vector<ServerOptions> options) {
  std::vector<std::unique_ptr<ServerProcess>> servers;
  for (ServerOptions& each : options) {
    servers.emplace_back(new ServerProcess(std::move(each)));
    if (absl::Status launched = servers.back()->Launch(); !launched.ok()) return launched;
  }
  for (const auto& server : servers) {
    if (absl::Status serves = server->WaitUntilItServes(); !serves.ok()) return serves;
  }
  return servers;
}

std::string ServerProcess::operator_key() const {
  return std::string(absl::StripAsciiWhitespace(ReadFileOrEmpty(operator_key_file())));
}

std::string ServerProcess::StoreAddress() const {
  if (!options_.store_address.empty()) return options_.store_address;
  return options_.store == Store::kSqlite ? "sqlite:" + store_folder() : "memory:";
}

absl::Status ServerProcess::StartProcess() {
  absl::Status launched = Launch();
  return launched.ok() ? WaitUntilItServes() : launched;
}

absl::Status ServerProcess::Launch() {
  std::filesystem::remove(PortFile());
  std::vector<std::string> arguments{"--store=" + StoreAddress(), "--listen=127.0.0.1:0",
                                     "--port-file=" + PortFile(),
                                     "--operator-key-file=" + operator_key_file()};
  if (!options_.store_address.empty()) {
    arguments.push_back("--server-key-file=" + key_folder() + "/server.key");
  }
  arguments.insert(arguments.end(), options_.flags.begin(), options_.flags.end());
  auto process = ChildProcess::Start(Program(), arguments);
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  return absl::OkStatus();
}

absl::Status ServerProcess::WaitUntilItServes() {
  WaitUntil([&] { return process_->Ended() || std::filesystem::exists(PortFile()); }, kPatience);
  const std::string port(absl::StripAsciiWhitespace(ReadFileOrEmpty(PortFile())));
  if (process_->Ended() || port.empty()) {
    const auto exit = process_->Ended();
    return absl::UnavailableError(
        absl::StrCat("coalitiond does not serve: ", exit ? exit->ToString() : "no port file",
                     "; stderr: ", process_->err()));
  }
  address_ = "127.0.0.1:" + port;
  return absl::OkStatus();
}

void ServerProcess::Kill9() { process_->Kill9(); }

absl::Status ServerProcess::Terminate() {
  process_->Signal(SIGTERM);
  const auto exit = process_->Wait(kPatience);
  if (exit == Exit{0, 0}) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("coalitiond at SIGTERM: ", exit ? exit->ToString() : "goes on",
                   "; stderr: ", process_->err()));
}

absl::Status ServerProcess::Restart() {
  if (running()) return absl::FailedPreconditionError("coalitiond is running");
  return StartProcess();
}

}  // namespace coalition::testing_processes
