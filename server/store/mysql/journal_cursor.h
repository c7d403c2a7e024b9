#ifndef COALITION_SERVER_STORE_MYSQL_JOURNAL_CURSOR_H_
#define COALITION_SERVER_STORE_MYSQL_JOURNAL_CURSOR_H_

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/domain/transaction.h"
#include "server/store/ledger_store.h"
#include "server/store/mysql/connection.h"
#include "server/store/mysql/journal_rows.h"
#include "server/store/mysql/packed_transactions.h"

namespace coalition::store::mysql {

// One past the last sequence that may be in the range.
domain::Sequence EndOf(const JournalRange& range);

// The transactions of a range of the journal, in one order, though rows of lanes overlap in time:
// each lane's rows are read page by page, once, and the lanes are merged here. What the visitor of
// a scan stops at is not read much beyond: a lane's first page has kCursorRowsAtFirst rows, and
// each further one twice as many. Not thread-safe.
class JournalCursor {
 public:
  // Of `lanes`, which are not none, whatever range.lane is. The connection outlives it.
  JournalCursor(Connection& connection, const JournalRange& range,
                const std::vector<domain::LaneId>& lanes);
  JournalCursor(const JournalCursor&) = delete;
  JournalCursor& operator=(const JournalCursor&) = delete;

  // The next one, until the next call; null at the end.
  absl::StatusOr<const domain::Transaction*> Next();

 private:
  // What was read of one lane and not shown yet.
  struct Part {
    // Of the first of `rows` what is left, in the order of the range.
    const PackedTransaction* next() const {
      return shown < packed.size() ? &packed[shown] : nullptr;
    }

    domain::LaneId lane;
    std::deque<JournalRow> rows;
    PackedTransactions packed;
    std::size_t shown = 0;
    // Of the last row that was read.
    std::optional<domain::Sequence> last_row;
    std::size_t page_rows = 0;
    bool is_at_end = false;
  };

  // So that each part has a next one, or is at its end.
  absl::Status Advance();
  // Opens the part's rows up to the first of which something is in the range.
  absl::Status OpenRow(Part& part);
  absl::Status ReadPages(const std::vector<Part*>& parts);
  SqlText SelectPage(const Part& part) const;
  bool ComesBefore(const domain::TransactionId& a, const domain::TransactionId& b) const;

  Connection& connection_;
  const bool newest_first_;
  const domain::Sequence first_;
  const domain::Sequence end_;
  const std::size_t page_rows_max_;
  std::vector<Part> parts_;
  // Whose next one was shown last.
  Part* shown_ = nullptr;
  domain::Transaction transaction_;
};

// Of a lane's first page; full ones have 256 transactions.
inline constexpr std::size_t kCursorRowsAtFirst = 32;
// Of the pages of all lanes that a cursor has in memory at one time: some 3 MB of earns.
inline constexpr std::size_t kCursorRowsMax = 2'048;

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_JOURNAL_CURSOR_H_
