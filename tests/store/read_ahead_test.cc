#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "gtest/gtest.h"

#include "tests/store/ledger_driver.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/scenario.h"
#include "tests/store/store_contract.h"

namespace coalition::store {
namespace {

constexpr std::uint64_t kMembers = 40;

template <typename Value>
bool AreSame(const Value& a, const Value& b) {
  return a == b;
}
bool AreSame(const std::optional<domain::Member>& a, const std::optional<domain::Member>& b) {
  return a.has_value() == b.has_value() && (!a || BytesOf(*a) == BytesOf(*b));
}
bool AreSame(const domain::Account& a, const domain::Account& b) {
  return a.key() == b.key() && a.lots() == b.lots() && a.holds() == b.holds() &&
         a.last_transaction() == b.last_transaction();
}

// `ahead` has what is so, and what it lacks of `wanted` is missing.
template <typename Key, typename Value>
void ExpectRight(const absl::flat_hash_set<Key>& wanted,
                 const absl::flat_hash_map<Key, Value>& ahead,
                 const absl::flat_hash_set<Key>& missing,
                 const absl::flat_hash_map<Key, Value>& right) {
  for (const Key& key : wanted) {
    EXPECT_NE(ahead.contains(key), missing.contains(key));
    if (ahead.contains(key)) {
      EXPECT_TRUE(AreSame(ahead.at(key), right.at(key)));
    }
  }
}

class ReadAheadTest : public StoreContractTest {
 protected:
  static domain::ReadSet WantedOf(std::uint64_t first, std::uint64_t end) {
    domain::ReadSet wanted;
    for (std::uint64_t number = first; number < end; ++number) {
      const domain::MemberId member = Member(number);
      wanted.members.insert(member);
      wanted.identifiers.insert(Card(kBakery, number));
      wanted.identifiers.insert(Card(kCinema, number));
      wanted.accounts.insert({member, kPoints});
      wanted.carries.insert({member, kBakery, kPoints});
      wanted.day_totals.insert({member, kBakery, kPoints});
    }
    return wanted;
  }

  // Postings of any of the members, and now and then something else about them.
  std::vector<domain::Command> AnyCommands(int count) {
    std::vector<domain::Command> commands;
    for (int i = 0; i < count; ++i) {
      const std::string name = "any " + std::to_string(++named_);
      const std::uint64_t number = 1 + random_() % kMembers;
      switch (random_() % 8) {
        case 0:
          commands.push_back(BurnPoints(name, kBakery, Member(number), 3));
          break;
        case 1:
          commands.push_back(Hold(name, kBakery, Member(number), 2, 60));
          break;
        case 2:
          commands.push_back(Link(name, Member(number), Card(kCinema, number)));
          break;
        case 3:
          commands.push_back(EarnPurchase(name, Member(number), 777));
          break;
        default:
          commands.push_back(EarnPoints(name, kBakery, Member(number), 5));
      }
    }
    return commands;
  }

  std::mt19937_64 random_{11};
  int named_ = 0;
};

TEST_P(ReadAheadTest, WhatIsNotMissingIsAsTheBatchSeesIt) {
  SetUpNetwork(store(), kMembers);
  LedgerDriver driver(store());
  // So that days are counted.
  domain::Limits limits;
  limits.earn_per_member_day = domain::Points(1'000'000);
  const auto limited =
      driver.Run({ByOperator("limits", domain::SetLimits{{kBakery, kPoints, limits}})});
  ASSERT_TRUE(limited.status.ok());
  std::size_t kept = 0;
  std::size_t moved = 0;
  for (int turn = 0; turn < 120; ++turn) {
    const std::uint64_t first = 1 + random_() % kMembers;
    const domain::ReadSet wanted = WantedOf(first, first + 10);
    auto ahead = store().ReadAhead(domain::LaneId(0));
    ASSERT_EQ(ahead != nullptr, GetParam().reads_ahead);
    if (ahead == nullptr) return;
    domain::LedgerState state;
    ahead->Load(wanted, state);
    domain::ReadSet missing = wanted;
    for (const auto& [key, value] : state.members) missing.members.erase(key);
    for (const auto& [key, value] : state.identifiers) missing.identifiers.erase(key);
    for (const auto& [key, value] : state.accounts) missing.accounts.erase(key);
    for (const auto& [key, value] : state.carries) missing.carries.erase(key);
    for (const auto& [key, value] : state.day_totals) missing.day_totals.erase(key);
    const std::size_t read = state.accounts.size();

    for (std::uint64_t between = random_() % 4; between > 0; --between) {
      const auto batch = driver.Run(AnyCommands(between == 1 ? 5 : 300));
      ASSERT_TRUE(batch.status.ok()) << batch.status;
    }
    auto begun = ahead->BeginBatch(state, missing);
    ASSERT_TRUE(begun.ok()) << begun.status();
    ahead.reset();
    domain::LedgerState right;
    ASSERT_TRUE((*begun)->Load(wanted, right).ok());
    ExpectRight(wanted.members, state.members, missing.members, right.members);
    ExpectRight(wanted.identifiers, state.identifiers, missing.identifiers, right.identifiers);
    ExpectRight(wanted.accounts, state.accounts, missing.accounts, right.accounts);
    ExpectRight(wanted.carries, state.carries, missing.carries, right.carries);
    ExpectRight(wanted.day_totals, state.day_totals, missing.day_totals, right.day_totals);
    if (HasFailure()) FAIL() << "turn " << turn;
    kept += state.accounts.size();
    moved += read - state.accounts.size();
  }
  EXPECT_GT(kept, 100u);
  EXPECT_GT(moved, 100u);
}

TEST_P(ReadAheadTest, WaitsForNoBatch) {
  SetUpNetwork(store(), kMembers);
  ASSERT_TRUE(LedgerDriver(store()).Run({EarnPoints("earn", kBakery, Member(1), 5)}).status.ok());
  const auto batch = Batch();
  const auto ahead = store().ReadAhead(domain::LaneId(0));
  if (!GetParam().reads_ahead) {
    EXPECT_EQ(ahead, nullptr);
    return;
  }
  domain::LedgerState state;
  ahead->Load(WantedOf(1, 2), state);
  EXPECT_EQ(state.accounts.at({Member(1), kPoints}).lots().front().points, domain::Points(5));
}

COALITION_OVER_EVERY_STORE(ReadAheadTest);

}  // namespace
}  // namespace coalition::store
