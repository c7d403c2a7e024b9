#include "tests/simulation/dates.h"

#include <cstdio>

#include "tests/simulation/exact.h"

namespace coalition::simulation {
namespace {

bool IsLeap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int DaysInMonth(std::int64_t year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return kDays[month - 1] + (month == 2 && IsLeap(year) ? 1 : 0);
}

// From 1970-01-01 to the year's first day.
Date FirstDayOf(std::int64_t year) {
  const std::int64_t before = year - 1;
  const std::int64_t leap_days = before / 4 - before / 100 + before / 400;
  constexpr std::int64_t kLeapDaysTo1970 = 477;
  return (year - 1970) * 365 + leap_days - kLeapDaysTo1970;
}

Date LastSundayOf(std::int64_t year, int month) {
  const Date last = DateOf({year, month, DaysInMonth(year, month)});
  // 1970-01-04 was a Sunday.
  constexpr Date kSunday = 3;
  const Date since = last - kSunday;
  return last - (since % 7 + 7) % 7;
}

}  // namespace

Civil CivilOf(Date date) {
  Civil civil;
  civil.year = 1970 + static_cast<std::int64_t>(Floor(date, 366));
  while (FirstDayOf(civil.year + 1) <= date) ++civil.year;
  Date left = date - FirstDayOf(civil.year);
  while (left >= DaysInMonth(civil.year, civil.month)) {
    left -= DaysInMonth(civil.year, civil.month);
    ++civil.month;
  }
  civil.day = static_cast<int>(left) + 1;
  return civil;
}

Date DateOf(const Civil& civil) {
  Date date = FirstDayOf(civil.year);
  for (int month = 1; month < civil.month; ++month) date += DaysInMonth(civil.year, month);
  return date + civil.day - 1;
}

Date FirstOfMonthAfter(Date date, int months) {
  Civil civil = CivilOf(date);
  const int month = civil.month - 1 + months;
  civil.year += month / 12;
  civil.month = month % 12 + 1;
  civil.day = 1;
  return DateOf(civil);
}

Moment ClockChange(std::int64_t year, int month) {
  return LastSundayOf(year, month) * kDay + kHour;
}

Date LocalDate(Moment moment, Zone zone) {
  Moment local = moment;
  if (zone == Zone::kLondon) {
    const std::int64_t year = CivilOf(static_cast<Date>(Floor(moment, kDay))).year;
    const bool summer = ClockChange(year, 3) <= moment && moment < ClockChange(year, 10);
    if (summer) local += kHour;
  }
  return static_cast<Date>(Floor(local, kDay));
}

std::string DateText(Date date) {
  if (date == kNever) return "never";
  const Civil civil = CivilOf(date);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", static_cast<int>(civil.year), civil.month,
                civil.day);
  return text;
}

std::string MomentText(Moment moment) {
  const Date date = static_cast<Date>(Floor(moment, kDay));
  const Moment rest = moment - date * kDay;
  char text[40];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%06dZ", static_cast<int>(rest / kHour),
                static_cast<int>(rest % kHour / kMinute),
                static_cast<int>(rest % kMinute / kSecond), static_cast<int>(rest % kSecond));
  return DateText(date) + text;
}

std::optional<Moment> ParseMoment(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0;
  if (std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d.%6dZ", &year, &month, &day, &hour, &minute,
                  &second, &micros) != 7) {
    return std::nullopt;
  }
  return DateOf({year, month, day}) * kDay + hour * kHour + minute * kMinute + second * kSecond +
         micros;
}

std::string ShortMomentText(Moment moment) {
  std::string text = MomentText(moment);
  text.pop_back();
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text + "Z";
}

}  // namespace coalition::simulation
