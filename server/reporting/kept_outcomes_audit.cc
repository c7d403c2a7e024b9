// Request outcomes against the transactions that they made.
#include <variant>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "server/reporting/kept_audit.h"

namespace coalition::reporting {
namespace {

using domain::RequestKey;
using domain::StoredOutcome;
using domain::TransactionType;

class OutcomeAudit {
 public:
  OutcomeAudit(const KeptAndBooks& both, AuditReport& report) : both_(both), report_(report) {}

  absl::Status Run() {
    absl::Status scanned =
        both_.snapshot.ScanOutcomes([&](const RequestKey& key, const StoredOutcome& outcome) {
          return IsRight(key, outcome) ||
                 Differs(report_, "the outcome of request " + key.request_id);
        });
    if (scanned.ok() && report_.ok()) CheckAllAnswered();
    return scanned;
  }

 private:
  bool IsRight(const RequestKey& key, const StoredOutcome& outcome) {
    if (const auto* posted = std::get_if<domain::TransactionId>(&outcome.result)) {
      return IsOutcomeOf(key, *posted);
    }
    const auto group = both_.books.groups.find(key.request_id);
    if (key.scope != domain::kNetwork || group == both_.books.groups.end()) return true;
    ++groups_answered_;
    return IsOutcomeOf(group->second, outcome);
  }

  // Requests of the operator may post in a partner's name.
  bool IsOutcomeOf(const RequestKey& key, const domain::TransactionId& posted) {
    const auto found = both_.books.requests.find(posted);
    if (found == both_.books.requests.end()) return false;
    const PostedRequest& request = found->second;
    const bool answers = !request.in_group && request.request_id == key.request_id &&
                         (key.scope == request.partner || key.scope == domain::kNetwork);
    const bool is_first = answered_.insert(posted).second;
    return answers && is_first;
  }

  static bool IsOutcomeOf(const PostedGroup& group, const StoredOutcome& outcome) {
    if (group.type == TransactionType::kExpiry) {
      const auto* effect = std::get_if<domain::KeptEffect>(&outcome.result);
      const auto* sweep =
          effect != nullptr ? std::get_if<domain::ExpirySweep>(effect->get()) : nullptr;
      return sweep != nullptr && sweep->accounts == group.transactions && sweep->lots == group.lots;
    }
    const auto* merger = std::get_if<domain::MemberOutcome>(&outcome.result);
    return merger != nullptr && merger->member == group.survivor;
  }

  void CheckAllAnswered() {
    for (const auto& [id, request] : both_.books.requests) {
      if (!request.in_group && !answered_.contains(id)) {
        Differs(report_, absl::StrCat("transaction ", id.ToString(), " is no request's outcome"));
        return;
      }
    }
    if (groups_answered_ != both_.books.groups.size()) {
      Differs(report_, "an expiry or a merger is no request's outcome");
    }
  }

  const KeptAndBooks& both_;
  AuditReport& report_;
  absl::flat_hash_set<domain::TransactionId> answered_;
  std::size_t groups_answered_ = 0;
};

}  // namespace

absl::Status AuditOutcomes(const KeptAndBooks& both, AuditReport& report) {
  return OutcomeAudit(both, report).Run();
}

}  // namespace coalition::reporting
