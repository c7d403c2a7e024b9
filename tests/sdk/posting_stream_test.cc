// Who gets which answer, and what is sent again.
#include "coalition/posting_stream.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "partner_sdk/src/connection.h"
#include "tests/sdk/failures.h"
#include "tests/sdk/posting_stream_fixture.h"

namespace coalition::sdk_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

TEST_F(PostingStreamTest, EachItemGetsItsOwnAnswer) {
  PostingServer server({[](PostingCall& call) {
    call.Read(3);
    call.Post("c");
    call.Refuse("a", Failure(grpc::StatusCode::FAILED_PRECONDITION, "INSUFFICIENT_POINTS"));
    call.Post("b");
    return call.PostAll();
  }});
  PostingStream stream = Open(server);
  auto a = stream.Send(Earn("a"));
  auto b = stream.Send(Earn("b"));
  auto c = stream.Send(Earn("c"));
  ExpectPosted(c.get(), "c");
  ExpectPosted(b.get(), "b");
  const BatchResult failed = a.get();
  ExpectFailed(failed, "a", ErrorReason::kInsufficientPoints);
  EXPECT_EQ(failed.receipt.error().attempts, 1);
  EXPECT_THAT(server.reads(), ElementsAre(ElementsAre("a", "b", "c")));
}

TEST_F(PostingStreamTest, SendsEveryKindWithPartnerAndRequestId) {
  std::vector<v1::BatchItem> items;
  FakeServer server;
  server.OnStream(kSubmitStream, [&](FakeStream& stream) {
    while (auto request = stream.Read<v1::SubmitStreamRequest>()) {
      v1::SubmitStreamResponse response;
      response.mutable_result()->set_request_id(IdOf(request->item()));
      response.mutable_result()->mutable_receipt();
      items.push_back(request->item());
      stream.Write(response);
    }
    return grpc::Status::OK;
  });
  PostingStream stream = OpenTo({.server = server.address(), .partner_id = "acme"});
  const PostingCommand commands[] = {EarnRequest{.member = Identifier{.kind = "card"}},
                                     BurnRequest{},
                                     ReverseRequest{},
                                     AuthorizeRequest{},
                                     CaptureRequest{},
                                     VoidRequest{},
                                     ConvertRequest{},
                                     TransferRequest{}};
  std::vector<std::future<BatchResult>> results;
  for (const PostingCommand& command : commands) results.push_back(stream.Send(command));
  stream.Close();
  server.Stop();
  ASSERT_EQ(items.size(), std::size(commands));
  for (std::size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(items[i].command_case(), static_cast<int>(commands[i].index()) + 1);
    EXPECT_EQ(IdOf(items[i]).size(), 36U);
    EXPECT_EQ(results[i].get().request_id, IdOf(items[i]));
  }
  EXPECT_EQ(items[0].earn().partner_id(), "acme");
  EXPECT_EQ(items[0].earn().member().identifier().partner_id(), "acme");
}

