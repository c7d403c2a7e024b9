#include "clients/coalitionctl/request_flags.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

#include "clients/coalitionctl/methods.h"
#include "coalition/v1/member_service.pb.h"
#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"

namespace coalition::ctl {
namespace {

using Typed = std::vector<std::pair<std::string, std::string>>;

absl::Status Apply(const Typed& typed, google::protobuf::Message* request) {
  const std::vector<RequestFlag> flags = RequestFlagsOf(*request->GetDescriptor());
  std::vector<GivenFlag> given;
  for (const auto& [name, text] : typed) {
    for (const RequestFlag& flag : flags) {
      if (flag.name == name) given.push_back({flag, text});
    }
  }
  EXPECT_EQ(given.size(), typed.size()) << "no such flag";
  return ApplyFlags(given, request);
}

template <typename Request>
std::string Built(const Typed& typed) {
  Request request;
  const absl::Status status = Apply(typed, &request);
  return status.ok() ? request.ShortDebugString() : std::string(status.message());
}

template <typename Request>
std::string Expected(const std::string& text) {
  Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request));
  return request.ShortDebugString();
}

TEST(RequestFlagsTest, EarnByPartnerPoints) {
  EXPECT_EQ(Built<v1::EarnRequest>({{"partner-id", "nike"},
                                    {"member.identifier.kind", "card"},
                                    {"member.identifier.value", "123"},
                                    {"partner-points", "100"},
                                    {"event-time", "2026-11-21T10:00:00Z"}}),
            Expected<v1::EarnRequest>(R"pb(
              partner_id: "nike"
              member { identifier { kind: "card" value: "123" } }
              partner_points: 100
              event_time { seconds: 1795255200 }
            )pb"));
}

TEST(RequestFlagsTest, EarnByPurchase) {
  EXPECT_EQ(Built<v1::EarnRequest>(
                {{"member", "nike/card:123"},
                 {"purchase.amount", "GBP:1.98"},
                 {"purchase.lines", R"({"sku":"A","quantity":"1","unit_price_micros":990000})"},
                 {"purchase.lines", R"({"sku":"B","quantity":1,"unitPriceMicros":"990000"})"}}),
            Expected<v1::EarnRequest>(R"pb(
              member { identifier { partner_id: "nike" kind: "card" value: "123" } }
              purchase {
                amount { currency_code: "GBP" micros: 1980000 }
                lines { sku: "A" quantity: 1 unit_price_micros: 990000 }
                lines { sku: "B" quantity: 1 unit_price_micros: 990000 }
              }
            )pb"));
}

TEST(RequestFlagsTest, SetExchangeRate) {
  EXPECT_EQ(Built<v1::SetExchangeRateRequest>(
                {{"exchange-rate.partner-id", "nike"},
                 {"exchange-rate.currency", "PTS"},
                 {"exchange-rate.earn", "2:3"},
                 {"exchange-rate.burn", "3:2"},
                 {"exchange-rate.rounding", "Half-Even"},
                 {"exchange-rate.purchase.currency-code", "GBP"},
                 {"exchange-rate.purchase.partner-points-per-unit", "1:1"}}),
            Expected<v1::SetExchangeRateRequest>(R"pb(
              exchange_rate {
                partner_id: "nike"
                currency: "PTS"
                earn { numerator: 2 denominator: 3 }
                burn { numerator: 3 denominator: 2 }
                rounding: ROUNDING_HALF_EVEN
                purchase {
                  currency_code: "GBP"
                  partner_points_per_unit { numerator: 1 denominator: 1 }
                }
              }
            )pb"));
}

TEST(RequestFlagsTest, MicrosMayBeGivenInUnits) {
  const std::string expected = Expected<v1::SetTermsRequest>(
      "terms { issue_price_micros: 10500000 net_debit_cap { kind: KIND_POSTPAID limit_micros: 1 } "
      "}");
  EXPECT_EQ(Built<v1::SetTermsRequest>({{"terms.issue-price", "10.50"},
                                        {"terms.net-debit-cap.kind", "postpaid"},
                                        {"terms.net-debit-cap.limit", "0.000001"}}),
            expected);
  EXPECT_EQ(Built<v1::SetTermsRequest>({{"terms.issue-price-micros", "10500000"},
                                        {"terms.net-debit-cap.kind", "postpaid"},
                                        {"terms.net-debit-cap.limit-micros", "1"}}),
            expected);
}

TEST(RequestFlagsTest, RepeatedMessagesTakeTextFormsAndJson) {
  EXPECT_EQ(Built<v1::EnrollMemberRequest>(
                {{"identifiers", "card:1"}, {"identifiers", R"({"kind":"card","value":"2"})"}}),
            Expected<v1::EnrollMemberRequest>(R"pb(identifiers { kind: "card" value: "1" }
                                                   identifiers { kind: "card" value: "2" })pb"));
}

TEST(RequestFlagsTest, WholeMessagesTakeJsonToWhichTheirOwnFlagsApply) {
  EXPECT_EQ(Built<v1::EarnRequest>(
                {{"activity", R"({"type":"run_km","quantity":5})"}, {"activity.quantity", "6"}}),
            Expected<v1::EarnRequest>("activity { type: 'run_km' quantity: 6 }"));
}

TEST(RequestFlagsTest, FilesOfJsonLinesFillARepeatedField) {
  EXPECT_EQ(
      Built<v1::SubmitBatchRequest>(
          {{"items-file", "{\"earn\":{\"request_id\":\"a\"}}\n\n  {\"void\":{}}\r\n"}}),
      Expected<v1::SubmitBatchRequest>("items { earn { request_id: 'a' } } items { void {} }"));
  EXPECT_EQ(Built<v1::SubmitBatchRequest>({{"items-file", "{}\n\n{\"earn\":1}\n"}})
                .rfind("--items-file: line 3: not the JSON of a BatchItem: ", 0),
            0U);
}

TEST(RequestFlagsTest, AnOptionalFieldIsPresentAtItsDefault) {
  v1::CreatePartnerRequest request;
  ASSERT_TRUE(Apply({{"backdating-days", "0"}}, &request).ok());
  EXPECT_TRUE(request.has_backdating_days());
}

TEST(RequestFlagsTest, TwoFlagsOfOneOneofAreRefused) {
  EXPECT_EQ(Built<v1::EarnRequest>({{"partner-points", "1"}, {"points", "2"}}),
            "--partner-points and --points exclude each other");
  EXPECT_EQ(Built<v1::EarnRequest>({{"purchase.amount", "GBP:1"}, {"activity.type", "run_km"}}),
            "--purchase.amount and --activity.type exclude each other");
  EXPECT_EQ(Built<v1::EarnRequest>({{"member.member-id", "m"}, {"member.identifier.kind", "card"}}),
            "--member.member-id and --member.identifier.kind exclude each other");
}

TEST(RequestFlagsTest, ASingularFieldIsGivenOnce) {
  EXPECT_EQ(Built<v1::EarnRequest>({{"points", "1"}, {"points", "2"}}), "--points is given twice");
  EXPECT_EQ(
      Built<v1::SetTermsRequest>({{"terms.issue-price-micros", "1"}, {"terms.issue-price", "1"}}),
      "--terms.issue-price-micros and --terms.issue-price exclude each other");
}

TEST(RequestFlagsTest, ErrorsNameTheFlag) {
  EXPECT_EQ(Built<v1::EarnRequest>({{"points", "1.5"}}), "--points: '1.5' is not a whole number");
  EXPECT_EQ(Built<v1::BurnRequest>({{"money-off", "5"}}),
            "--money-off: '5' is not of the form GBP:12.50");
  EXPECT_EQ(Built<v1::EarnRequest>({{"purchase.lines", R"({"skuu":"A"})"}})
                .rfind("--purchase.lines: not the JSON of a PurchaseLine: ", 0),
            0U);
}

TEST(RequestFlagsTest, FlagsReplaceWhatTheRequestHas) {
  v1::EarnRequest request;
  request.set_points(7);
  request.set_reference("kept");
  ASSERT_TRUE(Apply({{"partner-points", "1"}}, &request).ok());
  EXPECT_EQ(request.ShortDebugString(),
            Expected<v1::EarnRequest>("partner_points: 1 reference: 'kept'"));
}

TEST(RequestFlagsTest, NamesAreUniqueAndHideNoGlobalFlag) {
  for (const Method& method : Methods()) {
    std::set<std::string> names = {"server",  "key-file", "json",     "timeout-s",   "help",
                                   "version", "all",      "max-rows", "request-json"};
    for (const RequestFlag& flag : RequestFlagsOf(*method.descriptor->input_type())) {
      EXPECT_TRUE(names.insert(flag.name).second) << method.command << " --" << flag.name;
    }
  }
}

TEST(RequestFlagsTest, PlaceholdersSayWhatToType) {
  std::map<std::string, std::string> placeholders;
  for (const RequestFlag& flag : RequestFlagsOf(*v1::SetTermsRequest::descriptor())) {
    placeholders[flag.name] = PlaceholderOf(flag);
  }
  EXPECT_EQ(placeholders["terms.charge"], "on_issue|on_redemption");
  EXPECT_EQ(placeholders["terms.issue-price"], "12.50");
  EXPECT_EQ(placeholders["terms.effective-from"], "RFC3339");
  EXPECT_EQ(placeholders["terms.valid-months"], "N");
  EXPECT_EQ(placeholders["terms.fees"], "JSON");
}

}  // namespace
}  // namespace coalition::ctl
