// Scans over the rows of several lanes, which have to come in one order, also from page to page.
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "server/domain/lanes.h"
#include "server/store/mysql/page_scan.h"
#include "tests/store/ledger_driver.h"
#include "tests/store/mysql/lane_stores.h"

namespace coalition::store::mysql {
namespace {

constexpr auto kPage = static_cast<std::uint64_t>(kPageRows);
// One lane has several pages of rows, one a page and a little, one next to none and one none.
constexpr std::uint64_t kRowsOfLane[kLanes] = {2 * kPage + 300, 3, kPage + 1, 0};

using Sequences = std::vector<domain::Sequence>;

class LaneJournalTest : public LanesTest {
 protected:
  LaneJournalTest() {
    SetUpNetwork(store(), 16);
    LedgerDriver driver(store());
    // Gives each lane its allowance of the bakery's cap.
    Keep(driver.Run({EarnPoints("first", kBakery, Member(16), 1)}));
    // So many to a batch, by turns, so that the lanes are mixed.
    constexpr std::uint64_t kBatch = 250;
    for (std::uint64_t done = 0; done < *std::ranges::max_element(kRowsOfLane); done += kBatch) {
      for (int lane = 0; lane < kLanes; ++lane) {
        std::vector<domain::Command> commands;
        for (std::uint64_t i = done; i < std::min(done + kBatch, kRowsOfLane[lane]); ++i) {
          commands.push_back(CommandOf(lane, i));
        }
        if (!commands.empty()) Keep(driver.RunIn(Lane(lane), commands));
      }
    }
    std::ranges::sort(journal_, {}, [](const auto& t) { return t.id.sequence; });
  }

  // Earns of both partners, and now and then a burn at the cinema, for which the issuer pays when
  // it is the cinema itself.
  static domain::Command CommandOf(int lane, std::uint64_t i) {
    const std::string name = std::to_string(lane) + "/" + std::to_string(i);
    const domain::MemberId member = MemberIn(lane, 1);
    const domain::PartnerId partner = i % 3 == 0 ? kCinema : kBakery;
    if (i % 7 == 6) return BurnPoints(name, kBakery, member, 1);
    return ForPartner(EarnPoints(name, partner, member, 5));
  }
  void Keep(const LedgerDriver::Batch& batch) {
    ASSERT_TRUE(batch.status.ok()) << batch.status;
    ASSERT_EQ(batch.changes.transactions.size(), batch.answers.size());
    journal_.insert(journal_.end(), batch.changes.transactions.begin(),
                    batch.changes.transactions.end());
  }

  using Takes = std::function<bool(const domain::Transaction&)>;
  Sequences Expected(const JournalRange& range, const Takes& takes) const {
    Sequences expected;
    for (const domain::Transaction& t : journal_) {
      const bool is_in = t.id.sequence >= range.first &&
                         (range.end == domain::kNoSequence || t.id.sequence < range.end) &&
                         (!range.lane || t.id.lane == *range.lane);
      if (is_in && takes(t)) expected.push_back(t.id.sequence);
    }
    if (range.newest_first) std::ranges::reverse(expected);
    return expected;
  }

  // All, and about the borders of pages of all lanes and of one; also in between two sequences.
  std::vector<JournalRange> Ranges() const {
    std::vector<JournalRange> ranges;
    const auto at = [&](std::size_t place, std::int64_t off = 0) {
      return domain::Sequence(journal_[std::min(place, journal_.size() - 1)].id.sequence.value() +
                              off);
    };
    for (const bool newest_first : {false, true}) {
      for (const auto& lane : {std::optional<domain::LaneId>(), std::optional(Lane(0)),
                               std::optional(Lane(2)), std::optional(Lane(3))}) {
        ranges.push_back({.newest_first = newest_first, .lane = lane});
        ranges.push_back({at(1), at(kPage + 1), newest_first, lane});
        ranges.push_back({at(7, 1), at(kPage + 8, 1), newest_first, lane});
        ranges.push_back({at(100), at(2 * kPage + 99), newest_first, lane});
        ranges.push_back({at(kPage, -1), domain::kNoSequence, newest_first, lane});
        ranges.push_back({at(journal_.size() - 1), domain::kNoSequence, newest_first, lane});
        ranges.push_back({at(journal_.size() - 1, 1), domain::kNoSequence, newest_first, lane});
        ranges.push_back({at(5), at(5), newest_first, lane});
        ranges.push_back({at(5), at(5, 1), newest_first});
      }
    }
    return ranges;
  }

