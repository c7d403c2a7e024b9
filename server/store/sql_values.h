#ifndef COALITION_SERVER_STORE_SQL_VALUES_H_
#define COALITION_SERVER_STORE_SQL_VALUES_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
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

namespace coalition::store {

// How the domain's types stand in the columns of SQL stores.

// Bytes of a column that is not text.
struct Blob {
  std::string_view bytes;
};
struct Null {};

// A column that holds a record of codec.h, or, optional, may hold none.
template <StoredRecord T>
struct Body {
  explicit Body(T& of) : record(of) {}
  T& record;
};
template <StoredRecord T>
struct OptionalBody {
  explicit OptionalBody(std::optional<T>& of) : record(of) {}
  std::optional<T>& record;
};

// A column that holds bytes of another form.
struct Bytes {
  std::string& bytes;
};

// Makes the bodies of one record after the other, in the same buffer.
class BodyWriter {
 public:
  // Until the next call.
  template <StoredRecord T>
  Blob operator()(const T& record) {
    bytes_.clear();
    Encode(record, bytes_);
    return Blob{bytes_};
  }

 private:
  std::string bytes_;
};

// Big-endian, so that columns are ordered as ids are.
using MemberIdBytes = std::array<char, 16>;
MemberIdBytes BytesOf(const domain::MemberId& id);
// Absent for another number of bytes.
std::optional<domain::MemberId> MemberIdOf(std::string_view bytes);

// Empty for no currency; absent for what never was one.
std::optional<domain::MoneyCurrency> KeptCurrencyOf(std::string_view code);

// Reads the columns of a row, from the first on, for a Row that has, each for the next column,
//
//   std::int64_t Integer();  auto Text();  auto BlobBytes();     or calls Fail()
//   bool SkipNull();         true, and on to the next one, when it is NULL
//
// where texts and bytes are strings, or views of them.
template <typename Row>
class ColumnReader {
 public:
  // Whether each column so far held a value of its type.
  bool ok() const { return ok_; }

  template <std::integral T>
  void Read(T& value) {
    const std::int64_t wide = row().Integer();
    if (!std::in_range<T>(wide)) return Fail();
    value = static_cast<T>(wide);
  }
  void Read(bool& value) {
    const std::int64_t wide = row().Integer();
    if (wide != 0 && wide != 1) return Fail();
    value = wide == 1;
  }
  template <StoredEnumeration E>
  void Read(E& value) {
    const std::int64_t number = row().Integer();
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
    quantity = domain::Quantity<Tag>(row().Integer());
  }
  void Read(domain::Moment& moment) { moment.micros = row().Integer(); }
  void Read(domain::Date& date) { Read(date.days); }
  void Read(domain::MoneyCurrency& currency) { Take(KeptCurrencyOf(row().Text()), currency); }
  void Read(domain::MemberId& id) { Take(MemberIdOf(row().BlobBytes()), id); }
  void Read(std::string& text) { text = row().Text(); }
  template <std::size_t N>
  void Read(std::array<std::uint8_t, N>& bytes) {
    const auto& blob = row().BlobBytes();
    if (blob.size() != N) return Fail();
    for (std::size_t i = 0; i < N; ++i) bytes[i] = static_cast<std::uint8_t>(blob[i]);
  }
  void Read(Bytes bytes) { bytes.bytes = row().BlobBytes(); }
  template <StoredRecord T>
  void Read(Body<T> body) {
    if (!Decode(row().BlobBytes(), body.record).ok()) Fail();
  }
  template <StoredRecord T>
  void Read(OptionalBody<T> body) {
    body.record.reset();
    if (!row().SkipNull()) Read(Body<T>{body.record.emplace()});
  }
  template <typename T>
  void Read(std::optional<T>& value) {
    value.reset();
    if (!row().SkipNull()) Read(value.emplace());
  }

 protected:
  void Fail() { ok_ = false; }

 private:
  Row& row() { return static_cast<Row&>(*this); }
  template <typename T>
  void Take(const std::optional<T>& known, T& value) {
    if (!known) return Fail();
    value = *known;
  }

  bool ok_ = true;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQL_VALUES_H_
