#ifndef COALITION_SERVER_STORE_SQLITE_VALUES_H_
#define COALITION_SERVER_STORE_SQLITE_VALUES_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/store/sql_values.h"
#include "sqlite3.h"

namespace coalition::store {

// Binds parameters from 1 on. With kBorrow, text and blobs must live until the statement is reset.
class Binder {
 public:
  enum class Lifetime { kBorrow, kCopy };

  Binder(sqlite3_stmt* statement, Lifetime lifetime)
      : statement_(statement),
        destructor_(lifetime == Lifetime::kBorrow ? SQLITE_STATIC : SQLITE_TRANSIENT) {}

  // SQLITE_OK, or the first error.
  int code() const { return code_; }

  template <std::signed_integral T>
  void Bind(T value) {
    Note(sqlite3_bind_int64(statement_, ++index_, value));
  }
  void Bind(std::uint32_t value) { Bind(static_cast<std::int64_t>(value)); }
  void Bind(std::size_t value) { Bind(static_cast<std::int64_t>(value)); }
  void Bind(std::uint16_t value) { Bind(static_cast<std::int64_t>(value)); }
  void Bind(bool value) { Bind(static_cast<std::int64_t>(value)); }
  template <StoredEnumeration E>
  void Bind(E value) {
    Bind(static_cast<std::int64_t>(value));
  }
  template <typename Tag, typename Rep>
  void Bind(domain::Id<Tag, Rep> id) {
    Bind(id.value());
  }
  template <typename Tag>
  void Bind(domain::Quantity<Tag> quantity) {
    Bind(quantity.value());
  }
  void Bind(domain::Moment moment) { Bind(moment.micros); }
  void Bind(domain::Date date) { Bind(date.days); }
  void Bind(std::string_view text) {
    Note(sqlite3_bind_text64(statement_, ++index_, NotNull(text), text.size(), destructor_,
                             SQLITE_UTF8));
  }
  void Bind(const std::string& text) { Bind(std::string_view(text)); }
  // Always copied: it has no lifetime of its own.
  void Bind(domain::MoneyCurrency currency) {
    const std::string_view code = currency.code();
    Note(sqlite3_bind_text64(statement_, ++index_, code.data(), code.size(), SQLITE_TRANSIENT,
                             SQLITE_UTF8));
  }
  void Bind(const domain::MemberId& id);
  void Bind(Blob blob) {
    Note(sqlite3_bind_blob64(statement_, ++index_, NotNull(blob.bytes), blob.bytes.size(),
                             destructor_));
  }
  template <std::size_t N>
  void Bind(const std::array<std::uint8_t, N>& bytes) {
    Note(sqlite3_bind_blob64(statement_, ++index_, bytes.data(), N, destructor_));
  }
  template <typename T>
  void Bind(const std::optional<T>& value) {
    if (value) return Bind(*value);
    Bind(Null{});
  }
  void Bind(Null) { Note(sqlite3_bind_null(statement_, ++index_)); }

 private:
  // SQLite takes a null pointer for NULL.
  static const char* NotNull(std::string_view bytes) {
    return bytes.data() != nullptr ? bytes.data() : "";
  }
  void Note(int code) {
    if (code_ == SQLITE_OK) code_ = code;
  }

  sqlite3_stmt* statement_;
  sqlite3_destructor_type destructor_;
  int index_ = 0;
  int code_ = SQLITE_OK;
};

// The columns of a statement's row.
class Columns : public ColumnReader<Columns> {
 public:
  explicit Columns(sqlite3_stmt* statement) : statement_(statement) {}

 private:
  friend class ColumnReader<Columns>;
  bool SkipNull() {
    if (sqlite3_column_type(statement_, index_) != SQLITE_NULL) return false;
    ++index_;
    return true;
  }
  std::int64_t Integer() {
    if (sqlite3_column_type(statement_, index_) != SQLITE_INTEGER) Fail();
    return sqlite3_column_int64(statement_, index_++);
  }
  std::string_view Text() { return Value(SQLITE_TEXT); }
  std::string_view BlobBytes() { return Value(SQLITE_BLOB); }
  // Until the next step.
  std::string_view Value(int type);

  sqlite3_stmt* statement_;
  int index_ = 0;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_VALUES_H_
