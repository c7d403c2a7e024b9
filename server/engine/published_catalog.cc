#include "server/engine/published_catalog.h"

#include <cstdint>
#include <optional>

namespace coalition::engine {

absl::StatusOr<std::shared_ptr<const domain::Catalog>> PublishedCatalog::GetFor(
    const store::LedgerView& view, store::LedgerStore& store) {
  const std::optional<std::int64_t> version = view.catalog_revision();
  auto known = Get();
  if (!version || known->revision >= *version) return known;
  auto stored = store.LoadCatalog();
  if (!stored.ok()) return stored.status();
  MutexLock lock(mutex_);
  if (catalog_->revision < (*stored)->revision) catalog_ = *std::move(stored);
  return catalog_;
}

absl::StatusOr<PublishedCatalog::View> PublishedCatalog::OpenView(store::LedgerStore& store) {
  const std::lock_guard<std::mutex> lock(views_);
  auto snapshot = store.OpenSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  auto catalog = GetFor(**snapshot, store);
  if (!catalog.ok()) return catalog.status();
  return View{*std::move(snapshot), *std::move(catalog)};
}

}  // namespace coalition::engine
