#ifndef COALITION_SERVER_STORE_MYSQL_ROW_WRITER_H_
#define COALITION_SERVER_STORE_MYSQL_ROW_WRITER_H_

#include <string_view>

#include "absl/status/status.h"

#include "server/store/mysql/connection.h"

namespace coalition::store::mysql {

// One statement over any number of rows; none without rows, and several when it becomes too long
// for one:
//
//   RowWriter rows(connection, "INSERT INTO members (lane, member, body) VALUES ");
//   for (...) rows.Row(lane, member.id, body);
//   return rows.Finish();
class RowWriter {
 public:
  // `before` and `after` the rows; they outlive it.
  RowWriter(Connection& connection, std::string_view before, std::string_view after = "")
      : connection_(connection), before_(before), after_(after), sql_(before) {}

  template <typename... T>
  void Row(const T&... values) {
    if (sql_.text().size() >= kBytesMax) Send();
    sql_.Row(values...);
  }

  // The first error.
  absl::Status Finish() {
    if (sql_.rows() > 0) Send();
    return status_;
  }

  // Below every server's max_allowed_packet as it is by default, with room for the largest row.
  static constexpr std::size_t kBytesMax = std::size_t{4} << 20;

 private:
  void Send() {
    sql_.Text(after_);
    if (status_.ok()) status_ = connection_.Run(sql_);
    sql_ = SqlText(before_);
  }

  Connection& connection_;
  const std::string_view before_;
  const std::string_view after_;
  SqlText sql_;
  absl::Status status_;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_ROW_WRITER_H_
