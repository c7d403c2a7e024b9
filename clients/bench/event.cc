#include "clients/bench/event.h"

#include <array>
#include <charconv>

namespace coalition::bench {

std::optional<TransactionNumber> TransactionNumber::Parse(std::string_view text) {
  TransactionNumber number;
  const char* const end = text.data() + text.size();
  const auto lane = std::from_chars(text.data(), end, number.lane);
  if (lane.ec != std::errc() || lane.ptr == end || *lane.ptr != '-') return std::nullopt;
  const auto sequence = std::from_chars(lane.ptr + 1, end, number.sequence);
  if (sequence.ec != std::errc() || sequence.ptr != end) return std::nullopt;
  return number;
}

void TransactionNumber::WriteTo(std::string* text) const {
  std::array<char, 20> digits;
  char* const end = digits.data() + digits.size();
  text->assign(digits.data(), std::to_chars(digits.data(), end, lane).ptr);
  text->push_back('-');
  text->append(digits.data(), std::to_chars(digits.data(), end, sequence).ptr);
}

}  // namespace coalition::bench
