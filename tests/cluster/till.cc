#include "tests/cluster/till.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace coalition::cluster {
namespace {

constexpr std::int64_t kEarnMax = 60;
constexpr std::int64_t kBurnMax = 40;
constexpr std::int64_t kHoldMax = 20;
// Of one till; all of them stay far below what one account may have.
constexpr std::size_t kOpenHoldsMax = 3;
constexpr std::uint64_t kBatchItemsUpTo = 12;

// Sends any posting by the call that is its own.
struct PostAlone {
  const Client& client;

  Result<Receipt> operator()(const EarnRequest& request) const { return client.Earn(request); }
  Result<Receipt> operator()(const BurnRequest& request) const { return client.Burn(request); }
  Result<Receipt> operator()(const CaptureRequest& request) const {
    return client.Capture(request);
  }
  Result<Receipt> operator()(const VoidRequest& request) const { return client.Void(request); }
  Result<Receipt> operator()(const ReverseRequest& request) const {
    return client.Reverse(request);
  }
  Result<Receipt> operator()(const AuthorizeRequest& request) const {
    auto authorization = client.Authorize(request);
    if (!authorization) return std::move(authorization).error();
    return authorization->receipt;
  }
  // Tills do neither.
  Result<Receipt> operator()(const ConvertRequest&) const { return Error{}; }
  Result<Receipt> operator()(const TransferRequest&) const { return Error{}; }
};

// Of the first item that has one.
const Error* RetryableErrorOf(const std::vector<BatchResult>& results) {
  for (const BatchResult& result : results) {
    if (const Error* error = RetryableError(result.receipt)) return error;
  }
  return nullptr;
}

}  // namespace

Till::Till(const Servers& servers, const Shop& shop, std::size_t number, std::uint64_t seed)
    : shop_(shop),
      name_(absl::StrCat("till-", number)),
      random_(seed + number),
      caller_(servers, shop.key, number) {}

void Till::Run(const std::atomic<bool>& ends, std::atomic<std::int64_t>& answered) {
  while (!ends && !testing::Test::HasFailure()) {
    if (Below(8) == 0) {
      SendBatch();
    } else {
      SendOne();
    }
    ++answered;
    // So that each server is everybody's now and then.
    if (Below(16) == 0) caller_.MoveOn();
  }
}

std::string Till::NextId() { return absl::StrCat(name_, "-", ++ids_); }

Identifier Till::AnyCard() {
  const auto& cards = Below(3) == 0 ? shop_.new_cards : shop_.shared_cards;
  return {.kind = kCardKind, .value = cards[Below(cards.size())]};
}

Posting Till::Earn() {
  const Identifier card = AnyCard();
  const std::int64_t points = PointsUpTo(kEarnMax);
  EarnRequest request{.request_id = NextId(), .member = card, .enroll_if_unknown = true};
  if (Below(2) == 0) {
    request.amount = PartnerPoints{points};
  } else {
    request.amount = CurrencyPoints{points};
  }
  return {request, {.card = card.value, .points = points, .issued = points}};
}

Posting Till::Burn() {
  const Identifier card = AnyCard();
  const std::int64_t points = PointsUpTo(kBurnMax);
  BurnRequest request{.request_id = NextId(), .member = card, .amount = CurrencyPoints{points}};
  return {request, {.card = card.value, .points = -points, .redeemed = points}};
}

Posting Till::Authorize() {
  const Identifier card = AnyCard();
  const std::int64_t points = PointsUpTo(kHoldMax);
  AuthorizeRequest request{
      .request_id = NextId(), .member = card, .amount = CurrencyPoints{points}};
  return {request, {.card = card.value, .held = points}};
}

Posting Till::CloseHold() {
  const std::size_t chosen = Below(holds_.size());
  const Hold hold = holds_[chosen];
  holds_.erase(holds_.begin() + static_cast<std::ptrdiff_t>(chosen));
  if (Below(3) == 0) {
    return {VoidRequest{.request_id = NextId(), .transaction_id = hold.transaction_id},
            {.card = hold.card, .held = -hold.points}};
  }
  const std::int64_t points = PointsUpTo(hold.points);
  CaptureRequest request{.request_id = NextId(), .transaction_id = hold.transaction_id};
  if (points < hold.points) request.amount = CurrencyPoints{points};
  return {request,
          {.card = hold.card, .points = -points, .held = -hold.points, .redeemed = points}};
}

