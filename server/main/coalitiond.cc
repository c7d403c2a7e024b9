// coalitiond: does what the flags say. To serve: store, engine, server; then it waits for a signal
// and takes everything down in the opposite order.

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

#include "server/engine/clock.h"
#include "server/engine/expiry_sweeper.h"
#include "server/engine/posting_engine.h"
#include "server/engine/read_pool.h"
#include "server/engine/store_follower.h"
#include "server/main/flags.h"
#include "server/main/key_files.h"
#include "server/main/metrics.h"
#include "server/main/metrics_endpoint.h"
#include "server/main/network.h"
#include "server/main/schema_commands.h"
#include "server/main/transfer.h"
#include "server/main/version.h"
#include "server/rpc/server.h"
#include "server/store/open_store.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace coalition {
namespace {

constexpr int kReaderThreads = 4;
constexpr std::size_t kWaitingReadsMax = 4096;
// Clients that do not take the last answers, or only keep their connection, are not waited for
// longer.
constexpr std::chrono::seconds kAnswersSentWithin{1};

// Blocked before any thread starts, so that all of them inherit it and only WaitForSignal sees one.
sigset_t BlockEndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

int WaitForSignal(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
  return signal;
}

std::string ServerKeyFile(const Flags& flags) {
  if (!flags.server_key_file.empty()) return flags.server_key_file;
  constexpr std::string_view kSqlite = "sqlite:";
  if (flags.store.starts_with(kSqlite)) return flags.store.substr(kSqlite.size()) + "/server.key";
  return std::string();
}

absl::StatusOr<rpc::ServerKey> LoadServerKey(const Flags& flags, bool ledger_is_new) {
  const std::string file = ServerKeyFile(flags);
  if (file.empty()) return rpc::NewServerKey();
  return ReadOrCreateServerKey(file, ledger_is_new);
}

// Of what one flag alone does not tell.
absl::Status CheckFlags(const Flags& flags) {
  if (!IsLoopback(flags.listen) && !flags.listen_anywhere_without_tls) {
    return absl::InvalidArgumentError(
        "--listen: without TLS the server listens on loopback only, such as 127.0.0.1:7400");
  }
  if (flags.store.starts_with("mysql:") && flags.server_key_file.empty()) {
    return absl::InvalidArgumentError(
        "--server-key-file: a ledger in a database needs one, the same for all of its servers; "
        "with another key every API key is void");
  }
  return absl::OkStatus();
}

// A ledger that was made with other lanes than the flags say keeps those.
void TellWhatServes(const Flags& flags, const store::LedgerStore& store, const std::string& network,
                    int port) {
  const int lanes = store.lane_count();
  spdlog::info("network {} serves on port {}, store {}, lanes {}", network, port, flags.store,
               lanes);
  if (flags.lanes.value_or(lanes) == lanes) return;
  spdlog::warn(
      "--lanes={} changes nothing: this ledger was made with {}; coalitiond export and "
      "import can divide a ledger that has one",
      *flags.lanes, lanes);
}

// Null when the flags say so.
std::unique_ptr<engine::ExpirySweeper> StartSweeping(const Flags& flags, store::LedgerStore& store,
                                                     engine::PublishedCatalog& catalog,
                                                     engine::PostingEngine& engine,
                                                     const engine::Clock& clock) {
  if (flags.expiry_sweep_minutes == 0) return nullptr;
  engine::ExpirySweeper::Options options;
  options.pause = std::chrono::minutes(flags.expiry_sweep_minutes);
  options.on_error = [](const absl::Status& error) {
    spdlog::error("expired points were not all posted: {}", error.ToString());
  };
  return std::make_unique<engine::ExpirySweeper>(store, catalog, engine, clock, options);
}

// Null when no other server can write to the store.
std::unique_ptr<engine::StoreFollower> StartFollowing(store::LedgerStore& store,
                                                      engine::PublishedCatalog& catalog,
                                                      engine::PostingEngine& engine) {
  if (!store.is_shared()) return nullptr;
  engine::StoreFollower::Options options;
  options.on_error = [](const absl::Status& error) {
    spdlog::warn("what other servers did is not known now: {}", error.ToString());
  };
  return std::make_unique<engine::StoreFollower>(store, catalog, engine.tail(), options);
}

// To a file of that name, if it has one.
absl::Status WritePort(int port, const std::string& file) {
  return file.empty() ? absl::OkStatus() : WriteFileAtomically(file, std::to_string(port) + "\n");
}

// Null when the flags do not ask for it.
absl::StatusOr<std::unique_ptr<MetricsEndpoint>> ShowMetrics(
    const Flags& flags, std::shared_ptr<Metrics> metrics,
    std::function<std::size_t()> waiting_commands) {
  if (flags.metrics_listen.empty()) return nullptr;
  auto endpoint =
      MetricsEndpoint::Start(flags.metrics_listen, std::move(metrics), std::move(waiting_commands));
  if (!endpoint.ok()) return endpoint.status();
  const int port = (*endpoint)->port();
  absl::Status written = WritePort(port, flags.metrics_port_file);
  if (!written.ok()) return written;
  spdlog::info("metrics are on port {}", port);
  return endpoint;
}

absl::Status Serve(const Flags& flags, const sigset_t& signals) {
  if (absl::Status checked = CheckFlags(flags); !checked.ok()) return checked;
  rpc::StartCryptography();
  const auto metrics = std::make_shared<Metrics>();
  auto store = store::OpenStore(
      flags.store,
      {.memory_bytes_max = static_cast<std::size_t>(flags.memory_mb) << 20,
       .lane_count = flags.lanes.value_or(1),
       .migrate = flags.migrate,
       .on_batch = [&](std::int64_t statements) { metrics->BatchTookStatements(statements); }});
  if (!store.ok()) return store.status();
  const auto key = LoadServerKey(flags, !(*store)->HasNetwork());
  if (!key.ok()) return key.status();
  const engine::SystemClock clock;
  auto network = OpenNetwork(**store, flags, clock, *key);
  if (!network.ok()) return network.status();

  engine::PublishedCatalog catalog(*std::move(network));
  engine::EngineOptions options;
  options.on_store_error = [&](const absl::Status& error) {
    metrics->StoreFailed(error);
    spdlog::error("a batch was not committed: {}", error.ToString());
  };
  options.on_batch = [&](const engine::BatchReport& report) { metrics->BatchEnded(report); };
  engine::PostingEngine engine(**store, catalog, clock, options);
  engine::ReadPool reads(**store, catalog, kReaderThreads, kWaitingReadsMax);
  const auto endpoint = ShowMetrics(flags, metrics, [&] { return engine.waiting_commands(); });
  if (!endpoint.ok()) return endpoint.status();
  auto server = rpc::Server::Start({flags.listen}, engine, reads, catalog, clock, *key);
  if (!server.ok()) return server.status();
  const int port = (*server)->port();
  if (absl::Status written = WritePort(port, flags.port_file); !written.ok()) return written;
  auto follower = StartFollowing(**store, catalog, engine);
  const auto sweeper = StartSweeping(flags, **store, catalog, engine, clock);
  TellWhatServes(flags, **store, catalog.Get()->network.name, port);

  const int signal = WaitForSignal(signals);
  spdlog::info("signal {}: draining", signal);
  (*server)->AnnounceShutdown();
  if (sweeper != nullptr) sweeper->Stop();
  follower.reset();
  engine.Drain();
  reads.Drain();
  (*server)->Shutdown(kAnswersSentWithin);
  spdlog::info("everything is committed; bye");
  return absl::OkStatus();
}

int Transfer(int argc, char** argv) {
  const auto flags = ParseTransferFlags(argc, argv);
  if (const int* exit_code = std::get_if<int>(&flags)) return *exit_code;
  return static_cast<int>(RunTransfer(std::get<TransferFlags>(flags), BlockEndSignals()));
}

int ServeUntilSignal(const Flags& flags) {
  const sigset_t signals = BlockEndSignals();
  // The distributions' Abseil looks for cycles of locks at each Lock; gRPC locks a lot.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  spdlog::set_default_logger(spdlog::stderr_logger_mt("coalitiond"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%f%z %l %v");
  const absl::Status served = Serve(flags, signals);
  if (served.ok()) return EXIT_SUCCESS;
  spdlog::error("{}", std::string(served.message()));
  return EXIT_FAILURE;
}

int Run(const Flags& flags) {
  switch (flags.command) {
    case Command::kServe:
      return ServeUntilSignal(flags);
    case Command::kMigrate:
      return static_cast<int>(MigrateStore(flags.store));
    case Command::kCheckSchema:
      return static_cast<int>(CheckStoreSchema(flags.store));
  }
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace coalition

int main(int argc, char** argv) {
  if (coalition::IsTransfer(argc, argv)) return coalition::Transfer(argc, argv);
  const auto flags = coalition::ParseFlags(argc, argv);
  if (const int* exit_code = std::get_if<int>(&flags)) return *exit_code;
  return coalition::Run(std::get<coalition::Flags>(flags));
}
