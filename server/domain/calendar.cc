#include "server/domain/calendar.h"

#include "absl/time/civil_time.h"

namespace coalition::domain {
namespace {

absl::CivilDay CivilOf(Date date) { return absl::CivilDay(1970, 1, 1) + date.days; }
Date FromCivil(absl::CivilDay day) {
  return Date{static_cast<std::int32_t>(day - absl::CivilDay(1970, 1, 1))};
}

}  // namespace

std::string Moment::ToString() const {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(micros),
                          absl::UTCTimeZone());
}

std::string Date::ToString() const { return absl::FormatCivilTime(CivilOf(*this)); }

Date DateOf(Moment moment, const absl::TimeZone& zone) {
  return FromCivil(absl::ToCivilDay(absl::FromUnixMicros(moment.micros), zone));
}

Date AddDays(Date date, int days) { return Date{date.days + days}; }

Date FirstOfMonthAfter(Date date, int months) {
  return FromCivil(absl::CivilDay(absl::CivilMonth(CivilOf(date)) + months));
}

std::string MonthOf(Date date) { return absl::FormatCivilTime(absl::CivilMonth(CivilOf(date))); }

}  // namespace coalition::domain
