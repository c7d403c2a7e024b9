#ifndef COALITION_PARTNER_SDK_SRC_SUBMIT_CALL_H_
#define COALITION_PARTNER_SDK_SRC_SUBMIT_CALL_H_

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "grpcpp/client_context.h"
#include "grpcpp/support/client_callback.h"

#include "coalition/v1/points_service.pb.h"
#include "partner_sdk/src/connection.h"
#include "partner_sdk/src/monitor.h"

namespace coalition::sdk_internal {

// One SubmitStream call, from its start to its end. The monitor's mutex is held for all of its
// functions but the constructor; its reactions take it themselves, and notify. It may be destroyed
// when it has a status or was never started.
class SubmitCall final
    : public grpc::ClientBidiReactor<v1::SubmitStreamRequest, v1::SubmitStreamResponse> {
 public:
  using Item = std::shared_ptr<const v1::SubmitStreamRequest>;

  // `next` is asked for what to write whenever something can be written, with the mutex held; null
  // means nothing for now.
  SubmitCall(Monitor& monitor, std::function<Item()> next);

  void Start(const Connection& connection, bool wait_for_ready);
  // There may be something to write.
  void WriteMore();
  // Writes no more; the server ends the call when it has answered.
  void HalfClose();
  bool is_half_closed() const { return half_closed_; }
  void Cancel() { context_.TryCancel(); }

  // What arrived since the last time, in the order of arrival.
  std::vector<v1::BatchResult> TakeResults();
  // How it ended. After that nothing arrives any more.
  const std::optional<grpc::Status>& status() const { return status_; }

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  Monitor& monitor_;
  const std::function<Item()> next_;
  grpc::ClientContext context_;
  v1::SubmitStreamResponse response_;
  std::vector<v1::BatchResult> results_;
  // What gRPC is writing.
  Item writing_;
  // Whether writes may still be started.
  bool open_ = true;
  bool half_closed_ = false;
  std::optional<grpc::Status> status_;
};

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_SUBMIT_CALL_H_
