#include <cstdint>
#include <vector>

#include "gtest/gtest.h"

#include "tests/store/ledger_driver.h"
#include "tests/store/scenario.h"
#include "tests/store/store_contract.h"

namespace coalition::store {
namespace {

using Sequences = std::vector<std::int64_t>;

domain::Sequence At(std::int64_t sequence) { return domain::Sequence(sequence); }

class ScanTest : public StoreContractTest {
 protected:
  ScanTest() {
    SetUpNetwork(store(), 3);
    LedgerDriver driver(store());
    for (const auto& commands : FirstBatches()) {
      EXPECT_TRUE(driver.Run(commands).status.ok());
    }
  }

  Sequences Journal(const JournalRange& range, std::size_t rows_max = 1000) {
    Sequences seen;
    const absl::Status status = Snapshot()->ScanJournal(range, [&](const auto& transaction) {
      seen.push_back(transaction.id.sequence.value());
      return seen.size() < rows_max;
    });
    EXPECT_TRUE(status.ok()) << status;
    return seen;
  }
  Sequences PartnerJournal(domain::PartnerId partner, bool reported_only,
                           const JournalRange& range = {}, std::size_t rows_max = 1000) {
    Sequences seen;
    const absl::Status status =
        Snapshot()->ScanPartnerJournal(partner, reported_only, range, [&](const auto& transaction) {
          seen.push_back(transaction.id.sequence.value());
          return seen.size() < rows_max;
        });
    EXPECT_TRUE(status.ok()) << status;
    return seen;
  }
};

TEST_P(ScanTest, TheJournalIsReadByRangeInBothDirections) {
  EXPECT_EQ(Journal({}), (Sequences{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
  EXPECT_EQ(Journal({At(3), At(6), false}), (Sequences{3, 4, 5}));
  EXPECT_EQ(Journal({At(3), At(6), true}), (Sequences{5, 4, 3}));
  EXPECT_EQ(Journal({At(10), domain::kNoSequence, false}), (Sequences{10, 11}));
  EXPECT_EQ(Journal({At(1), domain::kNoSequence, true}, 2), (Sequences{11, 10}));
  EXPECT_EQ(Journal({}, 3), (Sequences{1, 2, 3}));
  EXPECT_EQ(Journal({At(6), At(6), false}), Sequences{});
  EXPECT_EQ(Journal({At(6), At(3), true}), Sequences{});
  EXPECT_EQ(Journal({At(12), At(1000), false}), Sequences{});
}

TEST_P(ScanTest, AScanThatWasStoppedCanBeStartedAgain) {
  const auto snapshot = Snapshot();
  for (int i = 0; i < 3; ++i) {
    Sequences seen;
    ASSERT_TRUE(snapshot
                    ->ScanJournal({},
                                  [&](const auto& transaction) {
                                    seen.push_back(transaction.id.sequence.value());
                                    return false;
                                  })
                    .ok());
    EXPECT_EQ(seen, Sequences{1});
  }
}

TEST_P(ScanTest, AVisitorMayAskTheSnapshotForOtherThings) {
  const auto snapshot = Snapshot();
  int rows = 0;
  const absl::Status status =
      snapshot->ScanJournal({}, [&](const domain::Transaction& transaction) {
        domain::ReadSet wanted;
        wanted.transactions = {transaction.id};
        wanted.accounts = {{transaction.member, transaction.currency}};
        domain::LedgerState state;
        EXPECT_TRUE(snapshot->Load(wanted, state).ok());
        EXPECT_TRUE(state.transactions.at(transaction.id).has_value());
        EXPECT_TRUE(snapshot->FindWindow(transaction.window).ok());
        ++rows;
        return true;
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(rows, 11);
}

TEST_P(ScanTest, APartnerSeesWhatItReportedAndWhatItHasALegIn) {
  // The bakery: its earns, and the reversals of them. Its lots are paid for when they are issued,
  // so it has no leg in the cinema's burns.
  EXPECT_EQ(PartnerJournal(kBakery, true), (Sequences{1, 2, 3, 8, 9, 11}));
  EXPECT_EQ(PartnerJournal(kBakery, false), (Sequences{1, 2, 3, 8, 9, 11}));
  EXPECT_EQ(PartnerJournal(kCinema, true), (Sequences{4, 5, 6, 7, 10}));
  EXPECT_EQ(PartnerJournal(kCinema, true, {At(5), At(10), true}), (Sequences{7, 6, 5}));
  EXPECT_EQ(PartnerJournal(kCinema, true, {}, 2), (Sequences{4, 5}));
  EXPECT_EQ(PartnerJournal(domain::PartnerId(9), false), Sequences{});
  EXPECT_EQ(PartnerJournal(domain::kNetwork, false), Sequences{});
}

TEST_P(ScanTest, AnIssuerThatPaysOnRedemptionSeesTheBurnThatItPaysFor) {
  LedgerDriver driver(store());
  // The cinema's points do not expire, so they are taken after the bakery's.
  const auto all = driver.Run({BurnPoints("all of one", kBakery, Member(1), 300)});
  ASSERT_TRUE(all.status.ok()) << all.status;
  ASSERT_EQ(all.changes.transactions.size(), 1u);
  EXPECT_EQ(PartnerJournal(kBakery, true).back(), 12);
  EXPECT_EQ(PartnerJournal(kCinema, true).back(), 10);
  EXPECT_EQ(PartnerJournal(kCinema, false).back(), 12);
}

TEST_P(ScanTest, WindowsComeNewestFirst) {
  const auto snapshot = Snapshot();
  const auto ids = [&](std::int64_t before, std::size_t rows_max) {
    std::vector<std::int64_t> seen;
    EXPECT_TRUE(snapshot
                    ->ScanWindows(domain::WindowId(before),
                                  [&](const domain::Window& window) {
                                    seen.push_back(window.id.value());
                                    return seen.size() < rows_max;
                                  })
                    .ok());
    return seen;
  };
  EXPECT_EQ(ids(INT64_MAX, 100), (std::vector<std::int64_t>{3, 2, 1}));
  EXPECT_EQ(ids(3, 100), (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(ids(INT64_MAX, 1), (std::vector<std::int64_t>{3}));
  EXPECT_EQ(ids(1, 100), (std::vector<std::int64_t>{}));
}

TEST_P(ScanTest, AWindowIsFoundByItsId) {
  const auto snapshot = Snapshot();
  const auto closed = snapshot->FindWindow(domain::WindowId(1));
  ASSERT_TRUE(closed.ok() && closed->has_value());
  EXPECT_EQ((*closed)->first, At(1));
  EXPECT_EQ((*closed)->end, At(7));
  EXPECT_EQ((*closed)->label, "January");
  EXPECT_TRUE((*closed)->closed_at.has_value());
  const auto open = snapshot->FindWindow(domain::WindowId(3));
  ASSERT_TRUE(open.ok() && open->has_value());
  EXPECT_TRUE((*open)->IsOpen());
  EXPECT_EQ((*open)->first, At(11));
  EXPECT_EQ((*open)->end, domain::kNoSequence);
  const auto none = snapshot->FindWindow(domain::WindowId(4));
  ASSERT_TRUE(none.ok());
  EXPECT_FALSE(none->has_value());
}

TEST_P(ScanTest, PositionsComeByKeyOfOneWindowOrAll) {
  const auto snapshot = Snapshot();
  const auto keys = [&](std::optional<domain::WindowId> window, std::size_t rows_max = 1000) {
    std::vector<domain::PositionKey> seen;
    EXPECT_TRUE(snapshot
                    ->ScanPositions(window,
                                    [&](const auto& key, const auto&) {
                                      seen.push_back(key);
                                      return seen.size() < rows_max;
                                    })
                    .ok());
    EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
    return seen;
  };
  const auto all = keys(std::nullopt);
  std::size_t sum = 0;
  for (std::int64_t id = 1; id <= 3; ++id) {
    const auto of_window = keys(domain::WindowId(id));
    EXPECT_FALSE(of_window.empty());
    for (const auto& key : of_window) EXPECT_EQ(key.window, domain::WindowId(id));
    sum += of_window.size();
  }
  EXPECT_EQ(sum, all.size());
  EXPECT_TRUE(keys(domain::WindowId(9)).empty());
  EXPECT_EQ(keys(std::nullopt, 2).size(), 2u);
}

TEST_P(ScanTest, SettlementsComeByWindowThenPartner) {
  const auto snapshot = Snapshot();
  using Key = std::pair<std::int64_t, std::uint32_t>;
  const auto keys = [&](std::optional<domain::WindowId> window) {
    std::vector<Key> seen;
    EXPECT_TRUE(snapshot
                    ->ScanSettlements(window,
                                      [&](const domain::PartnerSettlement& s) {
                                        seen.push_back({s.window.value(), s.partner.value()});
                                        return true;
                                      })
                    .ok());
    return seen;
  };
  EXPECT_EQ(keys(std::nullopt), (std::vector<Key>{{1, 1}, {1, 2}, {2, 1}, {2, 2}}));
  EXPECT_EQ(keys(domain::WindowId(2)), (std::vector<Key>{{2, 1}, {2, 2}}));
  EXPECT_TRUE(keys(domain::WindowId(3)).empty());
}

TEST_P(ScanTest, TellsTheCurrenciesInWhichAMemberEverHadPoints) {
  const auto snapshot = Snapshot();
  const auto had = snapshot->CurrenciesOf(Member(2));
  ASSERT_TRUE(had.ok());
  EXPECT_EQ(*had, std::vector<domain::CurrencyId>{kPoints});
  const auto never = snapshot->CurrenciesOf(Member(3));
  ASSERT_TRUE(never.ok());
  EXPECT_TRUE(never->empty());
}

COALITION_OVER_STORES_OF_ONE_LANE(ScanTest);

}  // namespace
}  // namespace coalition::store
