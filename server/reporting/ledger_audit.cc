#include "server/reporting/ledger_audit.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "server/reporting/journal_replay.h"
#include "server/reporting/kept_audit.h"

namespace coalition::reporting {
namespace {

using domain::Sequence;
using domain::Transaction;
using domain::Window;
using domain::WindowId;

constexpr std::size_t kRowsAtATime = 1'024;

class LedgerAudit {
 public:
  LedgerAudit(store::LedgerSnapshot& snapshot, const domain::Catalog& catalog)
      : snapshot_(snapshot),
        catalog_(catalog),
        replay_(catalog, windows_, snapshot.lane().lane_count) {}

  absl::StatusOr<AuditReport> Run() {
    using Step = absl::Status (LedgerAudit::*)();
    static constexpr Step kSteps[] = {&LedgerAudit::ReadWindows, &LedgerAudit::PlayJournal,
                                      &LedgerAudit::CompareKept};
    for (const Step step : kSteps) {
      if (absl::Status done = (this->*step)(); !done.ok()) return done;
      if (!report_.ok()) break;
    }
    return report_;
  }

 private:
  void Differs(std::string what) {
    if (report_.ok()) report_.first_difference = std::move(what);
  }

  absl::Status ReadWindows() {
    absl::Status scanned = snapshot_.ScanWindows(WindowId(INT64_MAX), [&](const Window& window) {
      windows_.emplace(window.id, window);
      ++report_.windows;
      return true;
    });
    if (scanned.ok()) CheckWindows();
    return scanned;
  }

  // One follows the other from the journal's beginning on, and only the last is open.
  void CheckWindows() {
    WindowId id(1);
    Sequence first(1);
    std::optional<domain::Moment> opened_at;
    for (const auto& [stored_id, window] : windows_) {
      const bool is_last = report_.windows == id.value();
      const bool ends = is_last ? window.end == domain::kNoSequence : window.end >= window.first;
      const bool follows = stored_id == id && window.first == first &&
                           (!opened_at || window.opened_at == *opened_at);
      if (!follows || !ends || window.IsOpen() != is_last) {
        Differs(absl::StrCat("window ", stored_id.value(), " does not follow the one before it"));
      }
      id = WindowId(id.value() + 1);
      first = window.end;
      opened_at = window.closed_at;
    }
    const Window& open = snapshot_.lane().open_window;
    const auto last = windows_.find(open.id);
    if (id.value() != open.id.value() + 1 || last == windows_.end() ||
        last->second.first != open.first) {
      Differs("the lane's open window is not the last one");
    }
  }

  absl::Status PlayJournal() {
    std::vector<Transaction> rows;
    do {
      const Sequence next(replay_.books().last_sequence.value() + 1);
      rows.clear();
      absl::Status scanned = snapshot_.ScanJournal({next}, [&](const Transaction& t) {
        rows.push_back(t);
        return rows.size() < kRowsAtATime;
      });
      if (!scanned.ok()) return scanned;
      for (const Transaction& t : rows) {
        if (absl::Status played = Play(t); !played.ok() || !report_.ok()) return played;
      }
    } while (!rows.empty());
    CheckLane();
    return absl::OkStatus();
  }

  absl::Status Play(const Transaction& t) {
    std::optional<Transaction> original;
    if (t.original) {
      auto found = Find(t.original->sequence);
      if (!found.ok()) return found.status();
      original = *std::move(found);
    }
    ++report_.transactions;
    Differs(replay_.Play(t, original ? &*original : nullptr));
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<Transaction>> Find(Sequence sequence) {
    std::optional<Transaction> found;
    if (sequence <= domain::kNoSequence || sequence >= snapshot_.lane().next_sequence) {
      return found;
    }
    absl::Status scanned = snapshot_.ScanJournal({sequence, Sequence(sequence.value() + 1)},
                                                 [&](const Transaction& t) {
                                                   found = t;
                                                   return false;
                                                 });
    if (!scanned.ok()) return scanned;
    return found;
  }

  void CheckLane() {
    const domain::LaneState& lane = snapshot_.lane();
    const bool is_last =
        lane.next_sequence.value() == report_.transactions + 1 ||
        (lane.lane_count > 1 && lane.next_sequence > replay_.books().last_sequence);
    if (!is_last) {
      Differs(absl::StrCat("the lane's next sequence is ", lane.next_sequence.value(), " after ",
                           report_.transactions, " transactions"));
    }
    if (lane.latest_at < replay_.books().last_posted_at) {
      Differs("the lane's time lies before its last transaction");
    }
  }

  absl::Status CompareKept() {
    return AuditKept({snapshot_, catalog_, windows_, replay_.books()}, report_);
  }

  store::LedgerSnapshot& snapshot_;
  const domain::Catalog& catalog_;
  AuditReport report_;
  JournalReplay::Windows windows_;
  JournalReplay replay_;
};

}  // namespace

absl::StatusOr<AuditReport> AuditLedger(store::LedgerSnapshot& snapshot,
                                        const domain::Catalog& catalog) {
  return LedgerAudit(snapshot, catalog).Run();
}

}  // namespace coalition::reporting
