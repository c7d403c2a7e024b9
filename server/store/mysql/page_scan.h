#ifndef COALITION_SERVER_STORE_MYSQL_PAGE_SCAN_H_
#define COALITION_SERVER_STORE_MYSQL_PAGE_SCAN_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

#include "server/store/mysql/connection.h"

namespace coalition::store::mysql {

// Adds to a WHERE that the key (a, b, c), whose columns these are, comes after (x, y, z):
//
//   AND ((a = x AND b = y AND c > z) OR (a = x AND b > y) OR a > x)
//
// which every server finds as ranges of an index, unlike (a, b, c) > (x, y, z).
template <typename... T>
void AndAfter(SqlText& sql, const std::array<std::string_view, sizeof...(T)>& columns,
              const T&... key) {
  const std::array<std::string, sizeof...(T)> values{SqlText("").Value(key).text()...};
  sql.Text(" AND (");
  for (std::size_t length = columns.size(); length > 0; --length) {
    sql.Text(length == columns.size() ? "(" : " OR (");
    for (std::size_t i = 0; i < length; ++i) {
      sql.Text(columns[i]).Text(i + 1 < length ? " = " : " > ").Text(values[i]);
      sql.Text(i + 1 < length ? " AND " : ")");
    }
  }
  sql.Text(")");
}

// Rows of a page; a query's rows are all in memory at once.
inline constexpr std::size_t kPageRows = 1'000;

// Visits rows page by page. `select` makes the query of the next page, without its LIMIT: of all
// rows at first, then of those after the last that `next` read. `visit` shows that row, and tells
// whether to go on.
inline absl::Status ScanPages(Connection& connection,
                              absl::FunctionRef<SqlText(bool is_first)> select,
                              absl::FunctionRef<bool(Rows&)> next, absl::FunctionRef<bool()> visit,
                              std::size_t page_rows = kPageRows) {
  std::size_t count = page_rows;
  for (bool is_first = true; count == page_rows; is_first = false) {
    SqlText sql = select(is_first);
    sql.Text(" LIMIT ").Value(static_cast<std::int64_t>(page_rows));
    Rows rows = connection.Query(sql);
    for (count = 0; next(rows); ++count) {
      if (!visit()) return absl::OkStatus();
    }
    if (!rows.status().ok()) return rows.status();
  }
  return absl::OkStatus();
}

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_PAGE_SCAN_H_
