#ifndef COALITION_SERVER_ENGINE_BOUNDED_QUEUE_H_
#define COALITION_SERVER_ENGINE_BOUNDED_QUEUE_H_

#include <cstddef>
#include <deque>
#include <limits>
#include <utility>
#include <vector>

#include "server/base/mutex.h"

namespace coalition::engine {

// First in, first out, between threads. Items have weights; the sum of what waits is bounded.
// Thread-safe.
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
    weight_ += weight;
    Signal();
    return PushResult::kTaken;
  }

  // Takes all of them, of weight 1 each, whatever the bound; none when it is closed. Never blocks.
  PushResult PushAll(std::vector<T> items) {
    MutexLock lock(mutex_);
    if (closed_) return PushResult::kClosed;
    for (T& item : items) items_.emplace_back(std::move(item), 1);
    weight_ += items.size();
    Signal();
    return PushResult::kTaken;
  }

  // Waits until an item waits. False when the queue is closed and nothing waits any more.
  bool Await() {
    MutexLock lock(mutex_);
    while (items_.empty() && !closed_) any_.Wait(mutex_);
    return !items_.empty();
  }

  // Waits until items of that weight wait, or any when the queue is closed; false as above. All who
  // wait like this at one time wait for the same weight.
  bool AwaitMuch(std::size_t weight) {
    MutexLock lock(mutex_);
    much_ = weight;
    while (weight_ < weight && !closed_) heavy_.Wait(mutex_);
    return !items_.empty();
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
    weight_ -= taken_weight;
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
    any_.SignalAll();
    heavy_.SignalAll();
  }

 private:
  void Signal() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    any_.SignalOne();
    if (weight_ >= much_) heavy_.SignalOne();
  }

  const std::size_t weight_max_;
  Mutex mutex_;
  CondVar any_;
  CondVar heavy_;
  std::deque<std::pair<T, std::size_t>> items_ ABSL_GUARDED_BY(mutex_);
  std::size_t weight_ ABSL_GUARDED_BY(mutex_) = 0;
  // What AwaitMuch waits for.
  std::size_t much_ ABSL_GUARDED_BY(mutex_) = std::numeric_limits<std::size_t>::max();
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_BOUNDED_QUEUE_H_
