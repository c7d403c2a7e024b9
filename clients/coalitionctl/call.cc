#include "clients/coalitionctl/call.h"

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

#include "clients/coalitionctl/interruption.h"
#include "clients/coalitionctl/methods.h"

namespace coalition::ctl {
namespace {

using google::protobuf::Message;

constexpr int kMessageBytesMax = 64 * 1024 * 1024;
// Finds out that a connection died while a stream had nothing to say. Servers take no more.
constexpr int kPingIntervalMs = 60'000;

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& server) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax);
  arguments.SetMaxSendMessageSize(kMessageBytesMax);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kPingIntervalMs);
  // Any number of pings.
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), arguments);
}

// Waits for the one operation under way; whether it succeeded.
bool Await(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

Connection::Connection(const std::string& server, const std::string& api_key,
                       std::chrono::seconds timeout)
    : channel_(ChannelTo(server)),
      authorization_(absl::StrCat("Bearer ", api_key)),
      timeout_(timeout) {}

grpc::Status Connection::Call(const google::protobuf::MethodDescriptor& method,
                              const Message& request, Message* response) const {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout_);
  context.AddMetadata("authorization", authorization_);
  grpc::CompletionQueue queue;
  grpc::TemplatedGenericStub<Message, Message> stub(channel_);
  const auto call = stub.PrepareUnaryCall(&context, PathOf(method), request, &queue);
  call->StartCall();
  grpc::Status status;
  call->Finish(response, &status, nullptr);
  Await(queue);
  return status;
}

Connection::StreamEnd Connection::CallStream(const google::protobuf::MethodDescriptor& method,
                                             const Message& request, Message* response,
                                             const std::function<bool()>& on_message) const {
  grpc::ClientContext context;
  context.AddMetadata("authorization", authorization_);
  // Of this call, so that it may end in any of its waits.
  const Interruption interruption([&context] { context.TryCancel(); });
  grpc::CompletionQueue queue;
  grpc::TemplatedGenericStub<Message, Message> stub(channel_);
  const auto call = stub.PrepareCall(&context, PathOf(method), &queue);
  call->StartCall(nullptr);
  if (Await(queue)) {
    call->WriteLast(request, grpc::WriteOptions(), nullptr);
    Await(queue);
    while (call->Read(response, nullptr), Await(queue)) {
      if (on_message()) continue;
      context.TryCancel();
      break;
    }
  }
  StreamEnd end;
  call->Finish(&end.status, nullptr);
  Await(queue);
  end.interrupted = interruption.happened();
  return end;
}

}  // namespace coalition::ctl
