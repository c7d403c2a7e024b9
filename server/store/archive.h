#ifndef COALITION_SERVER_STORE_ARCHIVE_H_
#define COALITION_SERVER_STORE_ARCHIVE_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "server/domain/amount.h"
#include "server/domain/check.h"
#include "server/domain/ids.h"

namespace coalition::store {

// How one type lies in bytes. A record's layout is one Fields function, a template over the
// direction, so that writing and reading cannot drift apart; for the bytes see codec.h.
//
//   template <> struct Layout<Pair> {
//     static void Fields(auto& archive, auto& pair) {
//       auto& [first, second] = pair;  // fails to compile when a field is added
//       archive(first, second);
//     }
//   };
//
// A record that stands by itself also has `static constexpr std::uint8_t kVersion`, the newest, in
// which it is written. Past 1, its Fields is told the version that it reads or writes:
//
//     static void Fields(auto& archive, auto& triple, std::uint8_t version) {
//       auto& [first, second, third] = triple;
//       archive(first, second);
//       if (version >= 2) archive(third);
//     }
//
// What an older version did not have is left as the record's default; what it had in another form
// is read by Former.
template <typename T>
struct Layout;

template <typename T>
concept VersionedRecord = requires {
  { Layout<T>::kVersion } -> std::convertible_to<std::uint8_t>;
};

// Appends to a string.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  template <typename... T>
  void operator()(const T&... fields) {
    (Put(fields), ...);
  }

  void Byte(std::uint8_t byte) { out_.push_back(static_cast<char>(byte)); }
  void Bytes(std::string_view bytes) { out_.append(bytes); }
  void Varint(std::uint64_t value) {
    if (value < 0x80) return Byte(static_cast<std::uint8_t>(value));
    std::array<char, 10> bytes;
    std::size_t size = 0;
    for (; value >= 0x80; value >>= 7) bytes[size++] = static_cast<char>(value | 0x80);
    bytes[size++] = static_cast<char>(value);
    out_.append(bytes.data(), size);
  }

 private:
  template <typename T>
  void Put(const T& field) {
    if constexpr (VersionedRecord<T>) {
      PutVersioned(field);
    } else {
      Layout<T>::Fields(*this, field);
    }
  }

  template <VersionedRecord T>
  void PutVersioned(const T& record) {
    constexpr std::uint8_t kNewest = Layout<T>::kVersion;
    Byte(kNewest);
    if constexpr (kNewest > 1) {
      Layout<T>::Fields(*this, record, kNewest);
    } else {
      Layout<T>::Fields(*this, record);
    }
  }

  std::string& out_;
};

// Takes from a string that it does not own. The first thing that is not as a Writer would have
// written it makes ok() false for good; everything read from then on is zero or empty.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <typename... T>
  void operator()(T&... fields) {
    (Get(fields), ...);
  }

  bool ok() const { return ok_; }
  std::size_t remaining() const { return rest_.size(); }
  void Fail() {
    ok_ = false;
    rest_ = {};
  }

  std::uint8_t Byte() {
    if (rest_.empty()) {
      Fail();
      return 0;
    }
    const auto byte = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  std::string_view Bytes(std::uint64_t size) {
    if (size > rest_.size()) {
      Fail();
      return {};
    }
    const std::string_view bytes = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(bytes.size());
    return bytes;
  }
  std::uint64_t Varint();

 private:
  template <typename T>
  void Get(T& field) {
    if constexpr (VersionedRecord<T>) {
      GetVersioned(field, Byte());
    } else if (ok_) {
      Layout<T>::Fields(*this, field);
    }
  }

  template <VersionedRecord T>
  void GetVersioned(T& record, std::uint8_t version) {
    constexpr std::uint8_t kNewest = Layout<T>::kVersion;
    if (version < 1 || version > kNewest) return Fail();
    if constexpr (kNewest > 1) {
      if (version < kNewest) record = T();
      Layout<T>::Fields(*this, record, version);
    } else {
      Layout<T>::Fields(*this, record);
    }
  }

  std::string_view rest_;
  bool ok_ = true;
};

// Reads the Old that an older version has where the newest has something else, and lets `take` make
// that of it. `take` must be generic: it is also compiled, though never called, for writing, where
// the record is const.
template <typename Old>
void Former(Writer&, auto&&) {
  COALITION_CHECK(false, "only the newest version is written");
}
template <typename Old>
void Former(Reader& in, auto&& take) {
  Old old{};
  in(old);
  if (in.ok()) take(std::move(old));
}

template <std::unsigned_integral T>
requires(!std::same_as<T, bool>) struct Layout<T> {
  static void Fields(Writer& out, T value) { out.Varint(value); }
  static void Fields(Reader& in, T& value) {
    const std::uint64_t wide = in.Varint();
    if (wide > std::numeric_limits<T>::max()) return in.Fail();
    value = static_cast<T>(wide);
  }
};

