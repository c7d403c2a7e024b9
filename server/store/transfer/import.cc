#include "server/store/transfer/import.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

#include "server/store/journal.h"
#include "server/store/transfer/catalog_check.h"

namespace coalition::store::transfer {
namespace {

constexpr int kAttemptsMax = 5;

class Importer {
 public:
  Importer(const FileHeader& header, LedgerStore& store, const ImportOptions& options)
      : header_(header), store_(store), options_(options), source_{header.id, store.lane_count()} {}

  absl::StatusOr<FileTrailer> Run(FrameReader& in) {
    absl::Status status = CheckLanes(header_.lane_count, source_.lane_count);
    domain::Network named = header_.network;
    if (status.ok()) status = LoadTimeZone(named);
    if (status.ok()) status = Begin();
    if (status.ok()) status = PutAll(in);
    if (status.ok()) status = Complete();
    if (status.ok()) status = Prove();
    if (status.ok()) status = import_->Publish();
    if (!status.ok()) return status;
    return in.trailer();
  }

 private:
  absl::Status Begin() {
    // There is one at a time.
    import_.reset();
    auto import = store_.BeginImport(source_, header_.network);
    if (!import.ok()) return import.status();
    import_ = *std::move(import);
    return absl::OkStatus();
  }

  absl::Status PutAll(FrameReader& in) {
    RecordsFrame frame;
    while (true) {
      const auto more = in.Next(frame);
      if (!more.ok()) return more.status();
      if (!*more) return CheckRead(in.trailer());
      if (absl::Status put = Put(frame); !put.ok()) return put;
      absl::Status status = options_.on_progress(
          {.phase = skipping_ ? Progress::Phase::kSkipping : Progress::Phase::kMoving,
           .kind = frame.kind,
           .counts = read_.counts,
           .bytes = in.bytes()});
      if (!status.ok()) return status;
    }
  }

  absl::Status Put(const RecordsFrame& frame) {
    ImportedRows rows;
    std::string canonical;
    for (const std::string_view record : frame.records) {
      canonical.clear();
      absl::Status added = AddRecord(frame.kind, record, rows, canonical);
      if (!added.ok()) return added;
      read_.digest.Add(frame.kind, record);
      // Written by an older program, it stands otherwise in the store.
      expected_.Add(frame.kind, canonical);
      ++read_.counts[frame.kind];
    }
    if (rows.open_window) {
      lane_.latest_at = rows.changes.lane.latest_at;
      lane_.next_event = rows.changes.lane.next_event;
      lane_.open_window.id = *rows.open_window;
    }
    for (const domain::Transaction& t : rows.changes.transactions) ++transactions_in_[t.window];
    rows.changes.lane.lane_count = source_.lane_count;
    skipping_ = frame.number <= import_->step();
    return skipping_ ? absl::OkStatus() : PutRows(rows.changes, frame.number);
  }

  absl::Status PutRows(const domain::Changes& rows, std::int64_t step) {
    absl::Status put;
    for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
      put = import_->Put(rows, step);
      if (!absl::IsAborted(put)) return put;
      // Perhaps it was done.
      if (absl::Status begun = Begin(); !begun.ok()) return begun;
      if (import_->step() >= step) return absl::OkStatus();
    }
    return put;
  }

  absl::Status CheckRead(const FileTrailer& trailer) const {
    if (trailer.counts == read_.counts && trailer.digest == read_.digest) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat("the file has ", read_.counts.Total(), " records of digest ",
                     read_.digest.ToString(), ", and not what its trailer says, ",
                     trailer.counts.Total(), " of ", trailer.digest.ToString()));
  }

  absl::Status Complete() {
    if (import_->is_complete()) return absl::OkStatus();
    if (header_.lane_ends.empty() || lane_.open_window.id == domain::WindowId()) {
      return absl::DataLossError("the file says nothing of the ledger's lanes");
    }
    lane_.next_sequence = *std::max_element(header_.lane_ends.begin(), header_.lane_ends.end());
    if (source_.lane_count > 1) {
      lane_.window_transactions = transactions_in_[lane_.open_window.id];
    }
    return import_->Complete(InLanes(lane_, source_.lane_count));
  }

  absl::Status Prove() {
    auto ledger = OpenLedger(store_);
    if (!ledger.ok()) return ledger.status();
    const auto kept = DigestOf(*ledger, options_.on_progress);
    if (!kept.ok()) return kept.status();
    if (kept->digest != expected_) {
      return absl::DataLossError(absl::StrCat(
          "what the store has now is not what the file says: digest ", kept->digest.ToString(),
          ", not ", expected_.ToString(), ". Nobody serves it; begin anew with --restart"));
    }
    if (absl::Status sound = CheckCatalog(*ledger->catalog); !sound.ok()) return sound;
    return options_.prove(*ledger);
  }

  const FileHeader& header_;
  LedgerStore& store_;
  const ImportOptions& options_;
  const ImportSource source_;
  std::unique_ptr<LedgerImport> import_;
  bool skipping_ = false;
  // What was read of the file, as it is in the file, and the digest of the same in the store.
  FileTrailer read_;
  LedgerDigest expected_;
  domain::LaneState lane_;
  absl::flat_hash_map<domain::WindowId, std::int64_t> transactions_in_;
};

}  // namespace

absl::Status CheckLanes(int source, int target) {
  if (source == 1 || source == target) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "a ledger with ", source, " lanes can only be brought into one with as many, not ", target,
      ": its transactions' ids say the lane"));
}

absl::StatusOr<FileTrailer> ImportLedger(const FileHeader& header, FrameReader& in,
                                         LedgerStore& store, const ImportOptions& options) {
  return Importer(header, store, options).Run(in);
}

}  // namespace coalition::store::transfer
