#include "partner_sdk/src/posting_pipeline.h"

#include <algorithm>
#include <string>
#include <utility>

#include "partner_sdk/src/check_options.h"
#include "partner_sdk/src/convert.h"
#include "partner_sdk/src/request_defaults.h"
#include "partner_sdk/src/status.h"

namespace coalition::sdk_internal {

namespace {

Error GroupTooLarge() {
  Error error;
  error.code = ErrorCode::kResourceExhausted;
  error.reason = ErrorReason::kTooLarge;
  error.reason_text = ToString(error.reason);
  error.message = "a linked group may have " + std::to_string(kStreamUnansweredMax) + " items";
  error.metadata = {{"limit", "linked_items"}, {"maximum", std::to_string(kStreamUnansweredMax)}};
  return error;
}

std::vector<BatchResult> ResultsOf(const std::vector<Outbox::Item>& items, const Error& error) {
  std::vector<BatchResult> results;
  for (const Outbox::Item& item : items) {
    Error its_error = error;
    its_error.request_id = item.request_id;
    results.push_back({.request_id = item.request_id, .receipt = std::move(its_error)});
  }
  return results;
}

}  // namespace

PostingPipeline::PostingPipeline(std::shared_ptr<const Connection> connection,
                                 PostingStreamOptions options)
    : connection_(std::move(connection)),
      options_(std::move(options)),
      options_error_(CheckOptions(options_)),
      outbox_(connection_->limits().attempt, connection_->environment()),
      thread_(&PostingPipeline::Drive, this) {}

PostingPipeline::~PostingPipeline() { Close(); }

bool PostingPipeline::Send(std::vector<PostingCommand> commands, WhenFull when_full,
                           Outbox::OnAnswers on_answers) {
  std::vector<Outbox::Item> items = ItemsOf(std::move(commands));
  std::optional<Error> refusal = Refusal(items);
  if (!refusal && !items.empty()) {
    std::unique_lock lock(monitor_.mutex);
    if (when_full == WhenFull::kWait) {
      room_.wait(lock, [&] { return closing_ || HasRoomFor(items.size()); });
    }
    if (!closing_) {
      if (!HasRoomFor(items.size())) return false;
      outbox_.Add(std::move(items), std::move(on_answers),
                  connection_->Budget(connection_->limits()));
      monitor_.changed.notify_all();
      return true;
    }
    refusal = {.code = ErrorCode::kFailedPrecondition, .message = "the stream is closed"};
  }
  on_answers(ResultsOf(items, refusal.value_or(Error())));
  return true;
}

void PostingPipeline::Close() {
  {
    const std::lock_guard lock(monitor_.mutex);
    closing_ = true;
    monitor_.changed.notify_all();
    room_.notify_all();
  }
  std::call_once(joined_, [this] { thread_.join(); });
}

std::vector<Outbox::Item> PostingPipeline::ItemsOf(std::vector<PostingCommand> commands) const {
  const std::string& partner_id =
      options_.partner_id.empty() ? connection_->options().partner_id : options_.partner_id;
  std::vector<Outbox::Item> items;
  for (const PostingCommand& command : commands) {
    auto message = std::make_shared<v1::SubmitStreamRequest>();
    v1::BatchItem* item = message->mutable_item();
    ToProto(command, item);
    item->set_linked(items.size() + 1 < commands.size());
    VisitCommand(item, [&](auto* filled) {
      FillPartner(partner_id, filled);
      FillRequestId(filled);
      items.push_back({.request_id = filled->request_id(), .message = std::move(message)});
    });
  }
  return items;
}

std::optional<Error> PostingPipeline::Refusal(const std::vector<Outbox::Item>& items) const {
  if (options_error_) return options_error_;
  if (items.size() > static_cast<std::size_t>(kStreamUnansweredMax)) return GroupTooLarge();
  for (const Outbox::Item& item : items) {
    if (std::optional<Error> refusal = connection_->Refusal(item.message->ByteSizeLong())) {
      return refusal;
    }
  }
  return std::nullopt;
}

bool PostingPipeline::HasRoomFor(std::size_t items) const {
  return outbox_.items() == 0 ||
         outbox_.items() + items <= static_cast<std::size_t>(options_.unanswered_max);
}

void PostingPipeline::Drive() {
  std::unique_lock lock(monitor_.mutex);
  for (;;) {
    TakeEvents();
    UseCall();
    if (GiveAnswers(lock)) continue;
    if (closing_ && !outbox_.IsAwaited() && call_ == nullptr) return;
    connection_->environment().wait(monitor_.changed, lock, NextEvent());
  }
}

void PostingPipeline::TakeEvents() {
  if (call_ != nullptr) TakeResults();
  outbox_.Tick();
  if (call_ != nullptr) {
    if (outbox_.is_stale() && !call_error_) {
      call_error_ = NoAnswerInTime();
      call_->Cancel();
    }
    if (call_->status()) EndCall();
  }
  room_.notify_all();
}

void PostingPipeline::TakeResults() {
  for (const v1::BatchResult& result : call_->TakeResults()) {
    if (outbox_.Take(result) || call_error_) continue;
    call_error_ = {.code = ErrorCode::kInternal,
                   .message = "the server answered what was not asked"};
    call_->Cancel();
  }
}

void PostingPipeline::EndCall() {
  const Error error = call_error_.has_value()
                          ? *call_error_
                          : EndOfStream(call_->status().value_or(grpc::Status()));
  const bool finished = call_->is_half_closed();
  call_.reset();
  call_error_.reset();
  call_failed_ = !finished;
  resume_at_ = finished ? Now() : Now() + outbox_.CallEnded(error);
}

bool PostingPipeline::GiveAnswers(std::unique_lock<std::mutex>& lock) {
  std::vector<Outbox::Answer> answers = outbox_.TakeAnswers();
  if (answers.empty()) return false;
  lock.unlock();
  for (Outbox::Answer& answer : answers) answer.on_answers(std::move(answer.results));
  // What a callback holds may be destroyed with it; not under the lock.
  answers.clear();
  lock.lock();
  return true;
}

void PostingPipeline::UseCall() {
  if (call_ == nullptr) {
    if (outbox_.HasReady() && Now() >= resume_at_) OpenCall();
    return;
  }
  if (call_->is_half_closed()) {
    if (Now() < call_ends_) return;
    call_ends_ = kNever;
    return call_->Cancel();
  }
  if (outbox_.items() > 0) {
    call_ends_ = kNever;
    call_->WriteMore();
  } else if (call_ends_ == kNever) {
    call_ends_ = Now() + kIdleCallMax;
  }
  if (Now() >= call_ends_ || (closing_ && !outbox_.IsAwaited())) {
    call_->HalfClose();
    call_ends_ = Now() + connection_->limits().attempt;
  }
}

void PostingPipeline::OpenCall() {
  call_ = std::make_unique<SubmitCall>(monitor_, [this] { return outbox_.NextToWrite(); });
  call_ends_ = kNever;
  call_->Start(*connection_, /*wait_for_ready=*/call_failed_);
}

TimePoint PostingPipeline::NextEvent() const {
  if (call_ != nullptr) return std::min(outbox_.next_tick(), call_ends_);
  return outbox_.HasReady() ? std::min(outbox_.next_tick(), resume_at_) : outbox_.next_tick();
}

}  // namespace coalition::sdk_internal
