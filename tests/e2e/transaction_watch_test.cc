#include <algorithm>
#include <atomic>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/e2e/streams.h"
#include "tests/testing/wait_until.h"

namespace coalition::e2e {
namespace {

using testing_processes::WaitUntil;

constexpr int kWatchersMax = 256;
constexpr int kPageMax = 256;

class TransactionWatch : public testing::Test {
 protected:
  void SetUp() override {
    nike_ = network_.Join("nike");
    adidas_ = network_.Join("adidas");
    member_ = network_.Enroll(nike_, "card");
    network_.Link(member_, adidas_, "card");
  }

  // That many earns of 1 point in one batch; answers their transaction ids.
  std::vector<std::string> Post(const Partner& partner, int count) const {
    v1::SubmitBatchRequest request;
    for (int i = 0; i < count; ++i) *request.add_items() = EarnItem(member_, 1);
    const auto reply = network_.Call(partner.key, request);
    EXPECT_TRUE(reply.ok()) << reply.outcome;
    std::vector<std::string> ids;
    for (const v1::BatchResult& result : reply->results()) {
      ids.push_back(result.receipt().transaction().transaction_id());
    }
    return ids;
  }

  // The next transactions of the watch, as many as `expected`, are these.
  static void ExpectNext(WatchCall& call, const std::vector<std::string>& expected) {
    for (const std::string& id : expected) {
      const auto message = call.Next();
      ASSERT_TRUE(message) << call.End();
      ASSERT_EQ(message->transaction().transaction_id(), id);
      ASSERT_FALSE(message->resume_token().empty());
    }
  }

  // Of one that began at once.
  static std::string TokenOf(WatchCall& call) {
    const auto message = call.Next();
    EXPECT_TRUE(message);
    if (!message) return std::string();
    EXPECT_FALSE(message->has_transaction());
    EXPECT_FALSE(message->resume_token().empty());
    return message->resume_token();
  }

  static void Finish(WatchCall& call) {
    call.Cancel();
    while (call.Next()) {
    }
    EXPECT_EQ(call.End().code, grpc::CANCELLED);
  }

