#include "server/store/mysql/recent.h"

#include <cstddef>
#include <string>

#include "gtest/gtest.h"

#include "server/store/mysql/lane_memory.h"
#include "tests/store/scenario.h"

namespace coalition::store::mysql {
namespace {

std::size_t LengthOf(const int&, const std::string& text) { return text.size(); }
using Texts = Recent<int, std::string, LengthOf>;

void Put(int key, const std::string& text, Texts& texts) {
  texts.Edit(key, [&](std::string& value) { value = text; });
}

TEST(RecentTest, FindsWhatWasPutAndChanged) {
  Texts texts(1'000);
  EXPECT_EQ(texts.Find(1), nullptr);
  Put(1, "one", texts);
  texts.Edit(1, [](std::string& value) { value += "!"; });
  ASSERT_NE(texts.Find(1), nullptr);
  EXPECT_EQ(*texts.Find(1), "one!");
  texts.Erase(1);
  EXPECT_EQ(texts.Find(1), nullptr);
  texts.Erase(1);
}

TEST(RecentTest, CountsWhatItHas) {
  Texts texts(1'000);
  EXPECT_EQ(texts.bytes(), 0u);
  Put(1, "", texts);
  const std::size_t empty = texts.bytes();
  EXPECT_GT(empty, 0u);
  Put(1, std::string(100, 'x'), texts);
  EXPECT_EQ(texts.bytes(), empty + 100);
  Put(2, std::string(50, 'y'), texts);
  EXPECT_EQ(texts.bytes(), 2 * empty + 150);
  texts.Trim();
  texts.Erase(1);
  EXPECT_EQ(texts.bytes(), empty + 50);
  texts.Erase(2);
  EXPECT_EQ(texts.bytes(), 0u);
}

TEST(RecentTest, KeepsWhatIsAskedForAgain) {
  constexpr std::size_t kBytesMax = 10'000;
  const std::string text(900, 'x');
  Texts texts(kBytesMax);
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 5; ++i) Put(100 * (round + 1) + i, text, texts);
    Put(round == 0 ? 1 : 100 * (round + 1), text, texts);
    ASSERT_NE(texts.Find(1), nullptr) << "in round " << round;
    texts.Trim();
    EXPECT_LE(texts.bytes(), kBytesMax + 6 * 1'000) << "in round " << round;
  }
  EXPECT_EQ(texts.Find(100), nullptr);
}

TEST(RecentTest, LetsNothingGoBeforeTrim) {
  Texts texts(/*bytes_max=*/0);
  for (int i = 0; i < 100; ++i) Put(i, "x", texts);
  for (int i = 0; i < 100; ++i) EXPECT_NE(texts.Find(i), nullptr) << i;
  texts.Trim();
  EXPECT_NE(texts.Find(7), nullptr);
  texts.Trim();
  EXPECT_NE(texts.Find(7), nullptr);
  EXPECT_EQ(texts.Find(8), nullptr);
}

TEST(NameCacheTest, KnowsWhatWasReadUnderTheRevision) {
  NameCache names(/*bytes_max=*/10'000);
  const domain::Identifier first = Card(kBakery, 1);
  const domain::Identifier second = Card(kBakery, 2);
  const auto find = [&](std::int64_t revision) {
    absl::flat_hash_set<domain::Identifier> wanted = {first, second};
    absl::flat_hash_map<domain::Identifier, domain::MemberId> found;
    names.Find(revision, wanted, found);
    EXPECT_EQ(wanted.size() + found.size(), 2u);
    for (const auto& [identifier, member] : found) EXPECT_FALSE(wanted.contains(identifier));
    return found;
  };
  EXPECT_TRUE(find(5).empty());
  names.Add(5, {{first, Member(1)}});
  EXPECT_EQ(find(5).size(), 1u);
  EXPECT_EQ(find(5)[first], Member(1));
  names.Add(5, {{second, Member(2)}});
  EXPECT_EQ(find(5)[second], Member(2));
  // Somebody else saw a later revision meanwhile.
  EXPECT_TRUE(find(6).empty());
  names.Add(5, {{first, Member(1)}});
  EXPECT_TRUE(find(6).empty());
  names.Add(6, {{first, Member(7)}});
  EXPECT_EQ(find(6)[first], Member(7));
}

TEST(StoreMemoryTest, TakesWhatWasPutOnce) {
  StoreMemory memory(/*bytes_max=*/8'000);
  const domain::LaneId lane(3);
  auto taken = memory.Take(lane, /*lane_count=*/4);
  EXPECT_EQ(taken->bytes_max, 7'000u / 4);
  taken->last_batch = 42;
  memory.Put(lane, std::move(taken));
  EXPECT_EQ(memory.Take(domain::LaneId(2), 4)->last_batch, 0);
  EXPECT_EQ(memory.Take(lane, 4)->last_batch, 42);
  EXPECT_EQ(memory.Take(lane, 4)->last_batch, 0);
}

}  // namespace
}  // namespace coalition::store::mysql
