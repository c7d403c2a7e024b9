#include "clients/bench/request_id.h"

#include <algorithm>
#include <array>

namespace coalition::bench {
namespace {

constexpr std::uint64_t kVariant = std::uint64_t{2} << 62;
constexpr std::uint64_t kLowMask = (std::uint64_t{1} << 62) - 1;
constexpr std::uint64_t kVersion7 = 0x7000;
constexpr std::uint64_t kVersion4 = 0x4000;
constexpr int kSubMillisecondBits = 12;
constexpr std::uint64_t kSubMillisecondMask = (1 << kSubMillisecondBits) - 1;

constexpr auto kHexPairs = [] {
  constexpr char kDigits[] = "0123456789abcdef";
  std::array<char, 512> pairs{};
  for (std::size_t i = 0; i < 256; ++i) {
    pairs[2 * i] = kDigits[i >> 4];
    pairs[2 * i + 1] = kDigits[i & 15];
  }
  return pairs;
}();

char* WriteBytes(std::uint64_t value, int from_byte, int to_byte, char* out) {
  for (int byte = from_byte; byte < to_byte; ++byte) {
    const std::size_t pair = 2 * ((value >> (56 - 8 * byte)) & 0xff);
    *out++ = kHexPairs[pair];
    *out++ = kHexPairs[pair + 1];
  }
  return out;
}

}  // namespace

void RequestId::WriteTo(std::string* text) const {
  text->resize(kTextChars);
  char* out = WriteBytes(high, 0, 4, text->data());
  *out++ = '-';
  out = WriteBytes(high, 4, 6, out);
  *out++ = '-';
  out = WriteBytes(high, 6, 8, out);
  *out++ = '-';
  out = WriteBytes(low, 0, 2, out);
  *out++ = '-';
  WriteBytes(low, 2, 8, out);
}

std::string RequestId::ToString() const {
  std::string text;
  WriteTo(&text);
  return text;
}

RequestId RequestIdSource::NextAt(std::chrono::nanoseconds since_epoch) {
  const std::uint64_t low = kVariant | (random_.Next() & kLowMask);
  if (kind_ == IdKind::kRandom) return {(random_.Next() & ~std::uint64_t{0xf000}) | kVersion4, low};

  constexpr std::uint64_t kNsPerMs = 1'000'000;
  const auto ns = static_cast<std::uint64_t>(since_epoch.count());
  const std::uint64_t now = ((ns / kNsPerMs) << kSubMillisecondBits) |
                            (((ns % kNsPerMs) << kSubMillisecondBits) / kNsPerMs);
  latest_ = std::max(now, latest_ + 1);
  const std::uint64_t unix_ms = latest_ >> kSubMillisecondBits;
  return {(unix_ms << 16) | kVersion7 | (latest_ & kSubMillisecondMask), low};
}

RequestId PreparationIdOf(int step, int partner, std::uint32_t member) {
  // 2020, so that they come before all others.
  constexpr std::uint64_t kUnixMs = 1'577'836'800'000;
  const std::uint64_t place = (static_cast<std::uint64_t>(step) << 56) |
                              (static_cast<std::uint64_t>(partner) << 40) | member;
  return {(kUnixMs << 16) | kVersion7, kVariant | place};
}

}  // namespace coalition::bench
