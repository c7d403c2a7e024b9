#include "clients/coalitionctl/text_forms.h"

#include <string>

#include "google/protobuf/timestamp.pb.h"
#include "gtest/gtest.h"

#include "coalition/v1/types.pb.h"

namespace coalition::ctl {
namespace {

using google::protobuf::Timestamp;

template <typename Message>
absl::Status Parse(absl::string_view text, Message* message) {
  return TextFormOf(Message::descriptor())->parse(text, message);
}

template <typename Message>
std::string Format(const Message& message) {
  return TextFormOf(Message::descriptor())->format(message);
}

template <typename Message>
std::string Reformat(absl::string_view text) {
  Message message;
  const absl::Status status = Parse(text, &message);
  return status.ok() ? Format(message) : "refused";
}

TEST(MoneyFormTest, IsTypedWithTheCurrencyFirstAndShownWithItLast) {
  EXPECT_EQ(Reformat<v1::Money>("GBP:12.5"), "12.50 GBP");
  EXPECT_EQ(Reformat<v1::Money>("JPY:-0.000001"), "-0.000001 JPY");
  EXPECT_EQ(Reformat<v1::Money>("GBP:9223372036854.775807"), "9223372036854.775807 GBP");
}

TEST(MoneyFormTest, OtherTextIsRefused) {
  for (const char* text : {"", "12.50", "GBP", "GBP:", ":12", "gbp:12", "GBPX:12", "12:GBP",
                           "GBP:1.0000001", "GBP:9223372036854.775808", "GBP: 12"}) {
    EXPECT_EQ(Reformat<v1::Money>(text), "refused") << text;
  }
}

TEST(RatioFormTest, IsTwoWholeNumbers) {
  EXPECT_EQ(Reformat<v1::Ratio>("2:3"), "2:3");
  EXPECT_EQ(Reformat<v1::Ratio>("9223372036854775807:1"), "9223372036854775807:1");
  for (const char* text : {"", "2", "2:", ":3", "2/3", "2:3:4", "1.5:2", "9223372036854775808:1"}) {
    EXPECT_EQ(Reformat<v1::Ratio>(text), "refused") << text;
  }
}

TEST(TimestampFormTest, IsShownInUtcWithoutANeedlessFraction) {
  EXPECT_EQ(Reformat<Timestamp>("2026-11-21T10:00:00Z"), "2026-11-21T10:00:00Z");
  EXPECT_EQ(Reformat<Timestamp>("2026-11-21T10:00:00+02:00"), "2026-11-21T08:00:00Z");
  EXPECT_EQ(Reformat<Timestamp>("2026-11-21T10:00:00.5Z"), "2026-11-21T10:00:00.500Z");
  EXPECT_EQ(Reformat<Timestamp>("2026-11-21T10:00:00.123456Z"), "2026-11-21T10:00:00.123456Z");
}

TEST(TimestampFormTest, OtherTextIsRefused) {
  for (const char* text : {"", "now", "2026-11-21", "2026-11-21 10:00:00", "2026-13-01T00:00:00Z",
                           "2026-02-29T00:00:00Z", "2026-11-21T10:00:00"}) {
    EXPECT_EQ(Reformat<Timestamp>(text), "refused") << text;
  }
}

TEST(TimestampFormTest, AMomentOutOfRangeIsShownAsSeconds) {
  Timestamp timestamp;
  timestamp.set_seconds(999'999'999'999);
  EXPECT_EQ(Format(timestamp), "999999999999s");
}

TEST(IdentifierFormTest, TheValueIsAllThatFollowsTheFirstColon) {
  v1::Identifier identifier;
  ASSERT_TRUE(Parse("nike/url:http://x/y", &identifier).ok());
  EXPECT_EQ(identifier.partner_id(), "nike");
  EXPECT_EQ(identifier.kind(), "url");
  EXPECT_EQ(identifier.value(), "http://x/y");
  EXPECT_EQ(Reformat<v1::Identifier>("card:123"), "card:123");
  EXPECT_EQ(Reformat<v1::Identifier>("card:a/b"), "card:a/b");
}

TEST(IdentifierFormTest, OtherTextIsRefused) {
  for (const char* text : {"", "card", "card:", ":123", "nike/:123"}) {
    EXPECT_EQ(Reformat<v1::Identifier>(text), "refused") << text;
  }
}

TEST(MemberRefFormTest, IsAMemberIdUnlessItHasAColon) {
  v1::MemberRef member;
  ASSERT_TRUE(Parse("m-17", &member).ok());
  EXPECT_EQ(member.member_id(), "m-17");
  ASSERT_TRUE(Parse("nike/card:123", &member).ok());
  EXPECT_EQ(member.identifier().partner_id(), "nike");
  EXPECT_EQ(member.identifier().value(), "123");
  EXPECT_FALSE(Parse("", &member).ok());
  EXPECT_FALSE(Parse("card:", &member).ok());
}

TEST(TextFormTest, OtherMessagesHaveNone) { EXPECT_EQ(TextFormOf(v1::Lot::descriptor()), nullptr); }

}  // namespace
}  // namespace coalition::ctl
