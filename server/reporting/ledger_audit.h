#ifndef COALITION_SERVER_REPORTING_LEDGER_AUDIT_H_
#define COALITION_SERVER_REPORTING_LEDGER_AUDIT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

#include "server/domain/catalog.h"
#include "server/store/ledger_store.h"

namespace coalition::reporting {

struct AuditReport {
  // In words; empty when everything agrees.
  std::string first_difference;
  std::int64_t transactions = 0;
  std::int64_t members = 0;
  std::int64_t lots = 0;
  std::int64_t positions = 0;
  std::int64_t windows = 0;

  bool ok() const { return first_difference.empty(); }
};

// Plays the journal from its first transaction (see JournalReplay for what it checks on the way)
// and holds what the store keeps beside it against the books that come of it: the lane and its
// windows; lots, account heads, holds, carries and outstanding points; what was reversed or closed;
// request outcomes; each partner's journal; positions, settlements and the totals of closed
// windows; members, their mergers and identifiers; the numbers and times of audit events.
//
// Day totals are not audited: they only say how much of today's limits is used. Nor are outcomes
// that made no transaction, catalog and audit events themselves, of which the journal knows
// nothing.
//
// Reads the journal once, and a row more for each transaction that names an earlier one. Memory
// grows with accounts, transactions and identifiers.
absl::StatusOr<AuditReport> AuditLedger(store::LedgerSnapshot& snapshot,
                                        const domain::Catalog& catalog);

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_LEDGER_AUDIT_H_
