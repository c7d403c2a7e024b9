#include "tests/sdk/fake_server.h"

#include <chrono>
#include <condition_variable>
#include <deque>

#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/byte_buffer.h"
#include "gtest/gtest.h"

namespace coalition::sdk_test {

namespace {

constexpr int kMessageBytesMax = 64 * 1024 * 1024;

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

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
    response_ = BufferOf(response);
    StartWriteAndFinish(&response_, grpc::WriteOptions(), grpc::Status::OK);
  }

  FakeServer* const server_;
  const std::string method_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

// Reads all that comes and keeps it; writes one message after the other.
class StreamReactor : public grpc::ServerGenericBidiReactor, public FakeStream {
 public:
  StreamReactor(FakeServer* server, std::function<grpc::Status(FakeStream&)> script) {
    StartRead(&request_);
    server->Run([this, script = std::move(script)] { End(script(*this)); });
  }

  void AwaitEnd() override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return cancelled_; });
  }

  void OnReadDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    if (ok) {
      requests_.push_back(BytesOf(request_));
      StartRead(&request_);
    } else {
      read_all_ = true;
    }
    changed_.notify_all();
  }

  void OnWriteDone(bool) override {
    const std::lock_guard lock(mutex_);
    responses_.pop_front();
    WriteOrFinish();
  }

  void OnCancel() override {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    changed_.notify_all();
  }

  void OnDone() override {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return status_.has_value(); });
    }
    delete this;
  }

 private:
  std::optional<std::string> ReadBytes() override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !requests_.empty() || read_all_ || cancelled_; });
    if (requests_.empty()) return std::nullopt;
    std::string bytes = std::move(requests_.front());
    requests_.pop_front();
    return bytes;
  }

  void WriteBytes(std::string bytes) override {
    const std::lock_guard lock(mutex_);
    responses_.push_back(BufferOf(bytes));
    if (responses_.size() == 1) StartWrite(&responses_.front());
  }

  void End(grpc::Status status) {
    const std::lock_guard lock(mutex_);
    status_ = std::move(status);
    if (responses_.empty()) WriteOrFinish();
    changed_.notify_all();
  }

  void WriteOrFinish() {
    if (!responses_.empty()) return StartWrite(&responses_.front());
    if (status_) Finish(*status_);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  grpc::ByteBuffer request_;
  std::deque<std::string> requests_;
  bool read_all_ = false;
  std::deque<grpc::ByteBuffer> responses_;
  std::optional<grpc::Status> status_;
  bool cancelled_ = false;
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

void FakeServer::OnStream(const std::string& method, StreamScript script) {
  const std::lock_guard lock(mutex_);
  stream_scripts_[method] = std::move(script);
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
  StreamScript script;
  {
    const std::lock_guard lock(mutex_);
    calls_.push_back(std::move(call));
    const auto found = stream_scripts_.find(context->method());
    if (found != stream_scripts_.end()) script = found->second;
  }
  if (script) return new StreamReactor(this, std::move(script));
  return new UnaryReactor(this, context->method());
}

}  // namespace coalition::sdk_test