TEST_F(PostingStreamTest, PartnerOfTheStreamIsNearerThanThatOfTheClient) {
  FakeServer server;
  std::string partner_id;
  server.OnStream(kSubmitStream, [&](FakeStream& stream) {
    const auto request = stream.Read<v1::SubmitStreamRequest>();
    partner_id = request->item().earn().partner_id();
    return OnTheWire(Failure(grpc::StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED"));
  });
  OpenTo({.server = server.address(), .partner_id = "acme"}, {.partner_id = "bistro"})
      .Send(Earn("a"))
      .wait();
  EXPECT_EQ(partner_id, "bistro");
}

// The connection breaks when the server has read some of three items and answered some of those.
TEST_F(PostingStreamTest, WhatHasNoAnswerWhenTheConnectionBreaksIsSentAgainInOrder) {
  const std::string kIds[] = {"a", "b", "c"};
  const grpc::Status kEnds[] = {kLost, grpc::Status::OK,
                                grpc::Status(grpc::StatusCode::CANCELLED, "shutting down"),
                                OnTheWire(Failure(grpc::StatusCode::UNAVAILABLE, "SHUTTING_DOWN"))};
  for (const grpc::Status& end : kEnds) {
    for (int read = 0; read <= 3; ++read) {
      for (int answered = 0; answered <= read; ++answered) {
        SCOPED_TRACE(testing::Message() << "status " << end.error_code() << ", read " << read
                                        << ", answered " << answered);
        PostingServer server({[&](PostingCall& call) {
          call.Read(read);
          for (int i = 0; i < answered; ++i) call.Post(kIds[i]);
          return end;
        }});
        PostingStream stream = Open(server);
        std::map<std::string, int> answers;
        for (const std::string& id : kIds) {
          stream.Send(Earn(id), [&, id](const BatchResult& result) {
            ExpectPosted(result, id);
            ++answers[id];
          });
        }
        stream.Close();
        EXPECT_THAT(answers, ElementsAre(std::pair("a", 1), std::pair("b", 1), std::pair("c", 1)));
        std::vector<std::string> again;
        const std::vector<std::vector<std::string>> reads = server.reads();
        for (std::size_t call = 1; call < reads.size(); ++call) {
          again.insert(again.end(), reads[call].begin(), reads[call].end());
        }
        EXPECT_EQ(again, std::vector<std::string>(kIds + answered, kIds + 3));
      }
    }
  }
}

TEST_F(PostingStreamTest, ConnectionThatIsCutIsMadeAnew) {
  PostingServer second;
  PostingServer first({[](PostingCall& call) {
    call.Read(3);
    call.Post("a");
    call.AwaitEnd();
    return grpc::Status::OK;
  }});
  ClientOptions options = client_options_;
  options.server = "ipv4:" + first.server().address() + "," + second.server().address();
  PostingStream stream = OpenTo(options);
  auto a = stream.Send(Earn("a"));
  auto b = stream.Send(Earn("b"));
  auto c = stream.Send(Earn("c"));
  ExpectPosted(a.get(), "a");
  first.AwaitReads(0, 3);
  first.server().Stop();
  ExpectPosted(b.get(), "b");
  ExpectPosted(c.get(), "c");
  EXPECT_THAT(second.reads(), ElementsAre(ElementsAre("b", "c")));
}

TEST_F(PostingStreamTest, BrokenConnectionsAreRetriedByThePolicy) {
  const auto lose = [](PostingCall& call) {
    call.Read(1);
    return kLost;
  };
  PostingServer server({lose, lose, lose, lose});
  client_options_.retry.max_attempts = 3;
  const BatchResult result = Open(server).Send(Earn("a")).get();
  ExpectFailed(result, "a", ErrorReason::kUnknown);
  EXPECT_EQ(result.receipt.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(result.receipt.error().attempts, 3);
  EXPECT_TRUE(result.receipt.error().retryable());
}

TEST_F(PostingStreamTest, WaitsBeforeANewCallGrow) {
  FakeTime time(FakeTime::Draw::kLimit);
  PostingServer server({[](PostingCall&) { return kLost; }, [](PostingCall&) { return kLost; }});
  ClientOptions options = client_options_;
  options.server = server.server().address();
  options.retry = {.initial_backoff = milliseconds(100), .max_backoff = milliseconds(150)};
  PostingStream stream =
      Client(std::make_shared<const sdk_internal::Connection>(options, time.environment()))
          .SubmitStream();
  auto a = stream.Send(Earn("a"));
  time.PassOnceWaitedFor(milliseconds(100));
  time.PassOnceWaitedFor(milliseconds(150));
  ExpectPosted(a.get(), "a");
}

TEST_F(PostingStreamTest, RefusedCallFailsWhatIsUnansweredAndTheNextItemTriesAnew) {
  PostingServer server({[](PostingCall& call) {
    call.Read(2);
    call.Post("a");
    return OnTheWire(Failure(grpc::StatusCode::UNAUTHENTICATED, "UNAUTHENTICATED"));
  }});
  PostingStream stream = Open(server);
  auto a = stream.Send(Earn("a"));
  auto b = stream.Send(Earn("b"));
  ExpectPosted(a.get(), "a");
  ExpectFailed(b.get(), "b", ErrorReason::kUnauthenticated);
  ExpectPosted(stream.Send(Earn("c")).get(), "c");
  EXPECT_THAT(server.reads(), ElementsAre(ElementsAre("a", "b"), ElementsAre("c")));
}

TEST_F(PostingStreamTest, RetryableItemsAreSentAgainAfterTheirWaitAndHoldUpNobody) {
  using grpc::StatusCode;
  const v1::Status kRetryable[] = {
      QueueFull(seconds(3)),
      Failure(StatusCode::RESOURCE_EXHAUSTED, "RATE_LIMITED", seconds(3)),
      Failure(StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE", seconds(3)),
      Failure(StatusCode::UNAVAILABLE, "SHUTTING_DOWN", seconds(3)),
  };
  for (const v1::Status& error : kRetryable) {
    PostingServer server({[&](PostingCall& call) {
      call.Read(2);
      call.Refuse("a", error);
      call.Post("b");
      return call.PostAll();
    }});
    PostingStream stream = Open(server);
    auto a = stream.Send(Earn("a"));
    ExpectPosted(stream.Send(Earn("b")).get(), "b");
    time_.PassOnceWaitedFor(seconds(3));
    ExpectPosted(a.get(), "a");
    EXPECT_THAT(server.reads(), ElementsAre(ElementsAre("a", "b", "a")));
  }
}

TEST_F(PostingStreamTest, ItemThatStaysRefusedHasTheErrorInTheEnd) {
  PostingServer server({[](PostingCall& call) {
    while (const auto id = call.Read()) call.Refuse(*id, QueueFull(seconds(0)));
    return grpc::Status::OK;
  }});
  client_options_.retry.max_attempts = 4;
  const BatchResult result = Open(server).Send(Earn("a")).get();
  ExpectFailed(result, "a", ErrorReason::kQueueFull);
  EXPECT_EQ(result.receipt.error().attempts, 4);
}

TEST_F(PostingStreamTest, NoRestEndsAfterTheDeadline) {
  PostingServer server({[](PostingCall& call) {
    call.Read(1);
    call.Refuse("a", QueueFull(seconds(10)));
    return call.PostAll();
  }});
  const BatchResult result = Open(server).Send(Earn("a")).get();
  ExpectFailed(result, "a", ErrorReason::kQueueFull);
  EXPECT_EQ(result.receipt.error().attempts, 1);
}

TEST_F(PostingStreamTest, LinkedItemsStayTogetherWhenTheyAreSentAgain) {
  PostingServer server({[](PostingCall& call) {
    call.Read(4);
    call.Refuse("b", LinkedItemFailed());
    call.Refuse("c", QueueFull(seconds(3)));
    call.Post("a");
    call.Post("d");
    return call.PostAll();
  }});
  PostingStream stream = Open(server);
  auto a = stream.Send(Earn("a"));
  auto group = stream.SendLinked({Earn("b"), Earn("c")});
  ExpectPosted(stream.Send(Earn("d")).get(), "d");
  time_.PassOnceWaitedFor(seconds(3));
  ExpectPosted(group.get(), {"b", "c"});
  EXPECT_THAT(server.reads(), ElementsAre(ElementsAre("a", "b+", "c", "d", "b+", "c")));
}

// The connection breaks when the server has read some of a linked group and answered some of that.
TEST_F(PostingStreamTest, LinkedGroupThatIsNotAnsweredWhollyIsSentAgainWhole) {
  const std::string kIds[] = {"a", "b", "c"};
  for (int read = 0; read <= 3; ++read) {
    for (int answered = 0; answered <= std::min(read, 2); ++answered) {
      SCOPED_TRACE(testing::Message() << "read " << read << ", answered " << answered);
      PostingServer server({[&](PostingCall& call) {
        call.Read(read);
        for (int i = 0; i < answered; ++i) call.Refuse(kIds[i], LinkedItemFailed());
        return kLost;
      }});
      PostingStream stream = Open(server);
      std::atomic<int> answers = 0;
      stream.SendLinked({Earn("a"), Earn("b"), Earn("c")}, [&](std::vector<BatchResult> results) {
        ExpectPosted(results, {"a", "b", "c"});
        ++answers;
      });
      stream.Close();
      EXPECT_EQ(answers, 1);
      EXPECT_THAT(server.reads().back(), ElementsAre("a+", "b+", "c"));
    }
  }
}

TEST_F(PostingStreamTest, LinkedGroupThatFailsForGoodSaysWhy) {
  PostingServer server({[](PostingCall& call) {
    call.Read(2);
    call.Refuse("a", LinkedItemFailed());
    call.Refuse("b", Failure(grpc::StatusCode::FAILED_PRECONDITION, "INSUFFICIENT_POINTS"));
    return call.PostAll();
  }});
  const std::vector<BatchResult> results = Open(server).SendLinked({Earn("a"), Earn("b")}).get();
  ASSERT_EQ(results.size(), 2U);
  ExpectFailed(results[0], "a", ErrorReason::kLinkedItemFailed);
  ExpectFailed(results[1], "b", ErrorReason::kInsufficientPoints);
  EXPECT_THAT(server.reads(), ElementsAre(ElementsAre("a+", "b")));
}

}  // namespace
}  // namespace coalition::sdk_test
