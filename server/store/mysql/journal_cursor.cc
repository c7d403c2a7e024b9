#include "server/store/mysql/journal_cursor.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include "server/domain/check.h"
#include "server/store/mysql/lane_conditions.h"

namespace coalition::store::mysql {

domain::Sequence EndOf(const JournalRange& range) {
  if (range.end != domain::kNoSequence) return range.end;
  return domain::Sequence(std::numeric_limits<std::int64_t>::max());
}

JournalCursor::JournalCursor(Connection& connection, const JournalRange& range,
                             const std::vector<domain::LaneId>& lanes)
    : connection_(connection),
      newest_first_(range.newest_first),
      first_(range.first),
      end_(EndOf(range)),
      page_rows_max_(std::max<std::size_t>(kCursorRowsMax / lanes.size(), 1)) {
  parts_.reserve(lanes.size());
  for (const domain::LaneId lane : lanes) {
    parts_.emplace_back().lane = lane;
    parts_.back().page_rows = std::min(kCursorRowsAtFirst, page_rows_max_);
  }
}

absl::StatusOr<const domain::Transaction*> JournalCursor::Next() {
  if (shown_ != nullptr) ++shown_->shown;
  shown_ = nullptr;
  if (absl::Status advanced = Advance(); !advanced.ok()) return advanced;
  for (Part& part : parts_) {
    if (part.next() == nullptr) continue;
    if (shown_ == nullptr || ComesBefore(part.next()->id, shown_->next()->id)) shown_ = &part;
  }
  if (shown_ == nullptr) return nullptr;
  if (absl::Status read = ReadTransaction(*shown_->next(), transaction_); !read.ok()) return read;
  return &transaction_;
}

bool JournalCursor::ComesBefore(const domain::TransactionId& a,
                                const domain::TransactionId& b) const {
  return newest_first_ ? a.sequence > b.sequence : a.sequence < b.sequence;
}

absl::Status JournalCursor::Advance() {
  while (true) {
    std::vector<Part*> empty;
    for (Part& part : parts_) {
      if (part.next() != nullptr) continue;
      if (absl::Status opened = OpenRow(part); !opened.ok()) return opened;
      if (part.next() == nullptr && !part.is_at_end) empty.push_back(&part);
    }
    if (empty.empty()) return absl::OkStatus();
    if (absl::Status read = ReadPages(empty); !read.ok()) return read;
  }
}

absl::Status JournalCursor::OpenRow(Part& part) {
  if (!part.packed.empty()) part.rows.pop_front();
  part.packed.clear();
  part.shown = 0;
  while (!part.rows.empty()) {
    const JournalRow& row = part.rows.front();
    absl::StatusOr<PackedTransactions> packed = Unpack(row.lane, row.first, row.body);
    if (!packed.ok()) return packed.status();
    for (const PackedTransaction& one : *packed) {
      const bool is_in = one.id.sequence >= first_ && one.id.sequence < end_;
      if (is_in) part.packed.push_back(one);
    }
    if (newest_first_) std::ranges::reverse(part.packed);
    if (!part.packed.empty()) return absl::OkStatus();
    part.rows.pop_front();
  }
  return absl::OkStatus();
}

absl::Status JournalCursor::ReadPages(const std::vector<Part*>& parts) {
  SqlText sql("");
  std::string_view before = parts.size() == 1 ? "" : "(";
  for (const Part* part : parts) {
    sql.Text(before).Text(SelectPage(*part).text());
    before = ") UNION ALL (";
  }
  if (parts.size() > 1) sql.Text(")");
  JournalRow row;
  Rows rows = connection_.Query(sql);
  while (NextJournalRow(rows, row)) {
    const auto of = std::ranges::find(parts, row.lane, [](const Part* part) { return part->lane; });
    COALITION_CHECK(of != parts.end(), "a page has rows of the lanes that were asked for");
    (*of)->rows.push_back(std::move(row));
  }
  if (!rows.status().ok()) return rows.status();
  for (Part* part : parts) {
    part->is_at_end = part->rows.size() < part->page_rows;
    if (part->rows.empty()) continue;
    part->last_row = part->rows.back().first;
    part->page_rows = std::min(2 * part->page_rows, page_rows_max_);
  }
  return absl::OkStatus();
}

// A row that begins before the range may reach into it, within its slot.
SqlText JournalCursor::SelectPage(const Part& part) const {
  SqlText sql(kSelectJournal);
  sql.Text("lane = ").Value(part.lane);
  const bool is_first = !part.last_row;
  const auto from = is_first || newest_first_ ? first_ : *part.last_row;
  const auto to = is_first || !newest_first_ ? end_ : *part.last_row;
  sql.Text(" AND slot >= ").Value(SlotOf(from));
  sql.Text(" AND slot <= ").Value(SlotOf(to)).Text(" AND first_sequence < ").Value(to);
  if (newest_first_) {
    sql.Text(" ORDER BY slot DESC, first_sequence DESC");
  } else {
    if (!is_first) sql.Text(" AND first_sequence > ").Value(from);
    sql.Text(" ORDER BY slot, first_sequence");
  }
  return std::move(sql.Text(" LIMIT ").Value(static_cast<std::int64_t>(part.page_rows)));
}

}  // namespace coalition::store::mysql
