#ifndef COALITION_SERVER_STORE_MYSQL_LANE_CONDITIONS_H_
#define COALITION_SERVER_STORE_MYSQL_LANE_CONDITIONS_H_

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"

#include "server/domain/ids.h"
#include "server/store/mysql/page_scan.h"
#include "server/store/mysql/sql_text.h"

namespace coalition::store::mysql {

// Conditions on the lane, with which every key begins.

// The lane that has the rows which are not divided: windows, settlements, audit events.
inline constexpr domain::LaneId kNetworkLane{0};

// "lane IN (0,1,2)"
inline SqlText& InLanes(SqlText& sql, const std::vector<domain::LaneId>& lanes) {
  return sql.Text("lane IN ").List(lanes);
}

// Values of a last key column by the key columns before it, of which the lane is the first. A range
// of an index is found for each group and value.
template <typename Prefix, typename Value>
using Groups = std::map<Prefix, std::vector<Value>>;
template <typename Value>
using LaneGroups = Groups<domain::LaneId, Value>;

// "((lane = 0 AND scope = 1 AND request_id IN (...)) OR ...)"; `write_prefix` writes the first
// part.
template <typename Prefix, typename Value, typename WritePrefix>
void InGroups(SqlText& sql, const Groups<Prefix, Value>& groups, std::string_view column,
              WritePrefix write_prefix) {
  std::string_view before = "(";
  for (const auto& [prefix, values] : groups) {
    sql.Text(before).Text("(");
    before = " OR ";
    write_prefix(sql, prefix);
    sql.Text(" AND ").Text(column).Text(" IN ").List(values).Text(")");
  }
  sql.Text(")");
}
template <typename Value>
void InGroups(SqlText& sql, const LaneGroups<Value>& groups, std::string_view column) {
  InGroups(sql, groups, column,
           [](SqlText& text, domain::LaneId lane) { text.Text("lane = ").Value(lane); });
}

// A page of the rows of all lanes in one order: each lane's first ones, and of these the first.
// `select` makes the query of one lane, without order; the order's columns are among what it
// selects.
inline SqlText MergeLanes(const std::vector<domain::LaneId>& lanes, std::string_view order,
                          absl::FunctionRef<SqlText(domain::LaneId)> select) {
  if (lanes.size() == 1) return std::move(select(lanes.front()).Text(order));
  SqlText sql("(");
  std::string_view before;
  for (const domain::LaneId lane : lanes) {
    sql.Text(before).Text(select(lane).text()).Text(order);
    sql.Text(" LIMIT ").Value(static_cast<std::int64_t>(kPageRows));
    before = ") UNION ALL (";
  }
  return std::move(sql.Text(")").Text(order));
}

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_LANE_CONDITIONS_H_
