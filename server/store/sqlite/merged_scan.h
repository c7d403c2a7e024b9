#ifndef COALITION_SERVER_STORE_SQLITE_MERGED_SCAN_H_
#define COALITION_SERVER_STORE_SQLITE_MERGED_SCAN_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "server/store/sqlite/connection.h"

namespace coalition::store {

// Visits the rows of a table in the order of their keys: those in memory, `recent`, and of the file
// those that are not in memory. Both come by key. `next` is bool(Cursor&, Key&, Value&), reads the
// next row of the file and is false at its end; `visit` is bool(const Key&, const Value&) and ends
// the scan by false.
template <typename Key, typename Value, typename Next, typename Visit>
absl::Status MergedScan(const std::vector<std::pair<Key, std::shared_ptr<const Value>>>& recent,
                        Cursor rows, Next next, Visit visit) {
  auto memory = recent.begin();
  Key key{};
  Value value{};
  bool in_file = next(rows, key, value);
  while (in_file || memory != recent.end()) {
    if (memory != recent.end() && (!in_file || !(key < memory->first))) {
      if (in_file && key == memory->first) in_file = next(rows, key, value);
      if (!rows.status().ok()) break;
      if (!visit(memory->first, *memory->second)) return absl::OkStatus();
      ++memory;
    } else {
      if (!visit(key, value)) return absl::OkStatus();
      in_file = next(rows, key, value);
    }
    if (!rows.status().ok()) break;
  }
  return rows.status();
}

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_MERGED_SCAN_H_
