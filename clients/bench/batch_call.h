#ifndef COALITION_CLIENTS_BENCH_BATCH_CALL_H_
#define COALITION_CLIENTS_BENCH_BATCH_CALL_H_

#include <memory>
#include <optional>
#include <vector>

#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/status.h"

#include "clients/bench/call.h"
#include "clients/bench/call_context.h"
#include "clients/bench/channels.h"
#include "clients/bench/event.h"
#include "clients/bench/posting_answers.h"
#include "coalition/v1/points_service.pb.h"

namespace coalition::bench {

using BatchStub = grpc::TemplatedGenericStub<v1::SubmitBatchRequest, BatchAnswer>;

// SubmitBatch with `batch_size` events of one partner.
class BatchCall final : public Call {
 public:
  // Both must outlive it.
  BatchCall(BatchStub& stub, CallContext& context, int batch_size)
      : stub_(stub), all_(context), batch_size_(batch_size) {}

  void Send(QueueTag* tag) override;
  bool SendAgain(QueueTag* tag) override;
  Result Receive() override;
  void Cancel() override { grpc_->TryCancel(); }

 private:
  void SendEvents(QueueTag* tag);
  bool ReceiveItem(const Event& event, const ItemAnswer& item);

  BatchStub& stub_;
  CallContext& all_;
  const int batch_size_;
  std::vector<Event> events_;
  std::optional<grpc::ClientContext> grpc_;
  grpc::Status status_;
  v1::SubmitBatchRequest request_;
  BatchAnswer answer_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<BatchAnswer>> reader_;
};

class BatchTransport final : public Transport {
 public:
  // The context must outlive it.
  BatchTransport(const std::vector<std::shared_ptr<grpc::Channel>>& channels, CallContext& context,
                 int batch_size)
      : stubs_(channels), all_(context), batch_size_(batch_size) {}

  std::unique_ptr<Call> MakeCall() override {
    return std::make_unique<BatchCall>(stubs_.Next(), all_, batch_size_);
  }

 private:
  TakingTurns<BatchStub> stubs_;
  CallContext& all_;
  const int batch_size_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_BATCH_CALL_H_
