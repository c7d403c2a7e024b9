#include "partner_sdk/src/submit_call.h"

#include <utility>

namespace coalition::sdk_internal {

SubmitCall::SubmitCall(Monitor& monitor, std::function<Item()> next)
    : monitor_(monitor), next_(std::move(next)) {}

void SubmitCall::Start(const Connection& connection, bool wait_for_ready) {
  connection.PrepareOpenEnded(&context_);
  context_.set_wait_for_ready(wait_for_ready);
  connection.points().async()->SubmitStream(&context_, this);
  // Writes are started by other threads: until reading ends the call must not.
  AddHold();
  StartRead(&response_);
  WriteMore();
  StartCall();
}

void SubmitCall::WriteMore() {
  if (!open_ || writing_ != nullptr) return;
  if (half_closed_) {
    open_ = false;
    return StartWritesDone();
  }
  writing_ = next_();
  if (writing_ != nullptr) StartWrite(writing_.get());
}

void SubmitCall::HalfClose() {
  half_closed_ = true;
  WriteMore();
}

std::vector<v1::BatchResult> SubmitCall::TakeResults() { return std::exchange(results_, {}); }

void SubmitCall::OnReadDone(bool ok) {
  const std::lock_guard lock(monitor_.mutex);
  if (ok) {
    results_.push_back(std::move(*response_.mutable_result()));
    StartRead(&response_);
  } else {
    open_ = false;
    RemoveHold();
  }
  monitor_.changed.notify_all();
}

void SubmitCall::OnWriteDone(bool ok) {
  const std::lock_guard lock(monitor_.mutex);
  writing_.reset();
  if (ok) WriteMore();
}

void SubmitCall::OnDone(const grpc::Status& status) {
  const std::lock_guard lock(monitor_.mutex);
  status_ = status;
  monitor_.changed.notify_all();
}

}  // namespace coalition::sdk_internal
