#include "tests/sdk/fake_server.h"

#include <chrono>

#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/byte_buffer.h"
#include "gtest/gtest.h"

namespace coalition::sdk_test {

namespace {

constexpr int kMessageBytesMax = 64 * 1024 * 1024;

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

class UnaryReactor : public grpc::ServerGenericBidiReactor {
 public:
  UnaryReactor(FakeServer* server, std::string method)
      : server_(server), method_(std::move(method)) {
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status(grpc::StatusCode::INTERNAL, "no request"));
    server_->Run([this] { Answer(); });
  }

  void OnDone() override { delete this; }

 private:
  void Answer() {
    std::string response;
    const grpc::Status status = server_->Answer(method_, BytesOf(request_), &response);
    if (!status.ok()) return Finish(status);
    const grpc::Slice slice(response);
    response_ = grpc::ByteBuffer(&slice, 1);
    StartWriteAndFinish(&response_, grpc::WriteOptions(), grpc::Status::OK);
  }

  FakeServer* const server_;
  const std::string method_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

}  // namespace

FakeServer::FakeServer() {
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(kMessageBytesMax);
  builder.SetMaxSendMessageSize(kMessageBytesMax);
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterCallbackGenericService(this);
  server_ = builder.BuildAndStart();
  EXPECT_NE(server_, nullptr);
}

FakeServer::~FakeServer() { Stop(); }

void FakeServer::Stop() {
  server_->Shutdown(std::chrono::system_clock::now());
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void FakeServer::Run(std::function<void()> script) {
  const std::lock_guard lock(mutex_);
  threads_.emplace_back(std::move(script));
}

std::vector<FakeCall> FakeServer::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

grpc::Status FakeServer::Answer(const std::string& method, const std::string& request,
                                std::string* response) {
  Script script;
  {
    const std::lock_guard lock(mutex_);
    const auto found = scripts_.find(method);
    if (found != scripts_.end()) script = found->second;
  }
  return script ? script(request, response) : grpc::Status::OK;
}

grpc::ServerGenericBidiReactor* FakeServer::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  FakeCall call{.method = context->method(), .metadata = {}};
  for (const auto& [key, value] : context->client_metadata()) {
    call.metadata.emplace(std::string(key.data(), key.size()),
                          std::string(value.data(), value.size()));
  }
  const std::lock_guard lock(mutex_);
  calls_.push_back(std::move(call));
  return new UnaryReactor(this, context->method());
}

}  // namespace coalition::sdk_test
