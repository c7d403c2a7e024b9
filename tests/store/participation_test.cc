#include "server/store/participation.h"

#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace coalition::store {
namespace {

Participation At(std::int64_t sequence, bool reported) {
  return {domain::Sequence(sequence), reported};
}

TEST(ParticipationTest, ARunIsReadAsItWasWritten) {
  const std::vector<std::vector<Participation>> runs = {
      {At(1, true)},
      {At(1, false)},
      {At(7, true), At(8, false), At(9, true)},
      {At(3, false), At(1'000'000'000'000, true), At(4'611'686'018'427'387'000, false)}};
  for (const auto& run : runs) {
    const auto read = DecodeRun(run.front().sequence, EncodeRun(run));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, run);
  }
}

TEST(ParticipationTest, NeighboursTakeAByteEach) {
  std::vector<Participation> run;
  for (std::int64_t i = 1; i <= 100; ++i) run.push_back(At(i, i % 2 == 0));
  EXPECT_EQ(EncodeRun(run).size(), run.size());
}

TEST(ParticipationTest, OtherBytesAreDataLoss) {
  for (const std::string& bytes : {std::string(),               // none
                                   std::string("\x02", 1),      // the first is somewhere else
                                   std::string("\x01\x00", 2),  // a sequence twice
                                   std::string("\x01\x80", 2),  // cut off
                                   std::string("\x01\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"
                                               "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01",
                                               21)}) {  // too far
    EXPECT_TRUE(absl::IsDataLoss(DecodeRun(domain::Sequence(5), bytes).status()));
  }
}

using ParticipationDeathTest = testing::Test;

TEST_F(ParticipationDeathTest, ARunGoesUp) {
  const std::vector<Participation> run = {At(2, true), At(2, false)};
  EXPECT_DEATH(EncodeRun(run), "goes up");
}

}  // namespace
}  // namespace coalition::store
