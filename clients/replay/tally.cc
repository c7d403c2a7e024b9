#include "clients/replay/tally.h"

#include <algorithm>

#include "coalition/error.h"

namespace coalition::replay {
namespace {

void AddUp(std::map<std::string, std::int64_t>& sums,
           const std::map<std::string, std::int64_t>& more) {
  for (const auto& [reason, count] : more) sums[reason] += count;
}

std::string NameOf(const Error& error) {
  return error.reason_text.empty() ? std::string(coalition::ToString(error.code))
                                   : error.reason_text;
}

}  // namespace

std::string_view ToString(CommandKind kind) {
  switch (kind) {
    case CommandKind::kEnroll:
      return "enrol member";
    case CommandKind::kLink:
      return "link identifier";
    case CommandKind::kEarn:
      return "earn";
    case CommandKind::kBurn:
      return "burn";
    case CommandKind::kReverse:
      return "reverse";
  }
  return "";
}

Tally& Tally::operator+=(const Tally& other) {
  for (const auto& [kind, outcomes] : other.commands) {
    Outcomes& sum = commands[kind];
    sum.accepted += outcomes.accepted;
    sum.replayed += outcomes.replayed;
    AddUp(sum.rejected, outcomes.rejected);
    AddUp(sum.failed, outcomes.failed);
  }
  unmatched_lines += other.unmatched_lines;
  unmatched_units += other.unmatched_units;
  burns_without_points += other.burns_without_points;
  burns_without_other_partner += other.burns_without_other_partner;
  invoices_without_member += other.invoices_without_member;
  return *this;
}

bool Tally::AnyFailed() const {
  return std::any_of(commands.begin(), commands.end(),
                     [](const auto& entry) { return !entry.second.failed.empty(); });
}

Fate FateOf(const Error& error) {
  switch (error.reason) {
    case ErrorReason::kRateYieldsNothing:
    case ErrorReason::kAmountOverflow:
    case ErrorReason::kMemberNotFound:
    case ErrorReason::kTransactionNotFound:
    case ErrorReason::kIdentifierTaken:
    case ErrorReason::kInsufficientPoints:
    case ErrorReason::kNetDebitCapExceeded:
    case ErrorReason::kPartnerSuspended:
    case ErrorReason::kNoRateInForce:
    case ErrorReason::kReversalExceedsOriginal:
    case ErrorReason::kEventTimeOutOfRange:
    case ErrorReason::kLimitExceeded:
      return Fate::kRejected;
    case ErrorReason::kInvalidField:
    case ErrorReason::kRequestIdReused:
      return Fate::kFailed;
    default:
      return Fate::kUndecided;
  }
}

Fate Count(CommandKind kind, const Result<Receipt>& answer, Tally& tally) {
  if (!answer) {
    CountError(kind, answer.error(), tally);
    return FateOf(answer.error());
  }
  Outcomes& outcomes = tally.commands[kind];
  ++(answer->replayed ? outcomes.replayed : outcomes.accepted);
  return Fate::kPosted;
}

void CountError(CommandKind kind, const Error& error, Tally& tally) {
  const Fate fate = FateOf(error);
  if (fate == Fate::kUndecided) return;
  Outcomes& outcomes = tally.commands[kind];
  ++(fate == Fate::kRejected ? outcomes.rejected : outcomes.failed)[NameOf(error)];
}

}  // namespace coalition::replay
