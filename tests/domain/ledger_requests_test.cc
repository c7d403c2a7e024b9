#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

Command EarnCommand(std::int64_t points, std::string request_id = "") {
  return By(kBakery, EarnOf(kBakery, MemberNo(1), Points(points)), std::move(request_id));
}

Command WithDigest(Command command, std::uint8_t byte) {
  command.header.digest.fill(byte);
  return command;
}

TEST(RequestIdTest, ARetryGetsTheFirstAnswerWhereverItComes) {
  // In the same batch, or in a later one.
  for (const bool together : {true, false}) {
    World world;
    const auto first = EarnCommand(5, "a");
    std::vector<Answer> answers;
    if (together) {
      answers = world.DoTogether({first, EarnCommand(7), first});
    } else {
      answers = {world.Do(first), world.Do(EarnCommand(7))};
      world.now.micros += kMicrosPerDay;
      answers.push_back(world.Do(first));
    }
    EXPECT_FALSE(answers[0].replayed);
    EXPECT_TRUE(answers[2].replayed);
    EXPECT_EQ(Posted(answers[2]).id, Posted(answers[0]).id);
    EXPECT_EQ(Posted(answers[2]).balance_after, Posted(answers[0]).balance_after);
    EXPECT_EQ(Posted(answers[2]).posted_at, kNoon);
    EXPECT_EQ(Posted(answers[1]).balance_after.available, Points(12));
    EXPECT_EQ(world.AccountOf(MemberNo(1)).Available(On("2026-03-10")), Points(12));
  }
}

TEST(RequestIdTest, AnotherPayloadIsRefusedAndLeavesTheFirst) {
  World world;
  world.Do(WithDigest(EarnCommand(5, "a"), 1));
  const auto before = world.Dump();
  EXPECT_EQ(Outcome(world.Do(WithDigest(EarnCommand(6, "a"), 2))),
            "REQUEST_ID_REUSED request_id=a");
  EXPECT_EQ(DifferenceOf(world.Dump(), before), "");
  const auto together =
      world.DoTogether({WithDigest(EarnCommand(6, "b"), 1), WithDigest(EarnCommand(6, "b"), 2),
                        WithDigest(EarnCommand(6, "b"), 1)});
  EXPECT_EQ(Outcome(together[0]), "ok");
  EXPECT_EQ(Outcome(together[1]), "REQUEST_ID_REUSED request_id=b");
  EXPECT_FALSE(together[1].replayed);
  EXPECT_TRUE(together[2].replayed);
  EXPECT_EQ(world.AccountOf(MemberNo(1)).Available(On("2026-03-10")), Points(11));
}

TEST(RequestIdTest, EachPartnerHasASpaceOfItsOwnAndTheOperatorToo) {
  World world;
  world.Do(EarnCommand(5, "a"));
  EXPECT_FALSE(world.Do(By(kGym, EarnOf(kGym, MemberNo(1), Points(5)), "a")).replayed);
  EXPECT_FALSE(world.Do(ByOperator(CloseWindow{}, "a")).replayed);
  EXPECT_TRUE(world.Do(ByOperator(CloseWindow{}, "a")).replayed);
}

TEST(RequestIdTest, EveryKindOfEffectIsReplayedAsItWas) {
  World world;
  const Command kCommands[] = {
      ByOperator(CreatePartner{"museum", "Museum", MoneyOf("GBP"), 30}, "partner"),
      ByOperator(SetPartnerState{kGym, PartnerState::kSuspended, "why"}, "suspend"),
      ByOperator(CreateCurrency{"ROSES", 2, kNetwork}, "currency"),
      ByOperator(SetExchangeRate{RateOf(kBakery), true}, "rate"),
      ByOperator(SetTerms{TermsOf(kBakery), true}, "terms"),
      By(kBakery, EnrollMember{kBakery, MemberNo(9), {Card(kBakery, "new")}, "code"}, "enroll"),
      By(kBakery, LinkIdentifier{MemberNo(1), Card(kBakery, "1b"), "", "code"}, "link"),
      By(kBakery, CreateCredential{Credential{"key1", Role::kPartner, kBakery, "till", {}, {}, {}}},
         "create"),
      By(kBakery, RevokeCredential{"key1"}, "revoke"),
      ByOperator(CloseWindow{{}, "march"}, "close"),
  };
  for (Command command : kCommands) {
    const Answer first = world.Do(command);
    ASSERT_EQ(Outcome(first), "ok") << command.header.request.request_id;
    const auto before = world.Dump();
    world.now.micros += kMicrosPerDay;
    const Answer second = world.Do(command);
    EXPECT_TRUE(second.replayed);
    EXPECT_EQ(std::get<Effect>(second.outcome).index(), std::get<Effect>(first.outcome).index());
    EXPECT_EQ(DifferenceOf(world.Dump(), before), "") << command.header.request.request_id;
  }
}

struct RejectedCase {
  const char* name;
  Command command;
  std::string outcome;
  bool kept;
};

