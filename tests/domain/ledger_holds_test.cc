#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

const MemberId kAnn = MemberNo(1);

Moment Later(Moment at, std::int64_t seconds) {
  return Moment{at.micros + seconds * kMicrosPerSecond};
}

// Ann has 10 stars of the bakery's and 5 of the gym's.
class WithStars : public World {
 public:
  explicit WithStars(Catalog catalog = NewCatalog()) : World(std::move(catalog)) {
    Do(kBakery, EarnOf(kBakery, kAnn, Points(10)));
    Do(kGym, EarnOf(kGym, kAnn, Points(5)));
  }
};

TEST(HoldTest, ReservesTheLotsOfABurnAtOnceAndMovesNothing) {
  WithStars world;
  const Answer answer = world.Do(kCinema, AuthorizeOf(kCinema, kAnn, Points(12)));
  const Transaction& t = Posted(answer);
  EXPECT_EQ(t.points, Points(0));
  EXPECT_EQ(Text(t.reserved), "bakery~2027-04-01 +10; gym~never +2");
  EXPECT_EQ(Text(t.lots), "");
  EXPECT_EQ(Text(t.legs), "");
  EXPECT_EQ(t.hold_expires_at, Later(world.now, kHour));
  EXPECT_EQ(Text(t.balance_after), "3 pending 0 held 12");
  EXPECT_EQ(world.OutstandingOf(kBakery), Points(10));
  EXPECT_EQ(Outcome(world.Do(kBakery, BurnOf(kBakery, kAnn, Points(4)))),
            "INSUFFICIENT_POINTS available=3 needed=4");
  EXPECT_EQ(Text(Posted(world.Do(kBakery, BurnOf(kBakery, kAnn, Points(3)))).lots), "gym~never -3");
  EXPECT_EQ(Outcome(world.Do(kGym, AuthorizeOf(kGym, kAnn, Points(1)))),
            "INSUFFICIENT_POINTS available=0 needed=1");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(HoldTest, CaptureTakesWhatExpiresFirstAtAuthorisedPricesAndReleasesTheRest) {
  WithStars world;
  const TransactionId hold = Posted(world.Do(kCinema, AuthorizeOf(kCinema, kAnn, Points(12)))).id;
  // A dearer price for redemption comes after the authorization.
  Terms dearer = TermsOf(kCinema);
  dearer.redemption_price = Micros(50'000'000);
  world.Do(ByOperator(SetTerms{dearer, true}));
  const Answer answer = world.Do(kCinema, CaptureOf(kCinema, hold, Points(11)));
  const Transaction& t = Posted(answer);
  EXPECT_EQ(t.points, Points(-11));
  EXPECT_EQ(t.original, hold);
  EXPECT_EQ(Text(t.lots), "bakery~2027-04-01 -10; gym~never -1");
  EXPECT_EQ(PartnerLegs(t.legs), "cinema REDEMPTION 55000 EUR -11");
  EXPECT_EQ(Text(t.balance_after), "4 pending 0 held 0");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(HoldTest, IsClosedOnce) {
  WithStars world;
  const auto hold = [&] {
    return Posted(world.Do(kCinema, AuthorizeOf(kCinema, kAnn, Points(2)))).id;
  };
  const TransactionId captured = hold();
  const TransactionId by = Posted(world.Do(kCinema, CaptureOf(kCinema, captured))).id;
  const TransactionId voided = hold();
  const TransactionId release = Posted(world.Do(kCinema, VoidOf(kCinema, voided))).id;
  for (const auto& [id, closed_by] : {std::pair(captured, by), std::pair(voided, release)}) {
    const std::string closed = "HOLD_CLOSED transaction_id=" + closed_by.ToString();
    EXPECT_EQ(Outcome(world.Do(kCinema, CaptureOf(kCinema, id))), closed);
    EXPECT_EQ(Outcome(world.Do(kCinema, VoidOf(kCinema, id))), closed);
    EXPECT_EQ(world.ReversedOf(id).closed_by, closed_by);
  }
  EXPECT_EQ(Text(world.AccountOf(kAnn).BalanceAt(On("2026-03-10"))), "13 pending 0 held 0");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(HoldTest, EndsByItselfToTheMicrosecond) {
  for (const bool in_time : {true, false}) {
    WithStars world;
    const Transaction hold = Posted(world.Do(kCinema, AuthorizeOf(kCinema, kAnn, Points(15))));
    world.now = Moment{hold.hold_expires_at.micros - (in_time ? 1 : 0)};
    EXPECT_EQ(Outcome(world.Do(kBakery, BurnOf(kBakery, kAnn, Points(1)))),
              in_time ? "INSUFFICIENT_POINTS available=0 needed=1" : "ok");
    EXPECT_EQ(Outcome(world.Do(kCinema, CaptureOf(kCinema, hold.id, Points(14)))),
              in_time ? "ok" : "HOLD_EXPIRED expired_at=" + hold.hold_expires_at.ToString());
    EXPECT_EQ(Outcome(world.Do(kCinema, VoidOf(kCinema, hold.id))).substr(0, 11),
              in_time ? "HOLD_CLOSED" : "HOLD_EXPIRE");
    EXPECT_EQ(world.FirstDifference(), "");
  }
}

TEST(HoldTest, ManyFitIntoAnAccountAndOneMoreDoesNot) {
  std::vector<Command> commands;
  for (int i = 0; i < kOpenHoldsPerAccountMax + 1; ++i) {
    commands.push_back(By(kCinema, AuthorizeOf(kCinema, kAnn, Points(1), i == 0 ? 1 : kHour)));
  }
  World rich;
  rich.Do(kBakery, EarnOf(kBakery, kAnn, Points(100)));
  const auto answers = rich.DoTogether(commands);
  EXPECT_EQ(Outcome(answers[kOpenHoldsPerAccountMax - 1]), "ok");
  EXPECT_EQ(Outcome(answers.back()), "LIMIT_EXCEEDED limit=open holds maximum=32");
  // The first one ends: there is room.
  rich.now = Later(rich.now, 1);
  EXPECT_EQ(Outcome(rich.Do(kCinema, AuthorizeOf(kCinema, kAnn, Points(1)))), "ok");
  EXPECT_EQ(rich.AccountOf(kAnn).holds().size(), 32U);
  EXPECT_EQ(rich.FirstDifference(), "");
}

TEST(HoldTest, PartnerPointsAreRoundedUpWhenHeldAndCarriedWhenCaptured) {
  // Two stars for three of the cinema's points.
  WithStars world(With(NewCatalog(), RateOf(kCinema, {1, 1}, {2, 3})));
  const Transaction hold = Posted(world.Do(kCinema, AuthorizeOf(kCinema, kAnn, PartnerPoints(4))));
  EXPECT_EQ(Text(hold.reserved), "bakery~2027-04-01 +3");
  EXPECT_EQ(hold.partner_points, PartnerPoints(4));
  EXPECT_FALSE(hold.conversion->carry_after.has_value());
  EXPECT_EQ(world.CarriesOf(kAnn, kCinema), Carries{});
  // 2 points are 1 1/3 stars: 2 are taken, 2/3 stay paid.
  const Transaction first =
      Posted(world.Do(kCinema, CaptureOf(kCinema, hold.id, PartnerPoints(2))));
  EXPECT_EQ(first.points, Points(-2));
  EXPECT_EQ(Text(world.CarriesOf(kAnn, kCinema).burn), "666666668/1000000002");
  // The next hold is captured whole: 2 2/3 less what is paid are 2.
  const TransactionId second =
      Posted(world.Do(kCinema, AuthorizeOf(kCinema, kAnn, PartnerPoints(4)))).id;
  EXPECT_EQ(Posted(world.Do(kCinema, CaptureOf(kCinema, second))).points, Points(-2));
  EXPECT_EQ(Text(world.CarriesOf(kAnn, kCinema).burn), "0/1000000002");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(HoldTest, ACarryThatIsOwedNeverTakesMoreThanIsHeld) {
  WithStars world(With(NewCatalog(), RateOf(kCinema, {1, 1}, {2, 3})));
  // A burn of 1 point takes a star for 2/3 of one; a second takes 1 of 1 1/3 - 1/3; the first is
  // reversed: then 1/3 of a star is owed.
  const TransactionId burn = Posted(world.Do(kCinema, BurnOf(kCinema, kAnn, PartnerPoints(1)))).id;
  world.Do(kCinema, BurnOf(kCinema, kAnn, PartnerPoints(2)));
  world.Do(kCinema, ReverseOf(kCinema, burn));
  ASSERT_EQ(Text(world.CarriesOf(kAnn, kCinema).burn), "-333333334/1000000002");
  const TransactionId hold =
      Posted(world.Do(kCinema, AuthorizeOf(kCinema, kAnn, PartnerPoints(3)))).id;
  // 2 stars exactly, and 1/3 owed: 2 are held, so that 1/3 stays owed.
  EXPECT_EQ(Posted(world.Do(kCinema, CaptureOf(kCinema, hold))).points, Points(-2));
  EXPECT_EQ(Text(world.CarriesOf(kAnn, kCinema).burn), "-333333334/1000000002");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(HoldTest, CapturesInTheMeasureOfTheAuthorization) {
  struct Row {
    decltype(Authorize::amount) authorized;
    decltype(Capture::amount) captured;
    const char* outcome;
  };
  const Row rows[] = {
      {Points(5), PartnerPoints(1),
       "INVALID_FIELD description=must be in the measure of the authorization, or in points "
       "field=partner_points"},
      {Points(5), Gbp(10'000),
       "INVALID_FIELD description=must be in the measure of the authorization, or in points "
       "field=money_off"},
      {Points(5), Points(6), "INSUFFICIENT_POINTS available=5 needed=6"},
      {Points(5), Points(5), "ok"},
      {PartnerPoints(5), PartnerPoints(6), "INSUFFICIENT_POINTS available=5 needed=6"},
      {PartnerPoints(5), PartnerPoints(5), "ok"},
      {PartnerPoints(5), Points(5), "ok"},
      {PartnerPoints(5), Points(6), "INSUFFICIENT_POINTS available=5 needed=6"},
      {Gbp(50'000), Gbp(50'001), "INSUFFICIENT_POINTS available=50000 needed=50001"},
      {Gbp(50'000), Money{MoneyOf("EUR"), Micros(1)},
       "INVALID_FIELD description=must be in the measure of the authorization, or in points "
       "field=money_off"},
      {Gbp(50'000), PartnerPoints(5),
       "INVALID_FIELD description=must be in the measure of the authorization, or in points "
       "field=partner_points"},
      {Gbp(50'000), Gbp(20'001), "ok"},
      {Gbp(50'000), EverythingLeft{}, "ok"},
  };
  for (const Row& row : rows) {
    WithStars world;
    const TransactionId hold =
        Posted(world.Do(kBakery, AuthorizeOf(kBakery, kAnn, row.authorized))).id;
    EXPECT_EQ(Outcome(world.Do(kBakery, CaptureOf(kBakery, hold, row.captured))), row.outcome);
    EXPECT_EQ(world.FirstDifference(), "");
  }
}

TEST(HoldTest, MoneyOffIsCapturedByTheAmountCaptured) {
  WithStars world;
  const Transaction hold = Posted(world.Do(kBakery, AuthorizeOf(kBakery, kAnn, Gbp(50'000))));
  EXPECT_EQ(Text(hold.reserved), "bakery~2027-04-01 +5");
  const Transaction t = Posted(world.Do(kBakery, CaptureOf(kBakery, hold.id, Gbp(20'001))));
  EXPECT_EQ(t.points, Points(-3));
  EXPECT_EQ(std::get<Money>(t.facts), Gbp(20'001));
  EXPECT_EQ(PartnerLegs(t.legs), "bakery REDEMPTION 24000 GBP -3");
}

TEST(HoldTest, WhoMayCloseIt) {
  WithStars world;
  const TransactionId hold = Posted(world.Do(kCinema, AuthorizeOf(kCinema, kAnn, Points(1)))).id;
  const TransactionId earn = Posted(world.Do(kCinema, EarnOf(kCinema, kAnn, Points(1)))).id;
  const TransactionId none{LaneId(0), Sequence(999)};
  EXPECT_EQ(Outcome(world.Do(kGym, CaptureOf(kGym, hold))), "PERMISSION_DENIED");
  EXPECT_EQ(Outcome(world.Do(kGym, VoidOf(kGym, none))), "PERMISSION_DENIED");
  EXPECT_EQ(Outcome(world.Do(kCinema, VoidOf(kCinema, earn))),
            "HOLD_NOT_FOUND transaction_id=" + earn.ToString());
  EXPECT_EQ(Outcome(world.Do(ByOperator(VoidOf(kCinema, none)))),
            "HOLD_NOT_FOUND transaction_id=0-999");
  EXPECT_EQ(Outcome(world.Do(ByOperator(VoidOf(kGym, hold)))),
            "HOLD_NOT_FOUND transaction_id=" + hold.ToString());
  world.Do(ByOperator(SetPartnerState{kCinema, PartnerState::kSuspended, "insolvent"}));
  EXPECT_EQ(Outcome(world.Do(kCinema, CaptureOf(kCinema, hold))),
            "PARTNER_SUSPENDED partner_id=cinema");
  EXPECT_EQ(Outcome(world.Do(kCinema, AuthorizeOf(kCinema, kAnn, Points(1)))),
            "PARTNER_SUSPENDED partner_id=cinema");
  EXPECT_EQ(Outcome(world.Do(kCinema, VoidOf(kCinema, hold))), "ok");
}

TEST(HoldTest, IsGoodBeyondTheExpiryOfItsLots) {
  WithStars world;
  world.now = At("2027-03-31T23:00:00Z");
  const TransactionId hold =
      Posted(world.Do(kCinema, AuthorizeOf(kCinema, kAnn, Points(10), 2 * kHour))).id;
  world.now = At("2027-04-01T00:30:00Z");
  const AccountKey account{kAnn, kStars};
  world.Do(ByOperator(ExpirePoints{{account}, false}));
  EXPECT_EQ(Text(world.AccountOf(kAnn).lots()), "bakery~2027-04-01 10; gym~never 5");
  EXPECT_EQ(Posted(world.Do(kCinema, CaptureOf(kCinema, hold, Points(4)))).points, Points(-4));
  // What was released is past its date.
  EXPECT_EQ(Text(world.AccountOf(kAnn).BalanceAt(On("2027-04-01"))), "5 pending 0 held 0");
  world.Do(ByOperator(ExpirePoints{{account}, false}));
  EXPECT_EQ(Text(world.AccountOf(kAnn).lots()), "gym~never 5");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(HoldTest, AnEarnReversedUnderAHoldIsOwedUntilTheHoldIsVoided) {
  for (const bool captured : {true, false}) {
    World world(NewCatalog());
    const TransactionId earn = Posted(world.Do(kBakery, EarnOf(kBakery, kAnn, Points(10)))).id;
    const TransactionId hold = Posted(world.Do(kGym, AuthorizeOf(kGym, kAnn, Points(8)))).id;
    const Transaction reversal = Posted(world.Do(kBakery, ReverseOf(kBakery, earn)));
    EXPECT_EQ(Text(reversal.lots), "bakery~2027-04-01 -10");
    EXPECT_EQ(Text(reversal.balance_after), "-8 pending 0 held 8");
    EXPECT_EQ(world.OutstandingOf(kBakery), Points(0));
    if (captured) {
      EXPECT_EQ(Text(Posted(world.Do(kGym, CaptureOf(kGym, hold))).balance_after),
                "-8 pending 0 held 0");
    } else {
      EXPECT_EQ(Text(Posted(world.Do(kGym, VoidOf(kGym, hold))).balance_after),
                "0 pending 0 held 0");
    }
    EXPECT_EQ(world.FirstDifference(), "");
  }
}

TEST(HoldTest, ReservedPointsAreGoneToTheOtherPolicies) {
  for (const auto policy :
       {NegativeBalancePolicy::kReject, NegativeBalancePolicy::kChargePartner}) {
    Catalog catalog = NewCatalog();
    catalog.network.negative_balance = policy;
    World world(catalog);
    const TransactionId earn = Posted(world.Do(kBakery, EarnOf(kBakery, kAnn, Points(10)))).id;
    world.Do(kGym, AuthorizeOf(kGym, kAnn, Points(8)));
    const Answer answer = world.Do(kBakery, ReverseOf(kBakery, earn));
    if (policy == NegativeBalancePolicy::kReject) {
      EXPECT_EQ(Outcome(answer), "INSUFFICIENT_POINTS available=2 needed=10");
    } else {
      EXPECT_EQ(Posted(answer).not_recovered, Points(8));
      EXPECT_EQ(Text(Posted(answer).lots), "bakery~2027-04-01 -2");
    }
    EXPECT_EQ(world.FirstDifference(), "");
  }
}

TEST(HoldTest, ACaptureIsReversedAsABurn) {
  WithStars world;
  const TransactionId hold = Posted(world.Do(kCinema, AuthorizeOf(kCinema, kAnn, Points(12)))).id;
  const TransactionId capture = Posted(world.Do(kCinema, CaptureOf(kCinema, hold))).id;
  const Transaction part = Posted(world.Do(kCinema, ReverseOf(kCinema, capture, Points(3))));
  EXPECT_EQ(Text(part.lots), "gym~never +2; bakery~2027-04-01 +1");
  EXPECT_EQ(PartnerLegs(part.legs), "cinema REDEMPTION -15000 EUR 3");
  const Transaction rest = Posted(world.Do(kCinema, ReverseOf(kCinema, capture)));
  EXPECT_EQ(rest.points, Points(9));
  EXPECT_EQ(Text(rest.balance_after), "15 pending 0 held 0");
  EXPECT_EQ(Outcome(world.Do(kCinema, ReverseOf(kCinema, hold))),
            "REVERSAL_EXCEEDS_ORIGINAL remaining=0");
  EXPECT_EQ(Outcome(world.Do(kCinema, CaptureOf(kCinema, hold))).substr(0, 11), "HOLD_CLOSED");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(HoldTest, ManyAtOnceNeverHoldMoreThanThereIs) {
  WithStars world;
  std::vector<Command> commands;
  for (int i = 0; i < 20; ++i) {
    commands.push_back(By(kCinema, AuthorizeOf(kCinema, kAnn, Points(2))));
    commands.push_back(By(kGym, BurnOf(kGym, kAnn, Points(1))));
  }
  Points taken;
  for (const Answer& answer : world.DoTogether(commands)) {
    if (Outcome(answer) != "ok") continue;
    const Transaction& t = Posted(answer);
    for (const LotMovement& slice : t.reserved) taken += slice.points;
    taken -= t.points;
  }
  EXPECT_EQ(taken, Points(15));
  EXPECT_EQ(world.FirstDifference(), "");
}

}  // namespace
}  // namespace coalition::domain
