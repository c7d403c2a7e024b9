#include "clients/bench/load_thread.h"

#include <algorithm>
#include <chrono>
#include <ctime>

#include <sys/prctl.h>

namespace coalition::bench {
namespace {

constexpr std::chrono::milliseconds kRest(100);
// How long the pacer sleeps at most before it looks whether it is to stop.
constexpr std::int64_t kNapNs = 50'000'000;

std::chrono::system_clock::time_point After(std::chrono::milliseconds pause) {
  return std::chrono::system_clock::now() + pause;
}

}  // namespace

LoadThread::LoadThread(int in_flight, Tally& tally, Span measured,
                       std::optional<ArrivalSchedule> schedule)
    : tally_(tally), measured_(measured), schedule_(schedule) {
  for (int i = 0; i < in_flight; ++i) slots_.push_back(std::make_unique<Slot>(this));
}

LoadThread::~LoadThread() {
  if (receiver_.joinable()) return;
  // Never started: a queue wants to be shut down and emptied all the same.
  queue_.Shutdown();
  void* tag = nullptr;
  for (bool ok = false; queue_.Next(&tag, &ok);) {
  }
}

void LoadThread::Start(Transport& transport) {
  const std::lock_guard lock(mutex_);
  transport_ = &transport;
  for (const auto& slot : slots_) {
    slot->call = transport.MakeCall();
    idle_.push_back(slot.get());
  }
  receiver_ = std::thread([this] { Receive(); });
  if (schedule_) {
    pacing_ = true;
    pacer_ = std::thread([this] { Pace(); });
    return;
  }
  while (!idle_.empty()) {
    Slot* const slot = idle_.back();
    idle_.pop_back();
    ++busy_;
    Send(*slot, NowNs());
  }
}

void LoadThread::Stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  released_.notify_all();
}

void LoadThread::GiveUp() {
  const std::lock_guard lock(mutex_);
  gave_up_ = true;
  stopping_ = true;
  released_.notify_all();
  if (!shut_down_) give_up_alarm_.Set(&queue_, After(std::chrono::milliseconds(0)), nullptr);
}

void LoadThread::Join() {
  if (pacer_.joinable()) pacer_.join();
  if (receiver_.joinable()) receiver_.join();
}

void LoadThread::Receive() {
  void* tag = nullptr;
  for (bool ok = false; queue_.Next(&tag, &ok);) {
    const std::int64_t now_ns = NowNs();
    const std::lock_guard lock(mutex_);
    if (tag == nullptr) {
      CancelAll();
    } else {
      static_cast<QueueTag*>(tag)->Complete(ok, now_ns);
    }
    ShutDownWhenIdle();
  }
  ended_ = true;
}

void LoadThread::TakeAnswer(Slot& slot, std::int64_t now_ns) {
  if (slot.resting) {
    slot.resting = false;
    return Continue(slot);
  }
  slot.on_its_way = false;
  const Call::Result result = slot.call->Receive();
  done_.store(done_.load(std::memory_order_relaxed) + result.events, std::memory_order_relaxed);
  if (measured_.Contains(now_ns) && result.events > 0) {
    ++tally_.calls;
    tally_.events += result.events;
    tally_.latency.Record(now_ns - slot.due_ns);
  }
  if (result.failed && !gave_up_) return Rest(slot);
  Continue(slot);
}

void LoadThread::Continue(Slot& slot) {
  if (stopping_) {
    if (gave_up_ || !slot.call->SendAgain(&slot)) return Release(slot);
    slot.on_its_way = true;
    return;
  }
  if (schedule_) return Release(slot);
  Send(slot, NowNs());
}

void LoadThread::Send(Slot& slot, std::int64_t due_ns) {
  slot.due_ns = due_ns;
  slot.on_its_way = true;
  slot.call->Send(&slot);
}

void LoadThread::Rest(Slot& slot) {
  slot.resting = true;
  slot.alarm.Set(&queue_, After(kRest), InQueue(&slot));
}

void LoadThread::Release(Slot& slot) {
  --busy_;
  idle_.push_back(&slot);
  if (pacing_) released_.notify_one();
}

void LoadThread::CancelAll() {
  for (const auto& slot : slots_) {
    if (slot->on_its_way) slot->call->Cancel();
    if (slot->resting) slot->alarm.Cancel();
  }
  transport_->Cancel();
}

void LoadThread::ShutDownWhenIdle() {
  if (!stopping_ || pacing_ || busy_ > 0 || shut_down_ || !transport_->Close()) return;
  shut_down_ = true;
  queue_.Shutdown();
}

void LoadThread::Pace() {
  // The default of 50 us would be a good part of what is measured.
  prctl(PR_SET_TIMERSLACK, 1UL);
  while (!stopping_) {
    const std::int64_t due_ns = schedule_->NextNs();
    SleepUntil(due_ns);
    std::unique_lock lock(mutex_);
    released_.wait(lock, [this] { return stopping_ || !idle_.empty(); });
    if (stopping_) break;
    Slot* const slot = idle_.back();
    idle_.pop_back();
    ++busy_;
    Send(*slot, due_ns);
  }
  const std::lock_guard lock(mutex_);
  pacing_ = false;
  ShutDownWhenIdle();
}

void LoadThread::SleepUntil(std::int64_t due_ns) {
  constexpr std::int64_t kNsPerSecond = 1'000'000'000;
  for (std::int64_t now_ns = NowNs(); now_ns < due_ns && !stopping_; now_ns = NowNs()) {
    const std::int64_t wake_ns = std::min(due_ns, now_ns + kNapNs);
    const timespec wake{.tv_sec = wake_ns / kNsPerSecond, .tv_nsec = wake_ns % kNsPerSecond};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, nullptr);
  }
}

}  // namespace coalition::bench
