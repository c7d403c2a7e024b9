// The readers of the past against what was there at the time.
#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

#include "server/reporting/liability.h"
#include "server/reporting/past_account.h"
#include "server/reporting/past_positions.h"
#include "tests/settlement/random_history.h"

namespace coalition::reporting {
namespace {

using namespace domain;

// A ledger right after a batch.
struct Record {
  Moment now;
  Sequence last;
  WindowId window;
  // With holds that had expired and were not dropped.
  std::map<AccountKey, Account> accounts;
  Positions positions;
};

std::unique_ptr<store::LedgerSnapshot> SnapshotOf(World& world) {
  return *world.store().OpenSnapshot();
}

Record RecordOf(World& world) {
  Record record;
  const auto snapshot = SnapshotOf(world);
  record.now = world.now;
  record.last = Sequence(snapshot->lane().next_sequence.value() - 1);
  record.window = snapshot->lane().open_window.id;
  for (std::uint64_t member = 1; member <= kHistoryMembers; ++member) {
    for (const CurrencyId currency : kHistoryCurrencies) {
      record.accounts.emplace(AccountKey{MemberNo(member), currency},
                              world.AccountOf(MemberNo(member), currency));
    }
  }
  EXPECT_TRUE(snapshot
                  ->ScanPositions(record.window,
                                  [&](const PositionKey& key, const PositionTotal& total) {
                                    record.positions.emplace(key, total);
                                    return true;
                                  })
                  .ok());
  return record;
}

std::string Describe(const Account& account, Date date) {
  std::string text = Text(account.lots()) + " | " + Text(account.BalanceAt(date)) + " | last " +
                     std::to_string(account.last_transaction().value());
  for (const Hold& hold : account.holds()) {
    text += " | " + hold.authorization.ToString() + " until " + hold.expires_at.ToString() + " " +
            Text(hold.reserved);
  }
  return text;
}

std::string Describe(const Positions& positions) {
  std::string text;
  for (const auto& [key, total] : positions) {
    text += std::to_string(key.window.value()) + "/" + std::to_string(key.partner.value()) + "/" +
            std::to_string(static_cast<int>(key.type)) + "/" +
            std::to_string(static_cast<int>(key.kind)) + " " + std::to_string(total.lines) + " " +
            std::to_string(total.points.value()) + " " + std::to_string(total.amount.value()) +
            "; ";
  }
  return text;
}

std::string Describe(const std::vector<Liability>& liabilities) {
  std::string text;
  for (const Liability& l : liabilities) {
    text += std::to_string(l.issuer.value()) + "/" + std::to_string(l.currency.value()) + "/" +
            std::to_string(l.last_month.days) + " " + std::to_string(l.points.value()) + " " +
            std::to_string(l.owed_points.value()) + " " + std::to_string(l.lots) + "; ";
  }
  return text;
}

Date DateAt(Moment moment) { return DateOf(moment, absl::UTCTimeZone()); }

// By the rule that expired points count as far as a hold reserves them.
std::vector<Liability> LiabilitiesOf(const Record& record, Moment at) {
  std::map<std::tuple<PartnerId, CurrencyId, Date>, Liability> groups;
  for (const auto& [key, stored] : record.accounts) {
    Account account = stored;
    account.DropExpiredHolds(at);
    for (const Lot& lot : account.lots()) {
      Points counted = lot.points;
      if (lot.points > Points(0) && lot.key.expires_on <= DateAt(at)) {
        counted = std::min(lot.points, lot.points - account.FreeIn(lot.key));
      }
      if (counted == Points(0)) continue;
      const Date month = lot.key.expires_on == kNever
                             ? kNever
                             : FirstOfMonthAfter(AddDays(lot.key.expires_on, -1), 0);
      Liability& group = groups[{lot.key.issuer, key.currency, month}];
      group.issuer = lot.key.issuer;
      group.currency = key.currency;
      group.last_month = month;
      (counted > Points(0) ? group.points : group.owed_points) += counted;
      ++group.lots;
    }
  }
  std::vector<Liability> liabilities;
  for (const auto& [key, group] : groups) liabilities.push_back(group);
  return liabilities;
}

// What is different from `record`, as of a point at which nothing was posted after it; or "".
std::string Difference(store::LedgerSnapshot& snapshot, const Record& record,
                       const PastPoint& point) {
  if (point.last != record.last) return "last " + std::to_string(point.last.value());
  for (const auto& [key, stored] : record.accounts) {
    Account expected = stored;
    expected.DropExpiredHolds(point.at);
    const auto found = AccountAt(snapshot, key, point);
    if (!found.ok()) return found.status().ToString();
    const std::string text = Describe(*found, point.date);
    if (text != Describe(expected, DateAt(point.at))) {
      return "account " + text + " instead of " + Describe(expected, DateAt(point.at));
    }
  }
  const auto liabilities = ReadLiability(snapshot, point, std::nullopt, std::nullopt);
  if (!liabilities.ok()) return liabilities.status().ToString();
  if (Describe(*liabilities) != Describe(LiabilitiesOf(record, point.at))) {
    return "liabilities " + Describe(*liabilities) + " instead of " +
           Describe(LiabilitiesOf(record, point.at));
  }
  return "";
}

std::string PositionDifference(store::LedgerSnapshot& snapshot, const Record& record,
                               const PastPoint& point) {
  if (point.window != record.window) return "window " + std::to_string(point.window.value());
  const auto all = PositionsAt(snapshot, std::nullopt, point);
  if (!all.ok()) return all.status().ToString();
  if (*all != record.positions) {
    return Describe(*all) + "instead of " + Describe(record.positions);
  }
  for (const PartnerId partner : {kNetwork, kBakery, kCinema, kGym}) {
    Positions expected = record.positions;
    std::erase_if(expected, [&](const auto& entry) { return entry.first.partner != partner; });
    const auto found = PositionsAt(snapshot, partner, point);
    if (!found.ok()) return found.status().ToString();
    if (*found != expected) return Describe(*found) + "instead of " + Describe(expected);
  }
  return "";
}

NegativeBalancePolicy AnyPolicy() {
  return *rc::gen::element(NegativeBalancePolicy::kAllowNegative,
                           NegativeBalancePolicy::kChargePartner, NegativeBalancePolicy::kReject);
}

// The records of a history; the first is of the moment before it.
std::vector<Record> Play(World& world, int steps_max) {
  RandomHistory history(world);
  std::vector<Record> records{RecordOf(world)};
  const int steps = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(1, steps_max));
  for (int i = 0; i < steps; ++i) {
    history.Step();
    records.push_back(RecordOf(world));
  }
  return records;
}

RC_GTEST_PROP(PastTest, RightAfterATransactionEverythingIsAsItWas, ()) {
  World world(HistoryCatalog(AnyPolicy()), kHistoryMembers);
  const auto records = Play(world, 60);
  const auto snapshot = SnapshotOf(world);
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (records[i].last == records[i - 1].last) continue;
    const auto point = *PointAfter(*snapshot, world.catalog().network, records[i].last);
    RC_ASSERT(point.has_value());
    RC_ASSERT(point->at == records[i].now);
    RC_ASSERT(Difference(*snapshot, records[i], *point) == "");
    // The batch may have closed the window after it.
    if (point->window != records[i].window) continue;
    RC_ASSERT(PositionDifference(*snapshot, records[i], *point) == "");
  }
}

