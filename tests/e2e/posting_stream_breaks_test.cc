#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"

#include "tests/e2e/posting_stream_fixture.h"
#include "tests/testing/wait_until.h"

namespace coalition::e2e {
namespace {

using testing_processes::WaitUntil;

TEST_F(PostingStream, WhatABrokenConnectionLeftUnansweredIsReplayed) {
  constexpr int kItems = 2'000;
  const auto items = Earns(kItems);
  std::map<std::string, std::string> answered;
  {
    PostingCall call(network_, nike_.key);
    std::thread sender([&] { call.Send(items); });
    for (const v1::BatchResult& result : call.Next(100)) {
      answered[result.request_id()] = result.receipt().transaction().transaction_id();
    }
    call.Cancel();
    sender.join();
    call.End();
  }
  ASSERT_EQ(answered.size(), 100u);
  // All of it, also what was answered.
  const auto again = Stream(items);
  ASSERT_EQ(again.size(), items.size());
  int replayed = 0;
  for (const v1::BatchResult& result : again) {
    ASSERT_EQ(OutcomeOf(result).reason, "OK");
    const std::string id = result.receipt().transaction().transaction_id();
    if (const auto before = answered.find(result.request_id()); before != answered.end()) {
      EXPECT_TRUE(result.receipt().replayed()) << result.request_id();
      EXPECT_EQ(id, before->second);
    }
    replayed += result.receipt().replayed() ? 1 : 0;
    answered[result.request_id()] = id;
  }
  EXPECT_GE(replayed, 100);
  ExpectThereOnce(items, answered);
}

TEST_F(PostingStream, WhatWasTakenIsDecidedThoughTheClientIsGone) {
  const auto items = Earns(500);
  {
    PostingCall call(network_, nike_.key);
    call.Send(items);
    // The last answer: all were taken.
    ASSERT_EQ(call.Next(items.size()).size(), items.size());
    call.Send(Earns(500));
    call.Cancel();
    call.End();
  }
  // Streams that are cancelled at any moment, many times over.
  for (int i = 0; i < 200; ++i) {
    PostingCall call(network_, nike_.key);
    call.Send(Earns(i % 20));
    if (i % 3 == 0) call.HalfClose();
    call.Next(static_cast<std::size_t>(std::min(i % 7, i % 20)));
    call.Cancel();
    call.End();
  }
  EXPECT_GE(network_.AvailableTo(member_), 500);
  network_.ExpectLedgerOk();
  // Where leaks are looked for, they would show now.
  const absl::Status ended = network_.process().Terminate();
  EXPECT_TRUE(ended.ok()) << ended;
}

TEST_F(PostingStream, Kill9InMidStreamLosesNothingThatWasAnswered) {
  constexpr int kItems = 20'000;
  constexpr int kAnsweredBeforeTheEnd = 3'000;
  const auto items = Earns(kItems);
  std::map<std::string, std::string> answered;
  std::size_t first = 0;
  for (int round = 0; round < 2; ++round) {
    PostingCall call(network_, nike_.key);
    std::thread sender([&, first] {
      for (std::size_t i = first; i < items.size() && call.Send(items[i]); ++i) {
      }
    });
    for (int i = 0; auto result = call.Next(); ++i) {
      ASSERT_EQ(result->request_id(), RequestIdOf(items[first]));
      ASSERT_EQ(OutcomeOf(*result).reason, "OK");
      answered[result->request_id()] = result->receipt().transaction().transaction_id();
      ++first;
      if (i == kAnsweredBeforeTheEnd) network_.process().Kill9();
    }
    sender.join();
    EXPECT_EQ(call.End().code, grpc::UNAVAILABLE);
    network_.Kill9AndRestart();
  }
  ASSERT_LT(first, items.size()) << "the server was quicker than its end";
  SendUntilAnswered(items, answered);
  ExpectThereOnce(items, answered);
}

TEST_F(PostingStream, SigtermEndsItWhenWhatWasTakenIsAnswered) {
  constexpr int kItems = 20'000;
  const auto items = Earns(kItems);
  std::map<std::string, std::string> answered;
  PostingCall idle(network_, nike_.key);
  ASSERT_TRUE(idle.Send(items[0]));
  const auto first = idle.Next();
  ASSERT_TRUE(first);
  answered[first->request_id()] = first->receipt().transaction().transaction_id();

  PostingCall call(network_, nike_.key);
  std::thread sender([&] {
    for (std::size_t i = 1; i < items.size() && call.Send(items[i]); ++i) {
    }
  });
  std::atomic<bool> under_load = false;
  Outcome end;
  std::thread reader([&] {
    while (const auto result = call.Next()) {
      EXPECT_EQ(result->request_id(), RequestIdOf(items[answered.size()]));
      // Also an answer, and nothing was done.
      if (OutcomeOf(*result).reason == "SHUTTING_DOWN") break;
      EXPECT_EQ(OutcomeOf(*result).reason, "OK");
      answered[result->request_id()] = result->receipt().transaction().transaction_id();
      under_load = answered.size() > 1'000;
    }
    while (call.Next()) {
    }
    end = call.End();
  });
  EXPECT_TRUE(WaitUntil([&] { return under_load.load(); }, kPatience));
  const absl::Status ended = network_.process().Terminate();
  EXPECT_TRUE(ended.ok()) << ended;
  sender.join();
  reader.join();
  EXPECT_EQ(end.reason, "SHUTTING_DOWN") << end << "\n" << network_.process().err();
  EXPECT_FALSE(idle.Next());
  EXPECT_EQ(idle.End().reason, "SHUTTING_DOWN");
  ASSERT_LT(answered.size(), items.size()) << "the server was quicker than its end";

  network_.Kill9AndRestart();
  // Everything that was taken was answered: what is there is what the client knows.
  EXPECT_EQ(network_.AvailableTo(member_), static_cast<std::int64_t>(answered.size()));
  SendUntilAnswered(items, answered);
  ExpectThereOnce(items, answered);
}

}  // namespace
}  // namespace coalition::e2e
