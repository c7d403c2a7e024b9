#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

void AnyMember(auto& posting) { posting.member = Card(kBakery, "nobody"); }
void LongAgo(auto& posting) { posting.event_time = At("1999-01-01T00:00:00Z"); }
void OldQuote(auto& posting) { posting.quote = QuotedVersions{1, 1, {kNoon.micros - 1}}; }
void NoTerms(auto& posting) { posting.currency = kMiles; }

Catalog Suspended(Catalog catalog) {
  Partner bakery = catalog.GetPartner(kBakery);
  bakery.state = PartnerState::kSuspended;
  catalog.Put(bakery);
  return catalog;
}

// With that fault of the documented order, and all that come after it.
template <typename Posting>
std::string OutcomeWith(int first_fault, Posting posting) {
  if (first_fault <= 4) NoTerms(posting);
  if (first_fault <= 3) OldQuote(posting);
  if (first_fault <= 1) LongAgo(posting);
  if (first_fault <= 0) AnyMember(posting);
  World world(first_fault <= 2 ? Suspended(NewCatalog()) : NewCatalog());
  return Outcome(world.Do(By(kBakery, posting)));
}

TEST(PrecedenceTest, OfEarnsAndBurns) {
  const char* const kOrder[] = {"MEMBER_NOT_FOUND", "EVENT_TIME_OUT_OF_RANGE", "PARTNER_SUSPENDED",
                                "QUOTE_EXPIRED", "NO_RATE_IN_FORCE"};
  for (int fault = 0; fault < 5; ++fault) {
    const std::string expected = kOrder[fault];
    const auto earn = OutcomeWith(fault, EarnOf(kBakery, MemberNo(1), Points(INT64_MAX)));
    const auto burn = OutcomeWith(fault, BurnOf(kBakery, MemberNo(1), Points(INT64_MAX)));
    EXPECT_EQ(earn.substr(0, expected.size()), expected);
    EXPECT_EQ(burn.substr(0, expected.size()), expected);
  }
}

TEST(PrecedenceTest, PermissionComesBeforeEverythingThatTheStateDecides) {
  Earn earn = EarnOf(kBakery, MemberNo(99), Points(INT64_MAX));
  LongAgo(earn);
  OldQuote(earn);
  World world(Suspended(NewCatalog()));
  EXPECT_EQ(Outcome(world.Do(By(kBakery, earn))), "PERMISSION_DENIED");
}

TEST(PrecedenceTest, OverflowComesBeforeTheCap) {
  Terms terms = TermsOf(kBakery);
  terms.net_debit_cap = Postpaid(0);
  World world(With(NewCatalog(), terms));
  EXPECT_EQ(Outcome(world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(kTotalMax + 1)))),
            "AMOUNT_OVERFLOW");
  EXPECT_EQ(Outcome(world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(1)))).substr(0, 22),
            "NET_DEBIT_CAP_EXCEEDED");
}

TEST(PrecedenceTest, OfReversals) {
  World world;
  const auto earned = world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(5)));
  Reverse reverse = ReverseOf(kBakery, Posted(earned).id, Points(6));
  LongAgo(reverse);
  Reverse unknown = ReverseOf(kBakery, {LaneId(0), Sequence(9)}, Points(6));
  LongAgo(unknown);
  // What is not the partner's is not told to exist, whatever else is wrong.
  EXPECT_EQ(Outcome(world.Do(By(kGym, reverse))), "PERMISSION_DENIED");
  EXPECT_EQ(Outcome(world.Do(By(kBakery, unknown))), "PERMISSION_DENIED");
  EXPECT_EQ(Outcome(world.Do(By(kBakery, reverse))).substr(0, 23), "EVENT_TIME_OUT_OF_RANGE");
  reverse.event_time.reset();
  EXPECT_EQ(Outcome(world.Do(By(kBakery, reverse))), "REVERSAL_EXCEEDS_ORIGINAL remaining=5");
}

TEST(ReverseTest, AnotherPartnersTransactionCannotBeReversed) {
  World world;
  const TransactionId earned =
      Posted(world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(5)))).id;
  EXPECT_EQ(Outcome(world.Do(kGym, ReverseOf(kGym, earned))), "PERMISSION_DENIED");
  EXPECT_EQ(Outcome(world.Do(ByOperator(ReverseOf(kGym, earned)))),
            "TRANSACTION_NOT_FOUND transaction_id=0-1");
  EXPECT_EQ(Outcome(world.Do(ByOperator(ReverseOf(kBakery, earned)))), "ok");
}

TEST(ReverseTest, AReversalCannotBeReversed) {
  World world;
  const auto earned = world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(5)));
  const auto reversed = world.Do(kBakery, ReverseOf(kBakery, Posted(earned).id, Points(2)));
  EXPECT_EQ(Outcome(world.Do(kBakery, ReverseOf(kBakery, Posted(reversed).id))),
            "REVERSAL_EXCEEDS_ORIGINAL remaining=0");
}

TEST(SuspendedPartnerTest, CanReverseButNeitherEarnNorBurnNorEnrolNorLink) {
  World world;
  const TransactionId earned =
      Posted(world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(9)))).id;
  const TransactionId burned =
      Posted(world.Do(kBakery, BurnOf(kBakery, MemberNo(1), Points(2)))).id;
  world.Do(ByOperator(SetPartnerState{kBakery, PartnerState::kSuspended, "late"}));
  const std::string kSuspended = "PARTNER_SUSPENDED partner_id=bakery";
  EXPECT_EQ(Outcome(world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(1)))), kSuspended);
  EXPECT_EQ(Outcome(world.Do(kBakery, BurnOf(kBakery, MemberNo(1), Points(1)))), kSuspended);
  EXPECT_EQ(Outcome(world.Do(ByOperator(EarnOf(kBakery, MemberNo(1), Points(1))))), kSuspended);
  EXPECT_EQ(
      Outcome(world.Do(kBakery, EnrollMember{kBakery, MemberNo(9), {Card(kBakery, "9")}, "code"})),
      kSuspended);
  EXPECT_EQ(
      Outcome(world.Do(kBakery, LinkIdentifier{MemberNo(1), Card(kBakery, "1b"), "", "code"})),
      kSuspended);
  EXPECT_EQ(Outcome(world.Do(kBakery, ReverseOf(kBakery, burned))), "ok");
  EXPECT_EQ(Outcome(world.Do(kBakery, ReverseOf(kBakery, earned))), "ok");
  // Its points are still taken elsewhere.
  world.Do(ByOperator(SetPartnerState{kBakery, PartnerState::kActive, "paid"}));
  EXPECT_EQ(Outcome(world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(1)))), "ok");
}

TEST(SuspendedPartnerTest, WithinOneBatchTheOrderDecides) {
  World world;
  const auto earn = [] { return By(kBakery, EarnOf(kBakery, MemberNo(1), Points(1))); };
  const auto answers = world.DoTogether(
      {earn(), ByOperator(SetPartnerState{kBakery, PartnerState::kSuspended, "late"}), earn(),
       ByOperator(SetPartnerState{kBakery, PartnerState::kActive, "paid"}), earn()});
  EXPECT_EQ(Outcome(answers[0]), "ok");
  EXPECT_EQ(Outcome(answers[2]), "PARTNER_SUSPENDED partner_id=bakery");
  EXPECT_EQ(Outcome(answers[4]), "ok");
}

}  // namespace
}  // namespace coalition::domain
