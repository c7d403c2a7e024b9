#include "server/store/sqlite/checkpointer.h"

#include <utility>

#include "server/base/thread_name.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {

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
  const int log_pages = writer.log_pages();
  {
    MutexLock lock(mutex_);
    // It was begun anew.
    if (log_pages < log_pages_taken_) log_pages_taken_ = 0;
    if (log_pages - log_pages_taken_ < kLogPagesWorthwhile || running_) return;
    log_pages_taken_ = log_pages;
    if (log_pages < kLogPagesMax) {
      wanted_ = true;
      changed_.SignalAll();
      return;
    }
  }
  writer.Execute(sql::kTakeLog).IgnoreError();
}

void Checkpointer::Run() {
  NameThread("checkpointer");
  while (true) {
    {
      MutexLock lock(mutex_);
      running_ = false;
      while (!wanted_ && !stopping_) changed_.Wait(mutex_);
      if (stopping_) return;
      wanted_ = false;
      running_ = true;
    }
    connection_->Execute(sql::kTakeLog).IgnoreError();
  }
}

}  // namespace coalition::store
