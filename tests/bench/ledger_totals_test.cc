#include "clients/bench/ledger_totals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalition::bench {
namespace {

using testing::HasSubstr;

class CompareTotalsTest : public testing::Test {
 protected:
  CompareTotalsTest() {
    before_.points = 1'000;
    before_.window_id = 1;
    before_.partners["bench-01"][v1::LEG_KIND_ISSUE] = {10, 1'000, -5'000};
    before_.net_micros["GBP"] = 0;
    after_ = before_;
    after_.points += 30;
    after_.partners["bench-01"][v1::LEG_KIND_ISSUE] = {12, 1'050, -5'250};
    after_.partners["bench-02"][v1::LEG_KIND_REDEMPTION] = {1, -20, 80};
    acknowledged_.points = 30;
    acknowledged_.partners.resize(2);
    acknowledged_.partners[0][v1::LEG_KIND_ISSUE] = {2, 50, -250};
    acknowledged_.partners[1][v1::LEG_KIND_REDEMPTION] = {1, -20, 80};
  }

  std::string Compare() const { return CompareTotals(before_, after_, acknowledged_); }

  LedgerTotals before_;
  LedgerTotals after_;
  AcknowledgedTotals acknowledged_;
};

TEST_F(CompareTotalsTest, IsOkWhenTheLedgerMovedByWhatWasAcknowledged) {
  EXPECT_EQ(Compare(), "ok");
}

TEST_F(CompareTotalsTest, LeavesOutChargesOfIssuersWhoSeeNoReceipt) {
  after_.partners["bench-01"][v1::LEG_KIND_REDEMPTION_CHARGE] = {1, -20, -100};
  EXPECT_EQ(Compare(), "ok");
}

TEST_F(CompareTotalsTest, FindsPointsThatWereNotAcknowledged) {
  after_.points += 1;
  EXPECT_THAT(Compare(), HasSubstr("moved by 31; acknowledged were 30"));
}

TEST_F(CompareTotalsTest, FindsMoneyPointsAndLinesOfAPartner) {
  for (std::int64_t AcknowledgedTotals::LegSum::*part :
       {&AcknowledgedTotals::LegSum::lines, &AcknowledgedTotals::LegSum::points,
        &AcknowledgedTotals::LegSum::micros}) {
    AcknowledgedTotals::LegSum& sum = after_.partners["bench-02"][v1::LEG_KIND_REDEMPTION];
    sum.*part += 1;
    EXPECT_THAT(Compare(), HasSubstr("bench-02's REDEMPTION legs"));
    sum.*part -= 1;
  }
}

TEST_F(CompareTotalsTest, FindsPositionsThatDoNotSumToZero) {
  after_.net_micros["GBP"] = -1;
  EXPECT_THAT(Compare(), HasSubstr("GBP"));
}

TEST_F(CompareTotalsTest, DoesNotCompareAcrossWindows) {
  after_.window_id = 2;
  EXPECT_THAT(Compare(), HasSubstr("window"));
}

}  // namespace
}  // namespace coalition::bench
