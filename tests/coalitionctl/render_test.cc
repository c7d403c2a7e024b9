#include "clients/coalitionctl/render.h"

#include <set>
#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

#include "coalition/v1/member_service.pb.h"
#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"

namespace coalition::ctl {
namespace {

template <typename Response>
std::string Rendered(const std::string& text) {
  Response response;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &response));
  return "\n" + RenderResponse(response);
}

TEST(RenderTest, AListIsOneTableWithoutItsBlankColumns) {
  EXPECT_EQ(Rendered<v1::ListPartnersResponse>(R"pb(
              partners {
                partner_id: "nike"
                display_name: "Nike"
                settlement_currency: "GBP"
                state: PARTNER_STATE_ACTIVE
                backdating_days: 30
              }
              partners {
                partner_id: "cafe-zoe"
                display_name: "Café Zoë"
                settlement_currency: "EUR"
                state: PARTNER_STATE_SUSPENDED
              }
              next_page_token: "abc"
            )pb"),
            R"(
partner_id  display_name  settlement_currency  state      backdating_days
nike        Nike          GBP                  active                  30
cafe-zoe    Café Zoë      EUR                  suspended                0
)");
}

TEST(RenderTest, AnEmptyListSaysSo) {
  EXPECT_EQ(Rendered<v1::ListPartnersResponse>(""), "\n(none)\n");
}

TEST(RenderTest, AResponseWithNothingToSayIsOk) {
  EXPECT_EQ(Rendered<v1::EraseMemberResponse>(""), "\nok\n");
}

TEST(RenderTest, WhatTheResponseIsAboutIsNotNamedOnEachLine) {
  EXPECT_EQ(Rendered<v1::EnrollMemberResponse>(R"pb(
              member {
                member_id: "m-1"
                identifiers { partner_id: "nike" kind: "card" value: "1" }
                identifiers { kind: "email_sha256" value: "ab" }
                enrolled_at { seconds: 1795255200 nanos: 120000000 }
              }
              replayed: true
            )pb"),
            R"(
member_id    m-1
identifiers  nike/card:1, email_sha256:ab
enrolled_at  2026-11-21T10:00:00.120Z
replayed     true
)");
}

TEST(RenderTest, AReceiptHasTheTransactionTheBalanceAndTables) {
  EXPECT_EQ(Rendered<v1::EarnResponse>(R"pb(
              receipt {
                transaction {
                  transaction_id: "3-17"
                  type: TRANSACTION_TYPE_EARN
                  points: 66
                  partner_points: 100
                  conversion {
                    rate_version: 1
                    rate { numerator: 2 denominator: 3 }
                    carry_numerator: 2
                    carry_denominator: 3
                  }
                  lots { lot { currency: "PTS" issuer_id: "nike" terms_version: 1 points: 66 } }
                  legs {
                    partner_id: "nike"
                    kind: LEG_KIND_ISSUE
                    amount { currency_code: "GBP" micros: -660000 }
                    points: 66
                  }
                  legs {
                    kind: LEG_KIND_CLEARING
                    amount { currency_code: "GBP" micros: 660000 }
                    points: 66
                  }
                }
                balance {
                  currency: "PTS"
                  available: 66
                  expiring_next { points: 66 expires_on: "2027-12-01" }
                }
              }
            )pb"),
            R"(
transaction.transaction_id                3-17
transaction.type                          earn
transaction.points                        66
transaction.partner_points                100
transaction.conversion.rate_version       1
transaction.conversion.rate               2:3
transaction.conversion.carry_numerator    2
transaction.conversion.carry_denominator  3
balance.currency                          PTS
balance.available                         66
balance.pending                           0
balance.held                              0
balance.expiring_next.points              66
balance.expiring_next.expires_on          2027-12-01

transaction.lots:
currency  issuer_id  terms_version  points
PTS       nike                   1      66

transaction.legs:
partner_id  kind         amount  points
nike        issue     -0.66 GBP      66
(network)   clearing   0.66 GBP      66
)");
}

