#ifndef COALITION_SERVER_REPORTING_KEPT_AUDIT_H_
#define COALITION_SERVER_REPORTING_KEPT_AUDIT_H_

#include <string>

#include "absl/status/status.h"

#include "server/domain/catalog.h"
#include "server/reporting/books.h"
#include "server/reporting/journal_replay.h"
#include "server/reporting/ledger_audit.h"
#include "server/store/ledger_store.h"

namespace coalition::reporting {

// What a store keeps, and what it should.
struct KeptAndBooks {
  store::LedgerSnapshot& snapshot;
  const domain::Catalog& catalog;
  const JournalReplay::Windows& windows;
  // Of the whole journal.
  const Books& books;
};

// Every table that the journal makes. Notes the first difference in `report`, and what it counted.
absl::Status AuditKept(const KeptAndBooks& both, AuditReport& report);

// Its parts.
absl::Status AuditAccounts(const KeptAndBooks& both, AuditReport& report);
absl::Status AuditReversals(const KeptAndBooks& both, AuditReport& report);
absl::Status AuditOutcomes(const KeptAndBooks& both, AuditReport& report);
absl::Status AuditPartnerJournals(const KeptAndBooks& both, AuditReport& report);
absl::Status AuditSettlement(const KeptAndBooks& both, AuditReport& report);
absl::Status AuditMembers(const KeptAndBooks& both, AuditReport& report);
absl::Status AuditEvents(const KeptAndBooks& both, AuditReport& report);

// Notes it, if it is the first; false, so that a scan ends with it.
inline bool Differs(AuditReport& report, std::string what) {
  if (report.ok()) report.first_difference = std::move(what);
  return false;
}

// `expected` must hold exactly the rows of `scan`, as `same` compares its values to the store's.
template <typename Expected, typename Scan, typename Same>
absl::Status CompareRows(const Expected& expected, Scan scan, Same same, const std::string& what,
                         AuditReport& report) {
  std::size_t rows = 0;
  absl::Status scanned = scan([&](const auto& key, const auto& value) {
    ++rows;
    const auto entry = expected.find(key);
    return (entry != expected.end() && same(entry->second, value)) ||
           Differs(report, what + " differ from the journal's");
  });
  if (scanned.ok() && report.ok() && rows != expected.size()) {
    Differs(report, what + " are not as many as the journal makes");
  }
  return scanned;
}

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_KEPT_AUDIT_H_
