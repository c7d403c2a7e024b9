#include "clients/bench/answers.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace coalition::bench {
namespace {

constexpr std::array<std::string_view, 17> kCodes{
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

// Which say nothing of what became of an event.
constexpr auto kUndecided = std::to_array<std::string_view>(
    {"QUEUE_FULL", "RATE_LIMITED", "STORE_UNAVAILABLE", "SHUTTING_DOWN", "CANCELLED",
     "DEADLINE_EXCEEDED", "UNAVAILABLE"});

// Answered before, or should have been and was not, or by another transaction.
constexpr char kNotReplayed[] = "NOT_REPLAYED";
constexpr char kReplayedOtherwise[] = "REPLAYED_OTHERWISE";
constexpr char kReplayedUnasked[] = "REPLAYED_UNASKED";
constexpr char kUnreadable[] = "UNREADABLE_TRANSACTION_ID";

}  // namespace

std::string ReasonOf(const v1::Status& status) {
  for (const google::protobuf::Any& detail : status.details()) {
    v1::ErrorInfo info;
    if (detail.type_url().ends_with("/google.rpc.ErrorInfo") &&
        info.ParseFromString(detail.value())) {
      return info.reason();
    }
  }
  const auto code = static_cast<std::size_t>(status.code());
  return std::string(code < kCodes.size() ? kCodes[code] : "UNKNOWN");
}

std::string ReasonOf(const grpc::Status& status) {
  v1::Status details;
  if (!details.ParseFromString(status.error_details())) details.Clear();
  if (details.details().empty()) details.set_code(static_cast<int>(status.error_code()));
  return ReasonOf(details);
}

void AnswerReader::Read(const Event& event, const ReceiptSummary& receipt) {
  if (!receipt.has_number) {
    ++tally_.failures[kUnreadable];
    return;
  }
  if (event.repeated) {
    ++tally_.replayed;
    if (!receipt.replayed) ++tally_.failures[kNotReplayed];
    if (receipt.number != event.outcome) ++tally_.failures[kReplayedOtherwise];
    return;
  }
  if (receipt.replayed && !event.sent_again) ++tally_.failures[kReplayedUnasked];
  ++tally_.transactions;
  source_.Acknowledge(event, receipt.number);
  if (check_ == Check::kNone) return;
  tally_.totals.points += receipt.points;
  AddLegs(event, receipt);
  if (check_ == Check::kFull) tally_.acknowledged.push_back({receipt.number, event.id});
}

void AnswerReader::AddLegs(const Event& event, const ReceiptSummary& receipt) {
  AcknowledgedTotals::LegSums& sums = tally_.totals.partners[event.partner];
  for (std::size_t i = 0; i < receipt.legs_size; ++i) {
    const ReceiptSummary::Leg& leg = receipt.legs[i];
    const auto kind = static_cast<std::size_t>(leg.kind);
    if (kind >= sums.size()) continue;
    ++sums[kind].lines;
    sums[kind].points += leg.points;
    sums[kind].micros += leg.micros;
  }
}

Answer AnswerReader::Read(const Event& event, const v1::Status& error) {
  return Fail(event, ReasonOf(error));
}

Answer AnswerReader::Read(const Event& event, const grpc::Status& status) {
  return Fail(event, ReasonOf(status));
}

Answer AnswerReader::Fail(const Event& event, const std::string& reason) {
  ++tally_.failures[reason];
  if (std::find(kUndecided.begin(), kUndecided.end(), reason) == kUndecided.end()) {
    return Answer::kRejected;
  }
  source_.SendAgain(event);
  return Answer::kUndecided;
}

}  // namespace coalition::bench
