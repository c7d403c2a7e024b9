#include "coalition/transaction_watch.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "coalition/client.h"
#include "coalition/v1/points_service.pb.h"
#include "partner_sdk/src/connection.h"
#include "partner_sdk/src/transaction_feed.h"
#include "tests/sdk/failures.h"
#include "tests/sdk/fake_server.h"
#include "tests/sdk/fake_time.h"

namespace coalition::sdk_test {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kWatch[] = "/coalition.v1.PointsService/WatchTransactions";

const grpc::Status kLost(grpc::StatusCode::UNAVAILABLE, "connection lost");

// A ledger of transactions `t1`, `t2`, … where the token after t<n> is `<n>`. Plays one script per
// call, in the order of the calls; after the last, it tells all of the ledger and stays silent.
class WatchServer {
 public:
  // Writes a transaction, and says what is right after it.
  class Call {
   public:
    Call(FakeStream& stream, int position) : stream_(stream), position_(position) {}

    void Tell(int count) {
      for (int i = 0; i < count; ++i) {
        v1::WatchTransactionsResponse response;
        response.mutable_transaction()->set_transaction_id("t" + std::to_string(++position_));
        response.set_resume_token(std::to_string(position_));
        stream_.Write(response);
      }
    }

    void TellToken(const std::string& token) {
      v1::WatchTransactionsResponse response;
      response.set_resume_token(token);
      stream_.Write(response);
    }

    void TellUpTo(int last) { Tell(last - position_); }
    void AwaitEnd() { stream_.AwaitEnd(); }

   private:
    FakeStream& stream_;
    int position_;
  };
  using Script = std::function<grpc::Status(Call&)>;

  explicit WatchServer(std::vector<Script> scripts = {}, int transactions = 5)
      : scripts_(std::move(scripts)), transactions_(transactions) {
    server_.OnStream(kWatch, [this](FakeStream& stream) { return Play(stream); });
  }
  ~WatchServer() { server_.Stop(); }

  FakeServer& server() { return server_; }

  // What the calls asked for, in their order.
  std::vector<std::string> tokens() const {
    const std::lock_guard lock(mutex_);
    return tokens_;
  }
  std::string partner_id() const {
    const std::lock_guard lock(mutex_);
    return partner_id_;
  }

  void AwaitCalls(std::size_t count) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return tokens_.size() >= count; });
  }

 private:
  grpc::Status Play(FakeStream& stream) {
    const auto request = stream.Read<v1::WatchTransactionsRequest>();
    if (!request) return grpc::Status::CANCELLED;
    const std::string& token = request->resume_token();
    std::size_t number = 0;
    {
      const std::lock_guard lock(mutex_);
      number = tokens_.size();
      tokens_.push_back(token);
      partner_id_ = request->partner_id();
      changed_.notify_all();
    }
    Call call(stream, token.empty() ? 0 : std::stoi(token));
    if (number < scripts_.size()) return scripts_[number](call);
    call.TellUpTo(transactions_);
    call.AwaitEnd();
    return grpc::Status::OK;
  }

  const std::vector<Script> scripts_;
  const int transactions_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::string> tokens_;
  std::string partner_id_;
  FakeServer server_;
};

class TransactionWatchTest : public testing::Test {
 protected:
  Result<TransactionWatch> Begin(const std::string& address, WatchStart from) {
    client_options_.server = address;
    return Client(std::make_shared<const sdk_internal::Connection>(client_options_,
                                                                   time_.environment()))
        .WatchTransactions({.from = std::move(from)});
  }

  TransactionWatch Watch(WatchServer& server, WatchStart from = FromBeginning{}) {
    return *Begin(server.server().address(), std::move(from));
  }

  ClientOptions client_options_{.deadline = seconds(10), .attempt_deadline = seconds(6)};
  FakeTime time_;
};

std::string IdOf(const std::optional<Result<Transaction>>& next) {
  if (!next) return "cancelled";
  return next->ok() ? (*next)->transaction_id : next->error().ToString();
}

std::vector<std::string> TakeIds(TransactionWatch& watch, int count) {
  std::vector<std::string> ids;
  for (int i = 0; i < count; ++i) ids.push_back(IdOf(watch.Next()));
  return ids;
}

