#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "gtest/gtest.h"

#include "tests/store/ledger_driver.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/scenario.h"
#include "tests/store/store_contract.h"

namespace coalition::store {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

// Everything in `changes` by its keys.
domain::ReadSet KeysOf(const domain::Changes& changes) {
  domain::ReadSet keys;
  for (const auto& [request, outcome] : changes.outcomes) keys.requests.insert(request);
  for (const auto& [identifier, member] : changes.identifiers) keys.identifiers.insert(identifier);
  for (const auto& member : changes.members) keys.members.insert(member.id);
  for (const auto& change : changes.accounts) keys.accounts.insert(change.account);
  for (const auto& change : changes.lots) keys.accounts.insert(change.account);
  for (const auto& change : changes.holds) keys.accounts.insert(change.account);
  for (const auto& [key, carries] : changes.carries) keys.carries.insert(key);
  for (const auto& [key, totals] : changes.day_totals) keys.day_totals.insert(key);
  for (const auto& transaction : changes.transactions) keys.transactions.insert(transaction.id);
  for (const auto& [id, reversal] : changes.reversals) keys.transactions.insert(id);
  for (const auto& [key, total] : changes.positions) keys.positions.insert(key.partner);
  for (const auto& [key, points] : changes.outstanding) keys.outstanding.insert(key);
  for (const auto& [partner, amount] : changes.closed_totals) keys.positions.insert(partner);
  return keys;
}

void ExpectHolds(const domain::LedgerState& state, const domain::Changes& changes) {
  for (const auto& [request, outcome] : changes.outcomes) {
    const auto& loaded = state.requests.at(request);
    ASSERT_TRUE(loaded.has_value()) << request.request_id;
    EXPECT_EQ(loaded->digest, outcome.digest);
    EXPECT_EQ(BytesOf(loaded->result), BytesOf(outcome.result)) << request.request_id;
  }
  for (const auto& [identifier, member] : changes.identifiers) {
    EXPECT_EQ(state.identifiers.at(identifier), member);
  }
  for (const auto& member : changes.members) {
    ASSERT_TRUE(state.members.at(member.id).has_value());
    EXPECT_EQ(BytesOf(*state.members.at(member.id)), BytesOf(member));
  }
  for (const auto& [account, last] : changes.accounts) {
    EXPECT_EQ(state.accounts.at(account).key(), account);
    EXPECT_EQ(state.accounts.at(account).last_transaction(), last);
  }
  for (const auto& [account, lot] : changes.lots) {
    EXPECT_EQ(state.accounts.at(account).PointsIn(lot.key), lot.points);
  }
  for (const auto& [account, hold] : changes.holds) {
    const domain::Hold* loaded = state.accounts.at(account).FindHold(hold.authorization);
    ASSERT_EQ(loaded == nullptr, hold.reserved.empty()) << hold.authorization.ToString();
    if (loaded != nullptr) {
      EXPECT_EQ(*loaded, hold);
    }
  }
  for (const auto& [key, carries] : changes.carries) EXPECT_EQ(state.carries.at(key), carries);
  for (const auto& [key, totals] : changes.day_totals) EXPECT_EQ(state.day_totals.at(key), totals);
  for (const auto& [partner, amount] : changes.closed_totals) {
    EXPECT_EQ(state.closed_totals.at(partner), amount);
  }
  for (const auto& transaction : changes.transactions) {
    ASSERT_TRUE(state.transactions.at(transaction.id).has_value());
    EXPECT_EQ(BytesOf(*state.transactions.at(transaction.id)), BytesOf(transaction));
  }
  for (const auto& [id, reversal] : changes.reversals) {
    EXPECT_EQ(BytesOf(state.reversals.at(id)), BytesOf(reversal));
  }
  for (const auto& [key, points] : changes.outstanding) {
    EXPECT_EQ(state.outstanding.at(key), points);
  }
}

using CommitAndLoadTest = StoreContractTest;
// Of the history as it is where transactions are numbered without gaps, because it names some.
class HistoryTest : public StoreContractTest {};

TEST_P(CommitAndLoadTest, LoadGivesBackEveryPartOfWhatWasCommitted) {
  SetUpNetwork(store(), 3);
  LedgerDriver driver(store());
  for (const auto& commands : EverythingBatches()) {
    const auto batch = driver.Run(commands);
    ASSERT_TRUE(batch.status.ok()) << batch.status;
    const auto view = Batch();
    EXPECT_EQ(view->lane().next_sequence, batch.changes.lane.next_sequence);
    EXPECT_EQ(BytesOf(view->lane().open_window), BytesOf(batch.changes.lane.open_window));
    EXPECT_EQ(view->lane().latest_at, batch.changes.lane.latest_at);
    EXPECT_EQ(view->lane().next_event, batch.changes.lane.next_event);
    domain::LedgerState state;
    ASSERT_TRUE(view->Load(KeysOf(batch.changes), state).ok());
    ExpectHolds(state, batch.changes);
    for (const auto& [key, total] : batch.changes.positions) {
      if (key.window == view->lane().open_window.id) {
        EXPECT_EQ(state.positions.at(key), total);
      }
    }
  }
}

TEST_P(HistoryTest, TheHistoryHoldsEveryKindOfChange) {
  SetUpNetwork(store(), 3);
  LedgerDriver driver(store());
  domain::Changes all;
  bool has_emptied_lot = false;
  bool has_debt = false;
  int rejections = 0;
  for (const auto& commands : EverythingBatches()) {
    const auto batch = driver.Run(commands);
    const auto add = [](auto& to, const auto& from) {
      to.insert(to.end(), from.begin(), from.end());
    };
    for (const domain::Answer& answer : batch.answers) {
      rejections += std::holds_alternative<domain::Rejection>(answer.outcome);
    }
    add(all.transactions, batch.changes.transactions);
    add(all.carries, batch.changes.carries);
    add(all.reversals, batch.changes.reversals);
    add(all.identifiers, batch.changes.identifiers);
    add(all.settlements, batch.changes.settlements);
    add(all.windows, batch.changes.windows);
    add(all.holds, batch.changes.holds);
    add(all.day_totals, batch.changes.day_totals);
    add(all.closed_totals, batch.changes.closed_totals);
    add(all.conversion_rates, batch.changes.conversion_rates);
    add(all.limits, batch.changes.limits);
    add(all.audit_events, batch.changes.audit_events);
    for (const auto& change : batch.changes.lots) {
      has_emptied_lot |= change.lot.points == domain::Points(0);
      has_debt |= change.lot.points < domain::Points(0);
    }
  }
  // As planned: nobody's earn, a burn and a hold that are too high, a capture of a closed hold.
  EXPECT_EQ(rejections, 4);
  std::set<domain::TransactionType> types;
  for (const auto& transaction : all.transactions) types.insert(transaction.type);
  EXPECT_EQ(types.size(), 10u);
  const auto any = [](const auto& rows, auto holds) {
    return std::any_of(rows.begin(), rows.end(), holds);
  };
  EXPECT_TRUE(any(all.carries, [](const auto& row) { return row.first.from == kPoints; }));
  EXPECT_TRUE(any(all.carries, [](const auto& row) { return row.first.from != kPoints; }));
  EXPECT_TRUE(any(all.reversals, [](const auto& row) { return row.second.closed_by.has_value(); }));
  EXPECT_TRUE(any(all.reversals, [](const auto& row) {
    return row.second.counterpart_points != domain::Points(0);
  }));
  EXPECT_TRUE(any(all.identifiers, [](const auto& row) { return row.second.has_value(); }));
  EXPECT_TRUE(any(all.identifiers, [](const auto& row) { return !row.second.has_value(); }));
  EXPECT_TRUE(any(all.holds, [](const auto& row) { return row.hold.reserved.empty(); }));
  EXPECT_TRUE(any(all.holds, [](const auto& row) { return !row.hold.reserved.empty(); }));
  EXPECT_TRUE(any(all.limits, [](const auto& row) { return row.limits == domain::Limits(); }));
  EXPECT_EQ(all.windows.size(), 6u);
  EXPECT_FALSE(all.settlements.empty());
  EXPECT_FALSE(all.closed_totals.empty());
  EXPECT_FALSE(all.day_totals.empty());
  EXPECT_EQ(all.conversion_rates.size(), 1u);
  EXPECT_GE(all.audit_events.size(), 3u);
  EXPECT_TRUE(has_emptied_lot);
  EXPECT_TRUE(has_debt);
}

TEST_P(CommitAndLoadTest, EverythingIsThereAfterReopening) {
  SetUpNetwork(store(), 3);
  LedgerDriver driver(store());
  for (const auto& commands : EverythingBatches()) ASSERT_TRUE(driver.Run(commands).status.ok());
  const LedgerDump before = DumpOf(store());
  Reopen();
  EXPECT_TRUE(store().HasNetwork());
  EXPECT_EQ(DumpOf(store()), before);
}

TEST_P(HistoryTest, ARepeatedRequestReturnsItsOutcomeAfterReopening) {
  SetUpNetwork(store(), 3);
  std::vector<std::vector<domain::Answer>> first;
  {
    LedgerDriver driver(store());
    for (const auto& commands : EverythingBatches()) first.push_back(driver.Run(commands).answers);
  }
  Reopen();
  const LedgerDump before = DumpOf(store());
  LedgerDriver driver(store());
  for (std::size_t i = 0; i < first.size(); ++i) {
    const auto again = driver.Run(EverythingBatches()[i]);
    ASSERT_EQ(again.answers.size(), first[i].size());
    for (std::size_t item = 0; item < first[i].size(); ++item) {
      EXPECT_TRUE(again.answers[item].replayed);
      EXPECT_EQ(again.answers[item].outcome.index(), first[i][item].outcome.index());
      if (const auto* effect = std::get_if<domain::Effect>(&first[i][item].outcome)) {
        const auto& replayed = std::get<domain::Effect>(again.answers[item].outcome);
        EXPECT_EQ(replayed.index(), effect->index());
        if (const auto* transaction = std::get_if<domain::Transaction>(effect)) {
          EXPECT_EQ(BytesOf(std::get<domain::Transaction>(replayed)), BytesOf(*transaction));
        }
      } else {
        EXPECT_EQ(std::get<domain::Rejection>(again.answers[item].outcome),
                  std::get<domain::Rejection>(first[i][item].outcome));
      }
    }
  }
  EXPECT_EQ(DumpOf(store()), before);
}

TEST_P(CommitAndLoadTest, LoadTellsThatThereIsNone) {
  SetUpNetwork(store(), 1);
  domain::ReadSet wanted;
  const domain::RequestKey request{kBakery, "never sent"};
  const domain::AccountKey account{Member(1), kPoints};
  const domain::CarryKey carry{Member(1), kBakery, kPoints};
  const domain::DayKey day{Member(1), kBakery, kPoints};
  const domain::TransactionId first{domain::LaneId(0), domain::Sequence(1)};
  const domain::TransactionId elsewhere{domain::LaneId(7), domain::Sequence(1)};
  const domain::TransactionId last{domain::LaneId(0), domain::Sequence(kMost)};
  wanted.requests = {request};
  wanted.identifiers = {Card(kBakery, 99)};
  wanted.members = {Member(99)};
  wanted.accounts = {account};
  wanted.carries = {carry};
  wanted.day_totals = {day};
  wanted.whole_members = {Member(99)};
  wanted.transactions = {first, elsewhere, last};
  wanted.positions = {kBakery, domain::kNetwork};
  wanted.outstanding = {{kBakery, kPoints}};

  domain::LedgerState state;
  ASSERT_TRUE(Batch()->Load(wanted, state).ok());
  EXPECT_EQ(state.requests.at(request), std::nullopt);
  EXPECT_EQ(state.identifiers.at(Card(kBakery, 99)), std::nullopt);
  EXPECT_FALSE(state.members.at(Member(99)).has_value());
  EXPECT_TRUE(state.accounts.at(account).lots().empty());
  EXPECT_TRUE(state.accounts.at(account).holds().empty());
  EXPECT_EQ(state.accounts.at(account).key(), account);
  EXPECT_EQ(state.accounts.at(account).last_transaction(), domain::kNoSequence);
  EXPECT_EQ(state.carries.at(carry), domain::Carries{});
  EXPECT_EQ(state.day_totals.at(day), domain::DayTotals{});
  EXPECT_TRUE(state.whole_members.contains(Member(99)));
  EXPECT_EQ(state.accounts.size(), 1u);
  EXPECT_TRUE(state.closed_totals.empty());
  for (const auto& id : {first, elsewhere, last}) {
    EXPECT_FALSE(state.transactions.at(id).has_value());
    EXPECT_EQ(BytesOf(state.reversals.at(id)), BytesOf(domain::ReversalState{}));
  }
  EXPECT_TRUE(state.positions.empty());
  EXPECT_TRUE(state.partners_with_positions.contains(kBakery));
  EXPECT_TRUE(state.partners_with_positions.contains(domain::kNetwork));
  EXPECT_FALSE(state.all_positions);
  EXPECT_EQ(state.outstanding.at({kBakery, kPoints}), domain::Points(0));
}

TEST_P(CommitAndLoadTest, LoadDoesNotTouchWhatIsKnownAlready) {
  SetUpNetwork(store(), 1);
  LedgerDriver driver(store());
  ASSERT_TRUE(driver.Run({EarnPoints("e", kBakery, Member(1), 10)}).status.ok());
  const domain::AccountKey account{Member(1), kPoints};
  domain::LedgerState state;
  state.accounts.try_emplace(account, account, std::vector<domain::Lot>{}, domain::Sequence(5));
  state.outstanding[{kBakery, kPoints}] = domain::Points(77);
  domain::ReadSet wanted;
  wanted.accounts = {account};
  wanted.outstanding = {{kBakery, kPoints}};
  ASSERT_TRUE(Batch()->Load(wanted, state).ok());
  EXPECT_EQ(state.accounts.at(account).last_transaction(), domain::Sequence(5));
  EXPECT_EQ(state.outstanding.at({kBakery, kPoints}), domain::Points(77));
}

TEST_P(CommitAndLoadTest, LoadsPositionsOfTheOpenWindowAndOfThePartnersAskedFor) {
  SetUpNetwork(store(), 1);
  LedgerDriver driver(store());
  ASSERT_TRUE(driver.Run({EarnPoints("old", kBakery, Member(1), 10)}).status.ok());
  ASSERT_TRUE(driver.Run({Close("close", "")}).status.ok());
  ASSERT_TRUE(driver
                  .Run({EarnPoints("new", kBakery, Card(kBakery, 1), 20),
                        Link("link", Member(1), Card(kCinema, 1))})
                  .status.ok());
  ASSERT_TRUE(driver.Run({EarnPoints("film", kCinema, Card(kCinema, 1), 30)}).status.ok());

  domain::LedgerState one;
  domain::ReadSet wanted;
  wanted.positions = {kBakery};
  ASSERT_TRUE(Batch()->Load(wanted, one).ok());
  EXPECT_FALSE(one.positions.empty());
  for (const auto& [key, total] : one.positions) {
    EXPECT_EQ(key.partner, kBakery);
    EXPECT_EQ(key.window, domain::WindowId(2));
    EXPECT_EQ(total.lines, 1);
  }
  EXPECT_TRUE(one.last_settlements.empty());

  domain::LedgerState all;
  wanted = {};
  wanted.closing = true;
  ASSERT_TRUE(Batch()->Load(wanted, all).ok());
  EXPECT_TRUE(all.all_positions);
  EXPECT_GT(all.positions.size(), one.positions.size());
  for (const auto& [key, total] : all.positions) EXPECT_EQ(key.window, domain::WindowId(2));
  ASSERT_EQ(all.last_settlements.size(), 1u);
  EXPECT_EQ(all.last_settlements.at(kBakery).window, domain::WindowId(1));
}

TEST_P(CommitAndLoadTest, ADroppedBatchLeavesNoTrace) {
  SetUpNetwork(store(), 3);
  LedgerDriver driver(store());
  for (const auto& commands : EverythingBatches()) {
    const LedgerDump before = DumpOf(store());
    ASSERT_TRUE(driver.Drop(commands).status.ok());
    EXPECT_EQ(DumpOf(store()), before);
    ASSERT_TRUE(driver.Run(commands).status.ok());
    EXPECT_NE(DumpOf(store()), before);
  }
}

TEST_P(CommitAndLoadTest, ALotWithoutPointsVanishes) {
  SetUpNetwork(store(), 1);
  LedgerDriver driver(store());
  const auto lots = [&] { return DumpOf(store())["lots"].size(); };
  ASSERT_TRUE(driver.Run({EarnPoints("e", kBakery, Member(1), 10)}).status.ok());
  EXPECT_EQ(lots(), 1u);
  ASSERT_TRUE(driver.Run({BurnPoints("b", kBakery, Member(1), 10)}).status.ok());
  EXPECT_EQ(lots(), 0u);
  // Made and emptied by one batch: it was never there.
  ASSERT_TRUE(
      driver
          .Run({EarnPoints("e2", kBakery, Member(1), 10), BurnPoints("b2", kBakery, Member(1), 10)})
          .status.ok());
  EXPECT_EQ(lots(), 0u);
}

TEST_P(CommitAndLoadTest, KeepsTheLargestAndSmallestValues) {
  SetUpNetwork(store(), 1);
  domain::Changes changes;
  auto batch = Batch();
  changes.lane = batch->lane();
  const domain::AccountKey account{{~0ull, ~0ull}, domain::CurrencyId(~0u)};
  const domain::LotKey lot{domain::kNever,
                           {std::numeric_limits<std::int32_t>::min()},
                           domain::PartnerId(~0u),
                           std::numeric_limits<std::int32_t>::max()};
  const domain::CarryKey carry{account.member, domain::PartnerId(~0u), account.currency,
                               domain::CurrencyId(~0u)};
  const domain::Hold hold{
      {domain::LaneId(0), domain::Sequence(kMost)}, {kLeast}, {{lot, domain::Points(kMost)}}};
  const domain::DayKey day{account.member, domain::PartnerId(~0u), account.currency};
  const domain::PositionKey position{
      changes.lane.open_window.id, domain::PartnerId(~0u), *domain::MoneyCurrency::Parse("GBP"),
      domain::TransactionType::kExpiry, domain::LegKind::kBreakageExpense};
  const domain::PositionTotal total{kMost, domain::Points(kLeast), domain::Micros(kMost)};
  const domain::RequestKey request{domain::PartnerId(~0u), std::string("a\0\n'\xC3\xA9", 6)};
  const domain::Rejection rejection{domain::Reason::kShuttingDown,
                                    {{"", std::string(1 << 20, 'x')}, {"b", ""}}};
  changes.accounts.push_back({account, domain::Sequence(kMost)});
  changes.lots.push_back({account, {lot, domain::Points(kMost)}});
  changes.holds.push_back({account, hold});
  changes.day_totals.push_back(
      {day, {domain::kNever, domain::Points(kMost), domain::Points(kLeast)}});
  changes.closed_totals.push_back({domain::PartnerId(~0u), domain::Micros(kLeast)});
  changes.carries.push_back({carry, {{kLeast, kMost}, {kMost, 1}}});
  changes.positions.push_back({position, total});
  changes.outstanding.push_back(
      {{domain::PartnerId(~0u), account.currency}, domain::Points(kLeast)});
  changes.outcomes.push_back({request, {{}, rejection}});
  ASSERT_TRUE(batch->Commit(changes).ok());
  Reopen();

  domain::LedgerState state;
  ASSERT_TRUE(Batch()->Load(KeysOf(changes), state).ok());
  ExpectHolds(state, changes);
  EXPECT_EQ(state.positions.at(position), total);
}

COALITION_OVER_EVERY_STORE(CommitAndLoadTest);
COALITION_OVER_STORES_OF_ONE_LANE(HistoryTest);

TEST(StoresTest, TheSameCommandsMakeTheSameLedgerInEveryStore) {
  std::optional<LedgerDump> first;
  for (const StoreKind& kind : StoreKindsOfOneLane()) {
    const TempFolder folder;
    const auto store = kind.open(folder.path());
    SetUpNetwork(*store, 3);
    LedgerDriver driver(*store);
    for (const auto& commands : EverythingBatches()) ASSERT_TRUE(driver.Run(commands).status.ok());
    const LedgerDump dump = DumpOf(*store);
    if (!first) first = dump;
    EXPECT_EQ(dump, *first) << kind.name;
  }
}

}  // namespace
}  // namespace coalition::store
