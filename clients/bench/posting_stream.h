#ifndef COALITION_CLIENTS_BENCH_POSTING_STREAM_H_
#define COALITION_CLIENTS_BENCH_POSTING_STREAM_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/status.h"

#include "clients/bench/call.h"
#include "clients/bench/call_context.h"
#include "clients/bench/event.h"
#include "clients/bench/posting_answers.h"
#include "coalition/v1/points_service.pb.h"

namespace coalition::bench {

// One item on its way through a stream.
struct StreamItem {
  Event event{};
  QueueTag* tag = nullptr;
  // Once the tag was completed: the answer, unless the stream ended before, with this status.
  ItemAnswer answer{};
  grpc::Status stream_status;
};

// One partner's SubmitStream. Results come in the order of the items. Not thread-safe: its
// operations go through the context's queue, and whoever empties that guards it.
class PostingStream {
 public:
  // The context must outlive it.
  PostingStream(int partner, const std::shared_ptr<grpc::Channel>& channel, CallContext& context);

  // Sends the item's event as soon as those before are sent, and completes its tag when the result
  // is there or the stream has ended. Opens the stream when it is not open. The item must stay
  // until then.
  void Submit(StreamItem* item);
  void Cancel();
  // With no item on its way: begins to end the stream. True: it has ended.
  bool Close();

 private:
  enum class State { kEnded, kOpening, kOpen, kFinishing };

  // Hands a completion on to a method.
  class Step final : public QueueTag {
   public:
    using Method = void (PostingStream::*)(bool ok, std::int64_t now_ns);
    Step(PostingStream* stream, Method method) : stream_(stream), method_(method) {}
    void Complete(bool ok, std::int64_t now_ns) override { (stream_->*method_)(ok, now_ns); }

   private:
    PostingStream* const stream_;
    const Method method_;
  };

  void Open();
  void WriteNext();
  void OnOpened(bool ok, std::int64_t now_ns);
  void OnWritten(bool ok, std::int64_t now_ns);
  void OnRead(bool ok, std::int64_t now_ns);
  void OnFinished(bool ok, std::int64_t now_ns);
  void FinishOnceQuiet();

  const int partner_;
  CallContext& all_;
  grpc::TemplatedGenericStub<v1::SubmitStreamRequest, StreamAnswer> stub_;
  Step opened_{this, &PostingStream::OnOpened};
  Step written_{this, &PostingStream::OnWritten};
  Step read_{this, &PostingStream::OnRead};
  Step finished_{this, &PostingStream::OnFinished};

  State state_ = State::kEnded;
  // A write, or the half-close, is in the queue.
  bool writing_ = false;
  bool closing_ = false;
  // There is nothing more to read, and so it is over.
  bool read_all_ = false;
  // In the order of their results; the last `unsent_` of them are still to be written.
  std::deque<StreamItem*> items_;
  std::size_t unsent_ = 0;
  std::optional<grpc::ClientContext> grpc_;
  std::unique_ptr<grpc::ClientAsyncReaderWriter<v1::SubmitStreamRequest, StreamAnswer>> call_;
  v1::SubmitStreamRequest request_;
  StreamAnswer answer_;
  grpc::Status status_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_POSTING_STREAM_H_
