#ifndef COALITION_TESTS_SIMULATION_DATES_H_
#define COALITION_TESTS_SIMULATION_DATES_H_

#include <cstdint>
#include <optional>
#include <string>

namespace coalition::simulation {

// The model's own calendar.

// Microseconds since 1970 in UTC.
using Moment = std::int64_t;
// Days since 1970-01-01.
using Date = std::int64_t;

inline constexpr Moment kSecond = 1'000'000;
inline constexpr Moment kMinute = 60 * kSecond;
inline constexpr Moment kHour = 60 * kMinute;
inline constexpr Moment kDay = 24 * kHour;
inline constexpr Date kNever = INT32_MAX;

struct Civil {
  std::int64_t year = 1970;
  // From 1.
  int month = 1;
  int day = 1;
};

Civil CivilOf(Date date);
Date DateOf(const Civil& civil);
// The first day of the month that lies `months` after that of `date`.
Date FirstOfMonthAfter(Date date, int months);

// Zones that the model knows by their rules.
enum class Zone { kUtc, kLondon };

// When the clocks of London go forward (`month` 3) or back (10) in a year: at 1:00 UTC on the last
// Sunday.
Moment ClockChange(std::int64_t year, int month);
Date LocalDate(Moment moment, Zone zone);

// "2026-03-29", "never".
std::string DateText(Date date);
// "2026-03-29T00:59:59.000000Z"; Parse reads just that.
std::string MomentText(Moment moment);
std::optional<Moment> ParseMoment(const std::string& text);
// As messages have it: without the zeros of a fraction.
std::string ShortMomentText(Moment moment);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_DATES_H_
