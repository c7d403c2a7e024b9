#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

const MemberId kAnn = MemberNo(1);
const MemberId kBen = MemberNo(2);

Catalog With(Catalog catalog, Limits limits) {
  catalog.Put(PartnerLimits{kBakery, kStars, limits});
  return catalog;
}

std::string Earned(World& world, MemberId member, std::int64_t points) {
  return Outcome(world.Do(kBakery, EarnOf(kBakery, member, Points(points))));
}

std::string Over(const char* limit, std::int64_t maximum) {
  return std::string("LIMIT_EXCEEDED limit=") + limit + " maximum=" + std::to_string(maximum);
}

TEST(LimitsTest, HoldAtTheirEdges) {
  Limits limits;
  limits.earn_per_transaction = Points(10);
  limits.earn_per_member_day = Points(15);
  limits.earn_per_partner_day = Points(22);
  World world(With(NewCatalog(), limits));
  EXPECT_EQ(Earned(world, kAnn, 11), Over("earn points per transaction", 10));
  EXPECT_EQ(Earned(world, kAnn, 10), "ok");
  EXPECT_EQ(Earned(world, kAnn, 6), Over("earn points per member and day", 15));
  EXPECT_EQ(Earned(world, kAnn, 5), "ok");
  EXPECT_EQ(Earned(world, kBen, 8), Over("earn points per partner and day", 22));
  EXPECT_EQ(Earned(world, kBen, 7), "ok");
  // The other partners have none.
  EXPECT_EQ(Outcome(world.Do(kGym, EarnOf(kGym, kAnn, Points(1'000)))), "ok");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(LimitsTest, CountByTheServersDayWhateverTheEventTime) {
  Limits limits;
  limits.earn_per_member_day = Points(10);
  World world(With(NewCatalog(), limits));
  world.now = At("2026-03-10T23:59:59Z");
  EXPECT_EQ(Earned(world, kAnn, 10), "ok");
  Earn late = EarnOf(kBakery, kAnn, Points(1));
  late.event_time = At("2026-03-09T12:00:00Z");
  EXPECT_EQ(Outcome(world.Do(kBakery, late)), Over("earn points per member and day", 10));
  world.now = At("2026-03-11T00:00:00Z");
  EXPECT_EQ(Outcome(world.Do(kBakery, late)), "ok");
  EXPECT_EQ(Earned(world, kAnn, 9), "ok");
  EXPECT_EQ(Earned(world, kAnn, 1), Over("earn points per member and day", 10));
}

TEST(LimitsTest, BurnsAndHoldsShareTheirsAndReversalsGiveNothingBack) {
  Limits limits;
  limits.burn_per_member_day = Points(10);
  World world(With(NewCatalog(), limits));
  world.Do(kGym, EarnOf(kGym, kAnn, Points(100)));
  const TransactionId burn = Posted(world.Do(kBakery, BurnOf(kBakery, kAnn, Points(4)))).id;
  const TransactionId hold = Posted(world.Do(kBakery, AuthorizeOf(kBakery, kAnn, Points(6)))).id;
  EXPECT_EQ(Outcome(world.Do(kBakery, CaptureOf(kBakery, hold))), "ok");
  EXPECT_EQ(Outcome(world.Do(kBakery, ReverseOf(kBakery, burn))), "ok");
  EXPECT_EQ(Outcome(world.Do(kBakery, BurnOf(kBakery, kAnn, Points(1)))),
            Over("burn points per member and day", 10));
  EXPECT_EQ(Outcome(world.Do(kBakery, AuthorizeOf(kBakery, kAnn, Points(1)))),
            Over("burn points per member and day", 10));
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(LimitsTest, AreExactWithinABatchAndCountFromWhenTheyAreSet) {
  World world;
  world.Do(kBakery, EarnOf(kBakery, kAnn, Points(50)));
  PartnerLimits limits{kBakery, kStars, {}};
  limits.limits.earn_per_partner_day = Points(10);
  std::vector<Command> commands{ByOperator(SetLimits{limits})};
  for (int i = 0; i < 8; ++i) {
    commands.push_back(By(kBakery, EarnOf(kBakery, i % 2 == 0 ? kAnn : kBen, Points(3))));
  }
  int accepted = 0;
  for (const Answer& answer : world.DoTogether(commands)) accepted += Outcome(answer) == "ok";
  EXPECT_EQ(accepted, 1 + 3);
  EXPECT_EQ(Earned(world, kAnn, 1), "ok");
  EXPECT_EQ(Earned(world, kAnn, 1), Over("earn points per partner and day", 10));
  // Limits that limit nothing end it.
  world.Do(ByOperator(SetLimits{{kBakery, kStars, {}}}));
  EXPECT_EQ(Earned(world, kAnn, 1'000), "ok");
}

TEST(LimitsTest, MergedMembersCountTogether) {
  Limits limits;
  limits.earn_per_member_day = Points(10);
  World world(With(NewCatalog(), limits));
  EXPECT_EQ(Earned(world, kAnn, 6), "ok");
  EXPECT_EQ(Earned(world, kBen, 3), "ok");
  EXPECT_EQ(Outcome(world.Do(ByOperator(MergeMembers{kAnn, kBen, "one"}))), "ok");
  EXPECT_EQ(Earned(world, kBen, 2), Over("earn points per member and day", 10));
  EXPECT_EQ(Earned(world, kAnn, 1), "ok");
  EXPECT_EQ(Earned(world, kBen, 1), Over("earn points per member and day", 10));
}

TEST(PrepaidCapTest, IsUsedUpAcrossWindows) {
  Terms terms = TermsOf(kBakery);
  terms.net_debit_cap = NetDebitCap{NetDebitCap::Kind::kPrepaid, Micros(100'000), std::nullopt};
  World world(domain::With(NewCatalog(), terms));
  EXPECT_EQ(Earned(world, kAnn, 6), "ok");
  EXPECT_EQ(Outcome(world.Do(ByOperator(CloseWindow{{}, ""}))), "ok");
  EXPECT_EQ(Earned(world, kAnn, 5),
            "NET_DEBIT_CAP_EXCEEDED cap_micros=100000 charge_micros=-50000 currency_code=GBP "
            "position_micros=-60000");
  EXPECT_EQ(Earned(world, kAnn, 4), "ok");
  EXPECT_EQ(Outcome(world.Do(ByOperator(CloseWindow{{}, ""}))), "ok");
  EXPECT_EQ(Outcome(world.Do(ByOperator(CloseWindow{{}, ""}))), "ok");
  EXPECT_EQ(Earned(world, kAnn, 1).substr(0, 22), "NET_DEBIT_CAP_EXCEEDED");
  // The bakery pays in.
  terms.net_debit_cap->limit = Micros(110'000);
  world.Do(ByOperator(SetTerms{terms, true}));
  EXPECT_EQ(Earned(world, kAnn, 1), "ok");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(NetDebitAlertTest, IsNotedOnceByWhatPassesTheThreshold) {
  Terms terms = TermsOf(kBakery);
  terms.net_debit_cap =
      NetDebitCap{NetDebitCap::Kind::kPostpaid, Micros(1'000'000), Micros(50'000)};
  World world(domain::With(NewCatalog(), terms));
  EXPECT_EQ(Earned(world, kAnn, 5), "ok");
  EXPECT_TRUE(world.last_changes().audit_events.empty());
  EXPECT_EQ(Earned(world, kAnn, 1), "ok");
  ASSERT_EQ(world.last_changes().audit_events.size(), 1U);
  EXPECT_EQ(world.last_changes().audit_events.front().action, "NET_DEBIT_ALERT");
  EXPECT_EQ(world.last_changes().audit_events.front().resource, "partners/bakery");
  EXPECT_EQ(world.last_changes().audit_events.front().reason,
            "position_micros -60000 passed -50000 by 0-2");
  EXPECT_EQ(Earned(world, kAnn, 1), "ok");
  EXPECT_TRUE(world.last_changes().audit_events.empty());
}

}  // namespace
}  // namespace coalition::domain
