#ifndef COALITION_CLIENTS_BENCH_ECHO_CALL_H_
#define COALITION_CLIENTS_BENCH_ECHO_CALL_H_

#include <memory>
#include <optional>
#include <vector>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/status.h"

#include "clients/bench/call.h"
#include "clients/bench/channels.h"
#include "clients/bench/tally.h"
#include "echo.grpc.pb.h"

namespace coalition::bench {

// A message as long as an EarnRequest by partner points, which asks for one as long as the answer
// of a partner's EarnResponse.
EchoRequest EchoRequestLikeAnEarn();

// A generated stub that can be made of a channel.
struct EchoStub {
  explicit EchoStub(const std::shared_ptr<grpc::Channel>& channel)
      : stub(EchoService::NewStub(channel)) {}

  const std::unique_ptr<EchoService::Stub> stub;
};

// A call to an echo server, with messages of the sizes that an earn by partner points has.
class EchoCall final : public Call {
 public:
  // All must outlive it.
  EchoCall(const EchoStub& stub, grpc::CompletionQueue& queue, Tally& tally);

  void Send(QueueTag* tag) override;
  bool SendAgain(QueueTag*) override { return false; }
  Result Receive() override;
  void Cancel() override { grpc_->TryCancel(); }

 private:
  EchoService::Stub& stub_;
  grpc::CompletionQueue& queue_;
  Tally& tally_;
  std::optional<grpc::ClientContext> grpc_;
  grpc::Status status_;
  EchoRequest request_;
  EchoResponse response_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<EchoResponse>> reader_;
};

class EchoTransport final : public Transport {
 public:
  // Both must outlive it.
  EchoTransport(const std::vector<std::shared_ptr<grpc::Channel>>& channels,
                grpc::CompletionQueue& queue, Tally& tally)
      : stubs_(channels), queue_(queue), tally_(tally) {}

  std::unique_ptr<Call> MakeCall() override {
    return std::make_unique<EchoCall>(stubs_.Next(), queue_, tally_);
  }

 private:
  TakingTurns<EchoStub> stubs_;
  grpc::CompletionQueue& queue_;
  Tally& tally_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_ECHO_CALL_H_
