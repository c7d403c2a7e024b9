#include "clients/bench/echo_call.h"

#include <string>

#include "clients/bench/answers.h"
#include "clients/bench/event_messages.h"

namespace coalition::bench {
namespace {

// Of an answer to a partner, with one lot and two legs.
constexpr int kEarnResponseBytes = 324;
// A payload's tag and length, for 128 bytes or more.
constexpr int kPayloadHeaderBytes = 3;

std::size_t EarnRequestBytes() {
  Event event;
  event.partner_points = 50;
  v1::EarnRequest request;
  WriteRequest(event, EarnBy::kPartnerPoints, &request);
  return request.ByteSizeLong();
}

}  // namespace

EchoRequest EchoRequestLikeAnEarn() {
  const std::size_t bytes = EarnRequestBytes();
  EchoRequest request;
  request.set_response_payload_bytes(kEarnResponseBytes - kPayloadHeaderBytes);
  request.set_payload(std::string(bytes, 'x'));
  request.mutable_payload()->resize(2 * bytes - request.ByteSizeLong());
  return request;
}

EchoCall::EchoCall(const EchoStub& stub, grpc::CompletionQueue& queue, Tally& tally)
    : stub_(*stub.stub), queue_(queue), tally_(tally), request_(EchoRequestLikeAnEarn()) {}

void EchoCall::Send(QueueTag* tag) {
  grpc_.emplace();
  reader_ = stub_.AsyncEcho(&*grpc_, request_, &queue_);
  reader_->Finish(&response_, &status_, InQueue(tag));
}

Call::Result EchoCall::Receive() {
  // It lives in the memory of the call, which goes with its context.
  reader_.reset();
  if (status_.ok()) return {.events = 1};
  ++tally_.failures[ReasonOf(status_)];
  return {.failed = true};
}

}  // namespace coalition::bench
