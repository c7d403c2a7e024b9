#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/reversal_player.h"

namespace coalition::domain {
namespace {

using Lines = std::vector<LineQuantity>;

// 2 buns at 1.50, a gift, a cake at 7.00: 10 pounds, 100 points, 1,000,000 micros.
Earn Breakfast() {
  return EarnOf(kBakery, MemberNo(1),
                PurchaseOf({{"bun", "", 2, Micros(1'500'000)},
                            {"gift", "", 1, Micros(0)},
                            {"cake", "", 1, Micros(7'000'000)}}));
}

struct Step {
  decltype(Reverse::part) part;
  std::string outcome;
};

const std::string kNothing = "0 of 0 |  | bakery ISSUE 0 GBP 0";
const std::string kNoneLeft = "REVERSAL_EXCEEDS_ORIGINAL remaining=0";

std::string Took(std::int64_t points) {
  const std::string text = std::to_string(points);
  return "-" + text + " of " + text + " | bakery~2027-04-01 -" + text + " | bakery ISSUE " +
         std::to_string(points * 10'000) + " GBP -" + text;
}

TEST(LineReversalTest, LinesTakeTheirShareOfThePurchase) {
  struct Case {
    const char* name;
    std::vector<Step> steps;
  };
  const Case kCases[] = {
      {"one by one, the gift in between",
       {{Lines{{1, 1}}, Took(15)},
        {Lines{{2, 1}}, kNothing},
        {Lines{{1, 1}, {3, 1}}, Took(85)},
        {EverythingLeft{}, kNoneLeft}}},
      {"all at once",
       {{Lines{{3, 1}, {1, 2}, {2, 1}}, Took(100)},
        {Lines{{1, 1}}, "REVERSAL_EXCEEDS_ORIGINAL remaining=0"}}},
      {"the gift last, when all the money is gone",
       {{Lines{{1, 2}, {3, 1}}, Took(100)},
        {Lines{{1, 1}}, "REVERSAL_EXCEEDS_ORIGINAL line=1 remaining=0"},
        {Lines{{2, 1}}, kNothing},
        {Lines{{2, 1}}, kNoneLeft}}},
      {"the rest after the money is gone",
       {{Lines{{1, 2}, {3, 1}}, Took(100)},
        {EverythingLeft{}, kNothing},
        {EverythingLeft{}, kNoneLeft}}},
      {"more than a line has",
       {{Lines{{1, 3}}, "REVERSAL_EXCEEDS_ORIGINAL line=1 remaining=2"},
        {Lines{{1, 1}}, Took(15)},
        {Lines{{1, 2}}, "REVERSAL_EXCEEDS_ORIGINAL line=1 remaining=1"},
        {Lines{{3, 1}, {2, 2}}, "REVERSAL_EXCEEDS_ORIGINAL line=2 remaining=1"},
        {Lines{{1, INT64_MAX}}, "REVERSAL_EXCEEDS_ORIGINAL line=1 remaining=1"},
        {Lines{{1, 1}}, Took(15)},
        {Lines{{1, 1}}, "REVERSAL_EXCEEDS_ORIGINAL line=1 remaining=0"}}},
      {"a line that is not there",
       {{Lines{{4, 1}}, "REVERSAL_EXCEEDS_ORIGINAL line=4 remaining=0"},
        {Lines{{0, 1}}, "REVERSAL_EXCEEDS_ORIGINAL line=0 remaining=0"},
        {Lines{{-1, 1}}, "REVERSAL_EXCEEDS_ORIGINAL line=-1 remaining=0"}}},
      {"after points, as far as the money goes",
       {{Points(40), Took(40)},
        {Lines{{3, 1}}, "REVERSAL_EXCEEDS_ORIGINAL remaining=6000000"},
        {Lines{{1, 2}}, Took(30)},
        {Gbp(3'000'001), "REVERSAL_EXCEEDS_ORIGINAL remaining=3000000"},
        {Points(31), "REVERSAL_EXCEEDS_ORIGINAL remaining=30"},
        {PartnerPoints(31), "REVERSAL_EXCEEDS_ORIGINAL remaining=30"},
        {Gbp(3'000'000), Took(30)},
        {Lines{{3, 1}}, kNoneLeft}}},
      {"before points",
       {{Lines{{3, 1}}, Took(70)},
        {Points(31), "REVERSAL_EXCEEDS_ORIGINAL remaining=30"},
        {Points(29), Took(29)},
        {EverythingLeft{}, Took(1)}}},
      // All lines are everything, however the money was reversed before.
      {"all lines after money",
       {{Gbp(4'000'000), Took(40)}, {Lines{{1, 2}, {2, 1}, {3, 1}}, Took(60)}}},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    ReversalPlayer player(NewCatalog(), Breakfast());
    for (std::size_t i = 0; i < c.steps.size(); ++i) {
      EXPECT_EQ(player.Reverse(c.steps[i].part), c.steps[i].outcome) << "step " << i;
    }
  }
}

TEST(LineReversalTest, ARejectedSelectionCountsNoLine) {
  ReversalPlayer player(NewCatalog(), Breakfast());
  EXPECT_EQ(player.Reverse(Lines{{1, 2}, {4, 1}}), "REVERSAL_EXCEEDS_ORIGINAL line=4 remaining=0");
  EXPECT_EQ(player.Reverse(Lines{{1, 2}}), Took(30));
}

TEST(LineReversalTest, KeepsWhichLinesCameBack) {
  ReversalPlayer player(NewCatalog(), Breakfast());
  player.Reverse(Lines{{1, 1}, {3, 1}});
  EXPECT_EQ(player.state.line_quantities, (std::vector<std::int64_t>{1, 0, 1}));
  ASSERT_EQ(player.last.reversed_lines.size(), 2U);
  EXPECT_EQ(player.last.reversed_lines[1].line, 3);
  EXPECT_EQ(player.state.amount, Micros(8'500'000));
}

TEST(LineReversalTest, ALineThatCostsNothingMovesNothing) {
  // 7 points at 10^10 micros each. A seventh of the purchase is rounded down to the micro, which is
  // a little less than a seventh of the money.
  Terms dear = TermsOf(kBakery);
  dear.issue_price = Micros(10'000'000'000'000);
  ExchangeRate rate = RateOf(kBakery);
  rate.purchase->partner_points_per_unit = {7, 10};
  ReversalPlayer player(With(With(NewCatalog(), dear), rate), Breakfast());
  ASSERT_EQ(PartnerLegs(player.original.legs), "bakery ISSUE -70000000000 GBP 7");
  EXPECT_EQ(player.Reverse(Points(1)),
            "-1 of 1 | bakery~2027-04-01 -1 | bakery ISSUE 10000000000 GBP -1");
  const Carry carry = player.carries().earn;
  EXPECT_EQ(player.Reverse(Lines{{2, 1}}), kNothing);
  EXPECT_EQ(player.carries().earn, carry);
  EXPECT_EQ(player.Reverse(EverythingLeft{}),
            "-6 of 6 | bakery~2027-04-01 -6 | bakery ISSUE 60000000000 GBP -6");
}

TEST(LineReversalTest, APurchaseOfNothingCanBeReversedLineByLine) {
  // Its points come from what was carried before.
  const Earn gifts =
      EarnOf(kBakery, MemberNo(1), PurchaseOf({{"a", "", 1, Micros(0)}, {"b", "", 1, Micros(0)}}));
  ReversalPlayer player(NewCatalog(), gifts, ReversalPlayer::Empty(),
                        {{2'500'000'000, 1'000'000'000}, {}});
  ASSERT_EQ(player.original.points, Points(2));
  EXPECT_EQ(player.Reverse(Points(1)),
            "-1 of 0 | bakery~2027-04-01 -1 | bakery ISSUE 10000 GBP -1");
  const Carry carry = player.carries().earn;
  EXPECT_EQ(player.Reverse(Lines{{1, 1}}), kNothing);
  EXPECT_EQ(player.carries().earn, carry);
  EXPECT_EQ(player.Reverse(Lines{{2, 1}}),
            "-1 of 0 | bakery~2027-04-01 -1 | bakery ISSUE 10000 GBP -1");
  EXPECT_EQ(Text(player.carries().earn), "2500000000/1000000000");
}

}  // namespace
}  // namespace coalition::domain
