#ifndef COALITION_SERVER_STORE_MYSQL_COLUMNS_H_
#define COALITION_SERVER_STORE_MYSQL_COLUMNS_H_

#include <cstdint>
#include <string>

#include "server/store/sql_values.h"

namespace sql {
class ResultSet;
}  // namespace sql

namespace coalition::store::mysql {

// The columns of a result's current row. They come as text, so an integer is a column whose text is
// one, whatever its type in the database; a text and bytes are the same.
class Columns : public ColumnReader<Columns> {
 public:
  explicit Columns(const sql::ResultSet& result) : result_(result) {}

 private:
  friend class ColumnReader<Columns>;
  bool SkipNull();
  std::int64_t Integer();
  std::string Text() { return Value(); }
  std::string BlobBytes() { return Value(); }
  // Fails when it is NULL.
  std::string Value();

  const sql::ResultSet& result_;
  std::uint32_t index_ = 1;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_COLUMNS_H_
