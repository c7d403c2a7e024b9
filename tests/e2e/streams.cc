#include "tests/e2e/streams.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"

namespace coalition::e2e {
namespace {

grpc::ClientContext* Prepare(const std::string& key, grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  for (const auto& [name, value] : Bearer(key)) context.AddMetadata(name, value);
  return &context;
}

}  // namespace

PostingCall::PostingCall(const Network& network, const std::string& key)
    : PostingCall(network.Connect(), key) {}

PostingCall::PostingCall(std::shared_ptr<grpc::Channel> channel, const std::string& key)
    : stub_(v1::PointsService::NewStub(std::move(channel))),
      stream_(stub_->SubmitStream(Prepare(key, context_))) {}

bool PostingCall::Send(const v1::BatchItem& item) {
  v1::SubmitStreamRequest request;
  *request.mutable_item() = item;
  return stream_->Write(request);
}

void PostingCall::Send(const std::vector<v1::BatchItem>& items) {
  for (const v1::BatchItem& item : items) {
    if (!Send(item)) return;
  }
}

std::optional<v1::BatchResult> PostingCall::Next() {
  v1::SubmitStreamResponse response;
  if (!stream_->Read(&response)) return std::nullopt;
  return std::move(*response.mutable_result());
}

std::vector<v1::BatchResult> PostingCall::Next(std::size_t count) {
  std::vector<v1::BatchResult> results;
  while (results.size() < count) {
    auto result = Next();
    if (!result) break;
    results.push_back(*std::move(result));
  }
  return results;
}

WatchCall::WatchCall(const Network& network, const std::string& key, const std::string& text)
    : WatchCall(network.Connect(), key, Proto<v1::WatchTransactionsRequest>(text)) {}

WatchCall::WatchCall(std::shared_ptr<grpc::Channel> channel, const std::string& key,
                     const v1::WatchTransactionsRequest& request)
    : stub_(v1::PointsService::NewStub(std::move(channel))),
      stream_(stub_->WatchTransactions(Prepare(key, context_), request)) {}

std::optional<v1::WatchTransactionsResponse> WatchCall::Next() {
  v1::WatchTransactionsResponse response;
  if (!stream_->Read(&response)) return std::nullopt;
  return response;
}

Outcome WatchCall::Refusal() {
  const auto message = Next();
  EXPECT_FALSE(message) << message->DebugString();
  if (message) Cancel();
  return End();
}

v1::BatchItem EarnItem(const std::string& member, int points, const std::string& request_id) {
  v1::BatchItem item;
  v1::EarnRequest* earn = item.mutable_earn();
  earn->set_request_id(request_id.empty() ? FreshId() : request_id);
  earn->mutable_member()->set_member_id(member);
  earn->set_points(points);
  return item;
}

std::vector<v1::Transaction> AllTransactions(const Network& network, const std::string& key,
                                             const std::string& text) {
  auto request = Proto<v1::ListTransactionsRequest>(text);
  request.set_page_size(1000);
  std::vector<v1::Transaction> transactions;
  do {
    const auto page = network.Call(key, request);
    EXPECT_TRUE(page.ok()) << page.outcome;
    transactions.insert(transactions.end(), page->transactions().begin(),
                        page->transactions().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  std::reverse(transactions.begin(), transactions.end());
  return transactions;
}

}  // namespace coalition::e2e