std::vector<RejectedCase> RejectedCases() {
  const MemberId stranger = MemberNo(99);
  Earn miles = EarnOf(kBakery, MemberNo(1), Points(5));
  miles.currency = kMiles;
  Earn old = EarnOf(kBakery, MemberNo(1), Points(5));
  old.event_time = At("2020-01-01T00:00:00Z");
  Earn quoted = EarnOf(kBakery, MemberNo(1), Points(5));
  quoted.quote = QuotedVersions{1, 1, kNoon};
  const TransactionId nowhere{LaneId(0), Sequence(77)};
  SetTerms backdated{TermsOf(kBakery)};
  return {
      {"unknown identifier", By(kBakery, EarnOf(kBakery, Card(kBakery, "x"), Points(5))),
       "MEMBER_NOT_FOUND kind=card partner_id=bakery", true},
      {"unknown member, partner", By(kBakery, EarnOf(kBakery, stranger, Points(5))),
       "PERMISSION_DENIED", false},
      {"unknown member, operator", ByOperator(EarnOf(kBakery, stranger, Points(5))),
       "MEMBER_NOT_FOUND member_id=" + stranger.ToString(), true},
      {"event time", By(kBakery, old),
       "EVENT_TIME_OUT_OF_RANGE earliest=2025-02-03T12:00:00Z latest=2026-03-10T12:05:00Z", true},
      {"quote", By(kBakery, quoted), "QUOTE_EXPIRED expired_at=2026-03-10T12:00:00Z", true},
      {"no terms", By(kBakery, miles),
       "NO_RATE_IN_FORCE currency=MILES missing=terms partner_id=bakery", true},
      {"nothing", By(kBakery, EarnOf(kBakery, MemberNo(1), Purchase{Gbp(0), {}})),
       "RATE_YIELDS_NOTHING rate_version=1", true},
      {"overflow", By(kBakery, EarnOf(kBakery, MemberNo(1), Points(INT64_MAX))), "AMOUNT_OVERFLOW",
       true},
      {"too few", By(kBakery, BurnOf(kBakery, MemberNo(1), Points(9))),
       "INSUFFICIENT_POINTS available=0 needed=9", true},
      {"reverse unknown, partner", By(kBakery, ReverseOf(kBakery, nowhere)), "PERMISSION_DENIED",
       false},
      {"reverse unknown, operator", ByOperator(ReverseOf(kBakery, nowhere)),
       "TRANSACTION_NOT_FOUND transaction_id=0-77", true},
      {"identifier taken",
       By(kBakery,
          EnrollMember{kBakery, MemberNo(9), {Card(kBakery, "n"), Card(kBakery, "1")}, "c"}),
       "IDENTIFIER_TAKEN kind=card", true},
      {"handle taken", ByOperator(CreatePartner{"gym", "Gym", MoneyOf("GBP"), 30}),
       "ALREADY_EXISTS partner_id=gym", true},
      {"code taken", ByOperator(CreateCurrency{"STARS", 2, kNetwork}), "ALREADY_EXISTS code=STARS",
       true},
      {"window", ByOperator(CloseWindow{WindowId(2), ""}),
       "WINDOW_STATE state=NOT_OPENED_YET window_id=2", true},
      {"backdated", ByOperator(backdated),
       "INVALID_FIELD description=lies in the past and no backdating_reason was given "
       "field=terms.effective_from",
       false},
      {"unknown credential", ByOperator(RevokeCredential{"x"}),
       "INVALID_FIELD description=no such credential field=credential_id", false},
  };
}

TEST(RejectionTest, ChangesNothingButTheOutcomeOfItsRequestId) {
  for (RejectedCase& c : RejectedCases()) {
    SCOPED_TRACE(c.name);
    World world;
    const auto before = world.Dump();
    const auto before_without = world.DumpWithoutOutcomes();
    c.command.header.request.request_id = "a";
    const Answer first = world.Do(c.command);
    EXPECT_EQ(Outcome(first), c.outcome);
    EXPECT_FALSE(first.replayed);
    EXPECT_EQ(DifferenceOf(world.DumpWithoutOutcomes(), before_without), "");
    EXPECT_EQ(world.Dump() != before, c.kept);

    // A kept one is the id's outcome for ever; another payload finds the id taken, or free.
    EXPECT_EQ(world.Do(c.command).replayed, c.kept);
    const Answer other = world.Do(WithDigest(c.command, 9));
    EXPECT_EQ(Outcome(other), c.kept ? "REQUEST_ID_REUSED request_id=a" : c.outcome);
  }
}

TEST(RejectionTest, AmongOthersDropsOnlyItself) {
  for (const RejectedCase& c : RejectedCases()) {
    SCOPED_TRACE(c.name);
    World alone;
    alone.DoTogether({EarnCommand(3, "x"), EarnCommand(4, "y")});
    World world;
    const auto answers = world.DoTogether({EarnCommand(3, "x"), c.command, EarnCommand(4, "y")});
    EXPECT_NE(Outcome(answers[1]), "ok");
    EXPECT_EQ(DifferenceOf(world.DumpWithoutOutcomes(), alone.DumpWithoutOutcomes()), "");
  }
}

TEST(RejectionTest, AKeptOneHoldsEvenWhenItsCauseIsGone) {
  World world;
  const Command burn = By(kBakery, BurnOf(kBakery, MemberNo(1), Points(5)), "a");
  EXPECT_EQ(Outcome(world.Do(burn)), "INSUFFICIENT_POINTS available=0 needed=5");
  world.Do(EarnCommand(5));
  const Answer again = world.Do(burn);
  EXPECT_EQ(Outcome(again), "INSUFFICIENT_POINTS available=0 needed=5");
  EXPECT_TRUE(again.replayed);
}

TEST(IsKeptTest, FollowsTheWireContract) {
  const Reason kNotKept[] = {Reason::kInvalidField,     Reason::kUnauthenticated,
                             Reason::kPermissionDenied, Reason::kPartnerNotFound,
                             Reason::kRequestIdReused,  Reason::kQueueFull,
                             Reason::kRateLimited,      Reason::kTooLarge,
                             Reason::kStoreUnavailable, Reason::kShuttingDown};
  for (int number = 1; number <= 29; ++number) {
    const auto reason = static_cast<Reason>(number);
    const bool expected =
        std::find(std::begin(kNotKept), std::end(kNotKept), reason) == std::end(kNotKept);
    EXPECT_EQ(IsKept(reason), expected) << number;
  }
}

}  // namespace
}  // namespace coalition::domain
