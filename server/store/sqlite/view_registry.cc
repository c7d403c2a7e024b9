#include "server/store/sqlite/view_registry.h"

namespace coalition::store {

ViewRegistry::Entry::~Entry() {
  if (registry_ == nullptr) return;
  MutexLock lock(registry_->mutex_);
  registry_->views_.erase(place_);
}

ViewRegistry::Entry ViewRegistry::Enter() {
  MutexLock lock(mutex_);
  return Entry(*this, views_.insert(last_));
}

CommitNumber ViewRegistry::oldest() const {
  MutexLock lock(mutex_);
  return views_.empty() ? kNoView : *views_.begin();
}

void ViewRegistry::Advance(CommitNumber commit) {
  MutexLock lock(mutex_);
  last_ = commit;
}

}  // namespace coalition::store
