#include "tests/cluster/rivals.h"

#include <latch>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace coalition::cluster {
namespace {

constexpr std::size_t kEarnMax = 50;

Result<Receipt> Send(Caller<Client>& caller, const Posting& posting) {
  return caller.Send(
      [&](const Client& client) { return client.Earn(std::get<EarnRequest>(posting.command)); });
}

}  // namespace

Rivals::Rivals(const Servers& servers, const Shop& shop, std::uint64_t seed)
    : shop_(shop), random_(seed), first_(servers, shop.key, 0), second_(servers, shop.key, 1) {}

void Rivals::Run(const std::atomic<bool>& ends, std::atomic<std::int64_t>& answered) {
  while (!ends && !testing::Test::HasFailure()) {
    UseOnce();
    answered += 2;
    if (Below(4) == 0) first_.MoveOn();
    if (Below(4) == 0) second_.MoveOn();
  }
}

Posting Rivals::Earn(const std::string& request_id) {
  const std::string& card = shop_.shared_cards[Below(shop_.shared_cards.size())];
  const auto points = static_cast<std::int64_t>(1 + Below(kEarnMax));
  return {EarnRequest{.request_id = request_id,
                      .member = Identifier{.kind = kCardKind, .value = card},
                      .amount = CurrencyPoints{points}},
          {.card = card, .points = points, .issued = points}};
}

void Rivals::UseOnce() {
  const std::string request_id = absl::StrCat("rivals-", ++ids_);
  const Posting posting = Earn(request_id);
  const Posting rival = Below(2) == 0 ? posting : Earn(request_id);
  Result<Receipt> answer = Error{};
  Result<Receipt> rivals_answer = Error{};
  std::latch both(2);
  std::thread thread([&] {
    both.arrive_and_wait();
    rivals_answer = Send(second_, rival);
  });
  both.arrive_and_wait();
  answer = Send(first_, posting);
  thread.join();
  if (posting.command == rival.command) {
    ASSERT_TRUE(answer.ok() && rivals_answer.ok())
        << request_id << ": " << (answer.ok() ? rivals_answer : answer).error();
    EXPECT_EQ(answer->transaction.transaction_id, rivals_answer->transaction.transaction_id);
    return Hear(posting, answer);
  }
  ASSERT_NE(answer.ok(), rivals_answer.ok()) << request_id;
  EXPECT_EQ((answer.ok() ? rivals_answer : answer).error().reason, ErrorReason::kRequestIdReused);
  return answer.ok() ? Hear(posting, answer) : Hear(rival, rivals_answer);
}

void Rivals::Hear(Posting posting, const Result<Receipt>& answer) {
  EXPECT_EQ(answer->transaction.points, posting.effect.points) << answer->transaction.request_id;
  posting.transaction_id = answer->transaction.transaction_id;
  postings_.push_back(std::move(posting));
}

}  // namespace coalition::cluster
