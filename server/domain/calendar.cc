#include "server/domain/calendar.h"

#include "absl/time/civil_time.h"

namespace coalition::domain {
namespace {

absl::CivilDay CivilOf(Date date) { return absl::CivilDay(1970, 1, 1) + date.days; }
Date FromCivil(absl::CivilDay day) {
  return Date{static_cast<std::int32_t>(day - absl::CivilDay(1970, 1, 1))};
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

std::string Date::ToString() const {
  return WithFourDigitYear(absl::FormatCivilTime(CivilOf(*this)));
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
