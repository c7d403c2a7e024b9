// Batches of several lanes beside each other, and of all lanes together.
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "server/domain/lanes.h"
#include "server/store/memory/memory_store.h"
#include "tests/store/ledger_driver.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/mysql/lane_stores.h"

namespace coalition::store::mysql {
namespace {

// Sixteen members, limits of a member's day, so that day totals are kept, and a first earn in a
// batch of all lanes, which gives each lane its allowance of the bakery's cap.
void SetUpWithLimits(LedgerStore& store) {
  constexpr std::uint64_t kMembers = 16;
  SetUpNetwork(store, kMembers);
  domain::Limits limits;
  limits.burn_per_member_day = domain::Points(1'000'000);
  LedgerDriver driver(store);
  for (const auto& command :
       {ByOperator("limits", domain::SetLimits{{kBakery, kPoints, limits}}),
        ByOperator("cinema's limits", domain::SetLimits{{kCinema, kPoints, limits}}),
        EarnPoints("first", kBakery, Member(kMembers), 1)}) {
    ASSERT_TRUE(driver.Run({command}).status.ok());
  }
}

// The same batches in a ledger of lanes and in one of a single lane.
class LaneTotalsTest : public LanesTest {
 protected:
  LaneTotalsTest()
      : driver_((SetUpWithLimits(store()), store())),
        one_lane_driver_((SetUpWithLimits(one_lane_), one_lane_)) {}

  // In the lane, or, without one, in all together.
  void Run(std::optional<int> lane, const std::vector<domain::Command>& commands) {
    const auto batch = lane ? driver_.RunIn(Lane(*lane), commands) : driver_.Run(commands);
    const auto expected = one_lane_driver_.Run(commands);
    ASSERT_TRUE(batch.status.ok()) << batch.status;
    ASSERT_TRUE(expected.status.ok()) << expected.status;
    for (std::size_t i = 0; i < commands.size(); ++i) {
      EXPECT_TRUE(std::holds_alternative<domain::Effect>(batch.answers[i].outcome)) << i;
    }
  }
  void PassDay() {
    driver_.PassDay();
    one_lane_driver_.PassDay();
  }

  domain::Command Earn(domain::PartnerId partner, const domain::MemberId& member,
                       std::int64_t points) {
    return ForPartner(EarnPoints("earn " + std::to_string(++commands_), partner, member, points));
  }
  domain::Command Burn(domain::PartnerId partner, const domain::MemberId& member,
                       std::int64_t points) {
    return ForPartner(BurnPoints("burn " + std::to_string(++commands_), partner, member, points));
  }

  // What a snapshot shows of all lanes, and what a batch of all lanes loads.
  void ExpectTotalsOfOneLane() {
    LedgerDump dump = DumpOf(store());
    LedgerDump expected = DumpOf(one_lane_);
    for (const char* table :
         {"positions", "outstanding", "day_totals", "closed_totals", "settlements", "lots"}) {
      EXPECT_EQ(dump[table], expected[table]) << table;
    }
    domain::ReadSet wanted;
    wanted.positions = {kBakery, kCinema, domain::kNetwork};
    wanted.outstanding = {{kBakery, kPoints}, {kCinema, kPoints}};
    wanted.day_totals = {{domain::MemberId{}, kBakery, kPoints},
                         {domain::MemberId{}, kCinema, kPoints}};
    const domain::LedgerState loaded = Load(*Need(store().BeginWholeBatch()), wanted);
    const domain::LedgerState shown = Load(*Snapshot(), wanted);
    const domain::LedgerState state = Load(*Need(one_lane_.OpenSnapshot()), wanted);
    EXPECT_EQ(loaded.positions, state.positions);
    EXPECT_EQ(loaded.outstanding, state.outstanding);
    EXPECT_EQ(loaded.day_totals, state.day_totals);
    EXPECT_EQ(loaded.closed_totals, state.closed_totals);
    EXPECT_EQ(shown.positions, state.positions);
    EXPECT_EQ(shown.outstanding, state.outstanding);
    EXPECT_EQ(shown.day_totals, state.day_totals);
  }

  static domain::LedgerState Load(LedgerView& view, const domain::ReadSet& wanted) {
    domain::LedgerState state;
    EXPECT_TRUE(view.Load(wanted, state).ok());
    return state;
  }

