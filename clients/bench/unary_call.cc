#include "clients/bench/unary_call.h"

#include <string>

namespace coalition::bench {
namespace {

const std::string kEarnMethod = "/coalition.v1.PointsService/Earn";
const std::string kBurnMethod = "/coalition.v1.PointsService/Burn";
const std::string kAuthorizeMethod = "/coalition.v1.PointsService/Authorize";
const std::string kCaptureMethod = "/coalition.v1.PointsService/Capture";
const std::string kReverseMethod = "/coalition.v1.PointsService/Reverse";

template <typename Stub, typename Request>
UnaryStub::Reader StartCall(Stub& stub, const std::string& method, const Request& request,
                            const CallContext& all, grpc::ClientContext* context) {
  UnaryStub::Reader reader = stub.PrepareUnaryCall(context, method, request, &all.queue);
  reader->StartCall();
  return reader;
}

}  // namespace

UnaryStub::UnaryStub(const std::shared_ptr<grpc::Channel>& channel)
    : earn_(channel), burn_(channel), authorize_(channel), capture_(channel), reverse_(channel) {}

UnaryStub::Reader UnaryStub::Start(const v1::EarnRequest& request, const CallContext& all,
                                   grpc::ClientContext* context) {
  return StartCall(earn_, kEarnMethod, request, all, context);
}

UnaryStub::Reader UnaryStub::Start(const v1::BurnRequest& request, const CallContext& all,
                                   grpc::ClientContext* context) {
  return StartCall(burn_, kBurnMethod, request, all, context);
}

UnaryStub::Reader UnaryStub::Start(const v1::AuthorizeRequest& request, const CallContext& all,
                                   grpc::ClientContext* context) {
  return StartCall(authorize_, kAuthorizeMethod, request, all, context);
}

UnaryStub::Reader UnaryStub::Start(const v1::CaptureRequest& request, const CallContext& all,
                                   grpc::ClientContext* context) {
  return StartCall(capture_, kCaptureMethod, request, all, context);
}

UnaryStub::Reader UnaryStub::Start(const v1::ReverseRequest& request, const CallContext& all,
                                   grpc::ClientContext* context) {
  return StartCall(reverse_, kReverseMethod, request, all, context);
}

void UnaryCall::Send(QueueTag* tag) {
  event_ = all_.source.Next(all_.source.ChoosePartner());
  SendEvent(tag);
}

bool UnaryCall::SendAgain(QueueTag* tag) {
  const auto events = all_.source.TakeToSendAgain(1);
  if (events.empty()) return false;
  event_ = events.front();
  SendEvent(tag);
  return true;
}

void UnaryCall::SendEvent(QueueTag* tag) {
  all_.Prepare(event_.partner, grpc_);
  reader_ = StartEvent();
  reader_->Finish(&answer_, &status_, InQueue(tag));
}

template <typename Request>
UnaryStub::Reader UnaryCall::Start(Request& request) {
  WriteRequest(event_, all_.earn_by, &request);
  return stub_.Start(request, all_, &*grpc_);
}

UnaryStub::Reader UnaryCall::StartEvent() {
  switch (event_.kind) {
    case EventKind::kEarn:
      return Start(earn_);
    case EventKind::kBurn:
      return Start(burn_);
    case EventKind::kAuthorize:
      return Start(authorize_);
    case EventKind::kCapture:
      return Start(capture_);
    case EventKind::kReverse:
      break;
  }
  return Start(reverse_);
}

Call::Result UnaryCall::Receive() {
  // It lives in the memory of the call, which goes with its context.
  reader_.reset();
  if (status_.ok()) {
    all_.answers.Read(event_, answer_.receipt);
    return {.events = 1};
  }
  const Answer answer = all_.answers.Read(event_, status_);
  return {.events = answer == Answer::kUndecided ? 0 : 1, .failed = true};
}

}  // namespace coalition::bench
