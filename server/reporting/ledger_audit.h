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

// Plays the journal from its first transaction and holds everything that the store keeps beside it
// against the result: sequence numbers, the chain of each account, balances after each transaction,
// lots, carries, outstanding points, what was reversed, request outcomes, each partner's journal,
// positions, windows and settlements; and within each transaction, that points and money sum to
// zero. Memory grows with accounts and request ids.
absl::StatusOr<AuditReport> AuditLedger(store::LedgerSnapshot& snapshot,
                                        const domain::Catalog& catalog);

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_LEDGER_AUDIT_H_
