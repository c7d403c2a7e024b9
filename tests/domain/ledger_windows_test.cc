#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

TEST(SettleTest, RoundsToMinorUnitsOnceAndKeepsTheRest) {
  struct Case {
    const char* currency;
    std::int64_t opening, totals, net, minor_units, closing;
  };
  const Case kCases[] = {
      {"GBP", 0, 0, 0, 0, 0},
      {"GBP", 0, 123'456, 123'456, 12, 3'456},
      {"GBP", 0, -123'456, -123'456, -12, -3'456},
      {"GBP", 0, 126'000, 126'000, 13, -4'000},
      // Half a penny: to the even one.
      {"GBP", 0, 5'000, 5'000, 0, 5'000},
      {"GBP", 0, 15'000, 15'000, 2, -5'000},
      {"GBP", 0, -5'000, -5'000, 0, -5'000},
      {"GBP", 0, -15'000, -15'000, -2, 5'000},
      {"GBP", 5'000, 5'000, 10'000, 1, 0},
      {"GBP", -3'000, 1'000, -2'000, 0, -2'000},
      {"JPY", 0, 1'500'000, 1'500'000, 2, -500'000},
      {"JPY", 0, 2'500'000, 2'500'000, 2, 500'000},
      {"JPY", 0, 499'999, 499'999, 0, 499'999},
      {"JPY", 1, 500'000, 500'001, 1, -499'999},
      {"KWD", 0, 1'500, 1'500, 2, -500},
      {"KWD", 0, 2'499, 2'499, 2, 499},
      {"KWD", 0, 2'500, 2'500, 2, 500},
      {"KWD", 0, -2'501, -2'501, -3, 499},
  };
  for (const Case& c : kCases) {
    const auto settled =
        Settle(WindowId(7), kGym, MoneyOf(c.currency), Micros(c.opening), Micros(c.totals));
    ASSERT_TRUE(settled.has_value());
    const PartnerSettlement expected{WindowId(7),       kGym,          MoneyOf(c.currency),
                                     Micros(c.opening), Micros(c.net), c.minor_units,
                                     Micros(c.closing)};
    EXPECT_EQ(*settled, expected) << c.currency << " " << c.opening << " + " << c.totals;
  }
  EXPECT_FALSE(Settle(WindowId(1), kGym, MoneyOf("GBP"), Micros(1), Micros(INT64_MAX)).has_value());
}

const Window& ClosedOf(const Answer& answer) {
  return std::get<Window>(std::get<Effect>(answer.outcome));
}

TEST(CloseWindowTest, IsAStretchOfTheJournal) {
  World world;
  world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(1)));
  world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(1)));
  const Answer first = world.Do(ByOperator(CloseWindow{WindowId(1), "march"}));
  EXPECT_EQ(ClosedOf(first).id, WindowId(1));
  EXPECT_EQ(ClosedOf(first).first, Sequence(1));
  EXPECT_EQ(ClosedOf(first).end, Sequence(3));
  EXPECT_EQ(ClosedOf(first).closed_at, kNoon);
  EXPECT_EQ(ClosedOf(first).label, "march");
  const auto posted = world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(1)));
  EXPECT_EQ(Posted(posted).window, WindowId(2));
  EXPECT_EQ(Posted(posted).id.sequence, Sequence(3));
  // An empty one is a window, too.
  EXPECT_EQ(ClosedOf(world.Do(ByOperator(CloseWindow{}))).end, Sequence(4));
  const Window empty = ClosedOf(world.Do(ByOperator(CloseWindow{})));
  EXPECT_EQ(empty.first, Sequence(4));
  EXPECT_EQ(empty.end, Sequence(4));
  EXPECT_TRUE(world.SettlementsOf(WindowId(3)).empty());
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(CloseWindowTest, TheGuardNamesTheOpenWindow) {
  World world;
  EXPECT_EQ(Outcome(world.Do(ByOperator(CloseWindow{WindowId(2), ""}))),
            "WINDOW_STATE state=NOT_OPENED_YET window_id=2");
  EXPECT_EQ(Outcome(world.Do(ByOperator(CloseWindow{WindowId(1), ""}))), "ok");
  EXPECT_EQ(Outcome(world.Do(ByOperator(CloseWindow{WindowId(1), ""}))),
            "WINDOW_STATE state=CLOSED window_id=1");
  const auto twice = world.DoTogether(
      {ByOperator(CloseWindow{WindowId(2), ""}), ByOperator(CloseWindow{WindowId(2), ""})});
  EXPECT_EQ(Outcome(twice[0]), "ok");
  EXPECT_EQ(Outcome(twice[1]), "WINDOW_STATE state=CLOSED window_id=2");
}

TEST(CloseWindowTest, ResiduesTravelUntilTheyAreAMinorUnit) {
  // A point costs 3,333 micros: a third of a penny.
  Terms terms = TermsOf(kBakery);
  terms.issue_price = Micros(3'333'000);
  World world(With(NewCatalog(), terms));
  struct Step {
    bool earns;
    std::int64_t opening, net, minor_units, closing;
  };
  const Step kSteps[] = {{true, 0, -3'333, 0, -3'333},
                         {false, -3'333, -3'333, 0, -3'333},
                         {true, -3'333, -6'666, -1, 3'334},
                         {true, 3'334, 1, 0, 1},
                         {true, 1, -3'332, 0, -3'332}};
  for (std::size_t i = 0; i < std::size(kSteps); ++i) {
    if (kSteps[i].earns) world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(1)));
    const WindowId window(static_cast<std::int64_t>(i) + 1);
    world.Do(ByOperator(CloseWindow{window, ""}));
    const PartnerSettlement expected{window,
                                     kBakery,
                                     MoneyOf("GBP"),
                                     Micros(kSteps[i].opening),
                                     Micros(kSteps[i].net),
                                     kSteps[i].minor_units,
                                     Micros(kSteps[i].closing)};
    EXPECT_EQ(world.SettlementsOf(window), std::vector{expected}) << i;
  }
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(CloseWindowTest, ObligationsAndTheLastResidueAreTheWholePosition) {
  Terms terms = TermsOf(kGym);
  terms.issue_price = Micros(777'777'777);
  terms.redemption_price = Micros(311'111'111);
  World world(With(NewCatalog(), terms));
  std::int64_t moved = 0;
  std::int64_t obliged = 0;
  std::int64_t residue = 0;
  for (std::int64_t i = 1; i <= 40; ++i) {
    world.Do(kGym, EarnOf(kGym, MemberNo(1), Points(i)));
    if (i % 3 == 0) world.Do(kGym, BurnOf(kGym, MemberNo(1), Points(i / 2)));
    moved += world.PositionOf(kGym).value();
    world.Do(ByOperator(CloseWindow{}));
    const auto settled = world.SettlementsOf(WindowId(i));
    ASSERT_EQ(settled.size(), 1U);
    EXPECT_EQ(settled[0].opening_residue, Micros(residue));
    obliged += settled[0].net_minor_units;
    residue = settled[0].closing_residue.value();
    EXPECT_LT(residue, 1'000'000);
    EXPECT_GT(residue, -1'000'000);
    ASSERT_EQ(moved, obliged * 1'000'000 + residue) << "window " << i;
  }
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(CloseWindowTest, AmidABatchItDividesIt) {
  World world;
  const auto earn = [] { return By(kBakery, EarnOf(kBakery, MemberNo(1), Points(1))); };
  const auto answers =
      world.DoTogether({earn(), ByOperator(CloseWindow{}), earn(), earn(),
                        ByOperator(CloseWindow{}), earn(), ByOperator(CloseWindow{})});
  EXPECT_EQ(Posted(answers[0]).window, WindowId(1));
  EXPECT_EQ(Posted(answers[3]).window, WindowId(2));
  EXPECT_EQ(Posted(answers[5]).window, WindowId(3));
  EXPECT_EQ(world.PositionOf(kBakery, WindowId(1)), Micros(-10'000));
  EXPECT_EQ(world.PositionOf(kBakery, WindowId(2)), Micros(-20'000));
  EXPECT_EQ(world.PositionOf(kBakery, WindowId(3)), Micros(-10'000));
  EXPECT_EQ(world.SettlementsOf(WindowId(2)).front().net_minor_units, -2);
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(CloseWindowTest, AReversalFallsIntoTheOpenWindow) {
  World world;
  const auto earned = world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(3)));
  world.Do(ByOperator(CloseWindow{}));
  const auto reversed = world.Do(kBakery, ReverseOf(kBakery, Posted(earned).id));
  EXPECT_EQ(Posted(reversed).window, WindowId(2));
  EXPECT_EQ(world.PositionOf(kBakery, WindowId(1)), Micros(-30'000));
  EXPECT_EQ(world.PositionOf(kBakery, WindowId(2)), Micros(30'000));
}

TEST(CloseWindowTest, TheNetworkIsNotSettledWithItself) {
  World world;
  world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(3)));
  world.Do(ByOperator(CloseWindow{}));
  ASSERT_EQ(world.SettlementsOf(WindowId(1)).size(), 1U);
  EXPECT_EQ(world.SettlementsOf(WindowId(1)).front().partner, kBakery);
  EXPECT_EQ(world.PositionOf(kNetwork, WindowId(1)), Micros(30'000));
}

}  // namespace
}  // namespace coalition::domain
