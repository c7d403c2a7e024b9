#include "clients/bench/compare/disk_probe.h"

#include <filesystem>

#include <signal.h>
#include <unistd.h>

#include "gtest/gtest.h"

#include "clients/bench/compare/work_folder.h"

namespace coalition::bench::compare {
namespace {

using std::chrono::milliseconds;

class DiskProbe : public ::testing::TestWithParam<SyncKind> {
 protected:
  const Interruption interruption_;
  const std::unique_ptr<WorkFolder> folder_ = *WorkFolder::Make("");
};

TEST_P(DiskProbe, TimesSyncsAndLeavesNothing) {
  const auto reading = ProbeDisk(folder_->path(), GetParam(), milliseconds(20), interruption_);
  ASSERT_TRUE(reading.ok()) << reading.status();
  EXPECT_GT(reading->per_second, 0);
  EXPECT_GT(*reading->p50_us, 0);
  EXPECT_LE(*reading->p50_us, *reading->p99_us);
  EXPECT_LE(*reading->p99_us, *reading->max_us);
  EXPECT_TRUE(std::filesystem::is_empty(folder_->path()));
}

TEST_P(DiskProbe, EndsAtAnInterruption) {
  kill(getpid(), SIGTERM);
  const auto reading = ProbeDisk(folder_->path(), GetParam(), milliseconds(60'000), interruption_);
  EXPECT_TRUE(IsInterrupted(reading.status())) << reading.status();
}

INSTANTIATE_TEST_SUITE_P(Kinds, DiskProbe,
                         ::testing::Values(SyncKind::kOverwrite, SyncKind::kAppend));

TEST(DiskProbeFolder, ThatIsNotThereIsAnError) {
  const Interruption interruption;
  EXPECT_FALSE(ProbeDisk("/no/such/folder", SyncKind::kAppend, milliseconds(1), interruption).ok());
}

}  // namespace
}  // namespace coalition::bench::compare
