#ifndef COALITION_CLIENTS_BENCH_UNARY_CALL_H_
#define COALITION_CLIENTS_BENCH_UNARY_CALL_H_

#include <memory>
#include <optional>
#include <vector>

#include "grpcpp/channel.h"
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

// One channel's way to the methods that post one event.
class UnaryStub {
 public:
  using Reader = std::unique_ptr<grpc::ClientAsyncResponseReader<PostingAnswer>>;

  explicit UnaryStub(const std::shared_ptr<grpc::Channel>& channel);

  // Starts the call. The context must outlive the reader.
  Reader Start(const v1::EarnRequest& request, const CallContext& all,
               grpc::ClientContext* context);
  Reader Start(const v1::BurnRequest& request, const CallContext& all,
               grpc::ClientContext* context);
  Reader Start(const v1::AuthorizeRequest& request, const CallContext& all,
               grpc::ClientContext* context);
  Reader Start(const v1::CaptureRequest& request, const CallContext& all,
               grpc::ClientContext* context);
  Reader Start(const v1::ReverseRequest& request, const CallContext& all,
               grpc::ClientContext* context);

 private:
  grpc::TemplatedGenericStub<v1::EarnRequest, PostingAnswer> earn_;
  grpc::TemplatedGenericStub<v1::BurnRequest, PostingAnswer> burn_;
  grpc::TemplatedGenericStub<v1::AuthorizeRequest, PostingAnswer> authorize_;
  grpc::TemplatedGenericStub<v1::CaptureRequest, PostingAnswer> capture_;
  grpc::TemplatedGenericStub<v1::ReverseRequest, PostingAnswer> reverse_;
};

// One event a call: Earn, Burn, Authorize, Capture, Reverse.
class UnaryCall final : public Call {
 public:
  // Both must outlive it.
  UnaryCall(UnaryStub& stub, CallContext& context) : stub_(stub), all_(context) {}

  void Send(QueueTag* tag) override;
  bool SendAgain(QueueTag* tag) override;
  Result Receive() override;
  void Cancel() override { grpc_->TryCancel(); }

 private:
  void SendEvent(QueueTag* tag);
  template <typename Request>
  UnaryStub::Reader Start(Request& request);
  UnaryStub::Reader StartEvent();

  UnaryStub& stub_;
  CallContext& all_;
  Event event_;
  std::optional<grpc::ClientContext> grpc_;
  grpc::Status status_;
  v1::EarnRequest earn_;
  v1::BurnRequest burn_;
  v1::AuthorizeRequest authorize_;
  v1::CaptureRequest capture_;
  v1::ReverseRequest reverse_;
  PostingAnswer answer_;
  UnaryStub::Reader reader_;
};

class UnaryTransport final : public Transport {
 public:
  // The context must outlive it.
  UnaryTransport(const std::vector<std::shared_ptr<grpc::Channel>>& channels, CallContext& context)
      : stubs_(channels), all_(context) {}

  std::unique_ptr<Call> MakeCall() override {
    return std::make_unique<UnaryCall>(stubs_.Next(), all_);
  }

 private:
  TakingTurns<UnaryStub> stubs_;
  CallContext& all_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_UNARY_CALL_H_
