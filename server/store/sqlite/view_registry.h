#ifndef COALITION_SERVER_STORE_SQLITE_VIEW_REGISTRY_H_
#define COALITION_SERVER_STORE_SQLITE_VIEW_REGISTRY_H_

#include <set>
#include <utility>

#include "absl/base/thread_annotations.h"

#include "server/base/mutex.h"
#include "server/store/sqlite/recent_rows.h"

namespace coalition::store {

// Which commits open views may see, so that what they need is kept. Thread-safe.
//
// A view enters before it begins to read the file, and so before it knows which commit it will see.
class ViewRegistry {
 public:
  // A view's stay in the registry. Outlived by it.
  class Entry {
   public:
    Entry() = default;
    Entry(Entry&& other) noexcept
        : registry_(std::exchange(other.registry_, nullptr)), place_(other.place_) {}
    Entry& operator=(Entry&&) = delete;
    ~Entry();

   private:
    friend class ViewRegistry;
    Entry(ViewRegistry& registry, std::multiset<CommitNumber>::iterator place)
        : registry_(&registry), place_(place) {}

    ViewRegistry* registry_ = nullptr;
    std::multiset<CommitNumber>::iterator place_;
  };

  Entry Enter();
  // The earliest commit that an open view may see; kNoView when there is none. Whoever enters later
  // sees what is in the file already.
  CommitNumber oldest() const;

  // The file has `commit` now.
  void Advance(CommitNumber commit);

 private:
  mutable Mutex mutex_;
  CommitNumber last_ ABSL_GUARDED_BY(mutex_) = 0;
  std::multiset<CommitNumber> views_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_VIEW_REGISTRY_H_
