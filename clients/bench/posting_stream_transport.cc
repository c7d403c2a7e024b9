#include "clients/bench/posting_stream_transport.h"

#include "clients/bench/posting_stream.h"

namespace coalition::bench {
namespace {

using Streams = std::vector<std::unique_ptr<PostingStream>>;

class StreamItemCall final : public Call {
 public:
  StreamItemCall(const Streams& streams, CallContext& context) : streams_(streams), all_(context) {}

  void Send(QueueTag* tag) override { Submit(all_.source.Next(all_.source.ChoosePartner()), tag); }

  bool SendAgain(QueueTag* tag) override {
    const auto events = all_.source.TakeToSendAgain(1);
    if (events.empty()) return false;
    Submit(events.front(), tag);
    return true;
  }

  Result Receive() override {
    if (!item_.stream_status.ok()) {
      const Answer answer = all_.answers.Read(item_.event, item_.stream_status);
      return {.events = answer == Answer::kUndecided ? 0 : 1, .failed = true};
    }
    if (item_.answer.error == nullptr) {
      all_.answers.Read(item_.event, item_.answer.receipt);
      return {.events = 1};
    }
    const bool undecided =
        all_.answers.Read(item_.event, *item_.answer.error) == Answer::kUndecided;
    return {.events = undecided ? 0 : 1, .failed = undecided};
  }

  void Cancel() override { stream().Cancel(); }

 private:
  PostingStream& stream() const { return *streams_[item_.event.partner]; }

  void Submit(const Event& event, QueueTag* tag) {
    item_.event = event;
    item_.tag = tag;
    stream().Submit(&item_);
  }

  const Streams& streams_;
  CallContext& all_;
  StreamItem item_;
};

}  // namespace

PostingStreamTransport::PostingStreamTransport(
    const std::vector<std::shared_ptr<grpc::Channel>>& channels, CallContext& context)
    : all_(context) {
  for (std::size_t partner = 0; partner < context.authorizations.size(); ++partner) {
    streams_.push_back(std::make_unique<PostingStream>(
        static_cast<int>(partner), channels[partner % channels.size()], context));
  }
}

PostingStreamTransport::~PostingStreamTransport() = default;

std::unique_ptr<Call> PostingStreamTransport::MakeCall() {
  return std::make_unique<StreamItemCall>(streams_, all_);
}

bool PostingStreamTransport::Close() {
  bool closed = true;
  for (const auto& stream : streams_) closed = stream->Close() && closed;
  return closed;
}

void PostingStreamTransport::Cancel() {
  for (const auto& stream : streams_) stream->Cancel();
}

}  // namespace coalition::bench
