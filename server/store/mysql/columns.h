#ifndef COALITION_SERVER_STORE_MYSQL_COLUMNS_H_
#define COALITION_SERVER_STORE_MYSQL_COLUMNS_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "server/domain/amount.h"
#include "server/domain/calendar.h"
#include "server/domain/ids.h"
#include "server/domain/money.h"
#include "server/store/codec.h"
#include "server/store/stored_enums.h"

namespace sql {
class ResultSet;
}  // namespace sql

namespace coalition::store::mysql {

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

// Reads the columns of a result's current row, from the first on. They come as text, so an integer
// is a column whose text is one, whatever its type in the database.
class Columns {
 public:
  explicit Columns(const sql::ResultSet& result) : result_(result) {}

  // Whether each column so far was there and held a value of its type.
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
  void Read(std::string& text) { text = Value(); }
  template <std::size_t N>
  void Read(std::array<std::uint8_t, N>& bytes) {
    const std::string blob = Value();
    if (blob.size() != N) return Fail();
    for (std::size_t i = 0; i < N; ++i) bytes[i] = static_cast<std::uint8_t>(blob[i]);
  }
  void Read(Bytes bytes) { bytes.bytes = Value(); }
  template <StoredRecord T>
  void Read(Body<T> body) {
    if (!Decode(Value(), body.record).ok()) Fail();
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
  bool SkipNull();
  std::int64_t Integer();
  // Fails when it is NULL.
  std::string Value();

  const sql::ResultSet& result_;
  std::uint32_t index_ = 1;
  bool ok_ = true;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_COLUMNS_H_
