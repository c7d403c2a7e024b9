#ifndef COALITION_SERVER_ENGINE_BATCH_GATE_H_
#define COALITION_SERVER_ENGINE_BATCH_GATE_H_

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"

#include "server/base/mutex.h"

namespace coalition::engine {

// Lets lanes gather commands for a moment while others of this process are at work. Beside its
// commands a batch costs as much as some hundred of them; where all cores are busy, more batches at
// a time are only smaller ones. Thread-safe.
class BatchGate {
 public:
  struct Options {
    // Under way at once without waiting. What comes beside them is a database's work and the
    // calls', which take the other half of the cores.
    int batches_max = static_cast<int>(std::max(std::thread::hardware_concurrency() / 2, 1u));
    // A batch of so many does not wait.
    std::size_t commands_enough = 256;
    // Nor does any longer, whatever holds the others up.
    std::chrono::microseconds wait_max{20'000};
  };

  // A batch that is under way until this ends. One made without a gate is of none.
  class Pass {
   public:
    Pass() = default;
    Pass(Pass&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
    Pass& operator=(Pass&& other) noexcept {
      std::swap(gate_, other.gate_);
      return *this;
    }
    ~Pass() {
      if (gate_ != nullptr) gate_->Leave();
    }

   private:
    friend class BatchGate;
    explicit Pass(BatchGate& gate) : gate_(&gate) {}

    BatchGate* gate_ = nullptr;
  };

  explicit BatchGate(const Options& options) : options_(options) {}

  // `waiting` tells how many commands there are for the batch.
  Pass Enter(absl::FunctionRef<std::size_t()> waiting) {
    const auto end = std::chrono::steady_clock::now() + options_.wait_max;
    MutexLock lock(mutex_);
    while (under_way_ >= options_.batches_max && waiting() < options_.commands_enough &&
           std::chrono::steady_clock::now() < end) {
      left_.WaitUntil(mutex_, end);
    }
    ++under_way_;
    return Pass(*this);
  }

 private:
  void Leave() {
    MutexLock lock(mutex_);
    --under_way_;
    left_.SignalAll();
  }

  const Options options_;
  Mutex mutex_;
  CondVar left_;
  int under_way_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_BATCH_GATE_H_
