#include "server/store/mysql/journal_scan.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"

#include "server/domain/lanes.h"
#include "server/store/mysql/journal_cursor.h"
#include "server/store/mysql/journal_rows.h"
#include "server/store/mysql/page_scan.h"

namespace coalition::store::mysql {
namespace {

// A run is up to kRunLengthMax transactions.
constexpr std::size_t kRunsAtATime = 64;
// Of a partner's transactions that are looked up together, each perhaps in a slot of its own: so
// many at first, then twice as many, up to a page.
constexpr std::size_t kFoundAtFirst = 64;

}  // namespace

std::vector<domain::LaneId> JournalScan::LanesOf(const JournalRange& range) const {
  if (range.lane) return {*range.lane};
  const bool is_one = range.end.value() - range.first.value() == 1;
  if (is_one) return {domain::LaneOf(range.first, lane_count_)};
  return lanes_;
}

absl::Status JournalScan::Scan(const JournalRange& range, RowVisitor<domain::Transaction> visit) {
  JournalCursor cursor(connection_, range, LanesOf(range));
  while (true) {
    const absl::StatusOr<const domain::Transaction*> next = cursor.Next();
    if (!next.ok()) return next.status();
    if (*next == nullptr || !visit(**next)) return absl::OkStatus();
  }
}

absl::Status JournalScan::ScanPartner(domain::PartnerId partner, bool reported_only,
                                      const JournalRange& range,
                                      RowVisitor<domain::Transaction> visit) {
  JournalRange rest = range;
  std::size_t found_at_once = kFoundAtFirst;
  while (true) {
    const auto page = FirstOfPartner(partner, reported_only, rest);
    if (!page.ok()) return page.status();
    if (page->empty()) return absl::OkStatus();
    for (std::span<const domain::Sequence> left = *page; !left.empty();) {
      const std::size_t count = std::min(found_at_once, left.size());
      const auto goes_on = Visit(left.first(count), visit);
      if (!goes_on.ok() || !*goes_on) return goes_on.status();
      left = left.subspan(count);
      found_at_once = std::min(2 * found_at_once, kPageRows);
    }
    if (range.newest_first) {
      rest.end = page->back();
    } else {
      rest.first = domain::Sequence(page->back().value() + 1);
    }
  }
}

absl::StatusOr<std::vector<domain::Sequence>> JournalScan::FirstOfPartner(
    domain::PartnerId partner, bool reported_only, const JournalRange& range) {
  std::vector<domain::Sequence> page;
  for (const domain::LaneId of : LanesOf(range)) {
    std::size_t count = 0;
    absl::Status scanned = ScanRuns(of, partner, range, [&](const Participation& participation) {
      if (reported_only && !participation.reported) return true;
      page.push_back(participation.sequence);
      return ++count < kPageRows;
    });
    if (!scanned.ok()) return scanned;
  }
  std::sort(page.begin(), page.end());
  if (range.newest_first) std::reverse(page.begin(), page.end());
  // What comes after it another lane may have more of before it.
  if (page.size() > kPageRows) page.resize(kPageRows);
  return page;
}

absl::Status JournalScan::ScanRuns(domain::LaneId lane, domain::PartnerId partner,
                                   const JournalRange& range,
                                   absl::FunctionRef<bool(const Participation&)> visit) {
  const domain::Sequence end = EndOf(range);
  domain::Sequence run_first;
  std::string bytes;
  absl::Status decoded;
  absl::Status scanned = ScanPages(
      connection_,
      [&](bool is_first) {
        SqlText sql("SELECT first_sequence, body FROM partner_runs WHERE lane = ");
        sql.Value(lane).Text(" AND partner = ").Value(partner);
        if (is_first || range.newest_first) {
          // The run that begins before the range may reach into it.
          sql.Text(
              " AND first_sequence >= COALESCE((SELECT MAX(first_sequence) FROM partner_runs"
              " WHERE lane = ");
          sql.Value(lane).Text(" AND partner = ").Value(partner);
          sql.Text(" AND first_sequence <= ").Value(range.first).Text("), 0)");
        } else {
          sql.Text(" AND first_sequence > ").Value(run_first);
        }
        sql.Text(" AND first_sequence < ").Value(is_first || !range.newest_first ? end : run_first);
        return std::move(sql.Text(range.newest_first ? " ORDER BY first_sequence DESC"
                                                     : " ORDER BY first_sequence"));
      },
      [&](Rows& rows) { return rows.Next(run_first, Bytes{bytes}); },
      [&] {
        auto run = DecodeRun(run_first, bytes);
        decoded = run.status();
        if (!run.ok()) return false;
        if (range.newest_first) std::reverse(run->begin(), run->end());
        return std::all_of(run->begin(), run->end(), [&](const Participation& participation) {
          const bool is_in = participation.sequence >= range.first && participation.sequence < end;
          return !is_in || visit(participation);
        });
      },
      kRunsAtATime);
  return decoded.ok() ? scanned : decoded;
}

absl::StatusOr<bool> JournalScan::Visit(std::span<const domain::Sequence> sequences,
                                        RowVisitor<domain::Transaction> visit) {
  const auto id_of = [&](domain::Sequence sequence) {
    return domain::TransactionId{domain::LaneOf(sequence, lane_count_), sequence};
  };
  absl::flat_hash_set<domain::TransactionId> ids;
  for (const domain::Sequence sequence : sequences) ids.insert(id_of(sequence));
  const auto found = FindTransactions(connection_, ids);
  if (!found.ok()) return found.status();
  for (const domain::Sequence sequence : sequences) {
    const auto shown = found->find(id_of(sequence));
    if (shown == found->end()) {
      return absl::DataLossError("a partner's transaction is not in the journal");
    }
    if (!visit(shown->second)) return false;
  }
  return true;
}

}  // namespace coalition::store::mysql
