#ifndef COALITION_SERVER_STORE_MYSQL_ROW_WRITER_H_
#define COALITION_SERVER_STORE_MYSQL_ROW_WRITER_H_

#include <string_view>

#include "server/store/mysql/sql_script.h"
#include "server/store/mysql/sql_text.h"

namespace coalition::store::mysql {

// One statement over any number of rows; none without rows, and several when it becomes too long
// for one:
//
//   RowWriter rows(script, "INSERT INTO members (lane, member, body) VALUES ");
//   for (...) rows.Row(lane, member.id, body);
//
// It is in the script when the writer ends.
class RowWriter {
 public:
  // `before` and `after` the rows. All outlive it.
  RowWriter(SqlScript& script, std::string_view before, std::string_view after = "")
      : script_(script), before_(before), after_(after), sql_(before) {}
  ~RowWriter() { Add(); }
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;

  template <typename... T>
  void Row(const T&... values) {
    if (sql_.text().size() >= SqlScript::kBytesMax) Add();
    sql_.Row(values...);
  }

 private:
  void Add() {
    if (sql_.rows() == 0) return;
    script_.Add(sql_.Text(after_));
    sql_ = SqlText(before_);
  }

  SqlScript& script_;
  const std::string_view before_;
  const std::string_view after_;
  SqlText sql_;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_ROW_WRITER_H_
