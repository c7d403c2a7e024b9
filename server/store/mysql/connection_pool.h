#ifndef COALITION_SERVER_STORE_MYSQL_CONNECTION_POOL_H_
#define COALITION_SERVER_STORE_MYSQL_CONNECTION_POOL_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/base/mutex.h"
#include "server/store/lease.h"
#include "server/store/mysql/connection.h"

namespace coalition::store::mysql {

// Up to so many connections, opened when they are needed, each with one user at a time. A lost one
// is replaced, and with it those that lie idle, which are of the same server.
//
// While the server cannot be reached, Take tries again with growing pauses, of all who wait one at
// a time, and gives up after a while; others then fail at once until the next pause is over, so
// that nobody hammers a server that is down. Thread-safe; outlives its leases.
class ConnectionPool {
 public:
  struct Options {
    std::size_t connections_max = 4;
    // How long anybody tries to connect after the server was first found away; 0: once.
    std::chrono::milliseconds connect_for{2'000};
    // Each is shortened by chance, by up to a half, so that many programs do not return as one.
    std::chrono::milliseconds pause_min{50};
    std::chrono::milliseconds pause_max{2'000};
    // A connection that lay unused for longer is replaced: the server may have ended it.
    std::chrono::milliseconds idle_max = Timeouts().idle / 2;
    Timeouts timeouts;
  };

  using Lease = store::Lease<ConnectionPool, Connection>;

  ConnectionPool(ServerAddress address, const Options& options);

  // Waits for one that is free, or opens one. Errors are those of Connection::Open.
  absl::StatusOr<Lease> Take();

 private:
  friend Lease;
  using Clock = std::chrono::steady_clock;
  struct Idle {
    std::unique_ptr<Connection> connection;
    Clock::time_point since;
  };
  // The server was found away, and nobody has connected since.
  struct Outage {
    std::string message;
    Clock::time_point give_up_at;
    Clock::time_point next_attempt_at;
    std::chrono::milliseconds pause;
  };

  // An idle connection; or null: the caller is to open one and to tell what came of it. Or the
  // outage's error.
  absl::StatusOr<std::unique_ptr<Connection>> WaitForTurn();
  // What to do in an outage.
  enum class Advice { kConnect, kWait, kGiveUp };
  Advice AdviceAt(Clock::time_point now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void NoteConnected();
  // False when the caller is to give up.
  bool NoteFailure(const absl::Status& error);
  void NoteUnreachable(const absl::Status& error, Clock::time_point now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Clock::duration Shortened(std::chrono::milliseconds pause) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  void RemoveStale(Clock::time_point now, std::vector<Idle>& stale)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Return(std::unique_ptr<Connection> connection);

  const ServerAddress address_;
  const Options options_;

  Mutex mutex_;
  CondVar changed_;
  // In the order in which they came back; the last one is taken first.
  std::vector<Idle> idle_ ABSL_GUARDED_BY(mutex_);
  // Idle, leased, or being opened.
  std::size_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t connecting_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<Outage> outage_ ABSL_GUARDED_BY(mutex_);
  std::minstd_rand random_ ABSL_GUARDED_BY(mutex_){std::random_device()()};
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_CONNECTION_POOL_H_
