#include "clients/bench/journal_check.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalition::bench {
namespace {

using testing::HasSubstr;

Acknowledged Entry(std::uint64_t sequence, std::uint32_t lane = 0) {
  return {{lane, sequence}, {sequence, lane}};
}

void See(const Acknowledged& entry, JournalCheck& check) {
  check.See(entry.number, entry.request_id.ToString());
}

std::string Check(std::vector<Acknowledged> acknowledged, const std::vector<Acknowledged>& journal,
                  std::int64_t undecided = 0) {
  JournalCheck check(std::move(acknowledged), undecided);
  for (const Acknowledged& entry : journal) See(entry, check);
  return check.Finish();
}

TEST(JournalCheckTest, IsOkWhenBothAgreeInAnyOrderOfAnswers) {
  EXPECT_EQ(Check({}, {}), "ok");
  EXPECT_EQ(Check({Entry(13), Entry(11), Entry(12)}, {Entry(11), Entry(12), Entry(13)}), "ok");
}

TEST(JournalCheckTest, KeepsLanesApart) {
  EXPECT_EQ(Check({Entry(1, 0), Entry(1, 7), Entry(2, 7)}, {Entry(1, 7), Entry(1, 0), Entry(2, 7)}),
            "ok");
}

TEST(JournalCheckTest, FindsWhatIsMissing) {
  EXPECT_THAT(Check({Entry(1), Entry(2), Entry(3)}, {Entry(1), Entry(3)}), HasSubstr("0-2 "));
  EXPECT_THAT(Check({Entry(1), Entry(2)}, {Entry(1)}), HasSubstr("0-2 "));
  EXPECT_THAT(Check({Entry(1)}, {}), HasSubstr("not in the journal"));
}

TEST(JournalCheckTest, FindsWhatWasAcknowledgedTwice) {
  EXPECT_THAT(Check({Entry(1), Entry(1), Entry(2)}, {Entry(1), Entry(2)}), HasSubstr("0-1 "));
}

TEST(JournalCheckTest, FindsWhatIsInTheJournalTwice) {
  EXPECT_THAT(Check({Entry(1), Entry(2)}, {Entry(1), Entry(1), Entry(2)}), HasSubstr("twice"));
}

TEST(JournalCheckTest, FindsATransactionOfAnotherRequest) {
  Acknowledged other = Entry(2);
  other.request_id.low = 99;
  EXPECT_THAT(Check({Entry(1), Entry(2)}, {Entry(1), other}), HasSubstr("0-2 "));
}

TEST(JournalCheckTest, FindsWhatNobodyWasTold) {
  EXPECT_THAT(Check({Entry(2)}, {Entry(1), Entry(2), Entry(3)}), HasSubstr("2 transactions"));
}

TEST(JournalCheckTest, AllowsForEventsWithoutAnAnswer) {
  EXPECT_EQ(Check({Entry(2)}, {Entry(1), Entry(2), Entry(3)}, 2), "ok");
  EXPECT_EQ(Check({Entry(2)}, {Entry(2)}, 2), "ok");
  EXPECT_THAT(Check({Entry(2)}, {Entry(1), Entry(2), Entry(3)}, 1), HasSubstr("2 transactions"));
}

}  // namespace
}  // namespace coalition::bench
