#ifndef COALITION_CLIENTS_BENCH_EVENT_SOURCE_H_
#define COALITION_CLIENTS_BENCH_EVENT_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "clients/bench/event.h"
#include "clients/bench/member_choice.h"
#include "clients/bench/population.h"
#include "clients/bench/random_numbers.h"
#include "clients/bench/request_id.h"

namespace coalition::bench {

// What is posted.
enum class Work {
  kEarn,
  kBurn,
  // Authorizations, each of which is captured once it is acknowledged.
  kAuthorizeCapture,
  // Earns, each of which is taken back once it is acknowledged.
  kReverse,
  // Of all events 60 % earns, 25 % burns, 10 % authorizations and their captures, 5 % reversals of
  // earns, burns and captures.
  kMix,
};

// Whether members must have points before.
constexpr bool BurnsPoints(Work work) { return work != Work::kEarn && work != Work::kReverse; }

struct EventOptions {
  Work work = Work::kEarn;
  // Percent of events that were acknowledged before.
  double repeat_percent = 1;
  IdKind ids = IdKind::kTimeOrdered;
};

// Makes up one thread's events, and remembers what became of them, because captures, reversals and
// repeats are of what was acknowledged. Not thread-safe. Some tens of nanoseconds an event.
class EventSource {
 public:
  // The others must outlive it. Sources of different seeds share nothing but members.
  EventSource(const EventOptions& options, const Population& population, const MemberChoice& choice,
              std::uint64_t seed);

  // Whose event is next, by the population's spread.
  int ChoosePartner() { return choice_.DrawPartner(random_); }
  // That partner's next event. What has to be sent again comes first.
  Event Next(int partner);
  // Of the events that have to be sent again up to `max`, all of one partner.
  std::vector<Event> TakeToSendAgain(std::size_t max);
  std::size_t to_send_again() const { return to_send_again_; }

  // It was posted, as that transaction.
  void Acknowledge(const Event& event, TransactionNumber posted);
  // There was no answer, or one that says nothing of what became of it.
  void SendAgain(Event event);

 private:
  struct PartnerHistory {
    // Holds to capture, transactions to take back, oldest first.
    std::deque<Event> holds;
    std::deque<Event> reversible;
    std::deque<Event> to_send_again;
    // A sample of what was acknowledged, the older the rarer.
    std::vector<Event> acknowledged;
  };

  PartnerHistory& HistoryOf(int partner) { return history_[static_cast<std::size_t>(partner)]; }
  bool IsTimeToRepeat();
  EventKind DrawKind(const PartnerHistory& history);
  Event NewEvent(EventKind kind, int partner);
  void Remember(Event done);

  const EventOptions options_;
  const Population& population_;
  const MemberChoice& choice_;
  RandomNumbers random_;
  RequestIdSource ids_;
  std::uint32_t repeat_per_million_ = 0;
  std::vector<PartnerHistory> history_;
  std::size_t to_send_again_ = 0;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_EVENT_SOURCE_H_
