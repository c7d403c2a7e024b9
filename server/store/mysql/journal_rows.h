#ifndef COALITION_SERVER_STORE_MYSQL_JOURNAL_ROWS_H_
#define COALITION_SERVER_STORE_MYSQL_JOURNAL_ROWS_H_

#include <span>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/domain/ids.h"
#include "server/domain/transaction.h"
#include "server/store/mysql/connection.h"

namespace coalition::store::mysql {

// The rows of the table `journal`; packed_transactions.h says what is in them.

// For the index see rows_of.h.
inline constexpr char kSelectJournal[] =
    "SELECT lane, first_sequence, body FROM journal FORCE INDEX (PRIMARY) WHERE ";
struct JournalRow {
  domain::LaneId lane;
  domain::Sequence first;
  std::string body;
};
bool NextJournalRow(Rows& rows, JournalRow& row);

// Of one batch, in any order.
absl::Status InsertTransactions(Connection& connection,
                                std::span<const domain::Transaction> transactions);

// Those of the ids that are in the journal, in one statement. Reads no more than a slot for each.
absl::StatusOr<absl::flat_hash_map<domain::TransactionId, domain::Transaction>> FindTransactions(
    Connection& connection, const absl::flat_hash_set<domain::TransactionId>& ids);

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_JOURNAL_ROWS_H_
