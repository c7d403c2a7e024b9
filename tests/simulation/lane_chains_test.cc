#include "tests/simulation/lane_chains.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/simulation/facts.h"

namespace coalition::simulation {
namespace {

constexpr Moment kClock = 1'768'478'400'000'000;

Heard Answered(const std::string& text) { return {Answer{text, false}, {}}; }
Heard PostedAt(Moment at, int lane = 0) {
  return Answered("#" + std::to_string((at + 1) * kLaneNumbers + lane) + " EARN by p1\nmore of it");
}
Heard MemberSince(Moment at) {
  return Answered("member m2 since " + MomentText(at) + ", code 'c'");
}
Heard Linked() { return MemberSince(kClock - kDay); }
Heard Rejected() { return Answered("PERMISSION_DENIED"); }
Heard Kept(const std::string& text) { return {{}, text}; }

class LikelyNextTest : public testing::Test {
 protected:
  void AddChain(const std::vector<Heard>& heard) {
    Chain& chain = chains_.emplace_back();
    for (const Heard& one : heard) chain.units.push_back({{Command()}, {one}});
    done_.push_back(0);
    urgency_.push_back(0);
  }
  std::vector<std::size_t> Next() { return LikelyNext(chains_, done_, urgency_, kClock); }

  std::vector<Chain> chains_;
  std::vector<std::size_t> done_;
  std::vector<int> urgency_;
};

TEST_F(LikelyNextTest, IsWhatWasRejectedAndThenWhatHasTheFirstMoment) {
  AddChain({PostedAt(kClock + 7)});
  AddChain({PostedAt(kClock + 2)});
  AddChain({MemberSince(kClock + 3)});
  AddChain({Kept("member m3 since " + MomentText(kClock + 1) + ", code ''")});
  AddChain({Rejected()});
  AddChain({});
  // It was posted by an earlier run and changes nothing now.
  AddChain({PostedAt(kClock - 1)});
  EXPECT_THAT(Next(), testing::ElementsAre(4, 6, 3, 1, 2, 0));
}

TEST_F(LikelyNextTest, ALinkComesBeforeWhatItsChainMakesNext) {
  AddChain({PostedAt(kClock + 5)});
  AddChain({Linked(), Rejected(), PostedAt(kClock + 4), PostedAt(kClock + 9)});
  AddChain({PostedAt(kClock + 3)});
  EXPECT_THAT(Next(), testing::ElementsAre(2, 1, 0));
  done_ = {0, 0, 1};
  EXPECT_THAT(Next(), testing::ElementsAre(1, 0));
  done_ = {0, 1, 1};
  EXPECT_THAT(Next(), testing::ElementsAre(1, 0));
}

TEST_F(LikelyNextTest, ALinkThatNothingFollowsComesWhenWhatIsNextByItsMomentCannot) {
  AddChain({Linked()});
  AddChain({PostedAt(kClock + 5)});
  AddChain({PostedAt(kClock + 2)});
  AddChain({Kept(kMade)});
  EXPECT_THAT(Next(), testing::ElementsAre(2, 0, 3, 1));
}

TEST_F(LikelyNextTest, WhatWasLeftOverComesEarlier) {
  AddChain({Rejected()});
  AddChain({PostedAt(kClock + 5)});
  AddChain({PostedAt(kClock + 2)});
  urgency_ = {0, 2, 1};
  EXPECT_THAT(Next(), testing::ElementsAre(1, 2, 0));
}

}  // namespace
}  // namespace coalition::simulation
