#include "partner_sdk/src/batch.h"

#include <cstddef>
#include <numeric>
#include <utility>

namespace coalition::sdk_internal {

namespace {

// Places in the caller's batch, ascending.
using Places = std::vector<std::size_t>;

class Batch {
 public:
  Batch(const Connection& connection, const SubmitBatchRequest& request)
      : connection_(connection), budget_(connection.Budget(connection.limits())) {
    ToProto(request, &request_);
    FillPartner(connection.options().partner_id, &request_);
    results_.reserve(request.items.size());
    for (v1::BatchItem& item : *request_.mutable_items()) {
      VisitCommand(&item, [this](auto* command) {
        FillRequestId(command);
        results_.push_back({.request_id = command->request_id()});
      });
    }
  }

  std::vector<BatchResult> Submit() && {
    Places pending(results_.size());
    std::iota(pending.begin(), pending.end(), std::size_t{0});
    while (!pending.empty()) {
      Result<v1::SubmitBatchResponse> response = CallFor(pending);
      if (!response) {
        FailAll(pending, std::move(response).error());
        break;
      }
      if (!Answers(pending, *response)) {
        FailAll(pending, {.code = ErrorCode::kInternal,
                          .message = "the server's results do not match the batch"});
        break;
      }
      pending = Take(pending, *response);
      if (pending.empty() || !budget_.WaitForAnother(LongestWait(pending))) break;
    }
    return std::move(results_);
  }

 private:
  Result<v1::SubmitBatchResponse> CallFor(const Places& pending) {
    constexpr auto kMethod = &v1::PointsService::Stub::SubmitBatch;
    if (pending.size() == results_.size()) return connection_.Call(kMethod, request_, budget_);
    v1::SubmitBatchRequest part;
    part.set_partner_id(request_.partner_id());
    for (const std::size_t place : pending) {
      *part.add_items() = request_.items(static_cast<int>(place));
    }
    return connection_.Call(kMethod, part, budget_);
  }

  bool Answers(const Places& pending, const v1::SubmitBatchResponse& response) const {
    if (static_cast<std::size_t>(response.results_size()) != pending.size()) return false;
    for (std::size_t i = 0; i < pending.size(); ++i) {
      const v1::BatchResult& result = response.results(static_cast<int>(i));
      if (result.request_id() != results_[pending[i]].request_id) return false;
      if (result.outcome_case() == v1::BatchResult::OUTCOME_NOT_SET) return false;
    }
    return true;
  }

  // Keeps the outcomes and answers the places to send again.
  Places Take(const Places& pending, const v1::SubmitBatchResponse& response) {
    Places again;
    for (std::size_t i = 0; i < pending.size(); ++i) {
      const v1::BatchResult& result = response.results(static_cast<int>(i));
      if (result.has_receipt()) {
        results_[pending[i]].receipt = FromProto(result.receipt());
        continue;
      }
      Fail(pending[i], ErrorFrom(result.error()));
      if (results_[pending[i]].receipt.error().retryable()) again.push_back(pending[i]);
    }
    return again;
  }

  const Error& LongestWait(const Places& pending) const {
    const Error* longest = nullptr;
    for (const std::size_t place : pending) {
      const Error& error = results_[place].receipt.error();
      if (longest == nullptr || error.retry_delay > longest->retry_delay) longest = &error;
    }
    return *longest;
  }

  void Fail(std::size_t place, Error error) {
    BatchResult& result = results_[place];
    error.request_id = result.request_id;
    error.attempts = budget_.attempts();
    result.receipt = std::move(error);
  }

  void FailAll(const Places& places, const Error& error) {
    for (const std::size_t place : places) Fail(place, error);
  }

  const Connection& connection_;
  RetryBudget budget_;
  v1::SubmitBatchRequest request_;
  std::vector<BatchResult> results_;
};

}  // namespace

std::vector<BatchResult> SubmitBatch(const Connection& connection,
                                     const SubmitBatchRequest& request) {
  return Batch(connection, request).Submit();
}

}  // namespace coalition::sdk_internal