// Zigzag: 0, -1, 1, -2, ...
template <std::signed_integral T>
struct Layout<T> {
  static void Fields(Writer& out, T value) {
    const auto wide = static_cast<std::int64_t>(value);
    out.Varint(static_cast<std::uint64_t>(wide) << 1 ^ static_cast<std::uint64_t>(wide >> 63));
  }
  static void Fields(Reader& in, T& value) {
    const std::uint64_t zigzag = in.Varint();
    const auto wide = static_cast<std::int64_t>(zigzag >> 1 ^ (0 - (zigzag & 1)));
    if (wide < std::numeric_limits<T>::min() || wide > std::numeric_limits<T>::max()) {
      return in.Fail();
    }
    value = static_cast<T>(wide);
  }
};

template <>
struct Layout<bool> {
  static void Fields(Writer& out, bool value) { out.Byte(value ? 1 : 0); }
  static void Fields(Reader& in, bool& value) {
    const std::uint8_t byte = in.Byte();
    if (byte > 1) return in.Fail();
    value = byte == 1;
  }
};

template <>
struct Layout<std::string> {
  static void Fields(Writer& out, std::string_view text) {
    out.Varint(text.size());
    out.Bytes(text);
  }
  static void Fields(Reader& in, std::string& text) { text = in.Bytes(in.Varint()); }
};

template <std::size_t N>
struct Layout<std::array<std::uint8_t, N>> {
  using Array = std::array<std::uint8_t, N>;
  static void Fields(Writer& out, const Array& bytes) {
    out.Bytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  static void Fields(Reader& in, Array& bytes) {
    for (std::uint8_t& byte : bytes) byte = in.Byte();
  }
};

template <typename T>
struct Layout<std::optional<T>> {
  static void Fields(Writer& out, const std::optional<T>& value) {
    out(value.has_value());
    if (value) out(*value);
  }
  static void Fields(Reader& in, std::optional<T>& value) {
    bool present = false;
    in(present);
    value.reset();
    if (present) in(value.emplace());
  }
};

template <typename T>
struct Layout<std::vector<T>> {
  static void Fields(Writer& out, const std::vector<T>& elements) {
    out.Varint(elements.size());
    for (const T& element : elements) out(element);
  }
  static void Fields(Reader& in, std::vector<T>& elements) {
    const std::uint64_t count = in.Varint();
    // No element takes less than a byte.
    if (count > in.remaining()) return in.Fail();
    elements.clear();
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) in(elements.emplace_back());
  }
};

// By key, in order.
template <typename Key, typename Value>
struct Layout<std::map<Key, Value>> {
  using Map = std::map<Key, Value>;
  static void Fields(Writer& out, const Map& entries) {
    out.Varint(entries.size());
    for (const auto& [key, value] : entries) out(key, value);
  }
  static void Fields(Reader& in, Map& entries) {
    const std::uint64_t count = in.Varint();
    entries.clear();
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
      Key key;
      Value value;
      in(key, value);
      if (!entries.empty() && !(entries.rbegin()->first < key)) return in.Fail();
      entries.emplace_hint(entries.end(), std::move(key), std::move(value));
    }
  }
};

template <>
struct Layout<std::monostate> {
  static void Fields(auto&, auto&) {}
};

// The alternative's index, then the alternative: alternatives may only be added at the end.
template <typename Variant>
struct AlternativeLayout;
template <typename... T>
struct AlternativeLayout<std::variant<T...>> {
  using Variant = std::variant<T...>;
  static void Fields(Writer& out, const Variant& value) {
    out.Varint(value.index());
    std::visit([&](const auto& alternative) { out(alternative); }, value);
  }
  static void Fields(Reader& in, Variant& value) {
    const std::uint64_t index = in.Varint();
    if (index >= sizeof...(T)) return in.Fail();
    std::uint64_t i = 0;
    ((i++ == index ? in(value.template emplace<T>()) : void()), ...);
  }
};

template <typename... T>
struct Layout<std::variant<T...>> : AlternativeLayout<std::variant<T...>> {};

template <typename Tag, typename Rep>
struct Layout<domain::Id<Tag, Rep>> {
  using Id = domain::Id<Tag, Rep>;
  static void Fields(Writer& out, Id id) { out(id.value()); }
  static void Fields(Reader& in, Id& id) {
    Rep value = 0;
    in(value);
    id = Id(value);
  }
};

template <typename Tag>
struct Layout<domain::Quantity<Tag>> {
  using Quantity = domain::Quantity<Tag>;
  static void Fields(Writer& out, Quantity quantity) { out(quantity.value()); }
  static void Fields(Reader& in, Quantity& quantity) {
    std::int64_t value = 0;
    in(value);
    quantity = Quantity(value);
  }
};

// An enumeration that is kept on disk: its numbers are 1 to kLast.
template <typename E>
struct StoredEnum;

template <typename E>
concept StoredEnumeration = requires {
  { StoredEnum<E>::kLast } -> std::convertible_to<E>;
};

template <StoredEnumeration E>
std::optional<E> EnumOf(std::uint64_t number) {
  if (number < 1 || number > static_cast<std::uint64_t>(StoredEnum<E>::kLast)) return std::nullopt;
  return static_cast<E>(number);
}

template <StoredEnumeration E>
struct Layout<E> {
  static void Fields(Writer& out, E value) { out.Byte(static_cast<std::uint8_t>(value)); }
  static void Fields(Reader& in, E& value) {
    const std::optional<E> known = EnumOf<E>(in.Byte());
    if (!known) return in.Fail();
    value = *known;
  }
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_ARCHIVE_H_
