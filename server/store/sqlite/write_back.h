#ifndef COALITION_SERVER_STORE_SQLITE_WRITE_BACK_H_
#define COALITION_SERVER_STORE_SQLITE_WRITE_BACK_H_

#include <cstddef>
#include <memory>
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
// the file, and the redos up to there are deleted, some in each of the next commits. Everything is
// in the transaction of the commit: there is no state of the file that lacks something, and none
// between two steps.
//
// Request ids and the journals of partners are only added to; they are written some hundreds at a
// time, in the order of their keys.
//
// After a start, however the last one ended, Recover brings back into memory what the redos have.
// They are those of two rounds, and of a third as far as they were not deleted yet.
//
// A commit goes in three steps, so that the next batch can be decided while it is written:
//
//   auto step = write_back.Stage(changes, reads);          in memory; nobody sees it but batches
//   write_back.Write(connection, *step);                   in the connection's transaction
//   connection.Commit();
//   write_back.Finish(*step);                              in the file; the memory may let go of it
//
// Steps are staged in the order of their commits, one at a time; and written and finished in that
// order, one at a time. When one fails, the memory is ahead of the file for good: it is thrown away
// with its WriteBack, and made anew by Recover.
//
// The memory is bounded: rows that are in the file are let go, when the hand passes, once
// `memory_bytes_max` is used; those of the last round that are not yet in the file, and those that
// open views still see, come on top.
class WriteBack {
 public:
  using PartnerParticipation = std::pair<domain::PartnerId, Participation>;
  template <typename Table>
  using NewRows =
      std::vector<std::pair<typename Table::Key, std::shared_ptr<const typename Table::Value>>>;

  struct Options {
    std::size_t memory_bytes_max;
    // Rows that may be changed or read until the hand has come round.
    std::size_t rows_per_round;
    // Redos are deleted when so much was added, so that a page of them is touched once, and no
    // commit has many to delete.
    std::size_t redo_bytes_per_deletion;
  };

  // `memory` outlives it.
  WriteBack(LaneMemory& memory, const Options& options) : memory_(memory), options_(options) {}

  // Reads the redos of the lane, and answers where it goes on. Nothing was staged before.
  // FAILED_PRECONDITION when the lane has no row, because there is no network.
  absl::StatusOr<LaneHead> Recover(Connection& connection, domain::LaneId lane);

  // The redos in the file.
  struct Redos {
    // Of the commits from `first` on; those from `needed` on have to stay.
    CommitNumber first = 0;
    CommitNumber needed = 0;
    // The last commit that deleted some, and what was added since.
    CommitNumber deleted_in = 0;
    std::size_t bytes_since_deletion = 0;
  };

  // What one commit does.
  struct Step {
    const domain::Changes& changes;
    CommitNumber commit = 0;
    std::vector<std::pair<domain::AccountKey, AccountDelta>> account_deltas{};
    // By Stage: the rows of changes.outcomes.
    NewRows<OutcomeTable> outcomes{};

    // By Write: who took part in changes.transactions; and what Finish keeps.
    std::vector<PartnerParticipation> participations{};
    LaneMarks marks{};
    Redos redos{};
    std::size_t places = 0;
    std::size_t rows_due = 0;
    CommitNumber round_began = 0;
    bool writes_pending = false;
  };

  // Puts `changes` into memory as the commit after that of `reads`, which are the batch's. An error
  // is that of a step that failed. `changes` must outlive the step.
  absl::StatusOr<Step> Stage(const domain::Changes& changes, LaneReads& reads);
  // Writes, in the connection's transaction, what is to be written with the step: all that is not
  // written later, its redo, and a part of what was to be written later.
  absl::Status Write(Connection& connection, Step& step);
  // The transaction was committed. Takes the step's rows.
  void Finish(Step& step);

  // The first commit of a lane, which has no row and no memory.
  static absl::Status WriteFirst(Connection& connection, const domain::Changes& changes);
  // Of a ledger that is brought in from elsewhere: rows, at once, and then the lane's.
  static absl::Status WriteNewRows(Connection& connection, const domain::Changes& rows);
  static absl::Status WriteNewLane(Connection& connection, const domain::LaneState& lane);
  // Writes all that is in memory only, in the connection's transaction. It is the last step, and is
  // not finished.
  absl::Status WriteAll(Connection& connection, const domain::LaneState& lane);

 private:
  absl::Status StageAccounts(LaneReads& reads, const Step& step, CommitNumber oldest_view);
  absl::Status StageOutcomes(LaneReads& reads, Step& step, CommitNumber oldest_view);
  void StageRest(const Step& step, CommitNumber oldest_view);
  absl::Status MoveHand(Connection& connection, Step& step);
  absl::Status WritePlace(Connection& connection, domain::LaneId lane, std::size_t place,
                          CommitNumber commit);
  template <typename Table>
  absl::Status WriteBucket(Connection& connection, domain::LaneId lane,
                           const RecentRows<Table>& rows, std::size_t bucket, CommitNumber commit);
  void PlaceWritten(std::size_t place, CommitNumber commit, CommitNumber oldest_view);
  static absl::Status WriteRedo(Connection& connection, Step& step);
  absl::Status DeleteRedos(Connection& connection, Step& step);
  absl::Status WritePending(Connection& connection, Step& step);
  absl::Status WriteOutcomes(Connection& connection, const Step& step);
  absl::Status WriteRuns(Connection& connection, const Step& step);
  static absl::Status InsertRuns(Connection& connection, domain::LaneId lane,
                                 std::vector<PartnerParticipation>& all);
  static absl::Status WriteLane(Connection& connection, const domain::LaneState& lane,
                                const LaneMarks& marks);
  absl::Status ApplyRedo(LaneReads& reads, CommitNumber commit, const Redo& redo);
  static void NoteParticipations(const domain::Transaction& transaction,
                                 std::vector<PartnerParticipation>& all);
  void NotePosition(const domain::PositionKey& key);

  LaneMemory& memory_;
  const Options options_;

  // Of the last step that was finished.
  LaneMarks marks_;
  Redos redos_;
  // The next place of the hand, and the first commit of its round; 0 before the first round, which
  // begins when the hand passes place 0: what was recovered is not in the file before it did so
  // again.
  std::size_t hand_ = 0;
  CommitNumber round_began_ = 0;
  // Rows for which the hand did not move on yet.
  std::size_t rows_due_ = 0;

  // What the tables of requests and participants do not have of finished steps.
  NewRows<OutcomeTable> pending_outcomes_;
  std::vector<PartnerParticipation> pending_participations_;
  std::string scratch_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_WRITE_BACK_H_