TEST_F(TransactionWatchTest, BeginsWhereItIsTold) {
  const std::pair<WatchStart, std::string> kRows[] = {{FromBeginning{}, "0"},
                                                      {FromAfter{"3"}, "3"}};
  for (const auto& [from, token] : kRows) {
    WatchServer server;
    TransactionWatch watch = Watch(server, from);
    EXPECT_EQ(watch.resume_token(), token);
    const int position = std::stoi(token);
    EXPECT_EQ(IdOf(watch.Next()), "t" + std::to_string(position + 1));
    EXPECT_THAT(server.tokens(), ElementsAre(token));
  }
}

TEST_F(TransactionWatchTest, FromNowIsKnownWhenTheCallReturns) {
  WatchServer server({[](WatchServer::Call& call) {
    call.TellToken("3");
    return kLost;
  }});
  TransactionWatch watch = Watch(server, FromNow{});
  EXPECT_EQ(watch.resume_token(), "3");
  EXPECT_THAT(TakeIds(watch, 2), ElementsAre("t4", "t5"));
  EXPECT_THAT(server.tokens(), ElementsAre("", "3"));
}

TEST_F(TransactionWatchTest, FromNowIsAskedAgainUntilTheServerSaysWhenThatIs) {
  WatchServer server({[](WatchServer::Call&) { return kLost; },
                      [](WatchServer::Call& call) {
                        call.AwaitEnd();
                        return grpc::Status::OK;
                      },
                      [](WatchServer::Call& call) {
                        call.TellToken("3");
                        call.AwaitEnd();
                        return grpc::Status::OK;
                      }});
  auto watch = std::async(std::launch::async, [&] { return Watch(server, FromNow{}); });
  server.AwaitCalls(2);
  time_.PassOnceWaitedFor(seconds(6));
  EXPECT_EQ(watch.get().resume_token(), "3");
  EXPECT_THAT(server.tokens(), ElementsAre("", "", ""));
}

