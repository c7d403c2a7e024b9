#ifndef COALITION_SERVER_STORE_SQLITE_READ_AHEAD_H_
#define COALITION_SERVER_STORE_SQLITE_READ_AHEAD_H_

#include <memory>
#include <utility>

#include "server/store/ledger_store.h"
#include "server/store/sqlite/checkpointer.h"
#include "server/store/sqlite/connection_pool.h"
#include "server/store/sqlite/lane.h"

namespace coalition::store {

// Reads what memory has of members and their accounts, as of the last batch that was staged.
// Partners' positions and outstanding points are not read ahead, because every batch changes them;
// nor are requests and transactions, which are new or in the file for the most part.
class SqliteReadAhead final : public LedgerReadAhead {
 public:
  // Null when the lane has to be recovered first. `lane` outlives it.
  static std::unique_ptr<LedgerReadAhead> Begin(SqliteLane& lane, ConnectionPool& readers,
                                                Checkpointer& checkpointer);

  void Load(const domain::ReadSet& wanted, domain::LedgerState& state) override;
  absl::StatusOr<std::unique_ptr<LedgerBatch>> BeginBatch(domain::LedgerState& state,
                                                          domain::ReadSet& missing) override;

 private:
  SqliteReadAhead(SqliteLane& lane, SqliteLane::Outlook outlook, ConnectionPool& readers,
                  Checkpointer& checkpointer)
      : lane_(lane), outlook_(std::move(outlook)), readers_(readers), checkpointer_(checkpointer) {}

  SqliteLane& lane_;
  const SqliteLane::Outlook outlook_;
  ConnectionPool& readers_;
  Checkpointer& checkpointer_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_READ_AHEAD_H_
