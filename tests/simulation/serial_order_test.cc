#include "tests/simulation/serial_order.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace coalition::simulation {
namespace {

constexpr Moment kClock = 1'768'478'400'000'000;

Command Parsed(const std::string& line) {
  const auto command = ParseCommand(line);
  EXPECT_TRUE(command.has_value()) << line;
  return command.value_or(Command());
}

// A shop and members 2 to 5 in a ledger of two lanes: the even ones are in lane 0.
class SerialOrderTest : public testing::Test {
 protected:
  SerialOrderTest() : model_(Settings()) {
    for (const char* line :
         {"create_partner id=r1 money=GBP words=Shop handle=shop",
          "set_rate id=r2 partner=1 currency=1 money=GBP earn_rate=1/1 burn_rate=1/1",
          "set_terms id=r3 partner=1 currency=1 issue_price=1000 redemption_price=1000",
          "enroll id=r4 partner=1 new_member=2 identifiers=1:card/2",
          "enroll id=r5 partner=1 new_member=3 identifiers=1:card/3",
          "enroll id=r6 partner=1 new_member=4 identifiers=1:card/4",
          "enroll id=r7 partner=1 new_member=5 identifiers=1:card/5"}) {
      std::vector<Command> commands{Parsed(line)};
      const auto decided = model_.Take(commands, {std::nullopt, kClock - kSecond});
      EXPECT_TRUE(decided.wrote) << decided.answers.front().front().text;
    }
    ledger_ = model_;
    run_.clock = kClock;
  }

  static NetworkSettings Settings() {
    NetworkSettings settings;
    settings.start = kClock - kDay;
    settings.lanes = 2;
    return settings;
  }

  // One submission after the other, of one command each.
  void Submit(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      run_.submissions.push_back({Parsed(line)});
      run_.heard.emplace_back(1);
    }
  }
  // What the lanes really do.
  void Decide(std::size_t submission, std::optional<int> lane) {
    const Moment latest =
        lane ? ledger_->lane_times()[static_cast<std::size_t>(*lane)] : ledger_->Now();
    const auto decided =
        ledger_->Take(run_.submissions[submission], {lane, std::max(kClock, latest)});
    run_.heard[submission].front().answer = decided.answers.front().front();
    run_.lane_times = ledger_->lane_times();
  }
  void ExpectFollows() {
    EXPECT_EQ(FollowLanes(model_, run_), "");
    EXPECT_EQ(DifferenceOf(model_.EverythingKept(), ledger_->EverythingKept()), "");
    EXPECT_EQ(model_.lane_times(), ledger_->lane_times());
  }
  void ExpectRefused(const std::string& why) {
    const Facts before = model_.EverythingKept();
    EXPECT_THAT(FollowLanes(model_, run_), testing::HasSubstr(why));
    EXPECT_EQ(model_.EverythingKept(), before);
  }

  Model model_;
  std::optional<Model> ledger_;
  LanesRun run_;
};

TEST_F(SerialOrderTest, IsFoundWhateverCameFirst) {
  Submit({"earn id=a partner=1 member=m2 currency=1 measure=1 amount=5",
          "burn id=b partner=1 member=m2 currency=1 measure=1 amount=5",
          "earn id=c partner=1 member=m3 currency=1 measure=1 amount=7",
          "transfer id=d partner=1 member=m3 to_member=m4 currency=1 amount=2"});
  Decide(1, 0);
  Decide(2, 1);
  Decide(3, {});
  Decide(0, 0);
  EXPECT_THAT(run_.heard[1].front().answer->text, testing::HasSubstr("INSUFFICIENT_POINTS"));
  ExpectFollows();
}

