#include "clients/bench/compare/rounds.h"

#include <numeric>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/bench/compare/interruption.h"

namespace coalition::bench::compare {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

// Measurements that note their order and take a second each of a clock that stands still otherwise.
class Rounds : public ::testing::Test {
 protected:
  Measurement Fake(const std::string& name) {
    return {name, [this, name]() -> absl::StatusOr<Reading> {
              now_ += seconds(1);
              taken_.push_back(name);
              const auto outcome = outcomes_.find({name, Times(name)});
              if (outcome != outcomes_.end()) return outcome->second;
              Reading reading;
              reading.per_second = static_cast<double>(taken_.size());
              return reading;
            }};
  }

  int Times(const std::string& name) const {
    return static_cast<int>(std::count(taken_.begin(), taken_.end(), name));
  }

  RoundsResult Measure(int rounds, seconds time = seconds(1'000)) {
    RoundsPlan plan;
    plan.rounds = rounds;
    plan.deadline = now_ + time;
    plan.now = [this] { return now_; };
    plan.on_reading = [this](int round, const std::string& name, const Reading&) {
      told_.push_back(std::to_string(round) + name);
    };
    plan.on_failure = [this](const std::string& name, const std::string& failure) {
      told_.push_back(name + " " + failure);
    };
    return MeasureRounds({Fake("a"), Fake("b"), Fake("c")}, plan);
  }

  steady_clock::time_point now_;
  std::vector<std::string> taken_;
  std::vector<std::string> told_;
  // Of a measurement, the first time being 1.
  std::map<std::pair<std::string, int>, absl::Status> outcomes_;
};

TEST_F(Rounds, AlternateTheirOrder) {
  const RoundsResult result = Measure(3);
  EXPECT_THAT(taken_, ElementsAre("a", "b", "c", "c", "b", "a", "a", "b", "c"));
  EXPECT_THAT(told_, ElementsAre("0a", "0b", "0c", "1c", "1b", "1a", "2a", "2b", "2c"));
  ASSERT_THAT(result.rounds, SizeIs(3));
  EXPECT_EQ(result.rounds[1].at("c").per_second, 4);
  EXPECT_FALSE(result.cut_short);
  EXPECT_FALSE(result.interrupted);
}

TEST_F(Rounds, LeaveOutWhatFailedAndGoOn) {
  outcomes_[{"b", 2}] = absl::InternalError("server gone");
  const RoundsResult result = Measure(3);
  EXPECT_THAT(result.failures, ElementsAre(Pair("b", "failed in round 2: server gone")));
  EXPECT_THAT(taken_, ElementsAre("a", "b", "c", "c", "b", "a", "a", "c"));
  EXPECT_THAT(told_, ::testing::Contains("b failed in round 2: server gone"));
  EXPECT_THAT(result.rounds[0], SizeIs(3));
  EXPECT_THAT(result.rounds[2], SizeIs(2));
}

TEST_F(Rounds, EndAtAnInterruption) {
  outcomes_[{"b", 2}] = Interrupted();
  const RoundsResult result = Measure(3);
  EXPECT_TRUE(result.interrupted);
  EXPECT_THAT(result.failures, IsEmpty());
  EXPECT_THAT(taken_, ElementsAre("a", "b", "c", "c", "b"));
}

TEST_F(Rounds, AreNotStartedWhenTheTimeIsNotEnough) {
  EXPECT_TRUE(Measure(5, seconds(11)).cut_short);
  EXPECT_THAT(taken_, SizeIs(9));
}

TEST_F(Rounds, AreAllDoneWhenTheTimeIsJustEnough) {
  EXPECT_FALSE(Measure(5, seconds(15)).cut_short);
  EXPECT_THAT(taken_, SizeIs(15));
}

TEST_F(Rounds, AreNoneWhenThereIsNoTime) {
  const RoundsResult result = Measure(5, seconds(-1));
  EXPECT_TRUE(result.cut_short);
  EXPECT_THAT(result.rounds, IsEmpty());
}

TEST(OrderOfRound, HasEachOnce) {
  for (int round = 0; round < 4; ++round) {
    const auto order = OrderOfRound(12, round);
    EXPECT_EQ(std::set(order.begin(), order.end()).size(), 12u);
  }
  EXPECT_THAT(OrderOfRound(0, 1), IsEmpty());
}

TEST(SortForRounds, PutsTogetherWhatIsDivided) {
  std::vector<Measurement> measurements{
      {kSyncAppend, {}}, {kPgbench, {}}, {kUnaryEarn, {}}, {kEcho, {}}};
  SortForRounds(measurements);
  std::vector<std::string> names;
  for (const Measurement& measurement : measurements) names.push_back(measurement.name);
  EXPECT_THAT(names, ElementsAre(kEcho, kUnaryEarn, kPgbench, kSyncAppend));
}

}  // namespace
}  // namespace coalition::bench::compare
