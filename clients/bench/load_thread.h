#ifndef COALITION_CLIENTS_BENCH_LOAD_THREAD_H_
#define COALITION_CLIENTS_BENCH_LOAD_THREAD_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "grpcpp/alarm.h"
#include "grpcpp/completion_queue.h"

#include "clients/bench/arrival_schedule.h"
#include "clients/bench/call.h"
#include "clients/bench/clock.h"
#include "clients/bench/tally.h"

namespace coalition::bench {

// One thread of the load generator: a completion queue and the calls that go through it.
//
// Closed loop: each call is followed by another as soon as its answer is taken. Open loop: a second
// thread sends each call when it is due, as long as a call is free, and its latency counts from
// then, however late it was sent.
//
// A call that fails is followed by a pause, so that a server that is away or overloaded is not
// flooded. After Stop() nothing new is sent, only what is undecided, until all is decided or
// GiveUp() is called.
//
// Start, Stop, GiveUp and Join are for the thread that made it; done() is for any.
class LoadThread {
 public:
  // `tally` is written by its threads until Join() returns. Calls whose answer comes in `measured`
  // count for latency and throughput. With a schedule it is an open loop.
  LoadThread(int in_flight, Tally& tally, Span measured, std::optional<ArrivalSchedule> schedule);
  // Joined, or never started.
  ~LoadThread();
  LoadThread(const LoadThread&) = delete;
  LoadThread& operator=(const LoadThread&) = delete;

  grpc::CompletionQueue& queue() { return queue_; }

  // Calls are made by `transport` and go through queue(). It must outlive this.
  void Start(Transport& transport);
  void Stop();
  // Cancels what is on its way and forgets what is undecided.
  void GiveUp();
  void Join();

  // Events that were answered so far.
  std::int64_t done() const { return done_.load(std::memory_order_relaxed); }
  // All its threads have come to an end.
  bool ended() const { return ended_; }

 private:
  struct Slot final : QueueTag {
    explicit Slot(LoadThread* thread) : owner(thread) {}
    void Complete(bool, std::int64_t now_ns) override { owner->TakeAnswer(*this, now_ns); }

    LoadThread* const owner;
    std::unique_ptr<Call> call;
    // From when its latency counts.
    std::int64_t due_ns = 0;
    bool on_its_way = false;
    // Its tag comes from the alarm.
    bool resting = false;
    grpc::Alarm alarm;
  };

  void Receive();
  void Pace();
  void SleepUntil(std::int64_t due_ns);
  void TakeAnswer(Slot& slot, std::int64_t now_ns);
  void Continue(Slot& slot);
  void Send(Slot& slot, std::int64_t due_ns);
  void Rest(Slot& slot);
  void Release(Slot& slot);
  void CancelAll();
  void ShutDownWhenIdle();

  Tally& tally_;
  Transport* transport_ = nullptr;
  const Span measured_;
  std::optional<ArrivalSchedule> schedule_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> ended_ = false;
  std::atomic<std::int64_t> done_ = 0;

  // Guards the calls, and all that they share: source, tally. Nobody waits for it in a closed loop.
  std::mutex mutex_;
  std::condition_variable released_;
  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<Slot*> idle_;
  int busy_ = 0;
  bool gave_up_ = false;
  bool pacing_ = false;
  bool shut_down_ = false;
  grpc::Alarm give_up_alarm_;

  std::thread receiver_;
  std::thread pacer_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_LOAD_THREAD_H_
