#ifndef COALITION_SERVER_STORE_SQLITE_LANE_H_
#define COALITION_SERVER_STORE_SQLITE_LANE_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/base/mutex.h"
#include "server/domain/ledger_state.h"
#include "server/store/sqlite/checkpointer.h"
#include "server/store/sqlite/connection_pool.h"
#include "server/store/sqlite/lane_marks.h"
#include "server/store/sqlite/lane_memory.h"
#include "server/store/sqlite/write_back.h"

namespace coalition::store {

// The order of a lane's batches. One batch at a time has the turn to decide; it gives the turn on
// when its changes are staged in memory, and is then written, while the next is decided on what it
// will have made. Batches are written in the order in which they had the turn. When one cannot be
// written, all that had the turn since fail with it, and the memory is made anew from the file
// before the next one has the turn.
//
// Thread-safe.
class SqliteLane {
 public:
  // What batches and views stand on: the memory, and what writes it back. After a failure a new one
  // is made from the file; views keep the one that they began on.
  struct Ground {
    explicit Ground(const WriteBack::Options& options) : write_back(memory, options) {}

    LaneMemory memory;
    WriteBack write_back;
  };

  // `writer` is the pool of the one connection that writes; it outlives the lane.
  SqliteLane(domain::LaneId id, ConnectionPool& writer, const WriteBack::Options& options)
      : id_(id), writer_(writer), options_(options) {}

  // Reads from the file where the lane goes on. FAILED_PRECONDITION when there is no network.
  absl::Status Recover();
  // The file has no lane any more. No batch is under way.
  void Forget();

  // The turn to decide. Ended by Stage or by its end, whichever comes first.
  class Turn {
   public:
    Turn(Turn&& other) noexcept;
    Turn& operator=(Turn&&) = delete;
    ~Turn();

    const LaneHead& head() const { return head_; }
    Ground& ground() const { return *ground_; }

   private:
    friend class SqliteLane;
    Turn(SqliteLane& lane, std::shared_ptr<Ground> ground, LaneHead head)
        : lane_(&lane), ground_(std::move(ground)), head_(std::move(head)) {}

    SqliteLane* lane_;
    std::shared_ptr<Ground> ground_;
    LaneHead head_;
    bool ended_ = false;
  };
  // Waits for it.
  absl::StatusOr<Turn> TakeTurn();

  // What the batch that has the turn goes on from, as a view of memory alone. The ground is null
  // when there is none to stand on.
  struct Outlook {
    std::shared_ptr<Ground> ground;
    CommitNumber commit = 0;
    ViewRegistry::Entry entry;
  };
  Outlook LookAhead() const;

  // Stages `changes`, which must outlive the step, and ends the turn; also with an error, after
  // which there is nothing to Write.
  absl::StatusOr<WriteBack::Step> Stage(Turn& turn, const domain::Changes& changes,
                                        LaneReads& reads);
  // Returns when the step that `turn` staged is in the file, or an error. To be called once for
  // each.
  absl::Status Write(Turn& turn, WriteBack::Step& step, Checkpointer& checkpointer);
  // Ends the turn without changes; returns when what it saw is in the file, or an error.
  absl::Status Pass(Turn& turn);

  // Writes all that is in memory only. No batch is under way.
  absl::Status WriteAll();

  // For views of what is in the file.
  std::shared_ptr<Ground> ground() const;

 private:
  void EndTurn(Turn& turn) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status RecoverLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status WriteNow(WriteBack::Step& step, Ground& ground, Checkpointer& checkpointer);
  // Returns when the commit is in the file, or UNAVAILABLE when it never will be.
  absl::Status AwaitWritten(CommitNumber commit, const std::shared_ptr<Ground>& ground)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const domain::LaneId id_;
  ConnectionPool& writer_;
  const WriteBack::Options options_;

  mutable Mutex mutex_;
  CondVar changed_;
  std::shared_ptr<Ground> ground_ ABSL_GUARDED_BY(mutex_);
  LaneHead head_ ABSL_GUARDED_BY(mutex_);
  bool deciding_ ABSL_GUARDED_BY(mutex_) = false;
  // Batches that were staged and whose Write did not return yet.
  int writing_ ABSL_GUARDED_BY(mutex_) = 0;
  CommitNumber written_ ABSL_GUARDED_BY(mutex_) = 0;
  // The memory is ahead of a file that will not follow, or was not read yet.
  bool broken_ ABSL_GUARDED_BY(mutex_) = true;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_LANE_H_
