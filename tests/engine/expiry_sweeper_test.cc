#include "server/engine/expiry_sweeper.h"

#include <future>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/engine/engine_bench.h"

namespace coalition::engine {
namespace {

using domain::At;
using domain::MemberNo;
using domain::Points;
using domain::Sequence;

constexpr std::int64_t kMembers = 1'500;

// Everybody has a star of the bakery's, which is good until the end of March 2027.
class SweeperBench : public EngineBench {
 public:
  SweeperBench() : EngineBench({}, kMembers) {
    std::vector<domain::Command> commands;
    for (std::int64_t i = 1; i <= kMembers; ++i) {
      domain::Command command = Earn("earn-" + std::to_string(i));
      std::get<domain::Earn>(command.action).member = MemberNo(static_cast<std::uint64_t>(i));
      commands.push_back(std::move(command));
    }
    Submit(std::move(commands)).get();
    clock.micros = At("2027-04-01T00:00:00Z").micros;
  }

  void WaitFor(std::int64_t sequence) {
    while (true) {
      const JournalTail::Count seen = engine.tail().commits();
      if (NextSequence() > sequence) return;
      std::promise<void> there;
      engine.tail().CallAfter(seen, [&] { there.set_value(); });
      there.get_future().get();
    }
  }
  std::int64_t NextSequence() {
    return (*world.store().OpenSnapshot())->lane().next_sequence.value();
  }
  absl::StatusOr<domain::ExpirePoints> Found(store::LedgerSnapshot& snapshot,
                                             std::optional<domain::AccountKey> after = {}) {
    return FindExpired(snapshot, catalog.Get()->network, clock.Now(), after);
  }
  std::size_t ExpiredAccounts() {
    const auto snapshot = *world.store().OpenSnapshot();
    return Found(*snapshot)->accounts.size();
  }
};

TEST(ExpirySweeperTest, PostsEverythingThatIsPastItsDateOnce) {
  SweeperBench bench;
  EXPECT_EQ(bench.ExpiredAccounts(), kExpiredAccountsPerCommandMax);
  ExpirySweeper one(bench.store, bench.catalog, bench.engine, bench.clock, {});
  ExpirySweeper other(bench.store, bench.catalog, bench.engine, bench.clock, {});
  bench.WaitFor(2 * kMembers);
  one.Stop();
  other.Stop();
  EXPECT_EQ(bench.NextSequence(), 2 * kMembers + 1);
  EXPECT_EQ(bench.ExpiredAccounts(), 0U);
  EXPECT_EQ(bench.world.OutstandingOf(domain::kBakery), Points(0));
}

TEST(ExpirySweeperTest, GoesOnFromTheLastAccount) {
  SweeperBench bench;
  const auto snapshot = *bench.world.store().OpenSnapshot();
  const auto first = bench.Found(*snapshot);
  EXPECT_TRUE(first->more);
  const auto rest = bench.Found(*snapshot, first->accounts.back());
  EXPECT_FALSE(rest->more);
  EXPECT_EQ(rest->accounts.size(), kMembers - kExpiredAccountsPerCommandMax);
  EXPECT_LT(first->accounts.back(), rest->accounts.front());
  --bench.clock.micros;
  EXPECT_TRUE(bench.Found(*snapshot)->accounts.empty());
}

// More of them than fit into a command stand before the one that has something to post.
TEST(ExpirySweeperTest, PassesOverAccountsWhoseExpiredPointsAreHeld) {
  SweeperBench bench;
  bench.clock.micros = At("2027-03-31T23:59:00Z").micros;
  std::vector<domain::Command> commands;
  for (std::uint64_t i = 1; i < kMembers; ++i) {
    commands.push_back(domain::By(domain::kGym,
                                  domain::AuthorizeOf(domain::kGym, MemberNo(i), Points(1)),
                                  "hold-" + std::to_string(i)));
  }
  bench.Submit(std::move(commands)).get();
  bench.clock.micros = At("2027-04-01T00:00:00Z").micros;
  const auto snapshot = *bench.world.store().OpenSnapshot();
  const auto found = bench.Found(*snapshot);
  ASSERT_EQ(found->accounts.size(), 1U);
  EXPECT_EQ(found->accounts.front().member, MemberNo(kMembers));
  EXPECT_FALSE(found->more);
}

TEST(ExpirySweeperTest, TellsWhatStoppedItAndTriesAgain) {
  SweeperBench bench;
  bench.store.Plan(FaultStore::Step::kCommit, {absl::UnavailableError("disk full"), false, {}});
  std::promise<absl::StatusCode> told;
  ExpirySweeper::Options options;
  options.pause = std::chrono::seconds(0);
  options.on_error = [&, first = true](const absl::Status& error) mutable {
    if (first) told.set_value(error.code());
    first = false;
  };
  ExpirySweeper sweeper(bench.store, bench.catalog, bench.engine, bench.clock, options);
  EXPECT_EQ(told.get_future().get(), absl::StatusCode::kUnavailable);
  bench.WaitFor(2 * kMembers);
  sweeper.Stop();
  EXPECT_EQ(bench.ExpiredAccounts(), 0U);
}

}  // namespace
}  // namespace coalition::engine
