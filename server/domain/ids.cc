#include "server/domain/ids.h"

#include <array>
#include <charconv>

namespace coalition::domain {
namespace {

template <typename T>
std::optional<T> ParseDecimal(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text[0] == '0') || text[0] == '-') return std::nullopt;
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Digits of the canonical UUID text: 8-4-4-4-12.
bool IsHyphenPosition(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }
constexpr std::size_t kUuidLength = 36;

std::optional<unsigned> HexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  return std::nullopt;
}

}  // namespace

std::string TransactionId::ToString() const {
  return std::to_string(lane.value()) + "-" + std::to_string(sequence.value());
}

std::optional<TransactionId> TransactionId::Parse(std::string_view text) {
  const auto hyphen = text.find('-');
  if (hyphen == std::string_view::npos) return std::nullopt;
  const auto lane = ParseDecimal<std::uint16_t>(text.substr(0, hyphen));
  const auto sequence = ParseDecimal<std::int64_t>(text.substr(hyphen + 1));
  if (!lane || !sequence || *sequence == 0) return std::nullopt;
  return TransactionId{LaneId(*lane), Sequence(*sequence)};
}

std::string MemberId::ToString() const {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text(kUuidLength, '-');
  int nibble = 0;
  for (std::size_t i = 0; i < kUuidLength; ++i) {
    if (IsHyphenPosition(i)) continue;
    const std::uint64_t word = nibble < 16 ? high : low;
    text[i] = kHex[(word >> (60 - 4 * (nibble % 16))) & 0xF];
    ++nibble;
  }
  return text;
}

std::optional<MemberId> MemberId::Parse(std::string_view text) {
  if (text.size() != kUuidLength) return std::nullopt;
  MemberId id;
  int nibble = 0;
  for (std::size_t i = 0; i < kUuidLength; ++i) {
    if (IsHyphenPosition(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const auto digit = HexDigit(text[i]);
    if (!digit) return std::nullopt;
    std::uint64_t& word = nibble < 16 ? id.high : id.low;
    word = word << 4 | *digit;
    ++nibble;
  }
  return id;
}

}  // namespace coalition::domain
