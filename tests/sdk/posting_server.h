#ifndef COALITION_TESTS_SDK_POSTING_SERVER_H_
#define COALITION_TESTS_SDK_POSTING_SERVER_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "grpcpp/support/status.h"

#include "coalition/v1/points_service.pb.h"
#include "tests/sdk/batch_items.h"
#include "tests/sdk/fake_server.h"

namespace coalition::sdk_test {

inline constexpr char kSubmitStream[] = "/coalition.v1.PointsService/SubmitStream";

// One SubmitStream call as a script plays it.
class PostingCall {
 public:
  explicit PostingCall(FakeStream& stream, std::function<void(std::string)> on_read)
      : stream_(stream), on_read_(std::move(on_read)) {}

  // The request id of the next item, with a `+` when it is linked to the next; nothing when the
  // client is done.
  std::optional<std::string> Read() {
    const auto request = stream_.Read<v1::SubmitStreamRequest>();
    if (!request) return std::nullopt;
    const std::string id = IdOf(request->item()) + (request->item().linked() ? "+" : "");
    on_read_(id);
    return id;
  }

  void Read(int count) {
    for (int i = 0; i < count; ++i) Read();
  }

  void Post(const std::string& id) {
    v1::SubmitStreamResponse response;
    response.mutable_result()->set_request_id(id);
    response.mutable_result()->mutable_receipt()->mutable_transaction()->set_request_id(id);
    stream_.Write(response);
  }

  void Refuse(const std::string& id, const v1::Status& error) {
    v1::SubmitStreamResponse response;
    response.mutable_result()->set_request_id(id);
    *response.mutable_result()->mutable_error() = error;
    stream_.Write(response);
  }

  grpc::Status PostAll() {
    while (const auto id = Read()) Post(id->substr(0, id->find('+')));
    return grpc::Status::OK;
  }

  void AwaitEnd() { stream_.AwaitEnd(); }

 private:
  FakeStream& stream_;
  const std::function<void(std::string)> on_read_;
};

// Plays one script per SubmitStream call, in the order of the calls; to those after the last it
// posts whatever comes.
class PostingServer {
 public:
  using Script = std::function<grpc::Status(PostingCall&)>;

  explicit PostingServer(std::vector<Script> scripts = {}) : scripts_(std::move(scripts)) {
    server_.OnStream(kSubmitStream, [this](FakeStream& stream) { return Play(stream); });
  }
  ~PostingServer() { server_.Stop(); }

  FakeServer& server() { return server_; }

  // By call, what was read so far.
  std::vector<std::vector<std::string>> reads() const {
    const std::lock_guard lock(mutex_);
    return reads_;
  }

  // Blocks until the n-th call, from 0, has read so many items.
  void AwaitReads(std::size_t call, std::size_t count) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return reads_.size() > call && reads_[call].size() >= count; });
  }

 private:
  grpc::Status Play(FakeStream& stream) {
    std::size_t number = 0;
    {
      const std::lock_guard lock(mutex_);
      number = reads_.size();
      reads_.emplace_back();
    }
    PostingCall call(stream, [this, number](std::string id) {
      const std::lock_guard lock(mutex_);
      reads_[number].push_back(std::move(id));
      changed_.notify_all();
    });
    return number < scripts_.size() ? scripts_[number](call) : call.PostAll();
  }

  const std::vector<Script> scripts_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::vector<std::string>> reads_;
  FakeServer server_;
};

}  // namespace coalition::sdk_test

#endif  // COALITION_TESTS_SDK_POSTING_SERVER_H_
