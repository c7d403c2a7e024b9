#include "clients/bench/request_id.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalition::bench {
namespace {

using testing::MatchesRegex;

constexpr std::chrono::nanoseconds kMoment(1'700'000'000'123'456'789);

TEST(RequestIdTest, IsWrittenAsAUuid) {
  EXPECT_EQ((RequestId{0x0123456789abcdef, 0xfedcba9876543210}.ToString()),
            "01234567-89ab-cdef-fedc-ba9876543210");
  std::string longer(100, 'x');
  RequestId{}.WriteTo(&longer);
  EXPECT_EQ(longer, "00000000-0000-0000-0000-000000000000");
}

TEST(RequestIdSourceTest, MakesVersionSevenOfTheTime) {
  RequestIdSource source(IdKind::kTimeOrdered, 1);
  // 1,700,000,000,123 ms are 0x18bcfe5687b.
  EXPECT_THAT(source.NextAt(kMoment).ToString(),
              MatchesRegex("018bcfe5-687b-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST(RequestIdSourceTest, OnlyGrowsWhateverTheClockDoes) {
  RequestIdSource source(IdKind::kTimeOrdered, 1);
  std::string latest;
  for (int i = 0; i < 20'000; ++i) {
    // Stands still for long, then goes back, then on.
    const auto moment = kMoment + std::chrono::microseconds(i < 10'000 ? 0 : (i % 3) * 100 - 100);
    const std::string id = source.NextAt(moment).ToString();
    ASSERT_LT(latest, id) << i;
    ASSERT_EQ(id[14], '7');
    latest = id;
  }
}

TEST(RequestIdSourceTest, SourcesOfDifferentSeedsInterleaveByTime) {
  RequestIdSource one(IdKind::kTimeOrdered, 1);
  RequestIdSource other(IdKind::kTimeOrdered, 2);
  const std::string early = one.NextAt(kMoment).ToString();
  const std::string late = other.NextAt(kMoment + std::chrono::microseconds(1)).ToString();
  EXPECT_LT(early, late);
}

TEST(RequestIdSourceTest, MakesVersionFourAllOver) {
  RequestIdSource source(IdKind::kRandom, 1);
  std::set<std::string> ids;
  std::set<char> first_digits;
  for (int i = 0; i < 1'000; ++i) {
    const std::string id = source.NextAt(kMoment).ToString();
    EXPECT_THAT(id, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab].*"));
    ids.insert(id);
    first_digits.insert(id[0]);
  }
  EXPECT_EQ(ids.size(), 1'000u);
  EXPECT_EQ(first_digits.size(), 16u);
}

TEST(PreparationIdTest, IsAnotherForEachStepPartnerAndMemberAndInTheOrderOfMembers) {
  std::set<std::string> ids;
  for (int step = 0; step < 2; ++step) {
    for (int partner = 0; partner < 100; partner += 9) {
      std::string latest;
      for (std::uint32_t member = 0; member < 1'000; member += 333) {
        const std::string id = PreparationIdOf(step, partner, member).ToString();
        EXPECT_LT(latest, id);
        EXPECT_TRUE(ids.insert(id).second);
        latest = id;
      }
    }
  }
}

}  // namespace
}  // namespace coalition::bench
