// Calls by descriptor, without generated stubs.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"

namespace coalition::ctl {

// A plaintext channel to one server, with one API key. It connects at the first call. Thread-safe.
class Connection {
 public:
  // `api_key` must be printable ASCII: gRPC aborts the process on any other metadata.
  Connection(const std::string& server, const std::string& api_key, std::chrono::seconds timeout);

  // Blocks until the answer or the timeout. The messages are of the method's types. `response` is
  // unspecified unless the status is OK. The channel retries what gRPC knows was never processed;
  // nothing else is retried.
  grpc::Status Call(const google::protobuf::MethodDescriptor& method,
                    const google::protobuf::Message& request,
                    google::protobuf::Message* response) const;

  struct StreamEnd {
    grpc::Status status;
    // By Ctrl-C or SIGTERM; then the status says nothing.
    bool interrupted = false;
  };
  // Blocks until the server ends the stream, `on_message` answers false, or Ctrl-C; the timeout
  // does not count. Each message of the stream is put into `response` for one call of `on_message`.
  StreamEnd CallStream(const google::protobuf::MethodDescriptor& method,
                       const google::protobuf::Message& request,
                       google::protobuf::Message* response,
                       const std::function<bool()>& on_message) const;

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  const std::string authorization_;
  const std::chrono::seconds timeout_;
};

}  // namespace coalition::ctl
