#include "clients/coalitionctl/value_text.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"

namespace coalition::ctl {
namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

struct MicrosCase {
  const char* text;
  int64_t micros;
};

TEST(MicrosTest, TextAndMicrosAreExactBothWays) {
  for (const MicrosCase& row : std::vector<MicrosCase>{{"0.00", 0},
                                                       {"12.50", 12'500'000},
                                                       {"-12.345678", -12'345'678},
                                                       {"-0.000001", -1},
                                                       {"0.000001", 1},
                                                       {"-0.50", -500'000},
                                                       {"0.10", 100'000},
                                                       {"1.001", 1'001'000},
                                                       {"1000000.00", 1'000'000'000'000},
                                                       {"9223372036854.775807", kMax},
                                                       {"-9223372036854.775808", kMin}}) {
    EXPECT_EQ(FormatMicros(row.micros), row.text);
    EXPECT_EQ(ParseMicros(row.text).value(), row.micros) << row.text;
  }
}

TEST(MicrosTest, ShorterAndLongerSpellingsMeanTheSame) {
  EXPECT_EQ(ParseMicros("12").value(), 12'000'000);
  EXPECT_EQ(ParseMicros("12.5").value(), 12'500'000);
  EXPECT_EQ(ParseMicros("12.500000").value(), 12'500'000);
  EXPECT_EQ(ParseMicros("0012.5").value(), 12'500'000);
  EXPECT_EQ(ParseMicros("-0").value(), 0);
}

TEST(MicrosTest, AnythingElseIsRefused) {
  for (const char* text : {"",
                           "-",
                           ".",
                           ".5",
                           "5.",
                           "-.5",
                           "+5",
                           " 5",
                           "5 ",
                           "1,000",
                           "1e3",
                           "0x10",
                           "1.2.3",
                           "1.-5",
                           "--1",
                           "nan",
                           "1.0000001",
                           "0.0000000",
                           "9223372036854.775808",
                           "-9223372036854.775809",
                           "99999999999999999999"}) {
    EXPECT_FALSE(ParseMicros(text).ok()) << text;
  }
}

TEST(ScaledTest, HasExactlyAsManyDecimalsAsTheScale) {
  EXPECT_EQ(FormatScaled(1250, 2), "12.50");
  EXPECT_EQ(FormatScaled(5, 2), "0.05");
  EXPECT_EQ(FormatScaled(-5, 2), "-0.05");
  EXPECT_EQ(FormatScaled(0, 3), "0.000");
  EXPECT_EQ(FormatScaled(1250, 0), "1250");
  EXPECT_EQ(FormatScaled(1250, -1), "1250");
  EXPECT_EQ(FormatScaled(1250, 99), "1250");
  EXPECT_EQ(FormatScaled(kMin, 18), "-9.223372036854775808");
}

TEST(IntegerTest, TakesSixtyFourBitsAndNothingElse) {
  EXPECT_EQ(ParseInteger("-9223372036854775808").value(), kMin);
  EXPECT_EQ(ParseInteger("9223372036854775807").value(), kMax);
  for (const char* text : {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "9223372036854775808"}) {
    EXPECT_FALSE(ParseInteger(text).ok()) << text;
  }
}

TEST(EnumTest, ShortNamesLeaveThePrefixOut) {
  EXPECT_EQ(ShortEnumName(*v1::Charge_descriptor()->FindValueByNumber(v1::CHARGE_ON_ISSUE)),
            "on_issue");
  EXPECT_EQ(ShortEnumName(*v1::ExportFormat_descriptor()->FindValueByNumber(2)), "pain_001");
  EXPECT_EQ(ShortEnumName(*v1::NetDebitCap::Kind_descriptor()->FindValueByNumber(1)), "postpaid");
}

TEST(EnumTest, NamesMatchInAnyCaseShortOrFull) {
  for (const char* text : {"on_issue", "ON_ISSUE", "On-Issue", "CHARGE_ON_ISSUE"}) {
    EXPECT_EQ(ParseEnum(text, *v1::Charge_descriptor()).value()->number(), v1::CHARGE_ON_ISSUE)
        << text;
  }
}

TEST(EnumTest, AnUnknownNameIsToldTheChoices) {
  const auto value = ParseEnum("later", *v1::Charge_descriptor());
  EXPECT_EQ(value.status().message(), "'later' is none of: on_issue, on_redemption");
}

TEST(SetScalarTest, ChecksTheRangeOfTheField) {
  v1::CreatePartnerRequest request;
  const auto& days = *v1::CreatePartnerRequest::descriptor()->FindFieldByName("backdating_days");
  EXPECT_TRUE(SetScalar("-2147483648", days, &request).ok());
  EXPECT_EQ(request.backdating_days(), std::numeric_limits<int32_t>::min());
  EXPECT_FALSE(SetScalar("2147483648", days, &request).ok());
}

TEST(SetScalarTest, BoolsHaveWords) {
  v1::EarnRequest request;
  const auto& flag = *v1::EarnRequest::descriptor()->FindFieldByName("enroll_if_unknown");
  EXPECT_TRUE(SetScalar("Yes", flag, &request).ok());
  EXPECT_TRUE(request.enroll_if_unknown());
  EXPECT_TRUE(SetScalar("false", flag, &request).ok());
  EXPECT_FALSE(request.enroll_if_unknown());
  EXPECT_FALSE(SetScalar("1", flag, &request).ok());
}

TEST(PrintableTest, ControlCharactersCannotReachTheTerminal) {
  EXPECT_EQ(Printable("a\x1b[31m\nb\tc\x7f"), "a [31m b c ");
  EXPECT_EQ(Printable("Nîmes"), "Nîmes");
}

}  // namespace
}  // namespace coalition::ctl
