#include "clients/replay/tally.h"

#include <gtest/gtest.h>

namespace coalition::replay {
namespace {

Result<Receipt> Posted(bool replayed) {
  Receipt receipt;
  receipt.replayed = replayed;
  return receipt;
}

Result<Receipt> Refused(ErrorReason reason) {
  Error error;
  error.code = ErrorCode::kFailedPrecondition;
  error.reason = reason;
  error.reason_text = std::string(coalition::ToString(reason));
  return error;
}

TEST(TallyTest, CountsEachAnswerUnderItsFate) {
  Tally tally;
  EXPECT_EQ(Count(CommandKind::kEarn, Posted(false), tally), Fate::kPosted);
  EXPECT_EQ(Count(CommandKind::kEarn, Posted(true), tally), Fate::kPosted);
  EXPECT_EQ(Count(CommandKind::kEarn, Refused(ErrorReason::kRateYieldsNothing), tally),
            Fate::kRejected);
  EXPECT_EQ(Count(CommandKind::kEarn, Refused(ErrorReason::kStoreUnavailable), tally),
            Fate::kUndecided);
  const Outcomes& earns = tally.commands.at(CommandKind::kEarn);
  EXPECT_EQ(earns.accepted, 1);
  EXPECT_EQ(earns.replayed, 1);
  EXPECT_EQ(earns.rejected.at("RATE_YIELDS_NOTHING"), 1);
  EXPECT_TRUE(earns.failed.empty());
  EXPECT_FALSE(tally.AnyFailed());

  EXPECT_EQ(Count(CommandKind::kBurn, Refused(ErrorReason::kRequestIdReused), tally),
            Fate::kFailed);
  EXPECT_TRUE(tally.AnyFailed());
}

TEST(TallyTest, FailureWithoutAReasonIsUndecided) {
  Error error;
  error.code = ErrorCode::kDeadlineExceeded;
  EXPECT_EQ(FateOf(error), Fate::kUndecided);
  error.reason = ErrorReason::kPermissionDenied;
  EXPECT_EQ(FateOf(error), Fate::kUndecided) << "no use to go on with a wrong key";
}

TEST(TallyTest, AddsUp) {
  Tally a;
  a.unmatched_units = 2;
  Count(CommandKind::kEarn, Posted(false), a);
  Count(CommandKind::kEarn, Refused(ErrorReason::kNoRateInForce), a);
  Tally sum = a;
  sum += a;
  EXPECT_EQ(sum.unmatched_units, 4);
  EXPECT_EQ(sum.commands.at(CommandKind::kEarn).accepted, 2);
  EXPECT_EQ(sum.commands.at(CommandKind::kEarn).rejected.at("NO_RATE_IN_FORCE"), 2);
}

}  // namespace
}  // namespace coalition::replay
