#ifndef COALITION_SERVER_STORE_MYSQL_JOURNAL_SCAN_H_
#define COALITION_SERVER_STORE_MYSQL_JOURNAL_SCAN_H_

#include <span>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/domain/ids.h"
#include "server/domain/transaction.h"
#include "server/store/ledger_store.h"
#include "server/store/mysql/connection.h"
#include "server/store/participation.h"

namespace coalition::store::mysql {

// The journal of a snapshot, as LedgerSnapshot scans it.
class JournalScan {
 public:
  // `lanes` are all lanes. Both outlive it.
  JournalScan(Connection& connection, const std::vector<domain::LaneId>& lanes, int lane_count)
      : connection_(connection), lanes_(lanes), lane_count_(lane_count) {}

  absl::Status Scan(const JournalRange& range, RowVisitor<domain::Transaction> visit);
  absl::Status ScanPartner(domain::PartnerId partner, bool reported_only, const JournalRange& range,
                           RowVisitor<domain::Transaction> visit);

 private:
  std::vector<domain::LaneId> LanesOf(const JournalRange& range) const;

  // The first of the range that show in the partner's journal, up to a page.
  absl::StatusOr<std::vector<domain::Sequence>> FirstOfPartner(domain::PartnerId partner,
                                                               bool reported_only,
                                                               const JournalRange& range);
  // What shows in a lane's part of the partner's journal, of the range.
  absl::Status ScanRuns(domain::LaneId lane, domain::PartnerId partner, const JournalRange& range,
                        absl::FunctionRef<bool(const Participation&)> visit);
  // The transactions of these sequences, in their order; false: the visitor ended it.
  absl::StatusOr<bool> Visit(std::span<const domain::Sequence> sequences,
                             RowVisitor<domain::Transaction> visit);

  Connection& connection_;
  const std::vector<domain::LaneId>& lanes_;
  const int lane_count_;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_JOURNAL_SCAN_H_
