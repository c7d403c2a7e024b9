#ifndef COALITION_SERVER_ENGINE_BOUNDED_QUEUE_H_
#define COALITION_SERVER_ENGINE_BOUNDED_QUEUE_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "server/base/mutex.h"

namespace coalition::engine {

// First in, first out, between threads. Items have weights of 1 or more; the sum of what waits is
// bounded. Thread-safe.
template <typename T>
class BoundedQueue {
 public:
  enum class PushResult { kTaken, kFull, kClosed };

  explicit BoundedQueue(std::size_t weight_max) : weight_max_(weight_max) {}

  // Never blocks; moves from `item` only when it takes it. An item heavier than the bound is taken
  // when nothing waits.
  PushResult Push(T& item, std::size_t weight) {
    MutexLock lock(mutex_);
    if (closed_) return PushResult::kClosed;
    if (!items_.empty() && (weight > weight_max_ || weight_ > weight_max_ - weight)) {
      return PushResult::kFull;
    }
    items_.emplace_back(std::move(item), weight);
    SetWeight(weight_ + weight);
    Signal();
    return PushResult::kTaken;
  }

  // Takes it whatever the bound; not when it is closed. Never blocks.
  PushResult PushBeyond(T item, std::size_t weight) {
    MutexLock lock(mutex_);
    if (closed_) return PushResult::kClosed;
    items_.emplace_back(std::move(item), weight);
    SetWeight(weight_ + weight);
    Signal();
    return PushResult::kTaken;
  }

  // Takes all of them, of weight 1 each, whatever the bound; none when it is closed. Never blocks.
  PushResult PushAll(std::vector<T> items) {
    MutexLock lock(mutex_);
    if (closed_) return PushResult::kClosed;
    for (T& item : items) items_.emplace_back(std::move(item), 1);
    SetWeight(weight_ + items.size());
    Signal();
    return PushResult::kTaken;
  }

  // Waits until items of that weight wait, or whatever there is when the queue is closed. False
  // when it is closed and nothing waits any more.
  bool Await(std::size_t weight_min = 1) {
    MutexLock lock(mutex_);
    CondVar& enough = enough_[weight_min];
    while (weight_ < weight_min && !closed_) enough.Wait(mutex_);
    return !items_.empty();
  }

  // Looks for an item without sleeping, which is fast and takes a whole core: returns when one
  // waits, or after that time.
  void Watch(std::chrono::nanoseconds time) const {
    const auto end = std::chrono::steady_clock::now() + time;
    while (weight_seen_.load(std::memory_order_relaxed) == 0 &&
           std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
    }
  }

  std::size_t weight() const {
    MutexLock lock(mutex_);
    return weight_;
  }

  // Takes what waits, up to `weight_max` but, if anything waits, at least one.
  std::vector<T> TakeUpTo(std::size_t weight_max) {
    MutexLock lock(mutex_);
    std::vector<T> taken;
    std::size_t taken_weight = 0;
    while (!items_.empty() &&
           (taken.empty() || taken_weight + items_.front().second <= weight_max)) {
      taken_weight += items_.front().second;
      taken.push_back(std::move(items_.front().first));
      items_.pop_front();
    }
    SetWeight(weight_ - taken_weight);
    return taken;
  }

  // Await, then TakeUpTo, until something was taken. Empty when the queue is closed and nothing
  // waits any more.
  std::vector<T> PopUpTo(std::size_t weight_max) {
    std::vector<T> taken;
    while (taken.empty() && Await()) taken = TakeUpTo(weight_max);
    return taken;
  }

  // Takes no more items; what waits can still be popped.
  void Close() {
    MutexLock lock(mutex_);
    closed_ = true;
    for (auto& [weight_min, enough] : enough_) enough.SignalAll();
  }

 private:
  void Signal() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (auto& [weight_min, enough] : enough_) {
      if (weight_ >= weight_min) enough.SignalOne();
    }
  }
  void SetWeight(std::size_t weight) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    weight_ = weight;
    weight_seen_.store(weight, std::memory_order_relaxed);
  }

  const std::size_t weight_max_;
  mutable Mutex mutex_;
  // By the weight that is waited for.
  std::map<std::size_t, CondVar> enough_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::pair<T, std::size_t>> items_ ABSL_GUARDED_BY(mutex_);
  std::size_t weight_ ABSL_GUARDED_BY(mutex_) = 0;
  // The same for Watch.
  std::atomic<std::size_t> weight_seen_ = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_BOUNDED_QUEUE_H_
