#ifndef COALITION_SERVER_STORE_MYSQL_SQL_TEXT_H_
#define COALITION_SERVER_STORE_MYSQL_SQL_TEXT_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/store/sql_values.h"

namespace coalition::store::mysql {

// One statement, made of constants and of literals:
//
//   SqlText sql("INSERT INTO members (lane, member, body) VALUES ");
//   for (const domain::Member& member : members) sql.Row(lane, member.id, BodyOf(member));
//   return connection.Run(sql);
//
// Statements are text, not prepared: one with any number of rows is one round trip, and there is
// none to prepare for each number. Literals are safe in the sessions that Connection sets up:
// utf8mb4, sql_mode without NO_BACKSLASH_ESCAPES.
class SqlText {
 public:
  explicit SqlText(std::string_view constant) : text_(constant) {}

  SqlText& Text(std::string_view constant) {
    text_ += constant;
    rows_ = 0;
    return *this;
  }

  template <std::signed_integral T>
  SqlText& Value(T value) {
    return Integer(value);
  }
  SqlText& Value(std::uint16_t value) { return Integer(value); }
  SqlText& Value(std::uint32_t value) { return Integer(value); }
  // A pointer is no bool.
  template <std::same_as<bool> T>
  SqlText& Value(T value) {
    return Integer(value ? 1 : 0);
  }
  template <StoredEnumeration E>
  SqlText& Value(E value) {
    return Integer(static_cast<std::int64_t>(value));
  }
  template <typename Tag, typename Rep>
  SqlText& Value(domain::Id<Tag, Rep> id) {
    return Value(id.value());
  }
  template <typename Tag>
  SqlText& Value(domain::Quantity<Tag> quantity) {
    return Integer(quantity.value());
  }
  SqlText& Value(domain::Moment moment) { return Integer(moment.micros); }
  SqlText& Value(domain::Date date) { return Integer(date.days); }
  SqlText& Value(domain::MoneyCurrency currency) {
    return Value(std::string_view(currency.code()));
  }
  // UTF-8.
  SqlText& Value(std::string_view text);
  SqlText& Value(const std::string& text) { return Value(std::string_view(text)); }
  SqlText& Value(const char* text) { return Value(std::string_view(text)); }
  SqlText& Value(Blob blob);
  SqlText& Value(const domain::MemberId& id);
  template <std::size_t N>
  SqlText& Value(const std::array<std::uint8_t, N>& bytes) {
    return Value(Blob{{reinterpret_cast<const char*>(bytes.data()), N}});
  }
  template <typename T>
  SqlText& Value(const std::optional<T>& value) {
    return value ? Value(*value) : Value(Null{});
  }
  SqlText& Value(Null);

  // "(a, b, ...)", after a comma unless Text came last.
  template <typename First, typename... Rest>
  SqlText& Row(const First& first, const Rest&... rest) {
    text_ += rows_++ == 0 ? "(" : ",(";
    Value(first);
    ((text_ += ',', Value(rest)), ...);
    text_ += ')';
    return *this;
  }
  // "(a,b,...)", for IN. Not empty.
  template <typename Values>
  SqlText& List(const Values& values) {
    char before = '(';
    for (const auto& value : values) {
      text_ += before;
      before = ',';
      Value(value);
    }
    text_ += ')';
    return *this;
  }
  // Since the last Text.
  std::size_t rows() const { return rows_; }

  const std::string& text() const { return text_; }

 private:
  SqlText& Integer(std::int64_t value);

  std::string text_;
  std::size_t rows_ = 0;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_SQL_TEXT_H_
