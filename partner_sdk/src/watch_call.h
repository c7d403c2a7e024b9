#ifndef COALITION_PARTNER_SDK_SRC_WATCH_CALL_H_
#define COALITION_PARTNER_SDK_SRC_WATCH_CALL_H_

#include <optional>

#include "grpcpp/client_context.h"
#include "grpcpp/support/client_callback.h"

#include "coalition/v1/points_service.pb.h"
#include "partner_sdk/src/connection.h"
#include "partner_sdk/src/monitor.h"

namespace coalition::sdk_internal {

// One WatchTransactions call, from its start to its end; reads one message ahead. The monitor's
// mutex is held for all of its functions but the constructor; its reactions take it themselves, and
// notify. It may be destroyed when it has a status.
class WatchCall final : public grpc::ClientReadReactor<v1::WatchTransactionsResponse> {
 public:
  WatchCall(Monitor& monitor, v1::WatchTransactionsRequest request);

  void Start(const Connection& connection, bool wait_for_ready);
  void Cancel();

  // The next message, if there is one.
  std::optional<v1::WatchTransactionsResponse> Take();
  // How it ended; all messages are taken.
  const std::optional<grpc::Status>& status() const { return status_; }

  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  void Read();
  // Lets the call end when nothing is being read.
  void LetGo();

  Monitor& monitor_;
  const v1::WatchTransactionsRequest request_;
  grpc::ClientContext context_;
  v1::WatchTransactionsResponse response_;
  bool is_reading_ = false;
  bool has_arrived_ = false;
  bool is_cancelled_ = false;
  bool is_held_ = true;
  std::optional<grpc::Status> status_;
};

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_WATCH_CALL_H_