TEST_F(SerialOrderTest, OfOneSubmissionAndOneLaneIsThatOfTheCommands) {
  run_.submissions.push_back(
      {Parsed("earn id=a partner=1 member=m2 currency=1 measure=1 amount=5"),
       Parsed("burn id=b partner=1 member=m4 currency=1 measure=1 amount=1"),
       Parsed("burn id=c partner=1 member=m2 currency=1 measure=1 amount=5")});
  run_.heard.emplace_back(3);
  std::vector<Command> first{run_.submissions[0][2]};
  run_.heard[0][2].answer = ledger_->Take(first, {0, kClock}).answers[0][0];
  std::vector<Command> rest{run_.submissions[0][0], run_.submissions[0][1]};
  const auto decided = ledger_->Take(rest, {0, kClock});
  run_.heard[0][0].answer = decided.answers[0][0];
  run_.heard[0][1].answer = decided.answers[0][1];
  run_.lane_times = ledger_->lane_times();
  ExpectRefused("INSUFFICIENT_POINTS");
}

TEST_F(SerialOrderTest, WhatNoOrderAnswersIsRefused) {
  Submit({"earn id=a partner=1 member=m2 currency=1 measure=1 amount=5",
          "earn id=b partner=1 member=m2 currency=1 measure=1 amount=6"});
  Decide(0, 0);
  Decide(1, 0);
  std::string& text = run_.heard[1].front().answer->text;
  const auto balance = text.find("balance 11 ");
  ASSERT_NE(balance, std::string::npos) << text;
  text.replace(balance, 11, "balance 12 ");
  ExpectRefused("balance 12 ");
}

TEST_F(SerialOrderTest, AMomentThatNoLaneHadIsRefused) {
  Submit({"earn id=a partner=1 member=m2 currency=1 measure=1 amount=5",
          "earn id=b partner=1 member=m3 currency=1 measure=1 amount=6"});
  Decide(0, 0);
  std::vector<Command> late{run_.submissions[1]};
  run_.heard[1].front().answer = ledger_->Take(late, {1, kClock + 9}).answers[0][0];
  run_.lane_times = ledger_->lane_times();
  ExpectRefused("posted at no moment of its lane");
}

TEST_F(SerialOrderTest, TwoInALaneHaveNotTheSameMoment) {
  Submit({"earn id=a partner=1 member=m2 currency=1 measure=1 amount=5",
          "earn id=b partner=1 member=m4 currency=1 measure=1 amount=6"});
  Decide(0, 0);
  std::vector<Command> second{run_.submissions[1]};
  Model same = model_;
  run_.heard[1].front().answer = same.Take(second, {0, kClock}).answers[0][0];
  run_.lane_times = ledger_->lane_times();
  ExpectRefused("posted at no moment of its lane");
}

TEST_F(SerialOrderTest, ALaneThatIsElsewhereIsRefused) {
  Submit({"earn id=a partner=1 member=m2 currency=1 measure=1 amount=5"});
  Decide(0, 0);
  ++run_.lane_times[1];
  ExpectRefused("lane 1 decided last");
}

TEST_F(SerialOrderTest, WhatWasNotAnsweredIsDoneOrNotAsItIsKept) {
  Submit({"earn id=a partner=1 member=m2 currency=1 measure=1 amount=5",
          "earn id=b partner=1 member=m3 currency=1 measure=1 amount=6"});
  Decide(0, 0);
  run_.heard[0].front().kept = run_.heard[0].front().answer->text;
  run_.heard[0].front().answer.reset();
  ExpectFollows();
}

TEST_F(SerialOrderTest, WhatWasAnsweredAndIsLostIsRefused) {
  Submit({"earn id=a partner=1 member=m2 currency=1 measure=1 amount=5"});
  Decide(0, 0);
  run_.lane_times = model_.lane_times();
  ExpectRefused("lane 0 decided last");
}

TEST_F(SerialOrderTest, AReplayOfWhatIsNewNeedsACommitInDoubt) {
  Submit({"earn id=a partner=1 member=m2 currency=1 measure=1 amount=5"});
  Decide(0, 0);
  run_.heard[0].front().answer->replayed = true;
  ExpectRefused("replayed");
  run_.may_be_replayed = true;
  ExpectFollows();
}

}  // namespace
}  // namespace coalition::simulation
