#include "partner_sdk/src/transaction_feed.h"

#include <utility>
#include <variant>

#include "partner_sdk/src/convert.h"
#include "partner_sdk/src/status.h"

namespace coalition::sdk_internal {

namespace {

// On the wire it would mean from now on, and what was posted before would be missed in silence.
Error EmptyToken() {
  Error error;
  error.code = ErrorCode::kInvalidArgument;
  error.reason = ErrorReason::kInvalidField;
  error.reason_text = ToString(error.reason);
  error.message = "a watch cannot go on after nothing";
  error.metadata["field"] = "from";
  error.field_violations = {{.field = "from", .description = "the token is empty"}};
  return error;
}

}  // namespace

TransactionFeed::TransactionFeed(std::shared_ptr<const Connection> connection,
                                 v1::WatchTransactionsRequest request)
    : connection_(std::move(connection)), request_(std::move(request)) {}

TransactionFeed::~TransactionFeed() {
  Cancel();
  std::unique_lock lock(monitor_.mutex);
  monitor_.changed.wait(lock, [this] { return call_ == nullptr || call_->status(); });
}

Result<void> TransactionFeed::AwaitToken() {
  std::unique_lock lock(monitor_.mutex);
  while (request_.resume_token().empty()) {
    std::optional<Result<Message>> message = Read(lock);
    if (!message->ok()) return (*message).error();
    request_.set_resume_token((*message)->resume_token());
  }
  return {};
}

std::optional<Result<Transaction>> TransactionFeed::Next() {
  std::unique_lock lock(monitor_.mutex);
  while (std::optional<Result<Message>> message = Read(lock)) {
    if (!message->ok()) return std::move(*message).error();
    request_.set_resume_token((*message)->resume_token());
    if ((*message)->has_transaction()) return FromProto((*message)->transaction());
  }
  return std::nullopt;
}

void TransactionFeed::Cancel() {
  const std::lock_guard lock(monitor_.mutex);
  is_cancelled_ = true;
  if (call_ != nullptr) call_->Cancel();
  monitor_.changed.notify_all();
}

std::string TransactionFeed::resume_token() const {
  const std::lock_guard lock(monitor_.mutex);
  return request_.resume_token();
}

std::optional<Result<TransactionFeed::Message>> TransactionFeed::Read(
    std::unique_lock<std::mutex>& lock) {
  if (std::optional<Error> refusal = connection_->Refusal(request_.ByteSizeLong())) return refusal;
  while (!is_cancelled_) {
    if (call_ == nullptr && Now() >= resume_at_) OpenCall();
    if (call_ != nullptr) {
      if (std::optional<Message> message = call_->Take()) {
        ForgetOutage();
        look_again_ = Now() + kSilenceMax;
        return Result<Message>(*std::move(message));
      }
      if (call_->status()) {
        if (std::optional<Error> error = EndCall()) return error;
        continue;
      }
      if (Now() >= look_again_) OnSilence();
    }
    connection_->environment().wait(monitor_.changed, lock,
                                    call_ == nullptr ? resume_at_ : look_again_);
  }
  return std::nullopt;
}

void TransactionFeed::OpenCall() {
  ended_ = Ended::kByServer;
  look_again_ = Now() + Outage().BeginAttempt();
  call_ = std::make_unique<WatchCall>(monitor_, request_);
  call_->Start(*connection_, /*wait_for_ready=*/failure_.has_value());
}

void TransactionFeed::OnSilence() {
  if (!outage_) {
    ended_ = Ended::kToAskAgain;
  } else if (MayBeSilent()) {
    ForgetOutage();
    look_again_ = Now() + kSilenceMax;
    return;
  } else {
    ended_ = Ended::kTooSlow;
  }
  look_again_ = kNever;
  call_->Cancel();
}

bool TransactionFeed::MayBeSilent() const {
  return !request_.resume_token().empty() && connection_->IsConnected();
}

std::optional<Error> TransactionFeed::EndCall() {
  const grpc::Status status = call_->status().value_or(grpc::Status());
  call_.reset();
  resume_at_ = Now();
  if (ended_ == Ended::kToAskAgain) return std::nullopt;
  Error error =
      MoreTelling(failure_, ended_ == Ended::kTooSlow ? NoAnswerInTime() : EndOfStream(status));
  const std::chrono::nanoseconds wait = Outage().NextWait(error);
  if (Outage().AllowsAnother(error, wait)) {
    resume_at_ += wait;
    failure_ = std::move(error);
    return std::nullopt;
  }
  error.attempts = Outage().attempts();
  ForgetOutage();
  return error;
}

void TransactionFeed::ForgetOutage() {
  outage_.reset();
  failure_.reset();
}

RetryBudget& TransactionFeed::Outage() {
  if (!outage_) outage_.emplace(connection_->Budget(connection_->limits()));
  return *outage_;
}

Result<TransactionWatch> Watch(std::shared_ptr<const Connection> connection,
                               const WatchTransactionsRequest& request) {
  const auto* after = std::get_if<FromAfter>(&request.from);
  if (after != nullptr && after->token.empty()) return EmptyToken();
  v1::WatchTransactionsRequest message;
  ToProto(request, &message);
  FillPartner(connection->options().partner_id, &message);
  auto feed = std::make_unique<TransactionFeed>(std::move(connection), std::move(message));
  if (std::holds_alternative<FromNow>(request.from)) {
    if (Result<void> begun = feed->AwaitToken(); !begun) return begun.error();
  }
  return TransactionWatch(std::move(feed));
}

}  // namespace coalition::sdk_internal
