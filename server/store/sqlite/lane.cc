#include "server/store/sqlite/lane.h"

#include <utility>

namespace coalition::store {

SqliteLane::Turn::Turn(Turn&& other) noexcept
    : lane_(other.lane_),
      ground_(std::move(other.ground_)),
      head_(std::move(other.head_)),
      ended_(std::exchange(other.ended_, true)) {}

SqliteLane::Turn::~Turn() {
  if (ended_) return;
  MutexLock lock(lane_->mutex_);
  lane_->EndTurn(*this);
}

absl::Status SqliteLane::Recover() {
  MutexLock lock(mutex_);
  return RecoverLocked();
}

void SqliteLane::Forget() {
  MutexLock lock(mutex_);
  ground_ = nullptr;
  broken_ = true;
}

absl::Status SqliteLane::RecoverLocked() {
  auto ground = std::make_shared<Ground>(options_);
  const ConnectionPool::Lease connection = writer_.Take();
  auto head = ground->write_back.Recover(*connection, id_);
  if (!head.ok()) return head.status();
  ground_ = std::move(ground);
  head_ = *std::move(head);
  written_ = head_.commit;
  broken_ = false;
  return absl::OkStatus();
}

absl::StatusOr<SqliteLane::Turn> SqliteLane::TakeTurn() {
  MutexLock lock(mutex_);
  while (deciding_ || (broken_ && writing_ > 0)) changed_.Wait(mutex_);
  if (broken_) {
    if (absl::Status recovered = RecoverLocked(); !recovered.ok()) return recovered;
  }
  deciding_ = true;
  return Turn(*this, ground_, head_);
}

SqliteLane::Outlook SqliteLane::LookAhead() const {
  MutexLock lock(mutex_);
  if (broken_) return {};
  // The file has no later commit than that of head_.
  return {ground_, head_.commit, ground_->memory.views.Enter()};
}

void SqliteLane::EndTurn(Turn& turn) {
  turn.ended_ = true;
  deciding_ = false;
  changed_.SignalAll();
}

absl::Status SqliteLane::Pass(Turn& turn) {
  MutexLock lock(mutex_);
  EndTurn(turn);
  return AwaitWritten(turn.head_.commit, turn.ground_);
}

absl::StatusOr<WriteBack::Step> SqliteLane::Stage(Turn& turn, const domain::Changes& changes,
                                                  LaneReads& reads) {
  absl::StatusOr<WriteBack::Step> step = turn.ground_->write_back.Stage(changes, reads);
  MutexLock lock(mutex_);
  if (step.ok()) {
    head_ = {changes.lane, step->commit};
    ++writing_;
  } else {
    broken_ = true;
  }
  EndTurn(turn);
  return step;
}

absl::Status SqliteLane::Write(Turn& turn, WriteBack::Step& step, Checkpointer& checkpointer) {
  absl::Status written;
  {
    MutexLock lock(mutex_);
    written = AwaitWritten(step.commit - 1, turn.ground_);
  }
  if (written.ok()) written = WriteNow(step, *turn.ground_, checkpointer);
  MutexLock lock(mutex_);
  --writing_;
  if (written.ok()) {
    written_ = step.commit;
  } else {
    broken_ = true;
  }
  changed_.SignalAll();
  return written;
}

absl::Status SqliteLane::WriteNow(WriteBack::Step& step, Ground& ground,
                                  Checkpointer& checkpointer) {
  const ConnectionPool::Lease writer = writer_.Take();
  absl::Status status = writer->BeginWrite();
  if (status.ok()) status = ground.write_back.Write(*writer, step);
  if (status.ok()) status = writer->Commit();
  if (!status.ok()) return status;
  ground.write_back.Finish(step);
  checkpointer.Committed(*writer);
  return absl::OkStatus();
}

absl::Status SqliteLane::AwaitWritten(CommitNumber commit, const std::shared_ptr<Ground>& ground) {
  while (!broken_ && ground_ == ground && written_ < commit) changed_.Wait(mutex_);
  if (ground_ == ground && written_ >= commit) return absl::OkStatus();
  return absl::UnavailableError("the batch before could not be written");
}

absl::Status SqliteLane::WriteAll() {
  MutexLock lock(mutex_);
  // What is only in memory is not to be trusted, and what is in the file has its redo.
  if (broken_) return absl::OkStatus();
  const ConnectionPool::Lease writer = writer_.Take();
  absl::Status status = writer->BeginWrite();
  if (status.ok()) status = ground_->write_back.WriteAll(*writer, head_.lane);
  if (status.ok()) return writer->Commit();
  writer->Rollback();
  return status;
}

std::shared_ptr<SqliteLane::Ground> SqliteLane::ground() const {
  MutexLock lock(mutex_);
  return ground_;
}

}  // namespace coalition::store
