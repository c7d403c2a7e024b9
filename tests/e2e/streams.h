#ifndef COALITION_TESTS_E2E_STREAMS_H_
#define COALITION_TESTS_E2E_STREAMS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"

#include "coalition/v1/points_service.grpc.pb.h"
#include "tests/e2e/network.h"

namespace coalition::e2e {

// One SubmitStream over a connection of its own. Blocks, but never for longer than kPatience. One
// thread may send while another one reads.
class PostingCall {
 public:
  PostingCall(const Network& network, const std::string& key);
  PostingCall(std::shared_ptr<grpc::Channel> channel, const std::string& key);

  // False when the call is over.
  bool Send(const v1::BatchItem& item);
  void Send(const std::vector<v1::BatchItem>& items);
  void HalfClose() { stream_->WritesDone(); }
  // Absent when the call is over.
  std::optional<v1::BatchResult> Next();
  // As many, or fewer when the call is over before.
  std::vector<v1::BatchResult> Next(std::size_t count);
  void Cancel() { context_.TryCancel(); }
  // After the last result.
  Outcome End() { return OutcomeOf(stream_->Finish()); }

 private:
  grpc::ClientContext context_;
  const std::unique_ptr<v1::PointsService::Stub> stub_;
  const std::unique_ptr<grpc::ClientReaderWriter<v1::SubmitStreamRequest, v1::SubmitStreamResponse>>
      stream_;
};

// One WatchTransactions over a connection of its own.
class WatchCall {
 public:
  // `text` is a WatchTransactionsRequest.
  WatchCall(const Network& network, const std::string& key, const std::string& text);
  WatchCall(std::shared_ptr<grpc::Channel> channel, const std::string& key,
            const v1::WatchTransactionsRequest& request);

  // Absent when the call is over.
  std::optional<v1::WatchTransactionsResponse> Next();
  // Returns when the server watches, or refused to.
  void AwaitBegin() { stream_->WaitForInitialMetadata(); }
  void Cancel() { context_.TryCancel(); }
  // After the last message.
  Outcome End() { return OutcomeOf(stream_->Finish()); }
  // Of one that is refused.
  Outcome Refusal();

 private:
  grpc::ClientContext context_;
  const std::unique_ptr<v1::PointsService::Stub> stub_;
  const std::unique_ptr<grpc::ClientReader<v1::WatchTransactionsResponse>> stream_;
};

// An earn by id; `request_id` is a fresh one when it is empty.
v1::BatchItem EarnItem(const std::string& member, int points, const std::string& request_id = "");

// Every transaction that the caller may list, oldest first. `text` is a ListTransactionsRequest.
std::vector<v1::Transaction> AllTransactions(const Network& network, const std::string& key,
                                             const std::string& text = "");

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_STREAMS_H_
