#include "server/store/transfer/opened_ledger.h"

#include <utility>

namespace coalition::store::transfer {
namespace {

constexpr int kAttemptsMax = 16;

}  // namespace

absl::StatusOr<OpenedLedger> OpenLedger(LedgerStore& store) {
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    auto catalog = store.LoadCatalog();
    if (!catalog.ok()) return catalog.status();
    auto snapshot = store.OpenSnapshot();
    if (!snapshot.ok()) return snapshot.status();
    const std::optional<std::int64_t> revision = (*snapshot)->catalog_revision();
    if (revision && *revision != (*catalog)->revision) continue;
    return OpenedLedger{*std::move(snapshot), *std::move(catalog)};
  }
  return absl::UnavailableError("the catalog is being changed all the time");
}

absl::StatusOr<FileTrailer> DigestOf(OpenedLedger& ledger, const OnProgress& on_progress) {
  FileTrailer all;
  Progress progress;
  progress.phase = Progress::Phase::kProving;
  std::int64_t records = 0;
  absl::Status status;
  absl::Status scanned = ScanRecords(*ledger.snapshot, *ledger.catalog, {},
                                     [&](RecordKind kind, std::string_view bytes) {
                                       all.digest.Add(kind, bytes);
                                       ++all.counts[kind];
                                       if (++records % kRecordsPerProgress != 0) return true;
                                       progress.kind = kind;
                                       progress.counts = all.counts;
                                       status = on_progress(progress);
                                       return status.ok();
                                     });
  if (status.ok()) status = scanned;
  if (!status.ok()) return status;
  return all;
}

}  // namespace coalition::store::transfer
