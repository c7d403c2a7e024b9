#include "server/store/sqlite/account_scan.h"

#include <cstdint>
#include <limits>

#include "server/store/codec.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {
namespace {

// Shorter than all of them.
constexpr Blob kBeforeEveryMember{""};

Cursor FileRows(Connection& connection, domain::LaneId lane, const AccountRange& range) {
  if (!range.after) {
    return connection.Query(sql::kScanAccounts, lane, -1, kBeforeEveryMember, domain::CurrencyId(0),
                            range.next_expiry_max);
  }
  const domain::AccountKey& after = *range.after;
  return connection.Query(sql::kScanAccounts, lane, AccountTable::BucketOf(after), after.member,
                          after.currency, range.next_expiry_max);
}

}  // namespace

absl::Status ScanAccountRecords(
    Connection& connection, const LaneReads& reads, const AccountRange& range,
    absl::FunctionRef<bool(const domain::AccountKey&, const AccountRecord&)> visit) {
  Cursor rows = FileRows(connection, reads.lane().lane, range);
  std::size_t bucket = 0;
  domain::AccountKey key;
  AccountRecord record;
  const auto next = [&] { return rows.Next(bucket, key.member, key.currency, Body(record)); };
  bool in_file = next();
  const std::size_t first = range.after ? AccountTable::BucketOf(*range.after) : 0;
  for (std::size_t place = first; place < AccountTable::kBuckets; ++place) {
    for (const auto& [recent, row] : reads.memory().accounts.Visible(place, reads.commit())) {
      for (; in_file && bucket == place && key < recent; in_file = next()) {
        if (!visit(key, record)) return absl::OkStatus();
      }
      if (!rows.status().ok()) return rows.status();
      if (in_file && bucket == place && key == recent) in_file = next();
      const bool in_range = (!range.after || place != first || *range.after < recent) &&
                            row->NextExpiry() <= range.next_expiry_max && *row != AccountRecord();
      if (in_range && !visit(recent, *row)) return absl::OkStatus();
    }
    for (; in_file && bucket == place; in_file = next()) {
      if (!visit(key, record)) return absl::OkStatus();
    }
    if (!rows.status().ok()) return rows.status();
  }
  return absl::OkStatus();
}

}  // namespace coalition::store
