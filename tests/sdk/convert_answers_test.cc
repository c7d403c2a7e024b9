// What the server answers, read into the public types: completely, and each value in its place.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

#include "partner_sdk/src/convert.h"
#include "tests/sdk/field_pairs.h"

namespace coalition::sdk_test {
namespace {

using sdk_internal::FromProto;

// Whatever differs on the wire differs in the public type, but for the fields `left_out`.
template <class Message>
void ExpectNothingIsLost(const std::vector<std::string>& left_out = {}) {
  int seen = 0;
  for (const FieldPair& pair : FieldPairs(Message())) {
    const std::string field = pair.path.substr(0, pair.path.find_first_of(". "));
    if (std::find(left_out.begin(), left_out.end(), field) != left_out.end()) continue;
    ++seen;
    EXPECT_FALSE(FromProto(static_cast<const Message&>(*pair.one)) ==
                 FromProto(static_cast<const Message&>(*pair.other)))
        << Message::descriptor()->full_name() << ": " << pair.path;
  }
  EXPECT_GT(seen, 0);
}

TEST(ConvertAnswers, LoseNothing) {
  ExpectNothingIsLost<v1::EarnResponse>();
  ExpectNothingIsLost<v1::BurnResponse>();
  ExpectNothingIsLost<v1::ReverseResponse>();
  ExpectNothingIsLost<v1::AuthorizeResponse>();
  ExpectNothingIsLost<v1::CaptureResponse>();
  ExpectNothingIsLost<v1::VoidResponse>();
  ExpectNothingIsLost<v1::ConvertResponse>();
  ExpectNothingIsLost<v1::TransferResponse>();
  ExpectNothingIsLost<v1::AdjustResponse>();
  ExpectNothingIsLost<v1::ExpirePointsResponse>();
  ExpectNothingIsLost<v1::QuoteResponse>();
  ExpectNothingIsLost<v1::GetBalanceResponse>();
  ExpectNothingIsLost<v1::GetTransactionResponse>();
  ExpectNothingIsLost<v1::ListTransactionsResponse>();
  ExpectNothingIsLost<v1::EnrollMemberResponse>({"replayed"});
  ExpectNothingIsLost<v1::GetMemberResponse>();
  ExpectNothingIsLost<v1::ResolveMemberResponse>();
  ExpectNothingIsLost<v1::LinkIdentifierResponse>({"replayed"});
  ExpectNothingIsLost<v1::UnlinkIdentifierResponse>({"replayed"});
  ExpectNothingIsLost<v1::MergeMembersResponse>({"replayed"});
  ExpectNothingIsLost<v1::ListMembersResponse>();
  ExpectNothingIsLost<v1::CreatePartnerResponse>({"replayed"});
  ExpectNothingIsLost<v1::GetPartnerResponse>();
  ExpectNothingIsLost<v1::ListPartnersResponse>();
  ExpectNothingIsLost<v1::UpdatePartnerResponse>({"replayed"});
  ExpectNothingIsLost<v1::SuspendPartnerResponse>({"replayed"});
  ExpectNothingIsLost<v1::ResumePartnerResponse>({"replayed"});
  ExpectNothingIsLost<v1::CreateCurrencyResponse>({"replayed"});
  ExpectNothingIsLost<v1::SetExchangeRateResponse>({"conversion_rate", "replayed"});
  ExpectNothingIsLost<v1::ConversionRate>();
  ExpectNothingIsLost<v1::ListExchangeRatesResponse>();
  ExpectNothingIsLost<v1::ListConversionRatesResponse>();
  ExpectNothingIsLost<v1::SetTermsResponse>({"replayed"});
  ExpectNothingIsLost<v1::ListTermsResponse>();
  ExpectNothingIsLost<v1::SetLimitsResponse>({"replayed"});
  ExpectNothingIsLost<v1::GetLimitsResponse>();
  ExpectNothingIsLost<v1::CreateCredentialResponse>();
  ExpectNothingIsLost<v1::RevokeCredentialResponse>({"replayed"});
  ExpectNothingIsLost<v1::GetPositionsResponse>();
  ExpectNothingIsLost<v1::CloseWindowResponse>();
  ExpectNothingIsLost<v1::ListWindowsResponse>();
  ExpectNothingIsLost<v1::GetWindowResponse>();
  ExpectNothingIsLost<v1::GetStatementResponse>();
  ExpectNothingIsLost<v1::ListStatementLinesResponse>();
  ExpectNothingIsLost<v1::ListObligationsResponse>();
  ExpectNothingIsLost<v1::GetLiabilityResponse>();
  ExpectNothingIsLost<v1::VerifyLedgerResponse>();
  ExpectNothingIsLost<v1::ListAuditEventsResponse>();
}

template <class Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

TEST(ConvertAnswers, ReceiptOfABurn) {
  const auto receipt = FromProto(Parse<v1::Receipt>(R"pb(
    transaction {
      transaction_id: "3-17"
      type: TRANSACTION_TYPE_BURN
      partner_id: "bistro"
      member_id: "m1"
      currency: "PTS"
      request_id: "r1"
      event_time { seconds: 1 nanos: 500000999 }
      posted_at { seconds: 2 }
      window_id: 4
      points: -75
      partner_points: 50
      money_off { currency_code: "GBP" micros: 5000000 }
      conversion {
        rate_version: 2
        rate { numerator: 3 denominator: 2 }
        carry_numerator: 1
        carry_denominator: 7
      }
      terms_version: 6
      lots {
        lot {
          currency: "PTS"
          issuer_id: "acme"
          terms_version: 5
          available_on: "2026-01-02"
          expires_on: "2027-02-01"
          points: -75
        }
      }
      legs {
        partner_id: "bistro"
        kind: LEG_KIND_REDEMPTION
        amount { currency_code: "GBP" micros: 600 }
        points: -75
        counterparty_id: "acme"
      }
      reference: "till 7"
      points_not_recovered: 9
    }
    balance {
      currency: "PTS"
      available: 10
      pending: 11
      held: 12
      expiring_next { points: 13 expires_on: "2026-12-01" }
      as_of_date: "2026-11-21"
    }
    replayed: true)pb"));
  const Receipt expected{
      .transaction = {.transaction_id = "3-17",
                      .type = TransactionType::kBurn,
                      .partner_id = "bistro",
                      .member_id = "m1",
                      .currency = "PTS",
                      .request_id = "r1",
                      .event_time = Timestamp(std::chrono::microseconds(1'500'000)),
                      .posted_at = Timestamp(std::chrono::seconds(2)),
                      .window_id = 4,
                      .points = -75,
                      .partner_points = 50,
                      .facts = Money{.currency_code = "GBP", .micros = 5'000'000},
                      .conversion = Conversion{.rate_version = 2,
                                               .rate = {.numerator = 3, .denominator = 2},
                                               .carry_numerator = 1,
                                               .carry_denominator = 7},
                      .terms_version = 6,
                      .lots = {{.lot = {.currency = "PTS",
                                        .issuer_id = "acme",
                                        .terms_version = 5,
                                        .available_on = "2026-01-02",
                                        .expires_on = "2027-02-01",
                                        .points = -75}}},
                      .legs = {{.partner_id = "bistro",
                                .kind = LegKind::kRedemption,
                                .amount = {.currency_code = "GBP", .micros = 600},
                                .points = -75,
                                .counterparty_id = "acme"}},
                      .reference = "till 7",
                      .points_not_recovered = 9},
      .balance = {.currency = "PTS",
                  .available = 10,
                  .pending = 11,
                  .held = 12,
                  .expiring_next = ExpiringPoints{.points = 13, .expires_on = "2026-12-01"},
                  .as_of_date = "2026-11-21"},
      .replayed = true};
  EXPECT_EQ(receipt, expected);
}

TEST(ConvertAnswers, TransactionThatWasReversed) {
  const auto transaction = FromProto(Parse<v1::GetTransactionResponse>(R"pb(
    transaction {
      purchase { lines { sku: "a" category: "b" quantity: 2 unit_price_micros: 3 } }
      original_transaction_id: "3-1"
      reversed_lines { line: 1 quantity: 2 }
      reversed {
        points: 3
        partner_points: 4
        amount { currency_code: "GBP" micros: 5 }
        lines { line: 6 quantity: 7 }
      }
    })pb"));
  Transaction expected;
  expected.facts =
      Purchase{.amount = std::nullopt,
               .lines = {{.sku = "a", .category = "b", .quantity = 2, .unit_price_micros = 3}}};
  expected.original_transaction_id = "3-1";
  expected.reversed_lines = {{.line = 1, .quantity = 2}};
  expected.reversed = ReversedSoFar{.points = 3,
                                    .partner_points = 4,
                                    .amount = Money{.currency_code = "GBP", .micros = 5},
                                    .lines = {{.line = 6, .quantity = 7}}};
  EXPECT_EQ(transaction, expected);
}

TEST(ConvertAnswers, TransactionOfTwoAccountsAndOfAHold) {
  const auto transaction = FromProto(Parse<v1::Transaction>(R"pb(
    counterpart {
      member_id: "m2"
      currency: "MILES"
      points: 3
      lots { lot { issuer_id: "acme" points: 3 } }
    }
    reservation {
      points: 5
      lots { lot { issuer_id: "bistro" points: 5 } }
      expires_at { seconds: 7 }
      state: STATE_CAPTURED
      closed_by_transaction_id: "3-2"
    }
    reason: "goodwill")pb"));
  Transaction expected;
  expected.counterpart = Counterpart{.member_id = "m2",
                                     .currency = "MILES",
                                     .points = 3,
                                     .lots = {{.lot = {.issuer_id = "acme", .points = 3}}}};
  expected.reservation = Reservation{.points = 5,
                                     .lots = {{.lot = {.issuer_id = "bistro", .points = 5}}},
                                     .expires_at = Timestamp(std::chrono::seconds(7)),
                                     .state = ReservationState::kCaptured,
                                     .closed_by_transaction_id = "3-2"};
  expected.reason = "goodwill";
  EXPECT_EQ(transaction, expected);
}

TEST(ConvertAnswers, AuditEvent) {
  const auto event = FromProto(Parse<v1::AuditEvent>(R"pb(
    occurred_at { seconds: 1 }
    credential_id: "c"
    action: "SuspendPartner"
    resource: "partners/acme"
    reason: "late"
    event_id: 2)pb"));
  const AuditEvent expected{.event_id = 2,
                            .occurred_at = Timestamp(std::chrono::seconds(1)),
                            .credential_id = "c",
                            .action = "SuspendPartner",
                            .resource = "partners/acme",
                            .reason = "late"};
  EXPECT_EQ(event, expected);
}

TEST(ConvertAnswers, AbsentPartsStayAbsent) {
  EXPECT_EQ(FromProto(v1::Receipt()), Receipt());
  EXPECT_EQ(FromProto(v1::Window()), Window());
  EXPECT_EQ(FromProto(v1::Terms()), Terms());
  EXPECT_EQ(FromProto(v1::ExchangeRate()), ExchangeRate());
  EXPECT_EQ(FromProto(v1::Credential()), Credential());
  EXPECT_EQ(FromProto(v1::ConversionRate()), ConversionRate());
}

TEST(ConvertAnswers, Statement) {
  const auto statement = FromProto(Parse<v1::Statement>(R"pb(
    window_id: 1
    window_state: WINDOW_STATE_CLOSED
    partner_id: "acme"
    currency_code: "GBP"
    totals { type: TRANSACTION_TYPE_EARN kind: LEG_KIND_FEE lines: 2 points: 3 amount_micros: 4 }
    opening_residue_micros: 5
    net_micros: 6
    net_minor_units: 7
    closing_residue_micros: 8
    line_count: 9
    lines_sha256: "ab")pb"));
  const Statement expected{.window_id = 1,
                           .window_state = WindowState::kClosed,
                           .partner_id = "acme",
                           .currency_code = "GBP",
                           .totals = {{.type = TransactionType::kEarn,
                                       .kind = LegKind::kFee,
                                       .lines = 2,
                                       .points = 3,
                                       .amount_micros = 4}},
                           .opening_residue_micros = 5,
                           .net_micros = 6,
                           .net_minor_units = 7,
                           .closing_residue_micros = 8,
                           .line_count = 9,
                           .lines_sha256 = "ab"};
  EXPECT_EQ(statement, expected);
}

TEST(ConvertAnswers, StatementLine) {
  const auto line = FromProto(Parse<v1::StatementLine>(R"pb(
    transaction_id: "1-2"
    ordinal: 3
    type: TRANSACTION_TYPE_BURN
    kind: LEG_KIND_REDEMPTION_CHARGE
    event_time { seconds: 4 }
    points: 5
    currency: "PTS"
    amount_micros: 6
    counterparty_id: "bistro"
    request_id: "r")pb"));
  const StatementLine expected{.transaction_id = "1-2",
                               .ordinal = 3,
                               .type = TransactionType::kBurn,
                               .kind = LegKind::kRedemptionCharge,
                               .event_time = Timestamp(std::chrono::seconds(4)),
                               .points = 5,
                               .currency = "PTS",
                               .amount_micros = 6,
                               .counterparty_id = "bistro",
                               .request_id = "r"};
  EXPECT_EQ(line, expected);
}

TEST(ConvertAnswers, Obligation) {
  const auto obligation = FromProto(Parse<v1::Obligation>(R"pb(
    obligation_id: "1-acme"
    window_id: 1
    payer_id: "acme"
    payee_id: "bistro"
    currency_code: "GBP"
    amount_minor_units: 2
    minor_unit_exponent: 3
    state: OBLIGATION_STATE_PARTLY_PAID
    paid_minor_units: 4)pb"));
  const Obligation expected{.obligation_id = "1-acme",
                            .window_id = 1,
                            .payer_id = "acme",
                            .payee_id = "bistro",
                            .currency_code = "GBP",
                            .amount_minor_units = 2,
                            .minor_unit_exponent = 3,
                            .state = ObligationState::kPartlyPaid,
                            .paid_minor_units = 4};
  EXPECT_EQ(obligation, expected);
}

TEST(ConvertAnswers, MomentsOutOfRangeBecomeTheNearestInside) {
  google::protobuf::Timestamp far;
  far.set_seconds(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(FromProto(far), Timestamp(std::chrono::seconds(253'402'300'799)));
}

}  // namespace
}  // namespace coalition::sdk_test