RC_GTEST_PROP(PastTest, AtEveryMomentEverythingIsAsItWas, ()) {
  World world(HistoryCatalog(AnyPolicy()), kHistoryMembers);
  const auto records = Play(world, 60);
  const auto snapshot = SnapshotOf(world);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const bool is_last = i + 1 == records.size();
    const std::int64_t now = records[i].now.micros;
    const std::int64_t until = is_last ? now + 400 * kMicrosPerDay : records[i + 1].now.micros;
    // Of several batches in one moment the last one's ledger is what it leaves.
    if (now == until) continue;
    for (const std::int64_t at : {now, now + (until - now) / 2, until - 1}) {
      const auto point = *PointAt(*snapshot, world.catalog().network, Moment{at});
      RC_ASSERT(Difference(*snapshot, records[i], point) == "");
      RC_ASSERT(PositionDifference(*snapshot, records[i], point) == "");
    }
  }
}

RC_GTEST_PROP(PastTest, TheAuditFindsNothingInAnyHistory, ()) {
  World world(HistoryCatalog(AnyPolicy()), kHistoryMembers);
  Play(world, 80);
  RC_ASSERT(world.FirstDifference() == "");
}

TEST(PastPointTest, BeforeTheFirstTransactionThereIsNothing) {
  World world;
  world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(5)));
  const auto snapshot = SnapshotOf(world);
  const auto& network = world.catalog().network;
  for (const Moment at : {kFirstMoment, Moment{kNoon.micros - 1}}) {
    const auto point = *PointAt(*snapshot, network, at);
    EXPECT_EQ(point.last, kNoSequence);
    EXPECT_EQ(point.window, WindowId(1));
    EXPECT_TRUE(AccountAt(*snapshot, {MemberNo(1), kStars}, point)->lots().empty());
    EXPECT_TRUE(ReadLiability(*snapshot, point, {}, {})->empty());
    EXPECT_TRUE(PositionsAt(*snapshot, {}, point)->empty());
  }
  EXPECT_EQ(PointAt(*snapshot, network, kNoon)->last, Sequence(1));
  EXPECT_EQ(PointAt(*snapshot, network, kLastMoment)->last, Sequence(1));
}

