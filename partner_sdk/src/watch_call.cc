#include "partner_sdk/src/watch_call.h"

#include <utility>

namespace coalition::sdk_internal {

WatchCall::WatchCall(Monitor& monitor, v1::WatchTransactionsRequest request)
    : monitor_(monitor), request_(std::move(request)) {}

void WatchCall::Start(const Connection& connection, bool wait_for_ready) {
  connection.PrepareOpenEnded(&context_);
  context_.set_wait_for_ready(wait_for_ready);
  connection.points().async()->WatchTransactions(&context_, &request_, this);
  // Reads are started by other threads: between them the call must not end.
  AddHold();
  Read();
  StartCall();
}

void WatchCall::Cancel() {
  is_cancelled_ = true;
  context_.TryCancel();
  if (!is_reading_) LetGo();
}

std::optional<v1::WatchTransactionsResponse> WatchCall::Take() {
  if (!has_arrived_) return std::nullopt;
  has_arrived_ = false;
  std::optional<v1::WatchTransactionsResponse> message(std::move(response_));
  if (!is_cancelled_) Read();
  return message;
}

void WatchCall::OnReadDone(bool ok) {
  const std::lock_guard lock(monitor_.mutex);
  is_reading_ = false;
  has_arrived_ = ok;
  if (!ok || is_cancelled_) LetGo();
  monitor_.changed.notify_all();
}

void WatchCall::OnDone(const grpc::Status& status) {
  const std::lock_guard lock(monitor_.mutex);
  status_ = status;
  monitor_.changed.notify_all();
}

void WatchCall::Read() {
  is_reading_ = true;
  StartRead(&response_);
}

void WatchCall::LetGo() {
  if (std::exchange(is_held_, false)) RemoveHold();
}

}  // namespace coalition::sdk_internal
