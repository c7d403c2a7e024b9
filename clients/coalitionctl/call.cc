#include "clients/coalitionctl/call.h"

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

#include "clients/coalitionctl/methods.h"

namespace coalition::ctl {
namespace {

using google::protobuf::Message;

constexpr int kMessageBytesMax = 64 * 1024 * 1024;

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& server) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax);
  arguments.SetMaxSendMessageSize(kMessageBytesMax);
  return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), arguments);
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
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  return status;
}

}  // namespace coalition::ctl
