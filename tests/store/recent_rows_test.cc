#include "server/store/sqlite/recent_rows.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace coalition::store {
namespace {

struct Letters {
  using Key = int;
  using Value = std::string;
  static constexpr std::size_t kBuckets = 4;
  static std::size_t BucketOf(int key) { return static_cast<std::size_t>(key) % kBuckets; }
  static std::size_t HeapBytesOf(int, const std::string& text) { return text.capacity(); }
};

class RecentRowsTest : public testing::Test {
 protected:
  static auto Row(std::string text) { return std::make_shared<const std::string>(std::move(text)); }
  // What a view of the commit sees; nothing: what the file has.
  std::optional<std::string> Seen(int key, CommitNumber commit) const {
    const auto row = rows_.Find(key, commit);
    return row == nullptr ? std::nullopt : std::optional(*row);
  }
  std::vector<std::pair<int, std::string>> Unwritten(std::size_t bucket,
                                                     CommitNumber commit) const {
    std::vector<std::pair<int, std::string>> rows;
    for (const auto& [key, row] : rows_.Unwritten(bucket, commit)) rows.emplace_back(key, *row);
    return rows;
  }

  RecentRows<Letters> rows_;
};

using Rows = std::vector<std::pair<int, std::string>>;

TEST_F(RecentRowsTest, AViewSeesTheRowOfItsCommit) {
  rows_.Put(1, Row("a"), 5, kNoView);
  rows_.Put(1, Row("b"), 7, 5);
  rows_.Put(1, Row("c"), 9, 5);
  EXPECT_EQ(Seen(1, 4), std::nullopt);
  EXPECT_EQ(Seen(1, 5), "a");
  EXPECT_EQ(Seen(1, 6), "a");
  EXPECT_EQ(Seen(1, 7), "b");
  EXPECT_EQ(Seen(1, 8), "b");
  EXPECT_EQ(Seen(1, 9), "c");
  EXPECT_EQ(Seen(2, 9), std::nullopt);
}

TEST_F(RecentRowsTest, ReadingInPlaceSeesTheSame) {
  rows_.Put(1, Row("a"), 5, kNoView);
  rows_.Put(1, Row("b"), 7, 5);
  std::string read;
  const auto take = [&](const std::string& row) { read += row; };
  EXPECT_FALSE(rows_.Read(1, 4, take));
  EXPECT_TRUE(rows_.Read(1, 6, take));
  EXPECT_TRUE(rows_.Read(1, 7, take));
  EXPECT_FALSE(rows_.Read(2, 7, take));
  EXPECT_EQ(read, "ab");
}

TEST_F(RecentRowsTest, PutTellsWhetherThereWasARowAndUpdateNeedsOne) {
  const auto add = [](const std::string& before) { return Row(before + "+"); };
  EXPECT_FALSE(rows_.Update(1, 5, kNoView, add));
  EXPECT_EQ(Seen(1, 5), std::nullopt);
  EXPECT_FALSE(rows_.Put(1, Row("a"), 5, kNoView));
  EXPECT_TRUE(rows_.Put(1, Row("b"), 6, kNoView));
  EXPECT_TRUE(rows_.Update(1, 7, 6, add));
  EXPECT_EQ(Seen(1, 6), "b");
  EXPECT_EQ(Seen(1, 7), "b+");
  EXPECT_EQ(Unwritten(1, 7), (Rows{{1, "b+"}}));
}

TEST_F(RecentRowsTest, VersionsThatNoViewNeedsAreGone) {
  rows_.Put(1, Row("a"), 5, kNoView);
  const std::size_t one = rows_.bytes();
  rows_.Put(1, Row("b"), 7, kNoView);
  EXPECT_EQ(rows_.bytes(), one) << "no view: in place";
  rows_.Put(1, Row("c"), 9, 8);
  EXPECT_EQ(Seen(1, 8), "b");
  rows_.Put(1, Row("d"), 11, 10);
  EXPECT_EQ(Seen(1, 10), "c");
  EXPECT_EQ(rows_.bytes(), 2 * one) << "the view at 8 is closed";
  rows_.Sweep(Letters::BucketOf(1), kNoView, Evict::kNone);
  EXPECT_EQ(rows_.bytes(), one);
  EXPECT_EQ(Seen(1, 11), "d");
}

// A view of a commit since which the file has had the replaced row reads it there.
TEST_F(RecentRowsTest, AWrittenRowIsNotKeptForViewsThatFindItInTheFile) {
  rows_.Put(1, Row("a"), 5, kNoView);
  rows_.Written(Letters::BucketOf(1), 6);
  rows_.Put(1, Row("b"), 9, 6);
  EXPECT_EQ(Seen(1, 8), std::nullopt);
  EXPECT_EQ(Seen(1, 9), "b");
  rows_.Written(Letters::BucketOf(1), 10);
  rows_.Put(1, Row("c"), 12, 9);
  EXPECT_EQ(Seen(1, 11), "b") << "the file had it from 10 on, the view may be of 9";
}

TEST_F(RecentRowsTest, TellsWhatTheFileDoesNotHaveByKey) {
  rows_.Put(9, Row("i"), 1, kNoView);
  rows_.Put(1, Row("a"), 1, kNoView);
  rows_.Put(5, Row("e"), 1, kNoView);
  rows_.WrittenOne(5, 1);
  rows_.Put(2, Row("b"), 1, kNoView);
  rows_.Remember(13, Row("m"), 1);
  EXPECT_EQ(Unwritten(1, 1), (Rows{{1, "a"}, {9, "i"}}));
  EXPECT_EQ(Unwritten(2, 1), (Rows{{2, "b"}}));
  rows_.Written(1, 2);
  EXPECT_EQ(Unwritten(1, 9), Rows());
  rows_.Put(9, Row("j"), 3, kNoView);
  EXPECT_EQ(Unwritten(1, 3), (Rows{{9, "j"}}));
  rows_.WrittenOne(9, 4);
  EXPECT_EQ(Unwritten(1, 9), Rows());
  EXPECT_EQ(Seen(9, 4), "j");
}

// A commit is written while the next one is decided.
TEST_F(RecentRowsTest, WritesOneCommitBesideTheNext) {
  rows_.Put(1, Row("a"), 5, kNoView);
  rows_.Put(1, Row("b"), 6, 4);
  rows_.Put(5, Row("e"), 6, 4);
  EXPECT_EQ(Unwritten(1, 5), (Rows{{1, "a"}}));
  rows_.Written(1, 5);
  EXPECT_EQ(Unwritten(1, 5), Rows());
  EXPECT_EQ(Unwritten(1, 6), (Rows{{1, "b"}, {5, "e"}}));
  rows_.Sweep(1, 5, Evict::kAll);
  EXPECT_EQ(Seen(1, 6), "b");
  rows_.Written(1, 6);
  rows_.Sweep(1, 6, Evict::kAll);
  EXPECT_EQ(rows_.bytes(), 0U);
}

TEST_F(RecentRowsTest, RemembersWhatWasReadUnlessItHasTheRow) {
  rows_.Remember(1, Row("read"), 5);
  EXPECT_EQ(Seen(1, 5), "read");
  EXPECT_EQ(Seen(1, 4), std::nullopt) << "an older view has an older file";
  rows_.Put(1, Row("newer"), 6, kNoView);
  rows_.Remember(1, Row("read"), 6);
  EXPECT_EQ(Seen(1, 6), "newer");
}

// A ledger that was just upgraded has no commit yet.
TEST_F(RecentRowsTest, WhatWasReadBeforeTheFirstCommitIsWritten) {
  rows_.Remember(1, Row("read"), 0);
  EXPECT_EQ(Unwritten(1, 0), Rows());
  rows_.Put(1, Row("new"), 1, kNoView);
  EXPECT_EQ(Unwritten(1, 1), (Rows{{1, "new"}}));
}

TEST_F(RecentRowsTest, LetsGoOfWrittenRowsThatNobodyAskedFor) {
  rows_.Put(1, Row("a"), 1, kNoView);
  rows_.Put(5, Row("e"), 1, kNoView);
  rows_.Written(1, 2);
  rows_.Sweep(1, kNoView, Evict::kUnwanted);
  EXPECT_EQ(Seen(1, 2), "a") << "new ones stay for a round";
  rows_.Sweep(1, kNoView, Evict::kUnwanted);
  EXPECT_EQ(rows_.Visible(1, 2).size(), 1U) << "only 1 was asked for since";
  EXPECT_EQ(Seen(1, 2), "a");
  rows_.Sweep(1, kNoView, Evict::kNone);
  EXPECT_EQ(rows_.Visible(1, 2).size(), 1U);
  rows_.Sweep(1, kNoView, Evict::kAll);
  EXPECT_EQ(rows_.Visible(1, 2).size(), 0U);
  EXPECT_EQ(rows_.bytes(), 0U);
}

TEST_F(RecentRowsTest, KeepsWhatTheFileOrAViewStillLacks) {
  rows_.Put(1, Row("a"), 1, kNoView);
  rows_.Sweep(1, kNoView, Evict::kAll);
  EXPECT_EQ(Seen(1, 1), "a") << "not written";
  rows_.Written(1, 4);
  rows_.Sweep(1, 3, Evict::kAll);
  EXPECT_EQ(Seen(1, 3), "a") << "a view of 3 does not find it in the file";
  rows_.Sweep(1, 4, Evict::kAll);
  EXPECT_EQ(Seen(1, 4), std::nullopt);
}

}  // namespace
}  // namespace coalition::store
