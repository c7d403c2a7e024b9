#ifndef COALITION_SERVER_STORE_MYSQL_SQL_SCRIPT_H_
#define COALITION_SERVER_STORE_MYSQL_SQL_SCRIPT_H_

#include <cstddef>

#include "absl/status/status.h"

#include "server/store/mysql/connection.h"

namespace coalition::store::mysql {

// Statements without rows, one after the other, in as few round trips as their length allows:
//
//   SqlScript script(connection);
//   for (...) script.Add(sql);
//   return script.Finish();
class SqlScript {
 public:
  // The connection outlives it.
  explicit SqlScript(Connection& connection) : connection_(connection) {}

  void Add(const SqlText& sql) {
    if (statements_.text().size() + sql.text().size() > kBytesMax) Send();
    statements_.Add(sql);
  }

  // The first error; what comes after it is not sent.
  absl::Status Finish() {
    Send();
    return status_;
  }

  // Below every server's max_allowed_packet as it is by default, with room for the largest row.
  static constexpr std::size_t kBytesMax = std::size_t{4} << 20;

 private:
  void Send() {
    if (statements_.empty()) return;
    if (status_.ok()) status_ = connection_.RunAll(statements_);
    statements_ = SqlStatements();
  }

  Connection& connection_;
  SqlStatements statements_;
  absl::Status status_;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_SQL_SCRIPT_H_
