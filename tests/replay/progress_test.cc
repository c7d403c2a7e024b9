#include "clients/replay/progress.h"

#include <sstream>

#include <gtest/gtest.h>

namespace coalition::replay {
namespace {

using std::chrono::milliseconds;

TEST(ProgressTextTest, SaysHowFarHowFastAndHowLong) {
  EXPECT_EQ(ProgressText(1'204, 245'903, milliseconds(500)),
            "1,204 of 245,903 rows (0.4 %), 2,408 rows/s, 2 min left");
  EXPECT_EQ(ProgressText(200'000, 245'903, milliseconds(2'000)),
            "200,000 of 245,903 rows (81.3 %), 100,000 rows/s, 0 s left");
}

TEST(ProgressTextTest, HasNoRateBeforeAnythingIsDone) {
  EXPECT_EQ(ProgressText(0, 10, milliseconds(0)), "0 of 10 rows (0.0 %)");
  EXPECT_EQ(ProgressText(0, 0, milliseconds(5)), "0 of 0 rows (100.0 %)");
}

TEST(ProgressBarTest, FillsFromTheLeft) {
  EXPECT_EQ(ProgressBar(0, 10, 5), "[     ]");
  EXPECT_EQ(ProgressBar(5, 10, 5), "[##   ]");
  EXPECT_EQ(ProgressBar(10, 10, 5), "[#####]");
  EXPECT_EQ(ProgressBar(0, 0, 5), "[#####]");
}

TEST(ProgressTest, ShowsTheEndOnALineOfItsOwn) {
  std::ostringstream out;
  { Progress(ProgressStyle::kLines, 3, out).Add(3); }
  EXPECT_TRUE(out.str().starts_with("3 of 3 rows (100.0 %)")) << out.str();
  EXPECT_TRUE(out.str().ends_with("\n"));
}

TEST(ProgressTest, CanBeSilent) {
  std::ostringstream out;
  { Progress(ProgressStyle::kNone, 3, out).Add(3); }
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace coalition::replay
