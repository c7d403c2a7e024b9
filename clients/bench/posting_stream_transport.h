#ifndef COALITION_CLIENTS_BENCH_POSTING_STREAM_TRANSPORT_H_
#define COALITION_CLIENTS_BENCH_POSTING_STREAM_TRANSPORT_H_

#include <memory>
#include <vector>

#include "grpcpp/channel.h"

#include "clients/bench/call.h"
#include "clients/bench/call_context.h"

namespace coalition::bench {

class PostingStream;

// SubmitStream: one stream for each partner, opened when its first event comes, and again when it
// broke. A call is an item: on its way until its result comes.
class PostingStreamTransport final : public Transport {
 public:
  // The context must outlive it.
  PostingStreamTransport(const std::vector<std::shared_ptr<grpc::Channel>>& channels,
                         CallContext& context);
  ~PostingStreamTransport() override;

  std::unique_ptr<Call> MakeCall() override;
  bool Close() override;
  void Cancel() override;

 private:
  CallContext& all_;
  // By partner.
  std::vector<std::unique_ptr<PostingStream>> streams_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_POSTING_STREAM_TRANSPORT_H_
