#include "coalition/request_id.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>

#include <unistd.h>

#include "partner_sdk/src/request_id_sequence.h"

namespace coalition {

namespace sdk_internal {

namespace {

constexpr std::uint64_t kHighMask = (1ULL << 12) - 1;
constexpr std::uint64_t kLowMask = (1ULL << 62) - 1;
// Half of the high part is left free at the start of a millisecond, for increments.
constexpr std::uint64_t kHighStartMask = kHighMask >> 1;
constexpr std::uint64_t kIncrementMask = (1ULL << 40) - 1;

void AppendHex(std::uint64_t value, int digits, std::string* text) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    text->push_back(kDigits[(value >> shift) & 0xf]);
  }
}

}  // namespace

std::string RequestIdSequence::Next(std::uint64_t unix_ms, Entropy entropy) {
  if (unix_ms > unix_ms_) {
    Restart(unix_ms, entropy);
  } else {
    Increase(1 + (entropy.low & kIncrementMask));
  }
  std::string text;
  text.reserve(36);
  AppendHex(unix_ms_ >> 16, 8, &text);
  text.push_back('-');
  AppendHex(unix_ms_ & 0xffff, 4, &text);
  text.push_back('-');
  AppendHex(0x7000 | high_, 4, &text);
  text.push_back('-');
  AppendHex(0x8000 | (low_ >> 48), 4, &text);
  text.push_back('-');
  AppendHex(low_ & ((1ULL << 48) - 1), 12, &text);
  return text;
}

void RequestIdSequence::Restart(std::uint64_t unix_ms, Entropy entropy) {
  unix_ms_ = unix_ms;
  high_ = entropy.high & kHighStartMask;
  low_ = entropy.low & kLowMask;
}

void RequestIdSequence::Increase(std::uint64_t by) {
  low_ += by;
  if (low_ <= kLowMask) return;
  low_ &= kLowMask;
  if (++high_ <= kHighMask) return;
  high_ = 0;
  ++unix_ms_;
}

}  // namespace sdk_internal

namespace {

// Asked for each id, never buffered: a buffer would be copied by fork().
sdk_internal::RequestIdSequence::Entropy FreshEntropy() {
  sdk_internal::RequestIdSequence::Entropy entropy;
  if (getentropy(&entropy, sizeof entropy) != 0) {
    std::perror("coalition: getentropy");
    std::abort();
  }
  return entropy;
}

std::uint64_t UnixMs() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count());
}

}  // namespace

std::string NewRequestId() {
  static std::mutex mutex;
  static sdk_internal::RequestIdSequence sequence;
  const auto entropy = FreshEntropy();
  const std::lock_guard lock(mutex);
  return sequence.Next(UnixMs(), entropy);
}

}  // namespace coalition
