#ifndef COALITION_TESTS_SDK_FAKE_SERVER_H_
#define COALITION_TESTS_SDK_FAKE_SERVER_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/server.h"
#include "grpcpp/support/status.h"

namespace coalition::sdk_test {

// What arrived, apart from the request itself.
struct FakeCall {
  // `/coalition.v1.PointsService/Earn`
  std::string method;
  std::multimap<std::string, std::string> metadata;
};

// A call with a stream of messages, as its script sees it.
class FakeStream {
 public:
  virtual ~FakeStream() = default;

  // Blocks until there is a message; nothing: the client sends no more, or the call is over.
  template <class Request>
  std::optional<Request> Read() {
    std::optional<Request> request;
    if (const std::optional<std::string> bytes = ReadBytes()) {
      request.emplace().ParseFromString(*bytes);
    }
    return request;
  }

  // Sends a message after those that were sent before.
  template <class Response>
  void Write(const Response& response) {
    WriteBytes(response.SerializeAsString());
  }

  // Blocks until the call is over: cancelled, or lost.
  virtual void AwaitEnd() = 0;

 private:
  virtual std::optional<std::string> ReadBytes() = 0;
  virtual void WriteBytes(std::string bytes) = 0;
};

// A gRPC server on a port of its own that answers any call by script. A method without a script is
// answered with an empty message.
class FakeServer : public grpc::CallbackGenericService {
 public:
  FakeServer();
  ~FakeServer() override;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  // Each call runs its script on a thread of its own, so scripts may block; but the server waits
  // for them when it ends.
  template <class Request, class Response>
  void On(const std::string& method,
          std::function<grpc::Status(const Request&, Response*)> script) {
    const std::lock_guard lock(mutex_);
    scripts_[method] = [script](const std::string& request_bytes, std::string* response_bytes) {
      Request request;
      request.ParseFromString(request_bytes);
      Response response;
      const grpc::Status status = script(request, &response);
      response.SerializeToString(response_bytes);
      return status;
    };
  }

  // The status that the script answers ends the call, after what it wrote.
  void OnStream(const std::string& method, std::function<grpc::Status(FakeStream&)> script);

  // Takes no more calls, cuts those that are left, and waits until the scripts that run are over.
  void Stop();

  // In the order of arrival.
  std::vector<FakeCall> calls() const;

  // For the reactor: runs on a new thread.
  void Run(std::function<void()> script);
  // For the reactor: what the script says.
  grpc::Status Answer(const std::string& method, const std::string& request, std::string* response);

 private:
  using Script = std::function<grpc::Status(const std::string&, std::string*)>;
  using StreamScript = std::function<grpc::Status(FakeStream&)>;

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

  mutable std::mutex mutex_;
  std::map<std::string, Script> scripts_;
  std::map<std::string, StreamScript> stream_scripts_;
  std::vector<FakeCall> calls_;
  std::vector<std::thread> threads_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace coalition::sdk_test

#endif  // COALITION_TESTS_SDK_FAKE_SERVER_H_
