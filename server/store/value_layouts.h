#ifndef COALITION_SERVER_STORE_VALUE_LAYOUTS_H_
#define COALITION_SERVER_STORE_VALUE_LAYOUTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/domain/calendar.h"
#include "server/domain/conversion.h"
#include "server/domain/ids.h"
#include "server/domain/member.h"
#include "server/domain/money.h"
#include "server/store/archive.h"

namespace coalition::store {

// Values that records are made of; for the bytes see codec.h.

template <>
struct Layout<domain::Moment> {
  static void Fields(auto& archive, auto& moment) { archive(moment.micros); }
};

template <>
struct Layout<domain::Date> {
  static void Fields(auto& archive, auto& date) { archive(date.days); }
};

template <>
struct Layout<domain::TransactionId> {
  static void Fields(auto& archive, auto& id) {
    auto& [lane, sequence] = id;
    archive(lane, sequence);
  }
};

template <>
struct Layout<domain::MemberId> {
  static void Fields(Writer& out, const domain::MemberId& id) {
    std::array<char, 16> bytes;
    for (std::size_t i = 0; i < 8; ++i) {
      bytes[i] = static_cast<char>(id.high >> (56 - 8 * i));
      bytes[8 + i] = static_cast<char>(id.low >> (56 - 8 * i));
    }
    out.Bytes({bytes.data(), bytes.size()});
  }
  static void Fields(Reader& in, domain::MemberId& id) {
    for (std::uint64_t* word : {&id.high, &id.low}) {
      *word = 0;
      for (int i = 0; i < 8; ++i) *word = *word << 8 | in.Byte();
    }
  }
};

template <>
struct Layout<domain::MoneyCurrency> {
  static void Fields(Writer& out, domain::MoneyCurrency currency) {
    Layout<std::string>::Fields(out, currency.code());
  }
  static void Fields(Reader& in, domain::MoneyCurrency& currency) {
    const std::string_view code = in.Bytes(in.Varint());
    const auto known =
        code.empty() ? domain::MoneyCurrency() : domain::MoneyCurrency::ParseKept(code);
    if (!known) return in.Fail();
    currency = *known;
  }
};

template <>
struct Layout<domain::Money> {
  static void Fields(auto& archive, auto& money) {
    auto& [currency, amount] = money;
    archive(currency, amount);
  }
};

template <>
struct Layout<domain::Identifier> {
  static void Fields(auto& archive, auto& identifier) {
    auto& [partner, kind, value] = identifier;
    archive(partner, kind, value);
  }
};

// Arithmetic divides by these.
inline void CheckDenominator(Writer&, std::int64_t) {}
inline void CheckDenominator(Reader& in, std::int64_t denominator) {
  if (denominator < 1) in.Fail();
}

template <>
struct Layout<domain::Ratio> {
  static void Fields(auto& archive, auto& ratio) {
    auto& [numerator, denominator] = ratio;
    archive(numerator, denominator);
    CheckDenominator(archive, denominator);
  }
};

template <>
struct Layout<domain::Carry> {
  static void Fields(auto& archive, auto& carry) {
    auto& [numerator, denominator] = carry;
    archive(numerator, denominator);
    CheckDenominator(archive, denominator);
  }
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_VALUE_LAYOUTS_H_
