#ifndef COALITION_TESTS_E2E_POSTING_STREAM_FIXTURE_H_
#define COALITION_TESTS_E2E_POSTING_STREAM_FIXTURE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/e2e/streams.h"

namespace coalition::e2e {

inline std::string RequestIdOf(const v1::BatchItem& item) {
  return item.has_earn() ? item.earn().request_id() : item.burn().request_id();
}

// A network with one partner and one member, and whole streams in one line.
class PostingStream : public testing::Test {
 protected:
  void SetUp() override {
    nike_ = network_.Join("nike");
    member_ = network_.Enroll(nike_, "card");
  }

  std::vector<v1::BatchItem> Earns(int count) const {
    std::vector<v1::BatchItem> items;
    for (int i = 0; i < count; ++i) items.push_back(EarnItem(member_, 1));
    return items;
  }

  // Over one stream, to its end.
  std::vector<v1::BatchResult> Stream(const std::vector<v1::BatchItem>& items) const {
    PostingCall call(network_, nike_.key);
    std::thread sender([&] {
      call.Send(items);
      call.HalfClose();
    });
    auto results = call.Next(items.size() + 1);
    sender.join();
    const Outcome end = call.End();
    EXPECT_TRUE(end.ok()) << end;
    return results;
  }

  std::vector<v1::BatchResult> Batch(const std::vector<v1::BatchItem>& items) const {
    v1::SubmitBatchRequest request;
    for (const v1::BatchItem& item : items) *request.add_items() = item;
    const auto reply = network_.Call(nike_.key, request);
    EXPECT_TRUE(reply.ok()) << reply.outcome;
    return {reply->results().begin(), reply->results().end()};
  }

  // Sends what `answered` lacks over one stream after the other until nothing is; each answer must
  // be a receipt for the item that is due.
  void SendUntilAnswered(const std::vector<v1::BatchItem>& items,
                         std::map<std::string, std::string>& answered) const {
    std::vector<v1::BatchItem> missing;
    for (const v1::BatchItem& item : items) {
      if (!answered.contains(RequestIdOf(item))) missing.push_back(item);
    }
    const auto results = Stream(missing);
    ASSERT_EQ(results.size(), missing.size());
    for (std::size_t i = 0; i < results.size(); ++i) {
      ASSERT_EQ(results[i].request_id(), RequestIdOf(missing[i]));
      ASSERT_EQ(OutcomeOf(results[i]).reason, "OK");
      answered[results[i].request_id()] = results[i].receipt().transaction().transaction_id();
    }
  }

  // Each item is in the ledger once, as it was answered.
  void ExpectThereOnce(const std::vector<v1::BatchItem>& items,
                       const std::map<std::string, std::string>& answered) const {
    std::map<std::string, std::string> there;
    for (const v1::Transaction& transaction : AllTransactions(network_, nike_.key)) {
      EXPECT_TRUE(there.emplace(transaction.request_id(), transaction.transaction_id()).second)
          << transaction.request_id() << " is there twice";
    }
    EXPECT_EQ(there.size(), items.size());
    EXPECT_EQ(there, answered);
    EXPECT_EQ(network_.AvailableTo(member_), static_cast<std::int64_t>(items.size()));
    network_.ExpectLedgerOk();
  }

  Network network_;
  Partner nike_;
  std::string member_;
};

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_POSTING_STREAM_FIXTURE_H_
