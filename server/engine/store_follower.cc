#include "server/engine/store_follower.h"

#include <utility>

#include "server/base/thread_name.h"

namespace coalition::engine {

StoreFollower::StoreFollower(store::LedgerStore& store, PublishedCatalog& catalog,
                             JournalTail& tail, Options options)
    : store_(store), catalog_(catalog), tail_(tail), options_(std::move(options)), thread_([this] {
        Run();
      }) {}

StoreFollower::~StoreFollower() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    stop_.SignalAll();
  }
  thread_.join();
}

void StoreFollower::Run() {
  NameThread("store-follower");
  while (true) {
    Look();
    const auto end = std::chrono::steady_clock::now() + options_.pause;
    MutexLock lock(mutex_);
    while (!stopping_ && std::chrono::steady_clock::now() < end) stop_.WaitUntil(mutex_, end);
    if (stopping_) return;
  }
}

void StoreFollower::Look() {
  auto view = catalog_.OpenView(store_);
  if (!view.ok()) return options_.on_error(view.status());
  std::vector<domain::Sequence> ends = view->snapshot->lane_ends();
  view->snapshot.reset();
  // Also of what this server committed itself, which its followers know and do not read again: they
  // have seen a later snapshot, or read one in vain.
  if (ends == lane_ends_) return;
  lane_ends_ = std::move(ends);
  tail_.Advance();
}

}  // namespace coalition::engine
