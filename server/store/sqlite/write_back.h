#ifndef COALITION_SERVER_STORE_SQLITE_WRITE_BACK_H_
#define COALITION_SERVER_STORE_SQLITE_WRITE_BACK_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "server/domain/ledger_state.h"
#include "server/store/participation.h"
#include "server/store/redo.h"
#include "server/store/sqlite/connection.h"
#include "server/store/sqlite/lane_marks.h"
#include "server/store/sqlite/lane_memory.h"
#include "server/store/sqlite/lane_reads.h"

namespace coalition::store {

// Decides when the rows in memory come into the file.
//
// A commit writes its journal, and beside it a redo: what it changed of the rows that are written
// later. These are accounts, reversals, day totals, positions and outstanding points. Their rows
// lie in buckets, and a hand goes round over the buckets, a little in each commit; whatever the
// file does not have of a bucket is written when the hand passes, in the order of the keys. So an
// account that is posted to a hundred times in a round is written once, and neighbours share the
// writing of their page. When the hand has come round, all that was changed before it set out is in
// the file, and the redos up to there are deleted. Everything is in the transaction of the commit:
// there is no state of the file that lacks something, and none between two steps.
//
// Request ids and the journals of partners are only added to; they are written some hundreds at a
// time, in the order of their keys.
//
// After a start, however the last one ended, Recover brings back into memory what the redos have.
// They are those of two rounds at most.
//
//   absl::Status written = write_back.Write(connection, changes, reads);
//   if (written.ok()) written = connection.Commit();
//   if (written.ok()) write_back.Apply();
//
// The memory is bounded: rows that are in the file are let go, when the hand passes, once
// `memory_bytes_max` is used; those of the last round that are not yet in the file, and those that
// open views still see, come on top. Not thread-safe: used by whoever holds the turn to write.
class WriteBack {
 public:
  struct Options {
    std::size_t memory_bytes_max;
    // Rows that may be changed or read until the hand has come round.
    std::size_t rows_per_round;
  };

  // `memory` outlives it.
  WriteBack(LaneMemory& memory, const Options& options) : memory_(memory), options_(options) {}

  // Reads the redos of the lane. Does nothing when the lane has no row.
  absl::Status Recover(Connection& connection, domain::LaneId lane);

  // Writes, in the connection's transaction, what is to be written with `changes`: all of them that
  // is not written later, their redo, and a part of what was to be written later. `reads` are the
  // batch's, of the commit before. `changes` must stay until Apply.
  absl::Status Write(Connection& connection, const domain::Changes& changes, LaneReads& reads);
  // The transaction was committed: what it wrote is seen from now on.
  void Apply();

  // Writes all that is in memory only, in the connection's transaction. It is the last step: there
  // is no Apply.
  absl::Status WriteAll(Connection& connection, LaneReads& reads);

 private:
  template <typename Table>
  using NewRows =
      std::vector<std::pair<typename Table::Key, std::shared_ptr<const typename Table::Value>>>;
  using PartnerParticipation = std::pair<domain::PartnerId, Participation>;
  // What a transaction does that is not committed yet.
  struct Step {
    const domain::Changes& changes;
    LaneMarks marks;
    NewRows<AccountTable> accounts;
    NewRows<OutcomeTable> outcomes;
    std::vector<PartnerParticipation> participations;
    bool writes_pending = false;
    // Where the hand goes from hand_.
    std::size_t places = 0;
    std::size_t rows_due = 0;
    CommitNumber round_began;
  };

  absl::Status Stage(LaneReads& reads, const decltype(Redo::accounts)& deltas);
  absl::Status MoveHand(Connection& connection);
  absl::Status WritePlace(Connection& connection, domain::LaneId lane, std::size_t place);
  template <typename Table>
  absl::Status WriteBucket(Connection& connection, domain::LaneId lane,
                           const RecentRows<Table>& rows, std::size_t bucket);
  void PlaceWritten(std::size_t place, CommitNumber commit, CommitNumber oldest_view);
  absl::Status WriteRedo(Connection& connection, const RedoParts& redo);
  absl::Status WritePending(Connection& connection);
  absl::Status WriteAllPending(Connection& connection);
  absl::Status WriteOutcomes(Connection& connection);
  absl::Status WriteRuns(Connection& connection);
  absl::Status WriteLane(Connection& connection);
  absl::Status ApplyRedo(LaneReads& reads, CommitNumber commit, const Redo& redo);
  static void NoteParticipations(const domain::Transaction& transaction,
                                 std::vector<PartnerParticipation>& all);
  void NotePosition(const domain::PositionKey& key);

  LaneMemory& memory_;
  const Options options_;

  std::optional<Step> step_;
  // The next place of the hand, and the first commit of its round.
  std::size_t hand_ = 0;
  CommitNumber round_began_ = 1;
  // Rows for which the hand did not move on yet.
  std::size_t rows_due_ = 0;

  // What the tables of requests and participants do not have yet.
  NewRows<OutcomeTable> pending_outcomes_;
  std::vector<PartnerParticipation> pending_participations_;
  std::string scratch_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_WRITE_BACK_H_