  std::vector<domain::Transaction> journal_;
};

std::string Text(const JournalRange& range) {
  return "from " + std::to_string(range.first.value()) + " to " +
         std::to_string(range.end.value()) + (range.newest_first ? " newest first" : "") +
         (range.lane ? " lane " + std::to_string(range.lane->value()) : "");
}

TEST_F(LaneJournalTest, AllLanesComeInOneOrder) {
  ASSERT_GT(journal_.size(), 3 * kPageRows);
  const auto snapshot = Snapshot();
  for (const JournalRange& range : Ranges()) {
    Sequences seen;
    ASSERT_TRUE(snapshot
                    ->ScanJournal(range,
                                  [&](const domain::Transaction& t) {
                                    EXPECT_EQ(t.id.lane, domain::LaneOf(t.id.sequence, kLanes));
                                    seen.push_back(t.id.sequence);
                                    return true;
                                  })
                    .ok());
    EXPECT_EQ(seen, Expected(range, [](const auto&) { return true; })) << Text(range);
  }
}

TEST_F(LaneJournalTest, APartnersTransactionsOfAllLanesComeInOneOrder) {
  const auto snapshot = Snapshot();
  for (const domain::PartnerId partner : {kBakery, kCinema}) {
    for (const bool reported_only : {false, true}) {
      const Takes takes = [&](const domain::Transaction& t) {
        const bool has_leg = std::ranges::any_of(
            t.legs, [&](const domain::MoneyLeg& leg) { return leg.partner == partner; });
        return t.partner == partner || (has_leg && !reported_only);
      };
      for (const JournalRange& range : Ranges()) {
        Sequences seen;
        ASSERT_TRUE(snapshot
                        ->ScanPartnerJournal(partner, reported_only, range,
                                             [&](const domain::Transaction& t) {
                                               seen.push_back(t.id.sequence);
                                               return true;
                                             })
                        .ok());
        EXPECT_EQ(seen, Expected(range, takes))
            << Text(range) << " of " << partner.value() << (reported_only ? " reported" : "");
      }
    }
  }
}

TEST_F(LaneJournalTest, AScanThatIsStoppedGoesOnFromThere) {
  const auto snapshot = Snapshot();
  Sequences seen;
  JournalRange rest;
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    std::size_t rows = 0;
    ASSERT_TRUE(snapshot
                    ->ScanJournal(rest,
                                  [&](const domain::Transaction& t) {
                                    constexpr std::size_t kRows = 777;
                                    goes_on = ++rows > kRows;
                                    if (goes_on) return false;
                                    seen.push_back(t.id.sequence);
                                    return true;
                                  })
                    .ok());
    rest.first = domain::Sequence(seen.back().value() + 1);
  }
  EXPECT_EQ(seen, Expected({}, [](const auto&) { return true; }));
}

class LaneMembersTest : public LanesTest {
 protected:
  LaneMembersTest() {
    SetUpNetwork(store(), 0);
    LedgerDriver driver(store());
    for (int lane = 0; lane < kLanes; ++lane) {
      std::vector<domain::Command> commands;
      for (std::uint64_t i = 0; i < kRowsOfLane[lane]; ++i) {
        const domain::MemberId id = MemberIn(lane, i);
        ids_.push_back(id);
        identifiers_.push_back({kBakery, "card", std::to_string(lane) + "-" + std::to_string(i)});
        domain::EnrollMember enroll{kBakery, id, {identifiers_.back()}, "code"};
        // So that kinds and partners have to be told apart, too.
        enroll.identifiers.push_back({kBakery, i % 5 == 0 ? "app" : "phone",
                                      std::to_string(i) + "-" + std::to_string(lane)});
        identifiers_.push_back(enroll.identifiers.back());
        commands.push_back(
            ByOperator("enrol " + identifiers_[identifiers_.size() - 2].value, std::move(enroll)));
      }
      if (commands.empty()) continue;
      EXPECT_TRUE(driver.RunIn(Lane(lane), commands).status.ok());
    }
    std::ranges::sort(ids_);
    std::ranges::sort(identifiers_, {}, [](const domain::Identifier& identifier) {
      return std::pair(identifier.kind, identifier.value);
    });
  }