Posting Till::Reverse() {
  const std::size_t chosen = Below(reversibles_.size());
  Reversible& original = reversibles_[chosen];
  const std::int64_t points = Below(2) == 0 ? original.left : PointsUpTo(original.left);
  ReverseRequest request{.request_id = NextId(), .transaction_id = original.transaction_id};
  if (points < original.left) request.part = CurrencyPoints{points};
  const bool was_earned = original.effect.issued > 0;
  const Effect effect{.card = original.effect.card,
                      .points = was_earned ? -points : points,
                      .issued = was_earned ? -points : 0,
                      .redeemed = was_earned ? 0 : -points};
  original.left -= points;
  if (original.left == 0) {
    reversibles_.erase(reversibles_.begin() + static_cast<std::ptrdiff_t>(chosen));
  }
  return {request, effect};
}

Posting Till::Any() {
  const std::uint64_t dice = Below(20);
  if (!holds_.empty() && (dice < 3 || holds_.size() >= kOpenHoldsMax)) return CloseHold();
  if (dice < 5) return Authorize();
  if (dice < 7 && !reversibles_.empty()) return Reverse();
  return dice < 13 ? Burn() : Earn();
}

void Till::SendOne() {
  const Posting posting = !postings_.empty() && Below(12) == 0 ? Repeated() : Any();
  Hear(posting, caller_.Send([&](const Client& client) {
    return std::visit(PostAlone{client}, posting.command);
  }));
}

void Till::SendBatch() {
  std::vector<Posting> postings;
  SubmitBatchRequest request;
  for (std::uint64_t items = 1 + Below(kBatchItemsUpTo); items > 0; --items) {
    const bool repeats = !postings_.empty() && Below(6) == 0;
    postings.push_back(repeats ? Repeated() : Below(2) == 0 ? Burn() : Earn());
    request.items.emplace_back(BatchItem());
    request.items.back().command = postings.back().command;
  }
  const auto answers = caller_.SendUntil(
      [&](const Client& client) { return client.SubmitBatch(request); }, RetryableErrorOf);
  ASSERT_EQ(answers.size(), postings.size());
  for (std::size_t i = 0; i < postings.size(); ++i) Hear(postings[i], answers[i].receipt);
}

void Till::Hear(Posting posting, const Result<Receipt>& answer) {
  const bool is_new = !posting.accepted() && posting.rejected == ErrorReason::kUnknown;
  if (answer.ok()) {
    HearReceipt(posting, *answer, is_new);
  } else {
    HearRejection(posting, answer.error(), is_new);
  }
  if (!is_new) return;
  Note(posting);
  postings_.push_back(std::move(posting));
}

void Till::HearReceipt(Posting& posting, const Receipt& receipt, bool is_new) {
  const Transaction& transaction = receipt.transaction;
  EXPECT_EQ(transaction.request_id, RequestIdOf(posting.command));
  EXPECT_EQ(transaction.points, posting.effect.points) << transaction.request_id;
  if (!is_new) {
    EXPECT_EQ(transaction.transaction_id, posting.transaction_id) << transaction.request_id;
    EXPECT_TRUE(receipt.replayed) << transaction.request_id;
  }
  posting.transaction_id = transaction.transaction_id;
}

// The only thing that the rules say about what tills do: there are too few points, or the card is
// nobody's yet.
void Till::HearRejection(Posting& posting, const Error& error, bool is_new) {
  const bool takes_points = std::holds_alternative<BurnRequest>(posting.command) ||
                            std::holds_alternative<AuthorizeRequest>(posting.command);
  EXPECT_TRUE(takes_points && (error.reason == ErrorReason::kInsufficientPoints ||
                               error.reason == ErrorReason::kMemberNotFound))
      << "a client saw " << error;
  EXPECT_TRUE(is_new || error.reason == posting.rejected) << error;
  posting.rejected = error.reason;
}

void Till::Note(const Posting& posting) {
  if (!posting.accepted()) return;
  const Effect& effect = posting.effect;
  if (effect.held > 0) {
    holds_.push_back({posting.transaction_id, effect.card, effect.held});
  } else if (effect.issued > 0 || effect.redeemed > 0) {
    reversibles_.push_back(
        {posting.transaction_id, effect, std::max(effect.issued, effect.redeemed)});
  }
}

}  // namespace coalition::cluster
