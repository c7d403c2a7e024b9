// What the operator asks, and what partners ask about their account, written to the wire.
#include <string>

#include "gtest/gtest.h"

#include "tests/sdk/convert_requests.h"

namespace coalition::sdk_test {
namespace {

using sdk_internal::ToProto;

TEST(ConvertAccountRequests, Partners) {
  ExpectAsked<v1::CreatePartnerRequest>(
      CreatePartnerRequest{.request_id = "r",
                           .partner_id = "p",
                           .display_name = "P",
                           .settlement_currency = "GBP",
                           .backdating_days = 0},
      "request_id: 'r' partner_id: 'p' display_name: 'P' settlement_currency: 'GBP' "
      "backdating_days: 0");
  ExpectAsked<v1::UpdatePartnerRequest>(
      UpdatePartnerRequest{
          .request_id = "r", .partner_id = "p", .display_name = "P", .backdating_days = 0},
      "request_id: 'r' partner_id: 'p' display_name: 'P' backdating_days: 0");
  ExpectAsked<v1::UpdatePartnerRequest>(UpdatePartnerRequest{.request_id = "r", .partner_id = "p"},
                                        "request_id: 'r' partner_id: 'p'",
                                        {"display_name", "backdating_days"});
  const ChangePartnerStateRequest change{.request_id = "r", .partner_id = "p", .reason = "late"};
  ExpectAsked<v1::SuspendPartnerRequest>(change, "request_id: 'r' partner_id: 'p' reason: 'late'");
  ExpectAsked<v1::ResumePartnerRequest>(change, "request_id: 'r' partner_id: 'p' reason: 'late'");
  ExpectAsked<v1::ListPartnersRequest>(ListPartnersRequest{.page_size = 7, .page_token = "t"},
                                       "page_size: 7 page_token: 't'");
  ExpectAsked<v1::CreateCurrencyRequest>(
      CreateCurrencyRequest{.request_id = "r", .code = "PTS", .scale = 2, .owner_partner_id = "p"},
      "request_id: 'r' code: 'PTS' scale: 2 owner_partner_id: 'p'");
  ExpectAsked<v1::CreateCredentialRequest>(
      CreateCredentialRequest{
          .request_id = "r", .role = Role::kPartner, .partner_id = "p", .label = "till"},
      "request_id: 'r' role: ROLE_PARTNER partner_id: 'p' label: 'till'");
  ExpectAsked<v1::RevokeCredentialRequest>(
      RevokeCredentialRequest{.request_id = "r", .credential_id = "c"},
      "request_id: 'r' credential_id: 'c'");
  const ListVersionsRequest list{
      .partner_id = "p", .currency = "PTS", .page_size = 7, .page_token = "t"};
  const std::string list_text = "partner_id: 'p' currency: 'PTS' page_size: 7 page_token: 't'";
  ExpectAsked<v1::ListExchangeRatesRequest>(list, list_text);
  ExpectAsked<v1::ListTermsRequest>(list, list_text);
  ExpectAsked<v1::ListConversionRatesRequest>(
      ListConversionRatesRequest{
          .from_currency = "PTS", .to_currency = "MILES", .page_size = 7, .page_token = "t"},
      "from_currency: 'PTS' to_currency: 'MILES' page_size: 7 page_token: 't'");
  ExpectAsked<v1::SetLimitsRequest>(
      SetLimitsRequest{.request_id = "r",
                       .partner_id = "p",
                       .currency = "PTS",
                       .limits = {.earn_points_per_transaction = 1,
                                  .burn_points_per_transaction = 2,
                                  .earn_points_per_member_day = 3,
                                  .burn_points_per_member_day = 4,
                                  .earn_points_per_partner_day = 5,
                                  .burn_points_per_partner_day = 6}},
      "request_id: 'r' partner_id: 'p' currency: 'PTS' limits { earn_points_per_transaction: 1 "
      "burn_points_per_transaction: 2 earn_points_per_member_day: 3 burn_points_per_member_day: 4 "
      "earn_points_per_partner_day: 5 burn_points_per_partner_day: 6 }");
  ExpectAsked<v1::GetLimitsRequest>(GetLimitsRequest{.partner_id = "p", .currency = "PTS"},
                                    "partner_id: 'p' currency: 'PTS'");
}

TEST(ConvertAccountRequests, Windows) {
  ExpectAsked<v1::GetPositionsRequest>(
      PositionsQuery{
          .partner_id = "p", .window_id = 3, .as_of = kMoment, .as_of_transaction_id = "1-2"},
      "partner_id: 'p' window_id: 3 as_of_transaction_id: '1-2' as_of " MOMENT);
  ExpectAsked<v1::GetStatementRequest>(WindowQuery{.partner_id = "p", .window_id = 3},
                                       "partner_id: 'p' window_id: 3");
  ExpectAsked<v1::CloseWindowRequest>(
      CloseWindowRequest{.request_id = "r", .window_id = 3, .label = "2026-11"},
      "request_id: 'r' window_id: 3 label: '2026-11'");
  ExpectAsked<v1::ListWindowsRequest>(ListWindowsRequest{.page_size = 7, .page_token = "t"},
                                      "page_size: 7 page_token: 't'");
  const ListWindowEntriesRequest list{
      .partner_id = "p", .window_id = 3, .page_size = 7, .page_token = "t"};
  const std::string list_text = "partner_id: 'p' window_id: 3 page_size: 7 page_token: 't'";
  ExpectAsked<v1::ListStatementLinesRequest>(list, list_text);
  ExpectAsked<v1::ListObligationsRequest>(list, list_text);
  ExpectAsked<v1::GetLiabilityRequest>(
      GetLiabilityRequest{
          .partner_id = "p", .currency = "PTS", .as_of = kMoment, .as_of_transaction_id = "1-2"},
      "partner_id: 'p' currency: 'PTS' as_of_transaction_id: '1-2' as_of " MOMENT);
  ExpectAsked<v1::ListAuditEventsRequest>(ListAuditEventsRequest{.page_size = 7, .page_token = "t"},
                                          "page_size: 7 page_token: 't'");
}

TEST(ConvertAccountRequests, RateAndTermsCarryEverything) {
  v1::SetExchangeRateRequest rate;
  v1::SetTermsRequest terms;
  ToProto(
      SetExchangeRateRequest{
          .request_id = "r", .exchange_rate = {.partner_id = "p"}, .backdating_reason = "b"},
      &rate);
  EXPECT_EQ(rate.request_id(), "r");
  EXPECT_EQ(rate.exchange_rate().partner_id(), "p");
  EXPECT_EQ(rate.backdating_reason(), "b");
  v1::SetExchangeRateRequest conversion;
  ToProto(
      SetConversionRateRequest{
          .request_id = "r", .conversion_rate = {.from_currency = "PTS"}, .backdating_reason = "b"},
      &conversion);
  EXPECT_EQ(conversion.request_id(), "r");
  EXPECT_EQ(conversion.conversion_rate().from_currency(), "PTS");
  EXPECT_EQ(conversion.backdating_reason(), "b");
  ToProto(
      SetTermsRequest{.request_id = "r", .terms = {.partner_id = "p"}, .backdating_reason = "b"},
      &terms);
  EXPECT_EQ(terms.request_id(), "r");
  EXPECT_EQ(terms.terms().partner_id(), "p");
  EXPECT_EQ(terms.backdating_reason(), "b");
}

}  // namespace
}  // namespace coalition::sdk_test
