#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/e2e/posting_stream_fixture.h"

namespace coalition::e2e {
namespace {

constexpr int kUnansweredMax = 1'024;

// A linked group.
struct GroupCase {
  const char* name;
  // Points of each item: an earn, or a burn when negative, or malformed when 0.
  std::vector<int> linked_items;
  // The last item is linked, too, and nothing follows.
  bool left_open = false;
};

class PostingStreamGroups : public PostingStream, public testing::WithParamInterface<GroupCase> {
 protected:
  // The case's group for `member`, after an earn of 100 and before one of 1.
  static std::vector<v1::BatchItem> ItemsFor(const std::string& member) {
    std::vector<v1::BatchItem> items = {EarnItem(member, 100)};
    const GroupCase& group = GetParam();
    for (const int points : group.linked_items) {
      v1::BatchItem item = EarnItem(member, std::max(points, 0));
      if (points < 0) {
        const v1::EarnRequest earn = item.earn();
        item.mutable_burn()->set_request_id(earn.request_id());
        *item.mutable_burn()->mutable_member() = earn.member();
        item.mutable_burn()->set_points(-points);
      }
      item.set_linked(true);
      items.push_back(item);
    }
    if (group.left_open) return items;
    items.back().set_linked(false);
    items.push_back(EarnItem(member, 1));
    return items;
  }

  static std::vector<std::string> ReasonsOf(const std::vector<v1::BatchResult>& results) {
    std::vector<std::string> reasons;
    for (const v1::BatchResult& result : results) reasons.push_back(OutcomeOf(result).reason);
    return reasons;
  }
};

TEST_P(PostingStreamGroups, SucceedOrFailTogetherAsInABatch) {
  const std::string other = network_.Enroll(nike_, "other-card");
  const auto items = ItemsFor(member_);
  const auto streamed = Stream(items);
  const auto batched = Batch(ItemsFor(other));
  ASSERT_EQ(streamed.size(), items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(streamed[i].request_id(), RequestIdOf(items[i]));
  }
  EXPECT_EQ(ReasonsOf(streamed), ReasonsOf(batched));
  EXPECT_EQ(network_.AvailableTo(member_), network_.AvailableTo(other));
  network_.ExpectLedgerOk();
}

INSTANTIATE_TEST_SUITE_P(
    All, PostingStreamGroups,
    testing::Values(GroupCase{"AllSucceed", {5, -105, 7}}, GroupCase{"OneFails", {5, -106, 7}},
                    GroupCase{"TheLastFails", {5, 7, -113}}, GroupCase{"OneIsMalformed", {5, 0, 7}},
                    GroupCase{"TheFirstIsMalformed", {0, 7}},
                    GroupCase{"TheLastIsMalformed", {5, 7, 0}}, GroupCase{"LeftOpen", {5, 7}, true},
                    GroupCase{"OneLeftOpen", {5}, true},
                    GroupCase{"MalformedAndLeftOpen", {5, 0}, true}),
    [](const auto& given) { return std::string(given.param.name); });

TEST_F(PostingStream, ALinkedGroupMayHaveAsManyItemsAsMayBeUnanswered) {
  auto items = Earns(kUnansweredMax + 1);
  for (int i = 1; i < kUnansweredMax; ++i) items[static_cast<std::size_t>(i)].set_linked(true);
  for (const v1::BatchResult& result : Stream(items)) ASSERT_EQ(OutcomeOf(result).reason, "OK");
  EXPECT_EQ(network_.AvailableTo(member_), kUnansweredMax + 1);
}

TEST_F(PostingStream, ALongerGroupFailsAndTheStreamGoesOn) {
  auto items = Earns(2 * kUnansweredMax);
  for (v1::BatchItem& item : items) item.set_linked(true);
  items.back().set_linked(false);
  const std::size_t group = items.size();
  items.push_back(EarnItem(member_, 1));
  const auto results = Stream(items);
  ASSERT_EQ(results.size(), items.size());
  const v1::BatchResult& culprit = results[kUnansweredMax - 1];
  for (std::size_t i = 0; i < group; ++i) {
    ASSERT_EQ(results[i].request_id(), RequestIdOf(items[i])) << i;
    const Outcome outcome = OutcomeOf(results[i].error());
    if (&results[i] == &culprit) {
      EXPECT_EQ(outcome.reason, "TOO_LARGE") << outcome;
      EXPECT_EQ(outcome.metadata.at("maximum"), "1024") << outcome;
      continue;
    }
    ASSERT_EQ(outcome.reason, "LINKED_ITEM_FAILED") << i << " " << outcome;
    ASSERT_EQ(outcome.metadata.at("request_id"), culprit.request_id()) << i;
  }
  EXPECT_EQ(OutcomeOf(results.back()).reason, "OK");
  EXPECT_EQ(network_.AvailableTo(member_), 1);
  // Nothing was done, so nothing is kept.
  EXPECT_FALSE(Stream({EarnItem(member_, 1, RequestIdOf(items[0]))}).front().receipt().replayed());
}

}  // namespace
}  // namespace coalition::e2e
