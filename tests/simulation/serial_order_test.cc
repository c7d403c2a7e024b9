#include "tests/simulation/serial_order.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/simulation/facts.h"

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

  // What all lanes did before, each earlier than the one after it.
  void Before(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      std::vector<Command> commands{Parsed(line)};
      const auto decided = model_.Take(commands, {std::nullopt, model_.Now() + 1});
      EXPECT_TRUE(decided.wrote) << decided.answers.front().front().text;
    }
    ledger_ = model_;
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
  // All of them together, of which no answer comes.
  void DecideUnheard(const std::vector<std::string>& lines) {
    std::vector<Command>& commands = run_.submissions.emplace_back();
    for (const std::string& line : lines) commands.push_back(Parsed(line));
    std::vector<Command> decided = commands;
    ledger_->Take(decided, {std::nullopt, std::max(kClock, ledger_->Now())});
    auto& heard = run_.heard.emplace_back();
    for (const Command& command : commands) {
      heard.push_back({{}, KeptOf(ledger_->EverythingKept(), command)});
    }
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

TEST_F(SerialOrderTest, ARefusalNamesAllThatCouldBeNext) {
  Submit({"earn id=a partner=1 member=m2 currency=1 measure=1 amount=5",
          "earn id=b partner=1 member=m3 currency=1 measure=1 amount=6",
          "earn id=c partner=1 member=m4 currency=1 measure=1 amount=7"});
  for (const int submission : {0, 1, 2}) {
    Decide(static_cast<std::size_t>(submission), submission % 2);
  }
  for (const std::size_t wrong : {1, 2}) run_.heard[wrong].front().answer->text += " and more";
  ExpectRefused("at best 1 of them, then none of these\nearn id=b");
  ExpectRefused("\nearn id=c");
}

// Each rejection tells how many of the other lanes' commands came before it.
TEST_F(SerialOrderTest, IsFoundWhereManyRejectionsTellHowFarOthersWere) {
  constexpr int kBurns = 36;
  constexpr int kBurnsPerEarn = 2;
  Before({"earn id=points2 partner=1 member=m2 currency=1 measure=1 amount=500",
          "earn id=points3 partner=1 member=m3 currency=1 measure=1 amount=500",
          "set_terms id=cap partner=1 currency=1 issue_price=1000 redemption_price=1000 cap=1 "
          "cap_limit=1"});
  for (int i = 0; i < kBurns; ++i) {
    Submit({"burn id=b" + std::to_string(i) + " partner=1 member=m" + std::to_string(2 + i % 2) +
            " currency=1 measure=1 amount=3"});
  }
  std::set<std::string> told;
  for (int i = 0; i < kBurns; ++i) {
    const auto burn = static_cast<std::size_t>(i);
    Decide(burn, i % 2);
    if (i % kBurnsPerEarn != 0) continue;
    Submit(
        {"earn id=e" + std::to_string(i) + " partner=1 member=m4 currency=1 measure=1 amount=5"});
    Decide(run_.submissions.size() - 1, {});
    told.insert(run_.heard.back().front().answer->text);
  }
  EXPECT_THAT(told, testing::Each(testing::HasSubstr("NET_DEBIT_CAP_EXCEEDED")));
  EXPECT_THAT(told, testing::SizeIs(kBurns / kBurnsPerEarn));
  ExpectFollows();
}

// At the first and the last moment that its lane may have had there is no such rate.
TEST_F(SerialOrderTest, ARejectionIsFoundThatOnlyAMomentInBetweenExplains) {
  const std::string rate = " partner=1 currency=1 money=GBP earn_rate=1/1 burn_rate=1/1";
  Before({"set_rate id=on" + rate + " money_off_rate=1/1 effective_from=" + MomentText(kClock + 2),
          "set_rate id=off" + rate + " effective_from=" + MomentText(kClock + 4)});
  Submit({"earn id=a partner=1 member=m2 currency=1 measure=1 amount=5",
          "earn id=b partner=1 member=m2 currency=1 measure=1 amount=5",
          "burn id=c partner=1 member=m4 currency=1 measure=3 amount=1000000 money=GBP"});
  // It leaves open by how much a lane was ahead.
  std::vector<Command> group;
  for (int i = 0; i < 5; ++i) {
    group.push_back(Parsed("earn id=d" + std::to_string(i) +
                           " linked=1 partner=1 member=m3 currency=1 measure=1 amount=5"));
  }
  group.push_back(Parsed("burn id=e partner=1 member=m3 currency=1 measure=1 amount=999"));
  run_.submissions.push_back(group);
  for (const std::size_t submission : {0, 1, 2}) Decide(submission, 0);
  const auto decided = ledger_->Take(group, {1, kClock});
  auto& heard = run_.heard.emplace_back();
  for (const Answer& answer : decided.answers.front()) heard.push_back({answer, {}});
  run_.lane_times = ledger_->lane_times();
  EXPECT_THAT(run_.heard[2].front().answer->text, testing::HasSubstr("INSUFFICIENT_POINTS"));
  EXPECT_EQ(FollowLanes(model_, run_), "");
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

// The lane had gone on before it enrolled the member, who was renamed afterwards.
TEST_F(SerialOrderTest, AMemberOfWhomNoAnswerCameIsThereSinceTheKeptMoment) {
  Submit({"earn id=a partner=1 member=m2 currency=1 measure=1 amount=5",
          "enroll id=b partner=1 new_member=6 identifiers=1:card/6",
          "link id=c partner=1 member=m6 identifiers=1:card/7 link_code=code-b"});
  Decide(0, 0);
  Decide(1, 0);
  Decide(2, 0);
  EXPECT_THAT(run_.heard[2].front().answer->text, testing::HasSubstr("1:card/7"));
  run_.heard[1].front().kept = KeptOf(ledger_->EverythingKept(), run_.submissions[1].front());
  run_.heard[1].front().answer.reset();
  ExpectFollows();
}

TEST_F(SerialOrderTest, AMemberThatIsThereSinceNoMomentOfTheRunIsRefused) {
  Submit({"enroll id=a partner=1 new_member=6 identifiers=1:card/6"});
  Decide(0, 0);
  run_.heard[0].front().kept = "member m6 since " + MomentText(kClock + 9) + ", code 'code-a'";
  run_.heard[0].front().answer.reset();
  ExpectRefused("since");
}

// The first time the id is in a group that fails, which keeps nothing of it.
TEST_F(SerialOrderTest, WhatIsKeptOfAnIdMayBeOfItsSecondCommand) {
  DecideUnheard({"burn id=a linked=1 partner=1 member=m2 currency=1 measure=1 amount=999",
                 "earn id=b partner=1 member=m2 currency=1 measure=1 amount=5",
                 "earn id=b partner=1 member=m2 currency=1 measure=1 amount=5"});
  EXPECT_THAT(run_.heard[0][1].kept.value_or(""), testing::HasSubstr("EARN"));
  ExpectFollows();
}

// What was heard of the same id before does not make it less likely that it was done.
TEST_F(SerialOrderTest, WhatIsKeptOfARepeatedIdWasDone) {
  DecideUnheard({"burn id=a linked=1 partner=1 member=m2 currency=1 measure=1 amount=999",
                 "earn id=b partner=1 member=m2 currency=1 measure=1 amount=5"});
  Submit({"earn id=b partner=1 member=m2 currency=1 measure=1 amount=5",
          "burn id=c partner=1 member=m2 currency=1 measure=1 amount=5"});
  Decide(1, 0);
  Decide(2, 0);
  for (const std::size_t submission : {0, 1}) {
    Heard& heard = run_.heard[submission].back();
    heard = {{}, KeptOf(ledger_->EverythingKept(), run_.submissions[submission].back())};
  }
  ExpectFollows();
}

TEST_F(SerialOrderTest, WhatIsKeptOfAnIdThatNoneOfItsCommandsCameToIsRefused) {
  const std::string kEarn = "earn id=b partner=1 member=m2 currency=1 measure=1 amount=5";
  DecideUnheard({"burn id=a linked=1 partner=1 member=m2 currency=1 measure=1 amount=999", kEarn,
                 "burn id=c linked=1 partner=1 member=m2 currency=1 measure=1 amount=999", kEarn});
  EXPECT_EQ(run_.heard[0][1].kept, std::nullopt);
  for (const std::size_t twice : {1, 3}) run_.heard[0][twice].kept = "PERMISSION_DENIED";
  ExpectRefused("keeps\nPERMISSION_DENIED");
}

TEST_F(SerialOrderTest, WhatIsKeptOfARequestIsWhatItMade) {
  const Facts facts = model_.EverythingKept();
  const auto kept_of = [&](const std::string& line) { return KeptOf(facts, Parsed(line)); };
  EXPECT_THAT(kept_of("enroll id=r4 partner=1 new_member=2").value_or(""),
              testing::StartsWith("member m2 since " + MomentText(kClock - kSecond)));
  EXPECT_EQ(kept_of("create_partner id=r1"), kMade);
  EXPECT_EQ(kept_of("enroll id=r99 partner=1 new_member=2"), std::nullopt);
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