TEST(RenderTest, AStatementIsInUnitsOfItsCurrency) {
  EXPECT_EQ(Rendered<v1::GetStatementResponse>(R"pb(
              statement {
                window_id: 4
                window_state: WINDOW_STATE_CLOSED
                partner_id: "nike"
                currency_code: "GBP"
                totals {
                  type: TRANSACTION_TYPE_EARN
                  kind: LEG_KIND_ISSUE
                  lines: 12
                  points: 1200
                  amount_micros: -12345678
                }
                totals { type: TRANSACTION_TYPE_BURN kind: LEG_KIND_REDEMPTION lines: 1 }
                net_micros: -12345678
                net_minor_units: -1235
                closing_residue_micros: 4322
                line_count: 13
              }
            )pb"),
            R"(
window_id        4
window_state     closed
partner_id       nike
currency_code    GBP
opening_residue  0.00 GBP
net              -12.345678 GBP
net_minor_units  -1235
closing_residue  0.004322 GBP
line_count       13

totals:
type  kind        lines  points      amount
earn  issue          12    1200  -12.345678
burn  redemption      1       0        0.00
)");
}

TEST(RenderTest, ObligationsAreInUnitsByTheExponentOfTheirCurrency) {
  EXPECT_EQ(Rendered<v1::ListObligationsResponse>(R"pb(
              obligations {
                obligation_id: "4-nike"
                window_id: 4
                payer_id: "nike"
                currency_code: "GBP"
                amount_minor_units: 1235
                minor_unit_exponent: 2
                state: OBLIGATION_STATE_DUE
              }
              obligations {
                obligation_id: "4-uniqlo"
                window_id: 4
                payee_id: "uniqlo"
                currency_code: "JPY"
                amount_minor_units: 1235
                state: OBLIGATION_STATE_PARTLY_PAID
                paid_minor_units: 35
              }
            )pb"),
            R"(
obligation_id  window_id  payer_id   payee_id      amount  state            paid
4-nike                 4  nike       (network)  12.35 GBP  due          0.00 GBP
4-uniqlo               4  (network)  uniqlo      1235 JPY  partly_paid    35 JPY
)");
}

TEST(RenderTest, RepeatedMessagesInsideARowAreCompact) {
  EXPECT_EQ(Rendered<v1::ListExchangeRatesResponse>(R"pb(
              exchange_rates {
                partner_id: "nike"
                version: 2
                earn { numerator: 2 denominator: 3 }
                rounding: ROUNDING_CARRY
                purchase {
                  currency_code: "GBP"
                  partner_points_per_unit { numerator: 1 denominator: 1 }
                }
                activities {
                  type: "run_km"
                  partner_points_per_unit { numerator: 10 denominator: 1 }
                }
                activities {
                  type: "cup"
                  partner_points_per_unit { numerator: 1 denominator: 2 }
                }
              }
            )pb"),
            R"(
partner_id  version  earn  rounding  purchase.currency_code  purchase.partner_points_per_unit  activities
nike              2   2:3  carry     GBP                                                  1:1  run_km 10:1, cup 1:2
)");
}

TEST(RenderTest, AMemberWithoutPointsStillHasABalance) {
  EXPECT_EQ(Rendered<v1::GetBalanceResponse>("member_id: 'm-1' balances { currency: 'PTS' }"),
            R"(
member_id  m-1

balances:
currency  available  pending  held
PTS               0        0     0
)");
}

TEST(RenderTest, TransactionsInAListKeepTheColumnsThatFit) {
  EXPECT_EQ(Rendered<v1::ListTransactionsResponse>(R"pb(
              transactions {
                transaction_id: "3-18"
                type: TRANSACTION_TYPE_BURN
                partner_id: "nike"
                member_id: "m-1"
                request_id: "r-1"
                points: -500
                currency: "PTS"
                money_off { currency_code: "GBP" micros: 5000000 }
                window_id: 4
                legs { partner_id: "nike" }
              }
            )pb"),
            R"(
transaction_id  type  partner_id  member_id  points  currency  money_off  window_id
3-18            burn  nike        m-1          -500  PTS        5.00 GBP          4
)");
}

TEST(RenderTest, UnknownEnumValuesAndControlCharactersAreHarmless) {
  v1::GetWindowResponse response;
  response.mutable_window()->set_state(static_cast<v1::WindowState>(99));
  response.mutable_window()->set_label("a\x1b[2Jb");
  EXPECT_EQ(RenderResponse(response), "state  99\nlabel  a [2Jb\n");
}

}  // namespace
}  // namespace coalition::ctl