  Network network_;
  Partner nike_;
  Partner adidas_;
  std::string member_;
};

TEST_F(TransactionWatch, FromTheBeginningShowsEverythingAndThenWhatIsPosted) {
  WatchCall call(network_, nike_.key, "resume_token: '0'");
  call.AwaitBegin();
  ExpectNext(call, Post(nike_, 1));
  // More than a page.
  ExpectNext(call, Post(nike_, 3 * kPageMax + 1));
  ExpectNext(call, Post(nike_, 1));

  WatchCall late(network_, nike_.key, "resume_token: '0'");
  for (const v1::Transaction& transaction : AllTransactions(network_, nike_.key)) {
    const auto message = late.Next();
    ASSERT_TRUE(message);
    ASSERT_EQ(message->transaction().DebugString(), transaction.DebugString());
  }
  const auto next = Post(nike_, 1);
  ExpectNext(late, next);
  ExpectNext(call, next);
  Finish(call);
  Finish(late);
}

TEST_F(TransactionWatch, OfWholePagesShowsWhatComesAfterThem) {
  const auto first = Post(nike_, 2 * kPageMax);
  WatchCall call(network_, nike_.key, "resume_token: '0'");
  ExpectNext(call, first);
  ExpectNext(call, Post(nike_, 2));
  Finish(call);
}

TEST_F(TransactionWatch, FromNowOnBeginsWithATokenAndShowsNothingOlder) {
  Post(nike_, 3);
  WatchCall call(network_, nike_.key, "");
  const std::string token = TokenOf(call);
  const auto later = Post(nike_, 2);
  ExpectNext(call, later);
  Finish(call);
  WatchCall again(network_, nike_.key, absl::StrCat("resume_token: '", token, "'"));
  ExpectNext(again, later);
  Finish(again);
}

TEST_F(TransactionWatch, FromNowOnOfAnEmptyLedgerMissesNothing) {
  WatchCall call(network_, nike_.key, "");
  const std::string token = TokenOf(call);
  Finish(call);
  const auto later = Post(nike_, 2);
  WatchCall again(network_, nike_.key, absl::StrCat("resume_token: '", token, "'"));
  ExpectNext(again, later);
  Finish(again);
}

TEST_F(TransactionWatch, ContinuesRightAfterATokenOrATransaction) {
  const auto ids = Post(nike_, 5);
  WatchCall all(network_, nike_.key, "resume_token: '0'");
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto message = all.Next();
    ASSERT_TRUE(message);
    const std::vector<std::string> rest(ids.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                        ids.end());
    for (const std::string& from : {ids[i], message->resume_token()}) {
      WatchCall call(network_, nike_.key, absl::StrCat("resume_token: '", from, "'"));
      ExpectNext(call, rest);
      // After the last there is nothing yet.
      if (!rest.empty()) Finish(call);
    }
  }
  Finish(all);
}

TEST_F(TransactionWatch, ShowsAPartnerItsOwnAndTheOperatorWhatItAsksFor) {
  std::vector<std::string> of_nike;
  std::vector<std::string> of_adidas;
  std::vector<std::string> of_all;
  for (int i = 0; i < 6; ++i) {
    auto& own = i % 2 == 0 ? of_nike : of_adidas;
    const auto ids = Post(i % 2 == 0 ? nike_ : adidas_, 1 + i * 70);
    own.insert(own.end(), ids.begin(), ids.end());
    of_all.insert(of_all.end(), ids.begin(), ids.end());
  }
  // Nike's points, burned at Adidas: Nike has a leg in it, and does not see it.
  of_adidas.push_back(
      network_.Burned(adidas_, member_, "points: 3").transaction().transaction_id());
  of_all.push_back(of_adidas.back());
  of_nike.push_back(Post(nike_, 1).front());
  of_all.push_back(of_nike.back());

  const std::string start = "resume_token: '0'";
  WatchCall nike(network_, nike_.key, start);
  WatchCall nike_by_name(network_, nike_.key, start + " partner_id: 'nike'");
  WatchCall adidas(network_, adidas_.key, start);
  WatchCall all(network_, network_.operator_key(), start);
  WatchCall one(network_, network_.operator_key(), start + " partner_id: 'adidas'");
  ExpectNext(nike, of_nike);
  ExpectNext(nike_by_name, of_nike);
  ExpectNext(adidas, of_adidas);
  ExpectNext(all, of_all);
  ExpectNext(one, of_adidas);
  // A place is a place for whoever asks, and permits nothing.
  WatchCall forged(network_, adidas_.key, absl::StrCat("resume_token: '", of_nike.front(), "'"));
  ExpectNext(forged, of_adidas);
  for (WatchCall* call : {&nike, &nike_by_name, &adidas, &all, &one, &forged}) Finish(*call);
}

TEST_F(TransactionWatch, APartnersOwnLegsAreAllThatItSees) {
  Post(nike_, 10);
  network_.Burned(adidas_, member_, "points: 10");
  WatchCall call(network_, adidas_.key, "resume_token: '0'");
  const auto message = call.Next();
  ASSERT_TRUE(message);
  ASSERT_GT(message->transaction().legs_size(), 0);
  for (const v1::MoneyLeg& leg : message->transaction().legs()) {
    EXPECT_EQ(leg.partner_id(), "adidas") << message->DebugString();
  }
  Finish(call);
}

TEST_F(TransactionWatch, IsRefusedWithWhatIsWrong) {
  const auto refusal = [&](const std::string& key, const std::string& text) {
    return WatchCall(network_, key, text).Refusal();
  };
  EXPECT_EQ(refusal("coalition_x", "").reason, "UNAUTHENTICATED");
  EXPECT_EQ(refusal(nike_.key, "partner_id: 'adidas'").reason, "PERMISSION_DENIED");
  EXPECT_EQ(refusal(nike_.key, "partner_id: 'nobody'").reason, "PERMISSION_DENIED");
  EXPECT_EQ(refusal(network_.operator_key(), "partner_id: 'nobody'").reason, "PARTNER_NOT_FOUND");
  Post(nike_, 2);
  const std::string page_token =
      network_.Must<v1::ListTransactionsRequest>(nike_.key, "page_size: 1").next_page_token();
  for (const std::string& token :
       {std::string("-"), std::string("00"), std::string("-1"), std::string("1"),
        std::string("nonsense"), std::string("1-1"), std::string("0-3"),
        std::string("0-9223372036854775807"), page_token, std::string(1'000'000, 'x')}) {
    const Outcome outcome = refusal(nike_.key, absl::StrCat("resume_token: '", token, "'"));
    EXPECT_EQ(outcome.reason, "INVALID_FIELD") << token.substr(0, 40) << ": " << outcome;
    EXPECT_TRUE(outcome.Names("resume_token")) << outcome;
  }
}

TEST_F(TransactionWatch, EndsWhenItsKeyIsRevoked) {
  const auto made = network_.Must<v1::CreateCredentialRequest>(nike_.key, "label: 'feed'");
  WatchCall call(network_, made.api_key(), "");
  TokenOf(call);
  ExpectNext(call, Post(nike_, 1));
  network_.Must<v1::RevokeCredentialRequest>(
      nike_.key, absl::StrCat("credential_id: '", made.credential().credential_id(), "'"));
  Post(nike_, 1);
  EXPECT_EQ(call.Refusal().reason, "UNAUTHENTICATED");
}

TEST_F(TransactionWatch, OneMoreThanTheServerHasIsRefused) {
  const auto channel = network_.Connect();
  const auto request = Proto<v1::WatchTransactionsRequest>("");
  std::vector<std::unique_ptr<WatchCall>> calls;
  for (int i = 0; i < kWatchersMax; ++i) {
    calls.push_back(std::make_unique<WatchCall>(channel, nike_.key, request));
  }
  for (const auto& call : calls) TokenOf(*call);
  const Outcome refused = WatchCall(network_, adidas_.key, "").Refusal();
  EXPECT_EQ(refused.reason, "RATE_LIMITED") << refused;
  EXPECT_GT(refused.retry_delay_ms, 0);
  // All of them are told, and questions are answered beside them.
  for (int i = 0; i < 20; ++i) {
    const auto ids = Post(nike_, 2);
    EXPECT_EQ(network_.AvailableTo(member_), 2 * (i + 1));
    for (const auto& call : calls) ExpectNext(*call, ids);
  }
  // Places become free.
  Finish(*calls.back());
  EXPECT_TRUE(WaitUntil(
      [&] {
        WatchCall call(network_, adidas_.key, "");
        const bool begun = call.Next().has_value();
        call.Cancel();
        call.End();
        return begun;
      },
      kPatience));
  calls.pop_back();
  for (const auto& call : calls) Finish(*call);
  // Where leaks are looked for, they would show now.
  const absl::Status ended = network_.process().Terminate();
  EXPECT_TRUE(ended.ok()) << ended;
}

TEST_F(TransactionWatch, ThatStopsReadingHoldsNobodyUpAndGoesOnLater) {
  WatchCall stopped(network_, nike_.key, "resume_token: '0'");
  WatchCall other(network_, nike_.key, "resume_token: '0'");
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) {
    const auto some = Post(nike_, 1'000);
    ExpectNext(other, some);
    ids.insert(ids.end(), some.begin(), some.end());
  }
  ExpectNext(stopped, ids);
  Finish(stopped);
  Finish(other);
}

TEST_F(TransactionWatch, AShutdownEndsAllAtOnceAndTheirTokensGoOnAfterIt) {
  Post(nike_, 1);
  std::vector<std::unique_ptr<WatchCall>> calls;
  std::vector<std::string> tokens;
  for (int i = 0; i < 20; ++i) {
    calls.push_back(std::make_unique<WatchCall>(network_, nike_.key, ""));
    tokens.push_back(TokenOf(*calls.back()));
  }
  const absl::Status ended = network_.process().Terminate();
  EXPECT_TRUE(ended.ok()) << ended;
  for (const auto& call : calls) EXPECT_EQ(call->Refusal().reason, "SHUTTING_DOWN");
  network_.Kill9AndRestart();
  const auto ids = Post(nike_, 2);
  for (const std::string& token : tokens) {
    WatchCall call(network_, nike_.key, absl::StrCat("resume_token: '", token, "'"));
    ExpectNext(call, ids);
    Finish(call);
  }
}

// Follows a partner, or all, through watches that it ends at random and through restarts of the
// server, always from the last token.
class Follower {
 public:
  Follower(std::string key, unsigned seed) : key_(std::move(key)), random_(seed) {}

