#ifndef COALITION_SERVER_ENGINE_PUBLISHED_CATALOG_H_
#define COALITION_SERVER_ENGINE_PUBLISHED_CATALOG_H_

#include <memory>
#include <mutex>
#include <utility>

#include "absl/status/statusor.h"

#include "server/base/mutex.h"
#include "server/domain/catalog.h"
#include "server/store/ledger_store.h"

namespace coalition::engine {

// The catalog as of the last commit that changed it. A change is published before the answer that
// acknowledges it leaves, so that whoever got the answer sees the change. Thread-safe; a catalog
// that was got stays valid and the same for as long as it is held.
//
// A view of the store that is opened by OpenView never knows more than the catalog that comes with
// it: between a commit that changes the catalog and its publication no view opens. What other
// servers change is read when a view tells of it (see LedgerView::catalog_revision). Lock order:
// this before the store's own locks.
class PublishedCatalog {
 public:
  explicit PublishedCatalog(std::shared_ptr<const domain::Catalog> catalog)
      : catalog_(std::move(catalog)) {}

  std::shared_ptr<const domain::Catalog> Get() const {
    MutexLock lock(mutex_);
    return catalog_;
  }

  // To be held from before a batch that may change the catalog begins until after Publish.
  using Change = std::unique_lock<std::mutex>;
  Change BeginChange() { return Change(views_); }
  void Publish(std::shared_ptr<const domain::Catalog> catalog) {
    MutexLock lock(mutex_);
    catalog_ = std::move(catalog);
  }

  // The catalog that `view`, of `store`, sees, or a later one.
  absl::StatusOr<std::shared_ptr<const domain::Catalog>> GetFor(const store::LedgerView& view,
                                                                store::LedgerStore& store);

  struct View {
    std::unique_ptr<store::LedgerSnapshot> snapshot;
    std::shared_ptr<const domain::Catalog> catalog;
  };
  // A view of the lane, and a catalog that knows all that it can see.
  absl::StatusOr<View> OpenView(store::LedgerStore& store);

 private:
  // Not a reader-writer lock: a stream of views would starve the change.
  std::mutex views_;
  mutable Mutex mutex_;
  std::shared_ptr<const domain::Catalog> catalog_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_PUBLISHED_CATALOG_H_
