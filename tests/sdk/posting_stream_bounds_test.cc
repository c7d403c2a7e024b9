// How much a stream takes, how long it waits, and how it ends.
#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "coalition/posting_stream.h"
#include "partner_sdk/src/posting_pipeline.h"
#include "tests/sdk/posting_stream_fixture.h"

namespace coalition::sdk_test {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(PostingStreamTest, EmptyGroupIsAnsweredUnsent) {
  PostingServer server;
  EXPECT_THAT(Open(server).SendLinked({}).get(), IsEmpty());
  EXPECT_THAT(server.server().calls(), IsEmpty());
}

TEST_F(PostingStreamTest, GroupOverTheServersLimitIsRefusedUnsent) {
  PostingServer server;
  PostingStream stream = Open(server, {.unanswered_max = 1});
  const std::vector<PostingCommand> allowed(kStreamUnansweredMax, Earn(""));
  for (const BatchResult& result : stream.SendLinked(allowed).get()) {
    EXPECT_TRUE(result.receipt.ok());
  }
  const std::vector<PostingCommand> refused(kStreamUnansweredMax + 1, Earn("x"));
  for (const BatchResult& result : stream.SendLinked(refused).get()) {
    ExpectFailed(result, "x", ErrorReason::kTooLarge);
  }
}

TEST_F(PostingStreamTest, ItemOverTheMessageLimitIsRefusedUnsent) {
  PostingServer server;
  EarnRequest earn = Earn("a");
  earn.reference = std::string(std::size_t{65} << 20, 'x');
  ExpectFailed(Open(server).Send(earn).get(), "a", ErrorReason::kTooLarge);
  EXPECT_THAT(server.server().calls(), IsEmpty());
}

TEST_F(PostingStreamTest, TrySendSaysNoWhenTooManyAreUnanswered) {
  std::promise<void> answer;
  PostingServer server({[&](PostingCall& call) {
    call.Read(2);
    answer.get_future().wait();
    call.Post("a");
    call.Read(1);
    call.Post("b");
    call.Post("c");
    return call.PostAll();
  }});
  PostingStream stream = Open(server, {.unanswered_max = 2});
  auto a = stream.TrySend(Earn("a"));
  std::promise<BatchResult> b;
  ASSERT_TRUE(a.has_value());
  ASSERT_TRUE(stream.TrySend(Earn("b"), [&](BatchResult result) { b.set_value(result); }));
  EXPECT_FALSE(stream.TrySend(Earn("c")).has_value());
  EXPECT_FALSE(stream.TrySend(Earn("c"), [](const BatchResult&) { ADD_FAILURE(); }));
  answer.set_value();
  ExpectPosted(a->get(), "a");
  auto c = stream.TrySend(Earn("c"));
  ASSERT_TRUE(c.has_value());
  ExpectPosted(b.get_future().get(), "b");
  ExpectPosted(c->get(), "c");
}

TEST_F(PostingStreamTest, CallbackMayTrySend) {
  PostingServer server;
  PostingStream stream = Open(server, {.unanswered_max = 1});
  std::promise<BatchResult> second;
  stream.Send(Earn("a"), [&](const BatchResult&) {
    EXPECT_TRUE(stream.TrySend(Earn("b"), [&](BatchResult result) { second.set_value(result); }));
  });
  ExpectPosted(second.get_future().get(), "b");
}

// Several threads send, connections break again and again; the server never sees more than the
// bound unanswered, and everything is answered once.
TEST_F(PostingStreamTest, BoundHoldsAndNothingIsLostAmongThreads) {
  constexpr int kThreads = 4;
  constexpr int kItems = 250;
  constexpr std::size_t kBound = 16;
  std::vector<PostingServer::Script> scripts;
  for (int call = 0; call < 20; ++call) {
    scripts.push_back([call, kBound](PostingCall& posting) {
      std::vector<std::string> unanswered;
      for (int i = 0; i < 5 * call + 3; ++i) {
        const auto id = posting.Read();
        if (!id) return grpc::Status::OK;
        unanswered.push_back(*id);
        EXPECT_LE(unanswered.size(), kBound);
        if (i % 3 != 0) continue;
        for (const std::string& each : unanswered) posting.Post(each);
        unanswered.clear();
      }
      return kLost;
    });
  }
  PostingServer server(scripts);
  PostingStream stream = Open(server, {.unanswered_max = static_cast<int>(kBound)});
  std::map<std::string, int> answers;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kItems; ++i) {
        const std::string id = std::to_string(thread) + "/" + std::to_string(i);
        stream.Send(Earn(id), [&, id](const BatchResult& result) {
          ExpectPosted(result, id);
          ++answers[id];
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  stream.Close();
  EXPECT_EQ(answers.size(), std::size_t{kThreads} * kItems);
  for (const auto& [id, count] : answers) EXPECT_EQ(count, 1) << id;
  EXPECT_GT(server.reads().size(), 5U);
}

TEST_F(PostingStreamTest, CloseWaitsForEveryAnswer) {
  std::promise<void> answer;
  PostingServer server({[&](PostingCall& call) {
    call.Read(2);
    answer.get_future().wait();
    call.Post("a");
    call.Post("b");
    return call.PostAll();
  }});
  PostingStream stream = Open(server);
  std::atomic<int> answers = 0;
  stream.Send(Earn("a"), [&](const BatchResult&) { ++answers; });
  stream.Send(Earn("b"), [&](const BatchResult&) { ++answers; });
  const auto closed = std::async(std::launch::async, [&] {
    stream.Close();
    return answers.load();
  });
  server.AwaitReads(0, 2);
  EXPECT_EQ(answers, 0);
  answer.set_value();
  closed.wait();
  EXPECT_EQ(answers, 2);
  stream.Close();
}

TEST_F(PostingStreamTest, ClosedStreamTakesNoMore) {
  PostingServer server;
  PostingStream stream = Open(server);
  stream.Close();
  const BatchResult result = stream.Send(Earn("a")).get();
  ExpectFailed(result, "a", ErrorReason::kUnknown);
  EXPECT_EQ(result.receipt.error().code, ErrorCode::kFailedPrecondition);
  EXPECT_EQ(result.receipt.error().attempts, 0);
  EXPECT_FALSE(result.receipt.error().retryable());
  ASSERT_TRUE(stream.TrySend(Earn("b")).has_value());
}

TEST_F(PostingStreamTest, CloseLetsGoOfABlockedSend) {
  std::promise<void> answer;
  PostingServer server({[&](PostingCall& call) {
    call.Read(1);
    answer.get_future().wait();
    call.Post("a");
    return call.PostAll();
  }});
  PostingStream stream = Open(server, {.unanswered_max = 1});
  auto a = stream.Send(Earn("a"));
  // Blocked or not yet there when the stream closes, it ends the same way.
  auto blocked = std::async(std::launch::async, [&] { return stream.Send(Earn("b")).get(); });
  auto closed = std::async(std::launch::async, [&] { stream.Close(); });
  EXPECT_EQ(blocked.get().receipt.error().code, ErrorCode::kFailedPrecondition);
  answer.set_value();
  ExpectPosted(a.get(), "a");
  closed.wait();
}

TEST_F(PostingStreamTest, DestructionIsClosing) {
  PostingServer server;
  std::future<BatchResult> a;
  {
    PostingStream stream = Open(server);
    a = stream.Send(Earn("a"));
    PostingStream moved = std::move(stream);
    stream = Open(server);
  }
  ASSERT_EQ(a.wait_for(seconds(0)), std::future_status::ready);
  ExpectPosted(a.get(), "a");
}

TEST_F(PostingStreamTest, CallThatSaysNothingIsMadeAnew) {
  const auto silent = [](PostingCall& call) {
    while (call.Read()) {
    }
    return grpc::Status::OK;
  };
  PostingServer server({silent, silent});
  PostingStream stream = Open(server);
  auto a = stream.Send(Earn("a"));
  server.AwaitReads(0, 1);
  time_.PassOnceWaitedFor(seconds(6));
  server.AwaitReads(1, 1);
  // What is left of the deadline.
  time_.PassOnceWaitedFor(seconds(4));
  const BatchResult result = a.get();
  ExpectFailed(result, "a", ErrorReason::kUnknown);
  EXPECT_EQ(result.receipt.error().code, ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(result.receipt.error().attempts, 2);
  EXPECT_TRUE(result.receipt.error().retryable());
}

TEST_F(PostingStreamTest, ItemOutOfTimeDisturbsNobodyAndItsLateAnswerIsPassedOver) {
  client_options_.deadline = seconds(5);
  client_options_.attempt_deadline = seconds(60);
  std::promise<void> late;
  PostingServer server({[&](PostingCall& call) {
    call.Read(2);
    late.get_future().wait();
    call.Post("a");
    call.Post("b");
    return call.PostAll();
  }});
  PostingStream stream = Open(server);
  auto a = stream.Send(Earn("a"));
  server.AwaitReads(0, 1);
  time_.PassOnceWaitedFor(seconds(5));
  const BatchResult result = a.get();
  ExpectFailed(result, "a", ErrorReason::kUnknown);
  EXPECT_EQ(result.receipt.error().code, ErrorCode::kDeadlineExceeded);
  auto b = stream.Send(Earn("b"));
  server.AwaitReads(0, 2);
  late.set_value();
  ExpectPosted(b.get(), "b");
  EXPECT_EQ(server.reads().size(), 1U);
}

TEST_F(PostingStreamTest, AnswerToWhatWasNotAskedIsAnInternalError) {
  PostingServer server({[](PostingCall& call) {
    call.Read(1);
    call.Post("x");
    call.AwaitEnd();
    return grpc::Status::OK;
  }});
  const BatchResult result = Open(server).Send(Earn("a")).get();
  ExpectFailed(result, "a", ErrorReason::kUnknown);
  EXPECT_EQ(result.receipt.error().code, ErrorCode::kInternal);
}

TEST_F(PostingStreamTest, SameRequestIdTwiceIsAnsweredTwice) {
  PostingServer server;
  PostingStream stream = Open(server);
  auto first = stream.Send(Earn("a"));
  auto second = stream.Send(Earn("a"));
  ExpectPosted(first.get(), "a");
  ExpectPosted(second.get(), "a");
}

TEST_F(PostingStreamTest, IdleCallIsEndedAndTheNextItemMakesAnother) {
  std::promise<void> ended;
  PostingServer server({[&](PostingCall& call) {
    grpc::Status status = call.PostAll();
    ended.set_value();
    return status;
  }});
  PostingStream stream = Open(server);
  ExpectPosted(stream.Send(Earn("a")).get(), "a");
  time_.PassOnceWaitedFor(sdk_internal::kIdleCallMax);
  ended.get_future().wait();
  ExpectPosted(stream.Send(Earn("b")).get(), "b");
  EXPECT_THAT(server.reads(), ElementsAre(ElementsAre("a"), ElementsAre("b")));
}

TEST_F(PostingStreamTest, CallThatTheServerDoesNotEndIsCancelled) {
  PostingServer server({[](PostingCall& call) {
    call.PostAll();
    call.AwaitEnd();
    return grpc::Status::OK;
  }});
  PostingStream stream = Open(server);
  ExpectPosted(stream.Send(Earn("a")).get(), "a");
  const auto closed = std::async(std::launch::async, [&] { stream.Close(); });
  time_.PassOnceWaitedFor(seconds(6));
  closed.wait();
}

TEST_F(PostingStreamTest, WithoutAServerItemsAreUnavailable) {
  std::string address;
  { address = FakeServer().address(); }
  const BatchResult result =
      OpenTo({.server = address, .retry = {.max_attempts = 1}}).Send(Earn("a")).get();
  ExpectFailed(result, "a", ErrorReason::kUnknown);
  EXPECT_EQ(result.receipt.error().code, ErrorCode::kUnavailable);
}

TEST_F(PostingStreamTest, OptionsThatMakeNoSenseFailEveryItem) {
  PostingServer server;
  for (const int unanswered_max : {-1, 0, kStreamUnansweredMax + 1}) {
    const BatchResult result =
        Open(server, {.unanswered_max = unanswered_max}).Send(Earn("a")).get();
    ExpectFailed(result, "a", ErrorReason::kInvalidField);
    EXPECT_EQ(result.receipt.error().field_violations.at(0).field, "unanswered_max");
  }
  ExpectFailed(OpenTo({}).Send(Earn("a")).get(), "a", ErrorReason::kInvalidField);
  EXPECT_THAT(server.server().calls(), IsEmpty());
}

}  // namespace
}  // namespace coalition::sdk_test
