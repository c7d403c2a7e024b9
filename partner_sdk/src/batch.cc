#include "partner_sdk/src/batch.h"

#include <cstddef>
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
    Places pending = Undecided();
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
      Take(pending, *response);
      pending = Undecided();
      if (pending.empty() || !budget_.WaitForAnother(*WorthAnother(results_))) break;
    }
    return std::move(results_);
  }

 private:
  // What is to be sent: a linked group whole when one of its items is to be sent, because on its
  // own it would be decided alone.
  Places Undecided() const {
    Places places;
    for (std::size_t first = 0; first < results_.size();) {
      std::size_t end = first + 1;
      bool undecided = IsUndecided(first);
      while (end < results_.size() && request_.items(static_cast<int>(end) - 1).linked()) {
        undecided = IsUndecided(end++) || undecided;
      }
      for (; first < end; ++first) {
        if (undecided) places.push_back(first);
      }
    }
    return places;
  }

  bool IsUndecided(std::size_t place) const {
    const Result<Receipt>& receipt = results_[place].receipt;
    return !receipt.ok() && (budget_.attempts() == 0 || receipt.error().retryable());
  }

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

  void Take(const Places& pending, const v1::SubmitBatchResponse& response) {
    for (std::size_t i = 0; i < pending.size(); ++i) {
      const v1::BatchResult& result = response.results(static_cast<int>(i));
      if (result.has_receipt()) {
        results_[pending[i]].receipt = FromProto(result.receipt());
      } else {
        Fail(pending[i], ErrorFrom(result.error()));
      }
    }
  }

  void Fail(std::size_t place, Error error) {
    BatchResult& result = results_[place];
    error.request_id = result.request_id;
    error.attempts = budget_.attempts();
    result.receipt = std::move(error);
  }

  void FailAll(const Places& places, const Error& error) {
    for (const std::size_t place : places) {
      // An item of a linked group may have been answered long before its group.
      if (!results_[place].receipt.ok()) Fail(place, error);
    }
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
