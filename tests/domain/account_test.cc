#include "server/domain/account.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/builders.h"

namespace coalition::domain {
namespace {

const LotKey kMarch{On("2026-04-01"), On("2026-01-10"), kBakery, 1};
const LotKey kMay{On("2026-06-01"), On("2026-01-10"), kBakery, 1};
const LotKey kPending{On("2026-07-01"), On("2026-04-10"), kCinema, 1};
const LotKey kExpired{On("2026-03-10"), On("2025-01-10"), kBakery, 1};
const LotKey kEternal{kNever, On("2026-01-10"), kGym, 1};
const Date kToday = On("2026-03-10");

Account AccountWith(std::vector<Lot> lots) {
  return Account({MemberNo(1), kStars}, std::move(lots), kNoSequence);
}

TEST(LotKeyTest, IsOrderedAsBurnsTakeLots) {
  // By expiry, then availability, then issuer, then terms.
  const LotKey kInOrder[] = {{On("2026-04-01"), On("2026-01-02"), kGym, 9},
                             {On("2026-04-01"), On("2026-01-03"), kBakery, 2},
                             {On("2026-04-01"), On("2026-01-03"), kBakery, 3},
                             {On("2026-04-01"), On("2026-01-03"), kCinema, 1},
                             {On("2026-05-01"), On("2025-01-01"), kBakery, 1},
                             {kNever, On("2020-01-01"), kBakery, 1}};
  EXPECT_TRUE(std::is_sorted(std::begin(kInOrder), std::end(kInOrder)));
  std::vector<Lot> lots;
  for (const LotKey& key : kInOrder) lots.insert(lots.begin(), Lot{key, Points(1)});
  const Account account = AccountWith(lots);
  const auto movements = account.PlanDebit(Points(6), kToday);
  ASSERT_EQ(movements.size(), 6U);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(movements[i].lot, kInOrder[i]) << i;
}

TEST(AccountTest, TellsAvailablePendingAndExpiringPoints) {
  struct Case {
    std::vector<Lot> lots;
    std::int64_t available, pending;
    std::optional<ExpiringPoints> expiring;
  };
  const Case kCases[] = {
      {{}, 0, 0, std::nullopt},
      {{{kMarch, Points(5)}}, 5, 0, ExpiringPoints{Points(5), On("2026-04-01")}},
      {{{kEternal, Points(5)}}, 5, 0, std::nullopt},
      {{{kExpired, Points(5)}}, 0, 0, std::nullopt},
      {{{kPending, Points(5)}}, 0, 5, ExpiringPoints{Points(5), On("2026-07-01")}},
      {{{kExpired, Points(9)}, {kMarch, Points(5)}, {kMay, Points(3)}, {kPending, Points(2)}},
       8,
       2,
       ExpiringPoints{Points(5), On("2026-04-01")}},
      // Lots of one date expire together, pending ones too.
      {{{kMarch, Points(5)}, {{On("2026-04-01"), On("2026-03-20"), kGym, 1}, Points(2)}},
       5,
       2,
       ExpiringPoints{Points(7), On("2026-04-01")}},
      // What is owed counts at once, whatever its dates.
      {{{kMarch, Points(5)}, {kPending, Points(-2)}},
       3,
       0,
       ExpiringPoints{Points(5), On("2026-04-01")}},
      {{{kExpired, Points(-9)}, {kMarch, Points(5)}},
       -4,
       0,
       ExpiringPoints{Points(5), On("2026-04-01")}},
      {{{kMarch, Points(-5)}, {kMay, Points(3)}},
       -2,
       0,
       ExpiringPoints{Points(3), On("2026-06-01")}},
  };
  for (const Case& c : kCases) {
    const Account account = AccountWith(c.lots);
    SCOPED_TRACE(Text(account.lots()));
    const Balance balance = account.BalanceAt(kToday);
    EXPECT_EQ(balance.available, Points(c.available));
    EXPECT_EQ(account.Available(kToday), Points(c.available));
    EXPECT_EQ(balance.pending, Points(c.pending));
    EXPECT_EQ(balance.held, Points(0));
    EXPECT_EQ(balance.expiring_next, c.expiring);
    EXPECT_EQ(balance.as_of, kToday);
  }
}

TEST(AccountTest, ALotIsAvailableFromItsFirstDayUntilTheDayBeforeItExpires) {
  const LotKey lot{On("2026-04-01"), On("2026-03-10"), kBakery, 1};
  const Account account = AccountWith({{lot, Points(5)}});
  EXPECT_EQ(account.Available(On("2026-03-09")), Points(0));
  EXPECT_EQ(account.BalanceAt(On("2026-03-09")).pending, Points(5));
  EXPECT_EQ(account.Available(On("2026-03-10")), Points(5));
  EXPECT_EQ(account.Available(On("2026-03-31")), Points(5));
  EXPECT_EQ(account.Available(On("2026-04-01")), Points(0));
  EXPECT_EQ(account.BalanceAt(On("2026-04-01")).pending, Points(0));
}

TEST(PlanDebitTest, TakesAvailableLotsInBurnOrder) {
  struct Case {
    std::vector<Lot> lots;
    std::int64_t points;
    std::string taken;
  };
  const Case kCases[] = {
      {{{kMay, Points(3)}, {kMarch, Points(5)}}, 0, ""},
      {{{kMay, Points(3)}, {kMarch, Points(5)}}, 4, "bakery~2026-04-01 -4"},
      {{{kMay, Points(3)}, {kMarch, Points(5)}}, 8, "bakery~2026-04-01 -5; bakery~2026-06-01 -3"},
      {{{kExpired, Points(3)}, {kPending, Points(3)}, {kEternal, Points(3)}}, 2, "gym~never -2"},
      // What is owed is not taken, but what is left must cover it.
      {{{kMarch, Points(-2)}, {kMay, Points(5)}}, 3, "bakery~2026-06-01 -3"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Text(AccountWith(c.lots).PlanDebit(Points(c.points), kToday)), c.taken);
  }
}

TEST(PlanDebitDeathTest, RefusesMoreThanIsAvailable) {
  EXPECT_DEATH((void)AccountWith({{kMarch, Points(5)}}).PlanDebit(Points(6), kToday),
               "debit above");
  EXPECT_DEATH(
      (void)AccountWith({{kMarch, Points(5)}, {kMay, Points(-1)}}).PlanDebit(Points(5), kToday),
      "debit above");
}

TEST(PlanCreditTest, RepaysDebtsFirst) {
  struct Case {
    std::vector<Lot> lots;
    LotKey own;
    std::int64_t points;
    std::string movements;
  };
  const Case kCases[] = {
      {{}, kMay, 5, "bakery~2026-06-01 +5"},
      {{}, kMay, 0, ""},
      {{{kMay, Points(2)}}, kMay, 5, "bakery~2026-06-01 +5"},
      {{{kMarch, Points(-2)}}, kMay, 5, "bakery~2026-04-01 +2; bakery~2026-06-01 +3"},
      {{{kMarch, Points(-5)}}, kMay, 5, "bakery~2026-04-01 +5"},
      {{{kMarch, Points(-7)}}, kMay, 5, "bakery~2026-04-01 +5"},
      {{{kEternal, Points(-1)}, {kExpired, Points(-1)}, {kPending, Points(-1)}},
       kMay,
       5,
       "bakery~2026-03-10 +1; cinema~2026-07-01 +1; gym~never +1; bakery~2026-06-01 +2"},
      {{{kMarch, Points(9)}, {kEternal, Points(-1)}},
       kMay,
       5,
       "gym~never +1; bakery~2026-06-01 +4"},
      // A debt of its own lot is repaid by going into it.
      {{{kMay, Points(-3)}, {kEternal, Points(-1)}}, kMay, 5, "gym~never +1; bakery~2026-06-01 +4"},
  };
  for (const Case& c : kCases) {
    const auto movements = AccountWith(c.lots).PlanCredit(c.own, Points(c.points));
    ASSERT_TRUE(movements.has_value());
    EXPECT_EQ(Text(*movements), c.movements);
  }
}

TEST(PlanCreditTest, IsAbsentPastTheTotalOfAnAccount) {
  struct Case {
    std::vector<Lot> lots;
    std::int64_t points;
    bool fits;
  };
  const Case kCases[] = {
      {{}, kTotalMax, true},
      {{}, kTotalMax + 1, false},
      {{}, INT64_MAX, false},
      {{{kMarch, Points(kTotalMax)}}, 0, true},
      {{{kMarch, Points(kTotalMax)}}, 1, false},
      {{{kMarch, Points(1)}}, kTotalMax - 1, true},
      {{{kMarch, Points(1)}, {kEternal, Points(1)}}, kTotalMax - 1, false},
      // Repaying adds nothing to what is held.
      {{{kMarch, Points(kTotalMax)}, {kEternal, Points(-3)}}, 3, true},
      {{{kMarch, Points(kTotalMax)}, {kEternal, Points(-3)}}, 4, false},
      {{{kMarch, Points(-kTotalMax)}}, kTotalMax, true},
      {{{kMarch, Points(-kTotalMax)}}, INT64_MAX, false},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(AccountWith(c.lots).PlanCredit(kMay, Points(c.points)).has_value(), c.fits)
        << Text(c.lots) << " + " << c.points;
  }
}

TEST(FitsTest, LooksAtWhatIsThereAfterwards) {
  struct Case {
    std::vector<Lot> lots;
    std::vector<LotMovement> movements;
    bool fits;
  };
  const Points kMost(kTotalMax);
  const Case kCases[] = {
      {{{kMarch, kMost}}, {{kMarch, -kMost}, {kMay, kMost}}, true},
      {{{kMarch, kMost}}, {{kMarch, Points(-1)}, {kMay, Points(2)}}, false},
      {{{kMarch, kMost}, {kMay, -kMost}}, {{kMarch, -kMost}}, true},
      {{{kMay, -kMost}}, {{kMarch, Points(-1)}}, false},
      {{{kMay, -kMost}}, {{kMay, Points(1)}, {kMarch, Points(-1)}}, true},
      // Through zero.
      {{{kMarch, Points(1)}, {kMay, -kMost}}, {{kMarch, Points(-2)}}, false},
      {{{kMarch, Points(-1)}, {kMay, kMost}}, {{kMarch, Points(1)}}, true},
      {{{kMarch, Points(-1)}, {kMay, kMost}}, {{kMarch, Points(2)}}, false},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(AccountWith(c.lots).Fits(c.movements), c.fits)
        << Text(c.lots) << " with " << Text(c.movements);
  }
}

TEST(ApplyTest, MakesChangesAndRemovesLots) {
  Account account = AccountWith({{kMay, Points(3)}});
  account.Apply({kMarch, Points(5)});
  account.Apply({kEternal, Points(-2)});
  EXPECT_EQ(Text(account.lots()), "bakery~2026-04-01 5; bakery~2026-06-01 3; gym~never -2");
  account.Apply({kMay, Points(-3)});
  account.Apply({kMarch, Points(-7)});
  EXPECT_EQ(Text(account.lots()), "bakery~2026-04-01 -2; gym~never -2");
  EXPECT_EQ(account.PointsIn(kMarch), Points(-2));
  EXPECT_EQ(account.PointsIn(kMay), Points(0));
}

}  // namespace
}  // namespace coalition::domain
