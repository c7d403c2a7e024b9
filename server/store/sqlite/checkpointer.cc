#include "server/store/sqlite/checkpointer.h"

#include <utility>

#include "server/base/thread_name.h"
#include "server/store/sqlite/disk_files.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {
namespace {

// Of a page in the log: its header and itself.
constexpr std::int64_t kFrameBytes = 24 + 4'096;

}  // namespace

Checkpointer::Checkpointer(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)), thread_([this] { Run(); }) {}

Checkpointer::~Checkpointer() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.SignalAll();
  }
  thread_.join();
}

void Checkpointer::Committed(Connection& writer) {
  Lengthen(writer);
  const int log_pages = writer.log_pages();
  const bool begun_anew = log_pages < std::exchange(log_pages_before_, log_pages);
  {
    MutexLock lock(mutex_);
    if (begun_anew) log_pages_taken_ = 0;
    if (begun_anew && stage_ == Stage::kRest) stage_ = Stage::kIdle;
    if (stage_ == Stage::kIdle && log_pages - log_pages_taken_ >= kLogPagesEnough) {
      stage_ = Stage::kPasses;
      log_pages_taken_ = log_pages;
      changed_.SignalAll();
    }
    // Batches write faster than the disk takes it in.
    while (log_pages >= kLogPagesMax && stage_ == Stage::kPasses) changed_.Wait(mutex_);
    if (stage_ != Stage::kRest) return;
    log_pages_taken_ = log_pages;
    if (--batches_left_ == 0) stage_ = Stage::kIdle;
  }
  writer.Execute(sql::kTakeLog).IgnoreError();
}

void Checkpointer::Lengthen(Connection& writer) {
  const std::int64_t used = writer.log_pages() * kFrameBytes;
  // A batch of the usual size fits in.
  if (used + kLogBytesAhead / 2 <= log_bytes_) return;
  if (writer.LengthenLog(used + kLogBytesAhead).ok()) log_bytes_ = used + kLogBytesAhead;
}

void Checkpointer::Run() {
  NameThread("checkpointer");
  while (true) {
    {
      MutexLock lock(mutex_);
      while (stage_ != Stage::kPasses && !stopping_) changed_.Wait(mutex_);
      if (stopping_) return;
    }
    const bool taken = TakeLog();
    MutexLock lock(mutex_);
    stage_ = taken ? Stage::kRest : Stage::kIdle;
    batches_left_ = kPassesMax;
    changed_.SignalAll();
  }
}

bool Checkpointer::TakeLog() {
  int taken_before = 0;
  int pages_unsynced = kPagesUnsyncedMax;
  for (int pass = 0; pass < kPassesMax; ++pass) {
    // Under a load that outruns this, throughput comes before latency.
    connection_->SetPagesUnsyncedMax(pages_unsynced);
    pages_unsynced *= kPaceGrowth;
    int blocked = 0;
    int pages = 0;
    int taken = 0;
    Cursor row = connection_->Query(sql::kTakeLog);
    // As far as the earliest view that reads from the log.
    if (!row.Next(blocked, pages, taken) || (taken < pages && taken == taken_before)) return false;
    // What came in the meantime is left: about as much as this pass took, or less.
    if (taken == pages && taken - taken_before <= kLogPagesRestMax) return true;
    taken_before = taken;
  }
  return true;
}

}  // namespace coalition::store
