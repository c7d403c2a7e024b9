#include "server/engine/decide.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "server/domain/lanes.h"
#include "server/engine/load.h"
#include "tests/domain/world.h"

namespace coalition::engine {
namespace {

using domain::Answer;
using domain::Command;
using domain::kBakery;
using domain::Outcome;
using domain::Points;

constexpr int kLanes = 2;

domain::Catalog WithCap() {
  domain::Terms terms = domain::TermsOf(kBakery);
  terms.net_debit_cap = domain::Postpaid(1'000'000'000);
  return With(domain::NewCatalog(), std::move(terms));
}

// A batch of the first lane of two, which has no allowance of the bakery's cap, so that all lanes
// must decide what the bakery earns.
class DecideInALaneTest : public testing::Test {
 protected:
  DecideInALaneTest() : world_(WithCap()) {
    EXPECT_EQ(Outcome(world_.Do(Earn("before", 5))), "ok");
    EXPECT_THAT(Outcome(world_.Do(Burn("too much before", 9))),
                testing::StartsWith("INSUFFICIENT_POINTS"));
    batch_ = *world_.store().BeginBatch(domain::LaneId(0));
    domain::LaneState lane = batch_->lane();
    lane.lane_count = kLanes;
    lane.whole = false;
    ledger_ = std::make_unique<domain::Ledger>(
        lane, std::make_shared<const domain::Catalog>(world_.catalog()));
    ledger_->state().allowances.try_emplace({kBakery, domain::CurrencyId(0)});
  }

  static domain::MemberId OfTheLane() {
    const domain::MemberId member = domain::MemberNo(2);
    EXPECT_EQ(domain::LaneOf(member, kLanes), domain::LaneId(0));
    return member;
  }
  static Command Earn(std::string name, std::int64_t points) {
    return WithDigest(
        domain::By(kBakery, domain::EarnOf(kBakery, OfTheLane(), Points(points)), std::move(name)));
  }
  static Command Burn(std::string name, std::int64_t points) {
    return WithDigest(
        domain::By(kBakery, domain::BurnOf(kBakery, OfTheLane(), Points(points)), std::move(name)));
  }
  static Command Linked(Command command) {
    command.linked = true;
    return command;
  }
  static Command WithDigest(Command command) {
    command.header.digest.fill(1);
    return command;
  }

  // As one submission of the batch.
  std::vector<Answer> Decide(const std::vector<Command>& commands) {
    CommandPointers pointers;
    for (const Command& command : commands) pointers.push_back(&command);
    EXPECT_TRUE(LoadFor(pointers, *batch_, *ledger_).ok());
    std::vector<Answer> answers;
    const auto home = DecideAll(commands, *batch_, *ledger_, world_.now, answers);
    EXPECT_TRUE(home.ok()) << home.status();
    return answers;
  }

  domain::World world_;
  std::unique_ptr<store::LedgerBatch> batch_;
  std::unique_ptr<domain::Ledger> ledger_;
};

TEST_F(DecideInALaneTest, WhatIsBeyondAnAllowanceIsLeftToAllLanes) {
  EXPECT_THAT(Decide({Earn("before", 5), Earn("a", 1), Earn("b", 1)}), testing::SizeIs(1));
  EXPECT_TRUE(ledger_->needs_all_lanes());
}

// Also when the command before it, of another submission, was left to all lanes.
TEST_F(DecideInALaneTest, WhatWasAnsweredBeforeIsAnsweredAgain) {
  struct Case {
    Command command;
    const char* outcome;
    bool replayed;
  };
  Command other = Earn("before", 6);
  other.header.digest.fill(2);
  const Case kCases[] = {
      {Earn("before", 5), "ok", true},
      {Burn("too much before", 9), "INSUFFICIENT_POINTS available=5 needed=9", true},
      {other, "REQUEST_ID_REUSED request_id=before", false}};
  for (const Case& c : kCases) {
    ASSERT_THAT(Decide({Earn("left to all lanes", 1)}), testing::IsEmpty());
    const std::vector<Answer> answers = Decide({c.command});
    ASSERT_THAT(answers, testing::SizeIs(1)) << c.outcome;
    EXPECT_EQ(Outcome(answers[0]), c.outcome);
    EXPECT_EQ(answers[0].replayed, c.replayed);
  }
}

TEST_F(DecideInALaneTest, WhatWasRejectedBeforeFailsItsGroupAgain) {
  ASSERT_THAT(Decide({Earn("left to all lanes", 1)}), testing::IsEmpty());
  const std::vector<Answer> answers =
      Decide({Linked(Burn("too much before", 9)), Earn("with it", 1)});
  ASSERT_THAT(answers, testing::SizeIs(2));
  EXPECT_EQ(Outcome(answers[0]), "INSUFFICIENT_POINTS available=5 needed=9");
  EXPECT_EQ(Outcome(answers[1]), "LINKED_ITEM_FAILED request_id=too much before");
}

TEST_F(DecideInALaneTest, InAGroupThatIsCutOffWhatWasAnsweredBeforeIsAnsweredAgain) {
  ASSERT_THAT(Decide({Earn("left to all lanes", 1)}), testing::IsEmpty());
  const std::vector<Answer> answers =
      Decide({Linked(Earn("before", 5)), Linked(Earn("cut off", 1))});
  ASSERT_THAT(answers, testing::SizeIs(2));
  EXPECT_EQ(Outcome(answers[0]), "ok");
  EXPECT_TRUE(answers[0].replayed);
  EXPECT_THAT(Outcome(answers[1]), testing::StartsWith("INVALID_FIELD"));
}

}  // namespace
}  // namespace coalition::engine
