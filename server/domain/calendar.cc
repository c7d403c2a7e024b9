#include "server/domain/calendar.h"

#include <chrono>
#include <span>

#include "absl/time/civil_time.h"

namespace coalition::domain {
namespace {

absl::CivilDay CivilOf(Date date) { return absl::CivilDay(1970, 1, 1) + date.days; }
Date FromCivil(absl::CivilDay day) {
  return Date{static_cast<std::int32_t>(day - absl::CivilDay(1970, 1, 1))};
}

using std::chrono::January;

constexpr std::chrono::sys_days kYear0 = std::chrono::year(0) / January / 1;
constexpr std::chrono::sys_days kYear10000 = std::chrono::year(10'000) / January / 1;

// As decimal digits, with leading zeros; fills `out`.
void WriteDigits(unsigned value, std::span<char> out) {
  for (auto digit = out.rbegin(); digit != out.rend(); ++digit, value /= 10) {
    *digit = static_cast<char>('0' + value % 10);
  }
}

// `text` begins with a year from 1 on.
std::string WithFourDigitYear(std::string text) {
  const std::size_t digits = text.find('-');
  if (digits < 4) text.insert(0, 4 - digits, '0');
  return text;
}

}  // namespace

std::string Moment::ToString() const {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(micros),
                          absl::UTCTimeZone());
}

// Every answer has several, and this takes a twentieth of what absl's civil time takes.
std::string Date::ToString() const {
  const std::chrono::sys_days day{std::chrono::days(days)};
  if (day < kYear0 || day >= kYear10000) {
    return WithFourDigitYear(absl::FormatCivilTime(CivilOf(*this)));
  }
  const std::chrono::year_month_day parts(day);
  std::string text = "yyyy-mm-dd";
  const std::span<char> out(text);
  WriteDigits(static_cast<unsigned>(static_cast<int>(parts.year())), out.subspan(0, 4));
  WriteDigits(static_cast<unsigned>(parts.month()), out.subspan(5, 2));
  WriteDigits(static_cast<unsigned>(parts.day()), out.subspan(8, 2));
  return text;
}

Date DateOf(Moment moment, const absl::TimeZone& zone) {
  return FromCivil(absl::ToCivilDay(absl::FromUnixMicros(moment.micros), zone));
}

Date AddDays(Date date, int days) { return Date{date.days + days}; }

Date FirstOfMonthAfter(Date date, int months) {
  return FromCivil(absl::CivilDay(absl::CivilMonth(CivilOf(date)) + months));
}

std::string MonthOf(Date date) {
  return WithFourDigitYear(absl::FormatCivilTime(absl::CivilMonth(CivilOf(date))));
}

}  // namespace coalition::domain