TEST_F(TransactionWatchTest, FromNowFailsAsACallDoes) {
  WatchServer server({[](WatchServer::Call&) {
    return OnTheWire(Failure(grpc::StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED"));
  }});
  const Result<TransactionWatch> watch = Begin(server.server().address(), FromNow{});
  ASSERT_FALSE(watch.ok());
  EXPECT_EQ(watch.error().reason, ErrorReason::kPermissionDenied);
  EXPECT_EQ(watch.error().attempts, 1);
}

TEST_F(TransactionWatchTest, FromAfterNothingIsRefused) {
  WatchServer server;
  const Result<TransactionWatch> watch = Begin(server.server().address(), FromAfter{});
  ASSERT_FALSE(watch.ok());
  EXPECT_EQ(watch.error().reason, ErrorReason::kInvalidField);
  EXPECT_EQ(watch.error().field_violations.at(0).field, "from");
  EXPECT_THAT(server.server().calls(), IsEmpty());
}

TEST_F(TransactionWatchTest, OptionsThatMakeNoSenseFailIt) {
  Result<TransactionWatch> watch = Begin("", FromBeginning{});
  ASSERT_TRUE(watch.ok());
  const auto next = watch->Next();
  ASSERT_TRUE(next && !next->ok());
  EXPECT_EQ(next->error().reason, ErrorReason::kInvalidField);
}

TEST_F(TransactionWatchTest, AsksForThePartnerOfTheOptions) {
  WatchServer server;
  client_options_.partner_id = "acme";
  TransactionWatch watch = Watch(server);
  watch.Next();
  EXPECT_EQ(server.partner_id(), "acme");
}

// Each call breaks after some transactions.
TEST_F(TransactionWatchTest, BrokenConnectionsLeaveNoGapAndNoRepeat) {
  const grpc::Status kEnds[] = {kLost, grpc::Status::OK,
                                grpc::Status(grpc::StatusCode::CANCELLED, "shutting down"),
                                OnTheWire(Failure(grpc::StatusCode::UNAVAILABLE, "SHUTTING_DOWN"))};
  for (const grpc::Status& end : kEnds) {
    for (int told = 0; told <= 5; ++told) {
      SCOPED_TRACE(testing::Message() << "status " << end.error_code() << ", told " << told);
      const auto break_off = [&](WatchServer::Call& call) {
        call.Tell(told);
        return end;
      };
      WatchServer server({break_off, break_off}, 12);
      TransactionWatch watch = Watch(server);
      std::vector<std::string> expected;
      for (int i = 1; i <= 12; ++i) expected.push_back("t" + std::to_string(i));
      EXPECT_EQ(TakeIds(watch, 12), expected);
      EXPECT_THAT(server.tokens(),
                  ElementsAre("0", std::to_string(told), std::to_string(2 * told)));
    }
  }
}

TEST_F(TransactionWatchTest, ConnectionThatIsCutIsMadeAnew) {
  WatchServer second;
  WatchServer first({[](WatchServer::Call& call) {
    call.Tell(2);
    call.AwaitEnd();
    return grpc::Status::OK;
  }});
  Result<TransactionWatch> watch =
      Begin("ipv4:" + first.server().address() + "," + second.server().address(), FromBeginning{});
  EXPECT_THAT(TakeIds(*watch, 2), ElementsAre("t1", "t2"));
  first.server().Stop();
  EXPECT_THAT(TakeIds(*watch, 3), ElementsAre("t3", "t4", "t5"));
  EXPECT_THAT(second.tokens(), ElementsAre("2"));
}

TEST_F(TransactionWatchTest, TokenIsThatOfTheLastAnswerNotOfWhatIsReadAhead) {
  WatchServer server;
  TransactionWatch watch = Watch(server);
  TakeIds(watch, 2);
  EXPECT_EQ(watch.resume_token(), "2");
  TransactionWatch next = Watch(server, FromAfter{watch.resume_token()});
  EXPECT_EQ(IdOf(next.Next()), "t3");
}

TEST_F(TransactionWatchTest, TransactionIsReadWhole) {
  FakeServer server;
  server.OnStream(kWatch, [](FakeStream& stream) {
    v1::WatchTransactionsResponse response;
    response.mutable_transaction()->set_points(7);
    response.mutable_transaction()->mutable_reservation()->set_points(8);
    response.set_resume_token("1");
    stream.Write(response);
    return grpc::Status::OK;
  });
  Result<TransactionWatch> watch = Begin(server.address(), FromBeginning{});
  const auto next = watch->Next();
  ASSERT_TRUE(next && next->ok());
  EXPECT_EQ((*next)->points, 7);
  EXPECT_EQ((*next)->reservation->points, 8);
}

TEST_F(TransactionWatchTest, FinalErrorIsAnsweredAndTheNextCallTriesAnew) {
  WatchServer server({[](WatchServer::Call& call) {
    call.Tell(1);
    return OnTheWire(Failure(grpc::StatusCode::UNAUTHENTICATED, "UNAUTHENTICATED"));
  }});
  TransactionWatch watch = Watch(server);
  EXPECT_EQ(IdOf(watch.Next()), "t1");
  const auto failed = watch.Next();
  ASSERT_TRUE(failed && !failed->ok());
  EXPECT_EQ(failed->error().reason, ErrorReason::kUnauthenticated);
  EXPECT_EQ(IdOf(watch.Next()), "t2");
  EXPECT_THAT(server.tokens(), ElementsAre("0", "1"));
}

TEST_F(TransactionWatchTest, OutageLongerThanTheBudgetIsAnErrorAndNothingIsLost) {
  const auto lose = [](WatchServer::Call&) { return kLost; };
  WatchServer server({[](WatchServer::Call& call) {
                        call.Tell(2);
                        return kLost;
                      },
                      lose, lose, lose});
  client_options_.retry.max_attempts = 2;
  TransactionWatch watch = Watch(server);
  TakeIds(watch, 2);
  const auto failed = watch.Next();
  ASSERT_TRUE(failed && !failed->ok());
  EXPECT_EQ(failed->error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(failed->error().attempts, 2);
  EXPECT_TRUE(failed->error().retryable());
  EXPECT_EQ(watch.resume_token(), "2");
  EXPECT_THAT(TakeIds(watch, 3), ElementsAre("t3", "t4", "t5"));
  EXPECT_THAT(server.tokens(), ElementsAre("0", "2", "2", "2", "2"));
}

TEST_F(TransactionWatchTest, RetryInfoIsWaitedOut) {
  WatchServer server({[](WatchServer::Call&) {
    return OnTheWire(Failure(grpc::StatusCode::RESOURCE_EXHAUSTED, "RATE_LIMITED", seconds(4)));
  }});
  TransactionWatch watch = Watch(server);
  auto next = std::async(std::launch::async, [&] { return IdOf(watch.Next()); });
  time_.PassOnceWaitedFor(seconds(4));
  EXPECT_EQ(next.get(), "t1");
}

TEST_F(TransactionWatchTest, CancelEndsNextForEver) {
  WatchServer server;
  TransactionWatch watch = Watch(server);
  TakeIds(watch, 5);
  auto next = std::async(std::launch::async, [&] { return watch.Next().has_value(); });
  time_.AwaitWaitFor(sdk_internal::kSilenceMax);
  watch.Cancel();
  EXPECT_FALSE(next.get());
  EXPECT_FALSE(watch.Next().has_value());
  EXPECT_EQ(watch.resume_token(), "5");
}

TEST_F(TransactionWatchTest, CancelEndsAWaitForTheNextAttempt) {
  WatchServer server({[](WatchServer::Call&) {
    return OnTheWire(Failure(grpc::StatusCode::RESOURCE_EXHAUSTED, "RATE_LIMITED", seconds(4)));
  }});
  TransactionWatch watch = Watch(server);
  auto next = std::async(std::launch::async, [&] { return watch.Next().has_value(); });
  time_.AwaitWaitFor(seconds(4));
  watch.Cancel();
  EXPECT_FALSE(next.get());
  EXPECT_EQ(server.tokens().size(), 1U);
}

TEST_F(TransactionWatchTest, CancelBeforeNextIsCancelled) {
  WatchServer server;
  TransactionWatch watch = Watch(server);
  watch.Cancel();
  EXPECT_FALSE(watch.Next().has_value());
  EXPECT_THAT(server.tokens(), IsEmpty());
}

// The server's script ends when the call does, and the server waits for its scripts.
TEST_F(TransactionWatchTest, DestructionEndsTheCall) {
  WatchServer server;
  {
    TransactionWatch watch = Watch(server);
    TakeIds(watch, 1);
    TransactionWatch moved = std::move(watch);
    TakeIds(moved, 1);
  }
  server.server().Stop();
  EXPECT_THAT(server.tokens(), ElementsAre("0"));
}

TEST_F(TransactionWatchTest, LongSilenceIsAskedAgain) {
  WatchServer server({[](WatchServer::Call& call) {
                       call.Tell(5);
                       call.AwaitEnd();
                       return grpc::Status::OK;
                     }},
                     6);
  TransactionWatch watch = Watch(server);
  TakeIds(watch, 5);
  auto next = std::async(std::launch::async, [&] { return IdOf(watch.Next()); });
  time_.PassOnceWaitedFor(sdk_internal::kSilenceMax);
  EXPECT_EQ(next.get(), "t6");
  EXPECT_THAT(server.tokens(), ElementsAre("0", "5"));
}

// There may be nothing to tell yet: only a server that is not there is an outage.
TEST_F(TransactionWatchTest, SilenceAfterTheBeginningIsNoOutage) {
  WatchServer server({[](WatchServer::Call& call) {
    call.AwaitEnd();
    return grpc::Status::OK;
  }});
  TransactionWatch watch = Watch(server);
  auto next = std::async(std::launch::async, [&] { return IdOf(watch.Next()); });
  server.AwaitCalls(1);
  time_.PassOnceWaitedFor(seconds(6));
  time_.PassOnceWaitedFor(sdk_internal::kSilenceMax);
  EXPECT_EQ(next.get(), "t1");
  EXPECT_THAT(server.tokens(), ElementsAre("0", "0"));
}

TEST_F(TransactionWatchTest, WithoutAServerItIsUnavailable) {
  std::string address;
  { address = FakeServer().address(); }
  client_options_.retry.max_attempts = 1;
  Result<TransactionWatch> watch = Begin(address, FromBeginning{});
  const auto next = watch->Next();
  ASSERT_TRUE(next && !next->ok());
  EXPECT_EQ(next->error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace coalition::sdk_test
