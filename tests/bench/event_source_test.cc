#include "clients/bench/event_source.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace coalition::bench {
namespace {

// Acknowledges every event at once, as a ledger would: a new transaction for each that is not
// repeated.
class EventSourceTest : public testing::Test {
 protected:
  EventSource Source(Work work, double repeat_percent = 0) {
    return EventSource({.work = work, .repeat_percent = repeat_percent}, population_, choice_, 42);
  }

  Event Post(EventSource& source) {
    const Event event = source.Next(source.ChoosePartner());
    const TransactionNumber number{0, ++sequence_};
    source.Acknowledge(event, event.repeated ? event.outcome : number);
    posted_[number.sequence] = event;
    return event;
  }

  std::map<EventKind, int> PostMany(EventSource& source, int events) {
    std::map<EventKind, int> kinds;
    for (int i = 0; i < events; ++i) ++kinds[Post(source).kind];
    return kinds;
  }

  const Population population_{1'000, 4, Spread::kUniform};
  const MemberChoice choice_{population_};
  std::uint64_t sequence_ = 0;
  std::map<std::uint64_t, Event> posted_;
};

TEST_F(EventSourceTest, EachEventHasItsOwnIdAndAMemberOfItsPartner) {
  EventSource source = Source(Work::kEarn);
  std::set<std::string> ids;
  for (int i = 0; i < 10'000; ++i) {
    const Event event = Post(source);
    EXPECT_EQ(event.kind, EventKind::kEarn);
    EXPECT_TRUE(ids.insert(event.id.ToString()).second);
    EXPECT_LT(event.member, population_.members_of(event.partner));
    EXPECT_GE(event.partner_points, 1u);
    EXPECT_FALSE(event.repeated);
  }
}

TEST_F(EventSourceTest, MixHasTheSharesThatItPromises) {
  EventSource source = Source(Work::kMix);
  constexpr int kEvents = 100'000;
  auto kinds = PostMany(source, kEvents);
  EXPECT_NEAR(kinds[EventKind::kEarn], 0.60 * kEvents, 0.01 * kEvents);
  EXPECT_NEAR(kinds[EventKind::kBurn], 0.25 * kEvents, 0.01 * kEvents);
  EXPECT_NEAR(kinds[EventKind::kAuthorize], 0.05 * kEvents, 0.005 * kEvents);
  EXPECT_NEAR(kinds[EventKind::kCapture], 0.05 * kEvents, 0.005 * kEvents);
  EXPECT_NEAR(kinds[EventKind::kReverse], 0.05 * kEvents, 0.005 * kEvents);
}

TEST_F(EventSourceTest, CapturesAndReversalsGoBackToWhatWasAcknowledgedOnce) {
  for (const Work work : {Work::kAuthorizeCapture, Work::kReverse, Work::kMix}) {
    EventSource source = Source(work);
    std::set<std::uint64_t> gone_back_to;
    for (int i = 0; i < 10'000; ++i) {
      const Event event = Post(source);
      if (event.kind != EventKind::kCapture && event.kind != EventKind::kReverse) continue;
      ASSERT_TRUE(posted_.contains(event.original.sequence));
      const Event& original = posted_[event.original.sequence];
      EXPECT_EQ(original.kind == EventKind::kAuthorize, event.kind == EventKind::kCapture);
      EXPECT_NE(original.kind, EventKind::kReverse);
      EXPECT_EQ(original.partner, event.partner);
      EXPECT_EQ(original.member, event.member);
      EXPECT_TRUE(gone_back_to.insert(event.original.sequence).second);
    }
    EXPECT_FALSE(gone_back_to.empty());
  }
}

TEST_F(EventSourceTest, HoldsAreCapturedOnlyOnceTheyAreAcknowledged) {
  EventSource source = Source(Work::kAuthorizeCapture);
  std::vector<Event> waiting;
  for (int i = 0; i < 100; ++i) {
    waiting.push_back(source.Next(0));
    EXPECT_EQ(waiting.back().kind, EventKind::kAuthorize);
  }
  for (const Event& event : waiting) source.Acknowledge(event, {0, ++sequence_});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(source.Next(0).kind, EventKind::kCapture);
  EXPECT_EQ(source.Next(0).kind, EventKind::kAuthorize);
}

TEST_F(EventSourceTest, RepeatsAreTheSameEventsAgain) {
  EventSource source = Source(Work::kMix, 10);
  int repeats = 0;
  std::map<std::string, Event> known;
  for (int i = 0; i < 20'000; ++i) {
    const Event event = Post(source);
    const std::string id = event.id.ToString();
    if (!event.repeated) {
      known[id] = event;
      continue;
    }
    ++repeats;
    ASSERT_TRUE(known.contains(id));
    const Event& first = known[id];
    EXPECT_EQ(event.kind, first.kind);
    EXPECT_EQ(event.partner, first.partner);
    EXPECT_EQ(event.member, first.member);
    EXPECT_EQ(event.partner_points, first.partner_points);
    EXPECT_EQ(event.original, first.original);
    EXPECT_EQ(posted_[event.outcome.sequence].id, event.id);
  }
  EXPECT_NEAR(repeats, 2'000, 200);
}

TEST_F(EventSourceTest, WhatIsUndecidedComesAgainFirst) {
  EventSource source = Source(Work::kEarn);
  const Event lost = source.Next(1);
  source.SendAgain(lost);
  EXPECT_EQ(source.to_send_again(), 1u);
  EXPECT_NE(source.Next(0).id, lost.id);
  const Event again = source.Next(1);
  EXPECT_EQ(again.id, lost.id);
  EXPECT_EQ(again.partner_points, lost.partner_points);
  EXPECT_TRUE(again.sent_again);
  EXPECT_EQ(source.to_send_again(), 0u);
}

TEST_F(EventSourceTest, TakesWhatIsUndecidedPartnerByPartner) {
  EventSource source = Source(Work::kEarn);
  EXPECT_TRUE(source.TakeToSendAgain(10).empty());
  std::vector<Event> lost;
  for (const int partner : {2, 0, 2, 2}) lost.push_back(source.Next(partner));
  for (const Event& event : lost) source.SendAgain(event);
  std::multiset<int> partners;
  for (std::size_t left = 4; left > 0;) {
    const std::vector<Event> events = source.TakeToSendAgain(2);
    ASSERT_FALSE(events.empty());
    ASSERT_LE(events.size(), 2u);
    for (const Event& event : events) {
      EXPECT_EQ(event.partner, events.front().partner);
      partners.insert(event.partner);
    }
    left -= events.size();
    EXPECT_EQ(source.to_send_again(), left);
  }
  EXPECT_EQ(partners, (std::multiset<int>{0, 2, 2, 2}));
}

}  // namespace
}  // namespace coalition::bench
