#ifndef COALITION_SERVER_STORE_SQLITE_VALUES_H_
#define COALITION_SERVER_STORE_SQLITE_VALUES_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "server/domain/amount.h"
#include "server/domain/calendar.h"
#include "server/domain/ids.h"
#include "server/domain/money.h"
#include "server/store/codec.h"
#include "server/store/stored_enums.h"
#include "sqlite3.h"

namespace coalition::store {

// How the domain's types stand in SQLite's parameters and columns.

struct Blob {
  std::string_view bytes;
};
struct Null {};

// A column that holds a record of codec.h, or, optional, may hold none.
template <StoredRecord T>
struct Body {
  T& record;
};
template <StoredRecord T>
Body(T&) -> Body<T>;
template <StoredRecord T>
struct OptionalBody {
  std::optional<T>& record;
};
template <StoredRecord T>
OptionalBody(std::optional<T>&) -> OptionalBody<T>;

// A column that holds bytes of another form.
struct Bytes {
  std::string& bytes;
};

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

// Reads the columns of a row, from the first on.
class Columns {
 public:
  explicit Columns(sqlite3_stmt* statement) : statement_(statement) {}

  // Whether each column so far held a value of its type.
  bool ok() const { return ok_; }

  template <std::integral T>
  void Read(T& value) {
    const std::int64_t wide = Integer();
    if (!std::in_range<T>(wide)) return Fail();
    value = static_cast<T>(wide);
  }
  void Read(bool& value) {
    const std::int64_t wide = Integer();
    if (wide != 0 && wide != 1) return Fail();
    value = wide == 1;
  }
  template <StoredEnumeration E>
  void Read(E& value) {
    const std::int64_t number = Integer();
    const std::optional<E> known =
        number < 0 ? std::nullopt : EnumOf<E>(static_cast<std::uint64_t>(number));
    if (!known) return Fail();
    value = *known;
  }
  template <typename Tag, typename Rep>
  void Read(domain::Id<Tag, Rep>& id) {
    Rep value = 0;
    Read(value);
    id = domain::Id<Tag, Rep>(value);
  }
  template <typename Tag>
  void Read(domain::Quantity<Tag>& quantity) {
    quantity = domain::Quantity<Tag>(Integer());
  }
  void Read(domain::Moment& moment) { moment.micros = Integer(); }
  void Read(domain::Date& date) { Read(date.days); }
  void Read(domain::MoneyCurrency& currency);
  void Read(domain::MemberId& id);
  void Read(std::string& text) { text = Value(SQLITE_TEXT); }
  template <std::size_t N>
  void Read(std::array<std::uint8_t, N>& bytes) {
    const std::string_view blob = Value(SQLITE_BLOB);
    if (blob.size() != N) return Fail();
    for (std::size_t i = 0; i < N; ++i) bytes[i] = static_cast<std::uint8_t>(blob[i]);
  }
  void Read(Bytes bytes) { bytes.bytes = Value(SQLITE_BLOB); }
  template <StoredRecord T>
  void Read(Body<T> body) {
    if (!Decode(Value(SQLITE_BLOB), body.record).ok()) Fail();
  }
  template <StoredRecord T>
  void Read(OptionalBody<T> body) {
    body.record.reset();
    if (SkipNull()) return;
    Read(Body<T>{body.record.emplace()});
  }
  template <typename T>
  void Read(std::optional<T>& value) {
    value.reset();
    if (!SkipNull()) Read(value.emplace());
  }

 private:
  void Fail() { ok_ = false; }
  bool SkipNull() {
    if (sqlite3_column_type(statement_, index_) != SQLITE_NULL) return false;
    ++index_;
    return true;
  }
  std::int64_t Integer() {
    if (sqlite3_column_type(statement_, index_) != SQLITE_INTEGER) Fail();
    return sqlite3_column_int64(statement_, index_++);
  }
  // Until the next step.
  std::string_view Value(int type);

  sqlite3_stmt* statement_;
  int index_ = 0;
  bool ok_ = true;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_VALUES_H_