  MemoryStore one_lane_;
  LedgerDriver driver_;
  LedgerDriver one_lane_driver_;
  int commands_ = 0;
};

TEST_F(LaneTotalsTest, AreTheSumsOfWhatEachLaneMoved) {
  for (int lane = 0; lane < kLanes; ++lane) {
    const domain::MemberId member = MemberIn(lane, 1);
    Run(lane, {Earn(kBakery, member, 100 + lane), Earn(kCinema, member, 10 * lane + 1),
               Burn(kCinema, member, 7 + lane)});
  }
  ExpectTotalsOfOneLane();
}

TEST_F(LaneTotalsTest, ABatchOfALaneLoadsItsOwnPart) {
  // The bakery's first point is where what all lanes moved is kept, in lane 0.
  Run(1, {Earn(kBakery, MemberIn(1, 1), 100)});
  Run(2, {Earn(kBakery, MemberIn(2, 1), 30)});
  domain::ReadSet wanted;
  wanted.outstanding = {{kBakery, kPoints}};
  wanted.day_totals = {{domain::MemberId{}, kBakery, kPoints}};
  for (const auto& [lane, points] : {std::pair(0, 1), std::pair(1, 100), std::pair(2, 30)}) {
    const auto state = Load(*Need(store().BeginBatch(Lane(lane))), wanted);
    EXPECT_EQ(state.outstanding.begin()->second, domain::Points(points)) << lane;
    EXPECT_EQ(state.day_totals.begin()->second.earned, domain::Points(points)) << lane;
    EXPECT_FALSE(Need(store().BeginBatch(Lane(lane)))->lane().whole);
  }
}

TEST_F(LaneTotalsTest, ABatchOfAllLanesAddsToWhatTheLanesHave) {
  for (int lane = 0; lane < kLanes; ++lane) Run(lane, {Earn(kBakery, MemberIn(lane, 1), 100)});
  Run({}, {Earn(kBakery, MemberIn(0, 1), 5), Earn(kBakery, MemberIn(3, 2), 50),
           Burn(kCinema, MemberIn(2, 1), 40)});
  ExpectTotalsOfOneLane();
  // The lanes go on from their own parts, and all together again from these.
  Run(0, {Earn(kBakery, MemberIn(0, 2), 11), Burn(kCinema, MemberIn(0, 1), 6)});
  Run(2, {Burn(kCinema, MemberIn(2, 1), 3)});
  ExpectTotalsOfOneLane();
  Run({}, {Burn(kBakery, MemberIn(1, 1), 9), Earn(kBakery, MemberIn(1, 1), 4)});
  ExpectTotalsOfOneLane();
}

TEST_F(LaneTotalsTest, OfADayThatOnlySomeLanesHaveBegunLeaveTheOtherLanesOut) {
  for (int lane = 0; lane < kLanes; ++lane) Run(lane, {Earn(kBakery, MemberIn(lane, 1), 100)});
  PassDay();
  Run(1, {Earn(kBakery, MemberIn(1, 1), 7)});
  ExpectTotalsOfOneLane();
  // Lane 0, which has the part of batches of all lanes, still has the day before.
  Run({}, {Earn(kBakery, MemberIn(2, 1), 20)});
  ExpectTotalsOfOneLane();
  Run(0, {Earn(kBakery, MemberIn(0, 1), 1)});
  Run({}, {Earn(kBakery, MemberIn(3, 1), 300)});
  ExpectTotalsOfOneLane();
  // All lanes are of the day before but that of the batch.
  PassDay();
  Run({}, {Earn(kBakery, MemberIn(3, 1), 2)});
  Run(3, {Earn(kBakery, MemberIn(3, 1), 9)});
  ExpectTotalsOfOneLane();
}

TEST_F(LaneTotalsTest, AWindowClosesOverAllLanes) {
  for (int lane = 0; lane < kLanes; ++lane) Run(lane, {Earn(kBakery, MemberIn(lane, 1), 100)});
  Run({}, {Burn(kCinema, MemberIn(1, 1), 30), Close("close", "January")});
  Run({}, {Earn(kBakery, MemberIn(2, 1), 3)});
  for (int lane = 1; lane < kLanes; ++lane) {
    EXPECT_EQ(Need(store().BeginBatch(Lane(lane)))->lane().open_window.id, domain::WindowId(2));
    Run(lane, {Earn(kBakery, MemberIn(lane, 1), 10 + lane)});
  }
  ExpectTotalsOfOneLane();
  Run({}, {Close("close again", "February")});
  ExpectTotalsOfOneLane();
}

class LaneBatchesTest : public LanesTest {
 protected:
  LaneBatchesTest() : driver_((SetUpWithLimits(store()), store())) {}

  // A batch that was decided and is not committed yet.
  struct Open {
    std::unique_ptr<LedgerBatch> batch;
    domain::Changes changes;
  };
  Open Decide(int lane, const domain::Command& command) {
    Open open{Need(store().BeginBatch(Lane(lane))), {}};
    LedgerDriver driver(store());
    LedgerDriver::Batch decided = driver.Decide(*open.batch, {command});
    EXPECT_TRUE(decided.status.ok()) << decided.status;
    EXPECT_TRUE(std::holds_alternative<domain::Effect>(decided.answers.front().outcome));
    open.changes = std::move(decided.changes);
    return open;
  }

