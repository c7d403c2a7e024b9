#ifndef COALITION_CLIENTS_REPLAY_THOUSANDS_H_
#define COALITION_CLIENTS_REPLAY_THOUSANDS_H_

#include <cstdint>
#include <string>

namespace coalition::replay {

// `245,903`.
inline std::string Thousands(std::int64_t number) {
  const std::string digits = std::to_string(number);
  const std::size_t sign = number < 0 ? 1 : 0;
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > sign && (digits.size() - i) % 3 == 0) text.push_back(',');
    text.push_back(digits[i]);
  }
  return text;
}

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_THOUSANDS_H_
