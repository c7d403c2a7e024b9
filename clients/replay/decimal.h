#ifndef COALITION_CLIENTS_REPLAY_DECIMAL_H_
#define COALITION_CLIENTS_REPLAY_DECIMAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace coalition::replay {

// `-12`; absent when `text` is anything but an optional minus sign and digits, or does not fit.
std::optional<std::int64_t> ParseWhole(std::string_view text);

// `2.55` is 2,550,000 micros, exactly. Absent when `text` is anything but an optional minus sign,
// digits and at most six decimals behind a point, or does not fit. `.5` and `5.` are good.
std::optional<std::int64_t> ParseMicros(std::string_view text);

// `-2.550000`.
std::string MicrosText(std::int64_t micros);
// In minor units with `exponent` decimals: `-2.55`; `170` when it is 0.
std::string MinorUnitsText(std::int64_t minor_units, int exponent);

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_DECIMAL_H_