  LedgerDriver driver_;
};

TEST_F(LaneBatchesTest, OfTwoWithTheSameRequestIdOneIsAborted) {
  const auto mine = EarnPoints("same", kBakery, MemberIn(1, 1), 5);
  const auto other = EarnPoints("same", kBakery, MemberIn(2, 1), 60);
  Open first = Decide(1, mine);
  Open second = Decide(2, other);
  EXPECT_TRUE(first.batch->Commit(first.changes).ok());
  EXPECT_TRUE(absl::IsAborted(second.batch->Commit(second.changes)));
  second.batch.reset();
  // Tried again, it finds the id.
  const auto again = driver_.RunIn(Lane(2), {other});
  ASSERT_TRUE(again.status.ok());
  EXPECT_TRUE(again.answers.front().replayed);
  EXPECT_TRUE(again.changes.empty());
  std::int64_t points = 0;
  EXPECT_TRUE(Snapshot()
                  ->ScanLots([&](const auto&, const domain::Lot& lot) {
                    points += lot.points.value();
                    return true;
                  })
                  .ok());
  EXPECT_EQ(points, 1 + 5) << "the first earn and mine";
}

TEST_F(LaneBatchesTest, OfTwoThatGiveTheSameIdentifierAwayOneIsAborted) {
  const auto enroll = [](const std::string& name, const domain::MemberId& member) {
    return ByOperator(name, domain::EnrollMember{kBakery, member, {Card(kBakery, 777)}, "code"});
  };
  Open first = Decide(0, enroll("one", MemberIn(0, 50)));
  Open second = Decide(3, enroll("other", MemberIn(3, 50)));
  EXPECT_TRUE(second.batch->Commit(second.changes).ok());
  EXPECT_TRUE(absl::IsAborted(first.batch->Commit(first.changes)));
  first.batch.reset();
  const auto named = store().FindMembers({Card(kBakery, 777)});
  ASSERT_TRUE(named.ok());
  EXPECT_EQ(named->at(Card(kBakery, 777)), MemberIn(3, 50));
  const auto again = driver_.RunIn(Lane(0), {enroll("one", MemberIn(0, 50))});
  ASSERT_TRUE(again.status.ok());
  const auto* rejection = std::get_if<domain::Rejection>(&again.answers.front().outcome);
  ASSERT_NE(rejection, nullptr);
  EXPECT_EQ(rejection->reason, domain::Reason::kIdentifierTaken);
}

TEST_F(LaneBatchesTest, OfDifferentLanesDoNotWaitForEachOther) {
  Open first = Decide(1, EarnPoints("1", kBakery, MemberIn(1, 1), 5));
  Open second = Decide(2, EarnPoints("2", kBakery, MemberIn(2, 1), 6));
  EXPECT_TRUE(driver_.RunIn(Lane(3), {EarnPoints("3", kBakery, MemberIn(3, 1), 7)}).status.ok());
  EXPECT_TRUE(second.batch->Commit(second.changes).ok());
  EXPECT_TRUE(first.batch->Commit(first.changes).ok());
}

TEST_F(LaneBatchesTest, ABatchOfAllLanesWaitsForThatOfEachLaneAndSeesIt) {
  for (int lane = 0; lane < kLanes; ++lane) {
    const std::string name = std::to_string(lane);
    Open open = Decide(lane, EarnPoints(name, kBakery, MemberIn(lane, 1), 5));
    if (lane == kLanes - 1) {
      EXPECT_TRUE(absl::IsAborted(store().BeginWholeBatch().status())) << "not for ever";
    }
    auto whole = std::async(std::launch::async, [&] {
      LedgerDriver driver(store());
      return driver.Run({BurnPoints("burn " + name, kBakery, MemberIn(lane, 1), 5)});
    });
    EXPECT_TRUE(open.batch->Commit(open.changes).ok());
    const LedgerDriver::Batch burned = whole.get();
    ASSERT_TRUE(burned.status.ok()) << burned.status;
    EXPECT_TRUE(std::holds_alternative<domain::Effect>(burned.answers.front().outcome));
  }
}

TEST_F(LaneBatchesTest, EachLaneWaitsForABatchOfAllLanesAndSeesIt) {
  for (int lane = 0; lane < kLanes; ++lane) {
    const std::string name = std::to_string(lane);
    auto whole = Need(store().BeginWholeBatch());
    if (lane == kLanes - 1) {
      EXPECT_TRUE(absl::IsAborted(store().BeginBatch(Lane(lane)).status())) << "not for ever";
    }
    LedgerDriver driver(store());
    auto earned = driver.Decide(*whole, {EarnPoints(name, kBakery, MemberIn(lane, 1), 5)});
    ASSERT_TRUE(earned.status.ok());
    auto waiting = std::async(std::launch::async, [&] {
      LedgerDriver other(store());
      return other.RunIn(Lane(lane), {BurnPoints("burn " + name, kBakery, MemberIn(lane, 1), 5)});
    });
    EXPECT_TRUE(whole->Commit(earned.changes).ok());
    const LedgerDriver::Batch burned = waiting.get();
    ASSERT_TRUE(burned.status.ok()) << burned.status;
    EXPECT_TRUE(std::holds_alternative<domain::Effect>(burned.answers.front().outcome));
  }
}

}  // namespace
}  // namespace coalition::store::mysql
