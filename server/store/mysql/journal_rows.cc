#include "server/store/mysql/journal_rows.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "server/store/mysql/lane_conditions.h"
#include "server/store/mysql/packed_transactions.h"
#include "server/store/mysql/row_writer.h"

namespace coalition::store::mysql {
namespace {

LaneGroups<std::int64_t> SlotsOf(const absl::flat_hash_set<domain::TransactionId>& ids) {
  LaneGroups<std::int64_t> slots;
  for (const domain::TransactionId& id : ids) slots[id.lane].push_back(SlotOf(id.sequence));
  for (auto& [lane, of_lane] : slots) {
    std::ranges::sort(of_lane);
    const auto repeated = std::ranges::unique(of_lane);
    of_lane.erase(repeated.begin(), repeated.end());
  }
  return slots;
}

}  // namespace

bool NextJournalRow(Rows& rows, JournalRow& row) {
  return rows.Next(row.lane, row.first, Bytes{row.body});
}

absl::Status InsertTransactions(Connection& connection,
                                std::span<const domain::Transaction> transactions) {
  RowWriter rows(connection, "INSERT INTO journal (lane, slot, first_sequence, body) VALUES ");
  PackTransactions(transactions,
                   [&](domain::LaneId lane, domain::Sequence first, std::string_view body) {
                     rows.Row(lane, SlotOf(first), first, Blob{body});
                   });
  return rows.Finish();
}

absl::StatusOr<absl::flat_hash_map<domain::TransactionId, domain::Transaction>> FindTransactions(
    Connection& connection, const absl::flat_hash_set<domain::TransactionId>& ids) {
  absl::flat_hash_map<domain::TransactionId, domain::Transaction> found;
  if (ids.empty()) return found;
  SqlText sql(kSelectJournal);
  InGroups(sql, SlotsOf(ids), "slot");
  JournalRow row;
  Rows rows = connection.Query(sql);
  while (NextJournalRow(rows, row)) {
    const auto packed = Unpack(row.lane, row.first, row.body);
    if (!packed.ok()) return packed.status();
    for (const PackedTransaction& one : *packed) {
      if (!ids.contains(one.id)) continue;
      absl::Status read = ReadTransaction(one, found[one.id]);
      if (!read.ok()) return read;
    }
  }
  if (!rows.status().ok()) return rows.status();
  return found;
}

}  // namespace coalition::store::mysql
