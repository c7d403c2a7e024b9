#include "server/domain/calendar.h"

#include <string>

#include "gtest/gtest.h"

#include "tests/domain/builders.h"

namespace coalition::domain {
namespace {

TEST(DateOfTest, IsTheDateOnTheWallOfTheZone) {
  struct Case {
    const char* zone;
    const char* time;
    const char* date;
  };
  const Case kCases[] = {
      {"UTC", "2026-03-10T00:00:00Z", "2026-03-10"},
      {"UTC", "2026-03-09T23:59:59.999999Z", "2026-03-09"},
      {"Europe/London", "2026-01-10T23:59:59Z", "2026-01-10"},
      // Summer time: midnight is at 23:00 UTC, from 29 March on.
      {"Europe/London", "2026-03-28T23:59:59Z", "2026-03-28"},
      {"Europe/London", "2026-03-29T22:59:59Z", "2026-03-29"},
      {"Europe/London", "2026-03-29T23:00:00Z", "2026-03-30"},
      {"Europe/London", "2026-10-24T23:00:00Z", "2026-10-25"},
      {"Europe/London", "2026-10-25T23:59:59Z", "2026-10-25"},
      {"America/New_York", "2026-03-08T04:59:59Z", "2026-03-07"},
      {"America/New_York", "2026-03-08T05:00:00Z", "2026-03-08"},
      {"America/New_York", "2026-03-09T03:59:59Z", "2026-03-08"},
      {"America/New_York", "2026-03-09T04:00:00Z", "2026-03-09"},
      // Clocks go forward at midnight: 6 September 2026 begins at 01:00.
      {"America/Santiago", "2026-09-06T03:59:59Z", "2026-09-05"},
      {"America/Santiago", "2026-09-06T04:00:00Z", "2026-09-06"},
      {"Asia/Kathmandu", "2026-03-10T18:14:59Z", "2026-03-10"},
      {"Asia/Kathmandu", "2026-03-10T18:15:00Z", "2026-03-11"},
      {"Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-01-01"},
      {"UTC", "1969-12-31T23:59:59.999999Z", "1969-12-31"},
      {"UTC", "1900-02-28T23:00:00Z", "1900-02-28"},
      {"UTC", "0001-01-01T00:00:00Z", "0001-01-01"},
      {"UTC", "9999-12-31T23:59:59.999999Z", "9999-12-31"},
  };
  for (const Case& c : kCases) {
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(c.zone, &zone)) << c.zone;
    EXPECT_EQ(DateOf(At(c.time), zone).ToString(), c.date) << c.zone << " " << c.time;
    EXPECT_EQ(DateOf(At(c.time), zone), On(c.date)) << c.zone << " " << c.time;
  }
}

TEST(DateTest, CountsDaysFrom1970) {
  EXPECT_EQ(On("1970-01-01").days, 0);
  EXPECT_EQ(On("1969-12-31").days, -1);
  EXPECT_EQ(On("2000-03-01").days, 11'017);
  EXPECT_EQ((Date{11'016}).ToString(), "2000-02-29");
  EXPECT_EQ((Date{-719'162}).ToString(), "0001-01-01");
  EXPECT_EQ((Date{2'932'896}).ToString(), "9999-12-31");
}

TEST(AddDaysTest, CrossesMonthsAndLeapDays) {
  EXPECT_EQ(AddDays(On("2026-02-28"), 1), On("2026-03-01"));
  EXPECT_EQ(AddDays(On("2028-02-28"), 1), On("2028-02-29"));
  EXPECT_EQ(AddDays(On("2100-02-28"), 1), On("2100-03-01"));
  EXPECT_EQ(AddDays(On("2026-03-10"), 3'650), On("2036-03-07"));
  EXPECT_EQ(AddDays(On("1970-01-01"), -1), On("1969-12-31"));
}

TEST(FirstOfMonthAfterTest, CountsMonths) {
  struct Case {
    const char* date;
    int months;
    const char* first;
  };
  const Case kCases[] = {
      {"2026-03-10", 0, "2026-03-01"},     {"2026-03-31", 1, "2026-04-01"},
      {"2026-01-31", 1, "2026-02-01"},     {"2026-12-01", 1, "2027-01-01"},
      {"2026-03-10", 13, "2027-04-01"},    {"2028-02-29", 12, "2029-02-01"},
      {"2026-03-10", 1'201, "2126-04-01"}, {"1969-12-31", 1, "1970-01-01"},
      {"2026-01-15", -1, "2025-12-01"},    {"0001-01-31", 1, "0001-02-01"},
      {"9998-12-31", 12, "9999-12-01"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(FirstOfMonthAfter(On(c.date), c.months), On(c.first)) << c.date << " " << c.months;
  }
}

TEST(MonthOfTest, IsYearAndMonth) {
  EXPECT_EQ(MonthOf(On("2027-03-31")), "2027-03");
  EXPECT_EQ(MonthOf(On("0033-04-03")), "0033-04");
}

TEST(MomentTest, IsWrittenInRfc3339) {
  struct Case {
    Moment moment;
    const char* text;
  };
  const Case kCases[] = {
      {{0}, "1970-01-01T00:00:00Z"},
      {{-1}, "1969-12-31T23:59:59.999999Z"},
      {kNoon, "2026-03-10T12:00:00Z"},
      {{kNoon.micros + 1'500'000}, "2026-03-10T12:00:01.5Z"},
      {kFirstMoment, "0001-01-01T00:00:00Z"},
      {kLastMoment, "9999-12-31T23:59:59.999999Z"},
  };
  for (const Case& c : kCases) EXPECT_EQ(c.moment.ToString(), c.text);
}

TEST(DateTest, NeverIsLaterThanEveryDate) {
  EXPECT_LT(On("9999-12-31"), kNever);
  EXPECT_LT(FirstOfMonthAfter(On("9999-12-31"), 1'200), kNever);
}

}  // namespace
}  // namespace coalition::domain
