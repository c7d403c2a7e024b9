#include "clients/bench/event_source.h"

#include <algorithm>
#include <utility>

namespace coalition::bench {
namespace {

constexpr std::uint32_t kMillion = 1'000'000;
// Earns are worth more than burns, so that nobody runs out.
constexpr std::uint32_t kEarnPartnerPointsMax = 100;
constexpr std::uint32_t kBurnPartnerPointsMax = 3;
// Of one partner: what may wait to be taken back, and what may be repeated.
constexpr std::size_t kReversibleMax = 4'096;
constexpr std::size_t kAcknowledgedMax = 4'096;
// Of this many acknowledged events one is kept for a repeat.
constexpr std::uint32_t kSampleOneOf = 4;

Event TakeFirst(std::deque<Event>& events) {
  Event first = events.front();
  events.pop_front();
  return first;
}

}  // namespace

EventSource::EventSource(const EventOptions& options, const Population& population,
                         const MemberChoice& choice, std::uint64_t seed)
    : options_(options),
      population_(population),
      choice_(choice),
      random_(seed),
      ids_(options.ids, random_.Next()),
      repeat_per_million_(static_cast<std::uint32_t>(options.repeat_percent * kMillion / 100)),
      history_(static_cast<std::size_t>(population.partners())) {}

Event EventSource::Next(int partner) {
  PartnerHistory& history = HistoryOf(partner);
  if (!history.to_send_again.empty()) {
    --to_send_again_;
    return TakeFirst(history.to_send_again);
  }
  if (!history.acknowledged.empty() && IsTimeToRepeat()) {
    return history
        .acknowledged[random_.Below(static_cast<std::uint32_t>(history.acknowledged.size()))];
  }
  return NewEvent(DrawKind(history), partner);
}

std::vector<Event> EventSource::TakeToSendAgain(std::size_t max) {
  std::vector<Event> taken;
  if (to_send_again_ == 0) return taken;
  const auto history = std::find_if(history_.begin(), history_.end(), [](const PartnerHistory& h) {
    return !h.to_send_again.empty();
  });
  while (taken.size() < max && !history->to_send_again.empty()) {
    taken.push_back(TakeFirst(history->to_send_again));
  }
  to_send_again_ -= taken.size();
  return taken;
}

bool EventSource::IsTimeToRepeat() {
  return repeat_per_million_ > 0 && random_.Below(kMillion) < repeat_per_million_;
}

EventKind EventSource::DrawKind(const PartnerHistory& history) {
  switch (options_.work) {
    case Work::kEarn:
      return EventKind::kEarn;
    case Work::kBurn:
      return EventKind::kBurn;
    case Work::kAuthorizeCapture:
      return history.holds.empty() ? EventKind::kAuthorize : EventKind::kCapture;
    case Work::kReverse:
      return history.reversible.empty() ? EventKind::kEarn : EventKind::kReverse;
    case Work::kMix:
      break;
  }
  const std::uint32_t percent = random_.Below(100);
  if (percent < 60) return EventKind::kEarn;
  if (percent < 85) return EventKind::kBurn;
  if (percent < 95) return history.holds.empty() ? EventKind::kAuthorize : EventKind::kCapture;
  return history.reversible.empty() ? EventKind::kEarn : EventKind::kReverse;
}

Event EventSource::NewEvent(EventKind kind, int partner) {
  PartnerHistory& history = HistoryOf(partner);
  Event event;
  if (kind == EventKind::kCapture || kind == EventKind::kReverse) {
    const Event first = TakeFirst(kind == EventKind::kCapture ? history.holds : history.reversible);
    event.member = first.member;
    event.original = first.outcome;
  } else if (kind == EventKind::kAuthorize) {
    // A member may have so many open holds, which one that much traffic falls on would soon pass.
    event.member = choice_.DrawMemberEvenly(partner, random_);
    event.partner_points = 1 + random_.Below(kBurnPartnerPointsMax);
  } else {
    event.member = choice_.DrawMember(partner, random_);
    event.partner_points =
        1 + random_.Below(kind == EventKind::kEarn ? kEarnPartnerPointsMax : kBurnPartnerPointsMax);
  }
  event.id = ids_.Next();
  event.kind = kind;
  event.partner = static_cast<std::uint16_t>(partner);
  return event;
}

void EventSource::Acknowledge(const Event& event, TransactionNumber posted) {
  if (event.repeated) return;
  Event done = event;
  done.sent_again = false;
  done.outcome = posted;
  PartnerHistory& history = HistoryOf(event.partner);
  const bool wants_reversible = options_.work == Work::kReverse || options_.work == Work::kMix;
  if (event.kind == EventKind::kAuthorize) {
    history.holds.push_back(done);
  } else if (wants_reversible && event.kind != EventKind::kReverse &&
             history.reversible.size() < kReversibleMax) {
    history.reversible.push_back(done);
  }
  if (repeat_per_million_ > 0 && random_.Below(kSampleOneOf) == 0) Remember(done);
}

void EventSource::Remember(Event done) {
  done.repeated = true;
  std::vector<Event>& known = HistoryOf(done.partner).acknowledged;
  if (known.size() < kAcknowledgedMax) {
    known.push_back(done);
  } else {
    known[random_.Below(kAcknowledgedMax)] = done;
  }
}

void EventSource::SendAgain(Event event) {
  event.sent_again = true;
  HistoryOf(event.partner).to_send_again.push_back(event);
  ++to_send_again_;
}

}  // namespace coalition::bench
