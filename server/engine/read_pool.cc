#include "server/engine/read_pool.h"

#include <utility>

#include "server/base/thread_name.h"

namespace coalition::engine {

ReadPool::ReadPool(store::LedgerStore& store, PublishedCatalog& catalog, int threads,
                   std::size_t waiting_max)
    : store_(store), catalog_(catalog), queue_(waiting_max) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

ReadPool::~ReadPool() { Drain(); }

domain::Decided<domain::Accepted> ReadPool::Submit(Task task) {
  switch (queue_.Push(task, 1)) {
    case BoundedQueue<Task>::PushResult::kTaken:
      return domain::Accepted{};
    case BoundedQueue<Task>::PushResult::kFull:
      return domain::Rejection{domain::Reason::kQueueFull, {}};
    case BoundedQueue<Task>::PushResult::kClosed:
      break;
  }
  return domain::Rejection{domain::Reason::kShuttingDown, {}};
}

void ReadPool::Drain() {
  queue_.Close();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void ReadPool::Work() {
  NameThread("reader");
  while (true) {
    std::vector<Task> tasks = queue_.PopUpTo(1);
    if (tasks.empty()) return;
    auto view = catalog_.OpenView(store_);
    if (view.ok()) {
      tasks.front()(std::move(view->snapshot), std::move(view->catalog));
    } else {
      tasks.front()(view.status(), catalog_.Get());
    }
  }
}

}  // namespace coalition::engine
