#include "server/reporting/past_point.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "server/domain/lanes.h"

namespace coalition::reporting {
namespace {

using domain::Moment;
using domain::Sequence;
using domain::WindowId;

struct Posting {
  Moment at;
  WindowId window;
};

absl::StatusOr<std::optional<Posting>> PostingOf(store::LedgerSnapshot& snapshot,
                                                 Sequence sequence) {
  std::optional<Posting> found;
  absl::Status scanned = snapshot.ScanJournal(
      {sequence, Sequence(sequence.value() + 1)}, [&](const domain::Transaction& transaction) {
        found = Posting{transaction.posted_at, transaction.window};
        return false;
      });
  if (!scanned.ok()) return scanned;
  return found;
}

// The last of those that are numbered without gaps; see domain::kFirstTimed.
absl::StatusOr<Sequence> LastNumbered(store::LedgerSnapshot& snapshot) {
  const domain::LaneState& lane = snapshot.lane();
  if (lane.lane_count == 1) return Sequence(lane.next_sequence.value() - 1);
  Sequence last = domain::kNoSequence;
  absl::Status scanned =
      snapshot.ScanJournal({Sequence(1), domain::kFirstTimed, /*newest_first=*/true},
                           [&](const domain::Transaction& transaction) {
                             last = transaction.id.sequence;
                             return false;
                           });
  if (!scanned.ok()) return scanned;
  return last;
}

// The last transaction that was posted by `moment`, or, where sequences say their moments, the last
// that could have been: posted_at never goes back along the journal.
absl::StatusOr<Sequence> LastPostedBy(store::LedgerSnapshot& snapshot, Moment moment) {
  const auto last = LastNumbered(snapshot);
  if (!last.ok()) return last.status();
  std::int64_t posted = 0;
  std::int64_t later = last->value() + 1;
  // Most questions are of a time after the newest one.
  std::int64_t probe = later - 1;
  while (posted < probe) {
    const auto posting = PostingOf(snapshot, Sequence(probe));
    if (!posting.ok()) return posting.status();
    if (!*posting) return absl::DataLossError(absl::StrCat("no transaction ", probe));
    ((*posting)->at <= moment ? posted : later) = probe;
    probe = posted + (later - posted) / 2;
  }
  const domain::LaneState& lane = snapshot.lane();
  if (lane.lane_count == 1 || posted < last->value()) return Sequence(posted);
  const Moment after{std::min(moment, lane.latest_at).micros + 1};
  const Sequence timed(domain::SequenceAt(after, domain::LaneId(0)).value() - 1);
  return std::max(Sequence(posted), timed);
}

// The newest that was opened by `moment`, or the first of all.
absl::StatusOr<WindowId> WindowOpenAt(store::LedgerSnapshot& snapshot, Moment moment) {
  WindowId id;
  absl::Status scanned =
      snapshot.ScanWindows(WindowId(INT64_MAX), [&](const domain::Window& window) {
        id = window.id;
        return window.opened_at > moment;
      });
  if (!scanned.ok()) return scanned;
  return id;
}

}  // namespace

absl::StatusOr<PastPoint> PointAt(store::LedgerSnapshot& snapshot, const domain::Network& network,
                                  Moment moment) {
  const auto last = LastPostedBy(snapshot, moment);
  if (!last.ok()) return last.status();
  const auto window = WindowOpenAt(snapshot, moment);
  if (!window.ok()) return window.status();
  return PastPoint{*last, moment, domain::DateOf(moment, network.time_zone), *window};
}

absl::StatusOr<std::optional<PastPoint>> PointAfter(store::LedgerSnapshot& snapshot,
                                                    const domain::Network& network,
                                                    Sequence sequence) {
  if (sequence <= domain::kNoSequence || sequence >= snapshot.lane().next_sequence) {
    return std::nullopt;
  }
  const auto posting = PostingOf(snapshot, sequence);
  if (!posting.ok()) return posting.status();
  if (!*posting) return std::nullopt;
  const auto& [at, window] = **posting;
  return PastPoint{sequence, at, domain::DateOf(at, network.time_zone), window};
}

}  // namespace coalition::reporting