  // One watch, until it saw `last` (true), or a random number of transactions, or it broke.
  bool Watch(std::shared_ptr<grpc::Channel> channel, const std::string& last) {
    v1::WatchTransactionsRequest request;
    request.set_resume_token(token_);
    WatchCall call(std::move(channel), key_, request);
    bool found = false;
    for (int left = std::uniform_int_distribution(0, 700)(random_); left > 0 && !found; --left) {
      const auto message = call.Next();
      if (!message) break;
      token_ = message->resume_token();
      seen_.push_back(message->transaction().transaction_id());
      found = seen_.back() == last;
    }
    call.Cancel();
    call.End();
    return found;
  }

  const std::vector<std::string>& seen() const { return seen_; }

 private:
  const std::string key_;
  std::mt19937 random_;
  std::string token_ = "0";
  std::vector<std::string> seen_;
};

TEST_F(TransactionWatch, SeesExactlyWhatIsListedThroughBreaksAndRestarts) {
  constexpr int kWriters = 4;
  constexpr int kRounds = 3;
  constexpr int kPostsBeforeARestart = 300;
  std::vector<Follower> followers;
  followers.emplace_back(nike_.key, 1);
  followers.emplace_back(adidas_.key, 2);
  followers.emplace_back(network_.operator_key(), 3);
  followers.emplace_back(network_.operator_key(), 4);
  for (int round = 0; round < kRounds; ++round) {
    std::atomic<bool> stop = false;
    std::atomic<int> posted = 0;
    std::vector<std::thread> threads;
    for (int w = 0; w < kWriters; ++w) {
      threads.emplace_back([&, w] {
        const Partner& partner = w % 2 == 0 ? nike_ : adidas_;
        while (!stop) {
          const auto reply = network_.Earn(partner, member_, "points: 1");
          if (!reply.ok()) return;
          ++posted;
        }
      });
    }
    for (Follower& follower : followers) {
      threads.emplace_back([&] {
        while (!stop) follower.Watch(network_.Connect(), "");
      });
    }
    EXPECT_TRUE(WaitUntil([&] { return posted >= kPostsBeforeARestart; }, kPatience));
    // In turns by a crash while all are at work and in order.
    if (round % 2 == 0) network_.process().Kill9();
    stop = true;
    const absl::Status ended = round % 2 == 1 ? network_.process().Terminate() : absl::OkStatus();
    EXPECT_TRUE(ended.ok()) << ended;
    for (std::thread& thread : threads) thread.join();
    network_.Kill9AndRestart();
  }
  const std::string last_of_nike = Post(nike_, 1).front();
  const std::string last_of_adidas = Post(adidas_, 1).front();
  const std::vector<std::string> lasts = {last_of_nike, last_of_adidas, last_of_adidas,
                                          last_of_adidas};
  const std::vector<std::string> keys = {nike_.key, adidas_.key, network_.operator_key(),
                                         network_.operator_key()};
  for (std::size_t i = 0; i < followers.size(); ++i) {
    while (!followers[i].Watch(network_.Connect(), lasts[i])) {
    }
    std::vector<std::string> listed;
    for (const v1::Transaction& transaction : AllTransactions(network_, keys[i])) {
      listed.push_back(transaction.transaction_id());
    }
    EXPECT_GT(listed.size(), static_cast<std::size_t>(kPostsBeforeARestart) / 2);
    EXPECT_EQ(followers[i].seen(), listed);
  }
}

}  // namespace
}  // namespace coalition::e2e
