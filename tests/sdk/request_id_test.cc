#include "coalition/request_id.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

#include "partner_sdk/src/request_id_sequence.h"

namespace coalition::sdk_test {
namespace {

using sdk_internal::RequestIdSequence;

constexpr RequestIdSequence::Entropy kZeros{0, 0};
constexpr RequestIdSequence::Entropy kOnes{std::numeric_limits<std::uint64_t>::max(),
                                           std::numeric_limits<std::uint64_t>::max()};

// `x` stands for any hex digit, `v` for one with the variant's bits.
bool IsUuidV7(std::string_view id) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-7xxx-vxxx-xxxxxxxxxxxx";
  return std::equal(id.begin(), id.end(), kForm.begin(), kForm.end(), [](char c, char form) {
    if (form == 'x') return std::string_view("0123456789abcdef").find(c) != std::string_view::npos;
    if (form == 'v') return std::string_view("89ab").find(c) != std::string_view::npos;
    return c == form;
  });
}

std::uint64_t MillisecondsOf(const std::string& id) {
  return std::stoull(id.substr(0, 8) + id.substr(9, 4), nullptr, 16);
}

TEST(RequestIdSequence, LaysOutTheBitsAsRfc9562) {
  RequestIdSequence sequence;
  // The moment of the RFC's own example, appendix A.6.
  EXPECT_EQ(sequence.Next(0x017F22E279B0, {0x4C3, 0x18C4DC0C0C07398F}),
            "017f22e2-79b0-74c3-98c4-dc0c0c07398f");
}

TEST(RequestIdSequence, GrowsWhileTheClockStandsOrStepsBack) {
  for (const auto entropy : {kZeros, kOnes}) {
    RequestIdSequence sequence;
    std::string last = sequence.Next(1'000'000, entropy);
    for (std::uint64_t i = 0; i < 1'000; ++i) {
      const std::string next = sequence.Next(1'000'000 - i, entropy);
      ASSERT_TRUE(IsUuidV7(next)) << next;
      ASSERT_LT(last, next);
      last = next;
    }
    EXPECT_EQ(MillisecondsOf(last), 1'000'000U);
    EXPECT_LT(last, sequence.Next(1'000'001, kZeros));
  }
}

TEST(RequestIdSequence, StartsEachMillisecondAtRandom) {
  RequestIdSequence sequence;
  const std::string first = sequence.Next(1, {0x123, 0x456});
  const std::string second = sequence.Next(2, {0x321, 0x654});
  EXPECT_EQ(first, "00000000-0001-7123-8000-000000000456");
  EXPECT_EQ(second, "00000000-0002-7321-8000-000000000654");
}

TEST(NewRequestId, IsAUuidV7OfNow) {
  const auto now_ms = [] {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                          std::chrono::system_clock::now().time_since_epoch())
                                          .count());
  };
  const std::uint64_t before = now_ms();
  const std::string id = NewRequestId();
  EXPECT_TRUE(IsUuidV7(id)) << id;
  EXPECT_GE(MillisecondsOf(id), before);
  EXPECT_LE(MillisecondsOf(id), now_ms());
}

TEST(NewRequestId, GrowsInEachThreadAndNeverRepeatsAcrossThem) {
  constexpr int kThreads = 8;
  constexpr int kIdsPerThread = 20'000;
  std::vector<std::vector<std::string>> ids(kThreads);
  std::vector<std::thread> threads;
  for (std::vector<std::string>& own : ids) {
    threads.emplace_back([&own] {
      for (int i = 0; i < kIdsPerThread; ++i) own.push_back(NewRequestId());
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const std::vector<std::string>& own : ids) {
    EXPECT_TRUE(std::is_sorted(own.begin(), own.end()));
    all.insert(own.begin(), own.end());
  }
  EXPECT_EQ(all.size(), std::size_t{kThreads} * kIdsPerThread);
}

}  // namespace
}  // namespace coalition::sdk_test
