#include "server/store/mysql/connection_pool.h"

#include <algorithm>
#include <iterator>

namespace coalition::store::mysql {

// Connections are opened and closed without the lock: both wait for the network.

ConnectionPool::ConnectionPool(ServerAddress address, const Options& options)
    : address_(std::move(address)), options_(options) {}

absl::StatusOr<ConnectionPool::Lease> ConnectionPool::Take() {
  while (true) {
    absl::StatusOr<std::unique_ptr<Connection>> idle = WaitForTurn();
    if (!idle.ok()) return idle.status();
    if (*idle != nullptr) return Lease(*this, *std::move(idle));
    absl::StatusOr<std::unique_ptr<Connection>> opened =
        Connection::Open(address_, options_.timeouts);
    if (opened.ok()) {
      NoteConnected();
      return Lease(*this, *std::move(opened));
    }
    if (!NoteFailure(opened.status())) return opened.status();
  }
}

absl::StatusOr<std::unique_ptr<Connection>> ConnectionPool::WaitForTurn() {
  std::vector<Idle> stale;
  MutexLock lock(mutex_);
  while (true) {
    const Clock::time_point now = Clock::now();
    RemoveStale(now, stale);
    if (!idle_.empty()) {
      std::unique_ptr<Connection> last = std::move(idle_.back().connection);
      idle_.pop_back();
      return last;
    }
    if (count_ == options_.connections_max) {
      changed_.Wait(mutex_);
      continue;
    }
    switch (AdviceAt(now)) {
      case Advice::kConnect:
        ++count_;
        ++connecting_;
        return nullptr;
      case Advice::kWait:
        changed_.WaitUntil(mutex_,
                           connecting_ > 0 ? outage_->give_up_at : outage_->next_attempt_at);
        break;
      case Advice::kGiveUp:
        return absl::UnavailableError(outage_->message);
    }
  }
}

ConnectionPool::Advice ConnectionPool::AdviceAt(Clock::time_point now) const {
  if (!outage_) return Advice::kConnect;
  const bool is_tried = connecting_ > 0;
  if (!is_tried && now >= outage_->next_attempt_at) return Advice::kConnect;
  const Clock::time_point news_at = is_tried ? now : outage_->next_attempt_at;
  return news_at < outage_->give_up_at ? Advice::kWait : Advice::kGiveUp;
}

void ConnectionPool::NoteConnected() {
  MutexLock lock(mutex_);
  --connecting_;
  outage_.reset();
  changed_.SignalAll();
}

bool ConnectionPool::NoteFailure(const absl::Status& error) {
  MutexLock lock(mutex_);
  --connecting_;
  --count_;
  changed_.SignalAll();
  if (!absl::IsUnavailable(error)) {
    outage_.reset();
    return false;
  }
  const Clock::time_point now = Clock::now();
  NoteUnreachable(error, now);
  return now < outage_->give_up_at;
}

void ConnectionPool::NoteUnreachable(const absl::Status& error, Clock::time_point now) {
  if (!outage_) {
    outage_ = {std::string(error.message()), now + options_.connect_for, now, options_.pause_min};
  } else if (now < outage_->next_attempt_at) {
    // Begun with the attempt that found the outage.
    return;
  } else {
    outage_->message = std::string(error.message());
    outage_->pause = std::min(2 * outage_->pause, options_.pause_max);
  }
  outage_->next_attempt_at = now + Shortened(outage_->pause);
}

ConnectionPool::Clock::duration ConnectionPool::Shortened(std::chrono::milliseconds pause) {
  const Clock::duration whole = pause;
  std::uniform_int_distribution<Clock::rep> ticks(whole.count() / 2, whole.count());
  return Clock::duration(ticks(random_));
}

void ConnectionPool::RemoveStale(Clock::time_point now, std::vector<Idle>& stale) {
  const auto fresh = std::find_if(idle_.begin(), idle_.end(), [&](const Idle& idle) {
    return now - idle.since < options_.idle_max;
  });
  count_ -= static_cast<std::size_t>(fresh - idle_.begin());
  stale.insert(stale.end(), std::make_move_iterator(idle_.begin()), std::make_move_iterator(fresh));
  idle_.erase(idle_.begin(), fresh);
}

void ConnectionPool::Return(std::unique_ptr<Connection> connection) {
  std::vector<Idle> of_lost_server;
  MutexLock lock(mutex_);
  if (!connection->is_lost()) {
    idle_.push_back({std::move(connection), Clock::now()});
    changed_.SignalOne();
    return;
  }
  of_lost_server.swap(idle_);
  count_ -= 1 + of_lost_server.size();
  changed_.SignalAll();
}

}  // namespace coalition::store::mysql
