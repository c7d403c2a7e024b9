#ifndef COALITION_SERVER_DOMAIN_CALENDAR_H_
#define COALITION_SERVER_DOMAIN_CALENDAR_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"

namespace coalition::domain {

// A moment in microseconds since 1970-01-01T00:00:00Z.
struct Moment {
  std::int64_t micros = 0;

  friend constexpr auto operator<=>(const Moment&, const Moment&) = default;
  // RFC 3339 in UTC, for messages.
  std::string ToString() const;
};

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;
// 9999-12-31T23:59:59.999999Z, the last moment that a protobuf Timestamp can hold; and 0001-01-01.
inline constexpr Moment kLastMoment{253'402'300'799'999'999};
inline constexpr Moment kFirstMoment{-62'135'596'800'000'000};

// A calendar date of the proleptic Gregorian calendar, as days since 1970-01-01.
struct Date {
  std::int32_t days = 0;

  friend constexpr auto operator<=>(const Date&, const Date&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Date& date) {
    return H::combine(std::move(h), date.days);
  }
  // ISO 8601: "2026-11-21".
  std::string ToString() const;
};

// Later than every date: the expiry of points that do not expire.
inline constexpr Date kNever{INT32_MAX};

Date DateOf(Moment moment, const absl::TimeZone& zone);
Date AddDays(Date date, int days);
// The first day of the month that lies `months` after the month of `date`.
Date FirstOfMonthAfter(Date date, int months);
// "2027-03".
std::string MonthOf(Date date);

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_CALENDAR_H_