  std::vector<domain::MemberId> ids_;
  std::vector<domain::Identifier> identifiers_;
};

TEST_F(LaneMembersTest, MembersOfAllLanesComeByIdAfterAnyOfThem) {
  const auto snapshot = Snapshot();
  for (const std::size_t after : {std::size_t{0}, std::size_t{1}, kPageRows - 1, kPageRows,
                                  2 * kPageRows + 17, ids_.size() - 1, ids_.size()}) {
    std::vector<domain::MemberId> seen;
    ASSERT_TRUE(snapshot
                    ->ScanMembers(after == 0 ? std::nullopt : std::optional(ids_[after - 1]),
                                  [&](const domain::Member& member) {
                                    seen.push_back(member.id);
                                    return true;
                                  })
                    .ok());
    EXPECT_EQ(seen, std::vector(ids_.begin() + static_cast<std::ptrdiff_t>(after), ids_.end()))
        << after;
  }
}

TEST_F(LaneMembersTest, IdentifiersOfAllLanesComeByKindAndValueAfterAnyOfThem) {
  const auto snapshot = Snapshot();
  for (const std::size_t after : {std::size_t{0}, std::size_t{1}, kPageRows - 1, kPageRows,
                                  3 * kPageRows + 17, identifiers_.size()}) {
    std::vector<domain::Identifier> seen;
    ASSERT_TRUE(snapshot
                    ->ScanIdentifiersOf(
                        kBakery, after == 0 ? std::nullopt : std::optional(identifiers_[after - 1]),
                        [&](const domain::Identifier& identifier, const domain::MemberId&) {
                          seen.push_back(identifier);
                          return true;
                        })
                    .ok());
    EXPECT_EQ(seen, std::vector(identifiers_.begin() + static_cast<std::ptrdiff_t>(after),
                                identifiers_.end()))
        << after;
  }
}

TEST_F(LaneMembersTest, AllIdentifiersAndOutcomesComeOnceEach) {
  const auto snapshot = Snapshot();
  std::vector<domain::Identifier> seen;
  ASSERT_TRUE(snapshot
                  ->ScanIdentifiers([&](const domain::Identifier& identifier, const auto&) {
                    seen.push_back(identifier);
                    return true;
                  })
                  .ok());
  EXPECT_EQ(seen, identifiers_);
  std::vector<std::string> outcomes;
  ASSERT_TRUE(snapshot
                  ->ScanOutcomes([&](const domain::RequestKey& key, const auto&) {
                    outcomes.push_back(key.request_id);
                    return true;
                  })
                  .ok());
  EXPECT_EQ(outcomes.size(), ids_.size() + PartnerCommands().size());
  EXPECT_TRUE(std::ranges::is_sorted(outcomes));
  EXPECT_EQ(std::ranges::adjacent_find(outcomes), outcomes.end());
}

// Where a key is kept does not depend on whose it is.
TEST_F(LaneMembersTest, RequestIdsAndIdentifiersAreSpreadOverAllLanes) {
  std::vector<int> requests(kLanes);
  std::vector<int> names(kLanes);
  for (const domain::Identifier& identifier : identifiers_) {
    ++names[domain::LaneOf(identifier, kLanes).value()];
    const domain::RequestKey request{domain::kNetwork, "enrol " + identifier.value};
    ++requests[domain::LaneOf(request, kLanes).value()];
  }
  const int least = static_cast<int>(identifiers_.size()) / kLanes / 2;
  for (int lane = 0; lane < kLanes; ++lane) {
    EXPECT_GT(requests[static_cast<std::size_t>(lane)], least);
    EXPECT_GT(names[static_cast<std::size_t>(lane)], least);
  }
}

}  // namespace
}  // namespace coalition::store::mysql
