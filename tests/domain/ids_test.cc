#include "server/domain/ids.h"

#include <cstdint>
#include <string>

#include "gtest/gtest.h"

namespace coalition::domain {
namespace {

TEST(TransactionIdTest, RoundTrips) {
  struct Case {
    std::uint16_t lane;
    std::int64_t sequence;
    const char* text;
  };
  const Case kCases[] = {{0, 1, "0-1"},
                         {0, 10, "0-10"},
                         {7, 123'456, "7-123456"},
                         {65'535, INT64_MAX, "65535-9223372036854775807"}};
  for (const Case& c : kCases) {
    const TransactionId id{LaneId(c.lane), Sequence(c.sequence)};
    EXPECT_EQ(id.ToString(), c.text);
    EXPECT_EQ(TransactionId::Parse(c.text), id);
  }
}

TEST(TransactionIdTest, RefusesEveryOtherSpelling) {
  const char* const kTexts[] = {"",      "-",       "0",
                                "1",     "0-",      "-1",
                                "0-0",   "00-1",    "0-01",
                                "0--1",  "-0-1",    "+0-1",
                                "0-+1",  " 0-1",    "0-1 ",
                                "0 -1",  "0-1-1",   "a-1",
                                "0-a",   "0x1-1",   "0-1.0",
                                "0-1e3", "65536-1", "0-9223372036854775808",
                                "0_1",   "0-1\n",   "99999999999999999999-1"};
  for (const char* text : kTexts) EXPECT_EQ(TransactionId::Parse(text), std::nullopt) << text;
  EXPECT_EQ(TransactionId::Parse(std::string("0-1\0", 4)), std::nullopt);
}

TEST(MemberIdTest, RoundTrips) {
  struct Case {
    MemberId id;
    const char* text;
  };
  const Case kCases[] = {
      {{0, 0}, "00000000-0000-0000-0000-000000000000"},
      {{0x0190'a1b2'c3d4'7e5f, 0x8123'4567'89ab'cdef}, "0190a1b2-c3d4-7e5f-8123-456789abcdef"},
      {{UINT64_MAX, UINT64_MAX}, "ffffffff-ffff-ffff-ffff-ffffffffffff"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(c.id.ToString(), c.text);
    EXPECT_EQ(MemberId::Parse(c.text), c.id);
  }
}

TEST(MemberIdTest, RefusesEveryOtherSpelling) {
  const char* const kTexts[] = {
      "",
      "0190a1b2-c3d4-7e5f-8123-456789abcde",
      "0190a1b2-c3d4-7e5f-8123-456789abcdef0",
      "0190A1B2-C3D4-7E5F-8123-456789ABCDEF",
      "0190a1b2-c3d4-7e5f-8123-456789abcdeg",
      "0190a1b2c3d47e5f8123456789abcdef",
      "{0190a1b2-c3d4-7e5f-8123-456789abcd}",
      "0190a1b2-c3d47-e5f-8123-456789abcdef",
      "0190a1b2-c3d4-7e5f-8123--56789abcdef",
      " 190a1b2-c3d4-7e5f-8123-456789abcdef",
      "0190a1b2_c3d4_7e5f_8123_456789abcdef",
  };
  for (const char* text : kTexts) EXPECT_EQ(MemberId::Parse(text), std::nullopt) << text;
}

}  // namespace
}  // namespace coalition::domain
