#ifndef COALITION_SERVER_REPORTING_BOOKS_H_
#define COALITION_SERVER_REPORTING_BOOKS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"

#include "server/domain/account.h"
#include "server/domain/member.h"
#include "server/domain/settlement_window.h"
#include "server/domain/transaction.h"
#include "server/reporting/reversal_audit.h"

namespace coalition::reporting {

// By whom a transaction was asked for.
struct PostedRequest {
  domain::PartnerId partner;
  std::string request_id;
  // Of an expiry or a merger, whose request made any number of transactions and has another
  // outcome.
  bool in_group = false;
};

// The transactions of one expiry or merger.
struct PostedGroup {
  domain::TransactionType type = domain::TransactionType::kExpiry;
  std::int64_t transactions = 0;
  std::int64_t lots = 0;
  // Of a merger.
  domain::MemberId survivor;
};

struct PartnerTransactions {
  // That it reported, or has a leg in.
  std::int64_t all = 0;
  std::int64_t reported = 0;
};

// What a store keeps beside a journal, as the journal makes it.
struct Books {
  absl::flat_hash_map<domain::AccountKey, domain::Account> accounts;
  // By member first.
  std::map<domain::CarryKey, domain::Carries> carries;
  absl::flat_hash_map<domain::OutstandingKey, domain::Points> outstanding;
  absl::flat_hash_map<domain::PositionKey, domain::PositionTotal> positions;
  absl::flat_hash_map<domain::TransactionId, Reversed> reversals;
  absl::flat_hash_map<domain::PartnerId, PartnerTransactions> partner_transactions;
  // Into whom a member with points was merged; who that was merged into later has an entry, too.
  absl::flat_hash_map<domain::MemberId, domain::MemberId> merged;
  absl::flat_hash_map<domain::TransactionId, PostedRequest> requests;
  std::map<std::string, PostedGroup> groups;
  domain::Sequence last_sequence = domain::kNoSequence;
  domain::Moment last_posted_at = domain::kFirstMoment;

  domain::MemberId SurvivorOf(domain::MemberId member) const {
    for (auto next = merged.find(member); next != merged.end(); next = merged.find(member)) {
      member = next->second;
    }
    return member;
  }
};

// Mergers are the network's transfers.
inline bool IsMerger(const domain::Transaction& transaction) {
  return transaction.type == domain::TransactionType::kTransfer &&
         transaction.partner == domain::kNetwork;
}

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_BOOKS_H_