TEST(PastPointTest, OnlyATransactionOfTheJournalHasAPointAfterIt) {
  World world;
  world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(5)));
  const auto snapshot = SnapshotOf(world);
  const auto& network = world.catalog().network;
  EXPECT_FALSE(PointAfter(*snapshot, network, kNoSequence)->has_value());
  EXPECT_FALSE(PointAfter(*snapshot, network, Sequence(2))->has_value());
  EXPECT_EQ((*PointAfter(*snapshot, network, Sequence(1)))->at, kNoon);
}

// "<balance> | <holds>" of member 1.
std::string OneAt(World& world, Moment at) {
  const auto snapshot = SnapshotOf(world);
  const auto point = *PointAt(*snapshot, world.catalog().network, at);
  const auto account = *AccountAt(*snapshot, {MemberNo(1), kStars}, point);
  return Text(account.BalanceAt(point.date)) + " | " + std::to_string(account.holds().size());
}

Moment Later(std::int64_t seconds) { return {kNoon.micros + seconds * kMicrosPerSecond}; }

// The hold ends by itself, and a rejected burn drops it: nothing but the authorization tells of it.
TEST(PastAccountTest, AHoldThatWasDroppedIsFoundAgain) {
  World world;
  world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(10)));
  world.Do(kBakery, AuthorizeOf(kBakery, MemberNo(1), Points(4), kHour));
  world.now = Later(2 * kHour);
  world.Do(kBakery, BurnOf(kBakery, MemberNo(1), Points(11)));
  ASSERT_TRUE(world.AccountOf(MemberNo(1)).holds().empty());
  EXPECT_EQ(OneAt(world, Later(0)), "6 pending 0 held 4 | 1");
  EXPECT_EQ(OneAt(world, Moment{Later(kHour).micros - 1}), "6 pending 0 held 4 | 1");
  EXPECT_EQ(OneAt(world, Later(kHour)), "10 pending 0 held 0 | 0");
}

// It lasts for as long as a hold may, and is looked for in the account that was merged.
TEST(PastAccountTest, AHoldComesAlongWithAMerger) {
  constexpr std::int32_t kDay = 24 * kHour;
  World world;
  world.Do(kBakery, EarnOf(kBakery, MemberNo(2), Points(10)));
  const auto hold = world.Do(kBakery, AuthorizeOf(kBakery, MemberNo(2), Points(4), 30 * kDay));
  world.now = Later(kDay);
  world.Do(ByOperator(MergeMembers{MemberNo(2), MemberNo(1), "the same"}));
  world.now = Later(2 * kDay);
  world.Do(kBakery, CaptureOf(kBakery, Posted(hold).id));
  world.now = Later(40 * kDay);
  EXPECT_EQ(OneAt(world, Moment{Later(kDay).micros - 1}), "0 pending 0 held 0 | 0");
  EXPECT_EQ(OneAt(world, Later(kDay)), "6 pending 0 held 4 | 1");
  EXPECT_EQ(OneAt(world, Later(2 * kDay)), "6 pending 0 held 0 | 0");
}

TEST(PastAccountTest, TheLongestHoldIsFoundUntilItsLastMoment) {
  World world;
  world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(10)));
  world.Do(kBakery, AuthorizeOf(kBakery, MemberNo(1), Points(4), 30 * 24 * kHour));
  world.now = Later(31 * 24 * kHour);
  EXPECT_EQ(OneAt(world, Moment{Later(30 * 24 * kHour).micros - 1}), "6 pending 0 held 4 | 1");
  EXPECT_EQ(OneAt(world, Later(30 * 24 * kHour)), "10 pending 0 held 0 | 0");
}

// A window that closes in the moment of a transaction is open right after it.
TEST(PastPositionsTest, AWindowClosesBetweenTwoTransactionsOfOneMoment) {
  World world;
  world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(1)));
  world.Do(ByOperator(CloseWindow{}));
  world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(2)));
  const auto snapshot = SnapshotOf(world);
  const auto& network = world.catalog().network;
  const auto points = [&](const PastPoint& point) {
    const Positions positions = *PositionsAt(*snapshot, kBakery, point);
    Points sum;
    for (const auto& [key, total] : positions) sum += total.points;
    return sum.value();
  };
  EXPECT_EQ(points(**PointAfter(*snapshot, network, Sequence(1))), 1);
  EXPECT_EQ(points(**PointAfter(*snapshot, network, Sequence(2))), 2);
  EXPECT_EQ(points(*PointAt(*snapshot, network, world.now)), 2);
}

TEST(PastPointTest, AnEmptyLedgerHasAPastToo) {
  World world;
  const auto snapshot = SnapshotOf(world);
  const auto point = *PointAt(*snapshot, world.catalog().network, kNoon);
  EXPECT_EQ(point.last, kNoSequence);
  EXPECT_TRUE(PositionsAt(*snapshot, {}, point)->empty());
}

}  // namespace
}  // namespace coalition::reporting
