// What is asked, written to the wire: each value in its place, and no field of the wire forgotten.
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

#include "partner_sdk/src/convert.h"
#include "tests/sdk/field_pairs.h"

namespace coalition::sdk_test {
namespace {

using sdk_internal::FromProto;
using sdk_internal::ToProto;
using testing::ElementsAreArray;

const Timestamp kMoment(std::chrono::microseconds(1'500'001));
const Identifier kCard{.partner_id = "p", .kind = "card", .value = "4711"};
const Money kPrice{.currency_code = "GBP", .micros = 12};
const Purchase kPurchase{
    .amount = kPrice,
    .lines = {{.sku = "s", .category = "c", .quantity = 2, .unit_price_micros = 6}}};
const Activity kRun{.type = "run_km", .quantity = 5};

#define CARD "identifier { partner_id: 'p' kind: 'card' value: '4711' }"
#define PRICE "{ currency_code: 'GBP' micros: 12 }"
#define MOMENT "{ seconds: 1 nanos: 500001000 }"
#define PURCHASE \
  "{ amount " PRICE " lines { sku: 's' category: 'c' quantity: 2 unit_price_micros: 6 } }"
#define RUN "{ type: 'run_km' quantity: 5 }"

// `question` becomes exactly `text`, which leaves only the fields `unset` alone.
template <class Message, class Question>
void ExpectAsked(const Question& question, const std::string& text,
                 const std::vector<std::string>& unset = {}) {
  Message expected;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &expected)) << text;
  Message asked;
  ToProto(question, &asked);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(asked, expected))
      << asked.DebugString() << "expected\n"
      << expected.DebugString();
  EXPECT_THAT(UnsetFields(asked), ElementsAreArray(unset)) << Message::descriptor()->full_name();
}

TEST(ConvertRequests, Earn) {
  const auto expect = [](EarnAmount amount, const std::string& amount_text) {
    ExpectAsked<v1::EarnRequest>(EarnRequest{.request_id = "r",
                                             .partner_id = "p",
                                             .member = kCard,
                                             .currency = "PTS",
                                             .amount = std::move(amount),
                                             .event_time = kMoment,
                                             .quote_token = "q",
                                             .reference = "f",
                                             .enroll_if_unknown = true},
                                 "request_id: 'r' partner_id: 'p' member { " CARD
                                 " } currency: 'PTS' event_time " MOMENT
                                 " quote_token: 'q' reference: 'f' enroll_if_unknown: true " +
                                     amount_text);
  };
  expect(PartnerPoints{3}, "partner_points: 3");
  expect(CurrencyPoints{3}, "points: 3");
  expect(kPurchase, "purchase " PURCHASE);
  expect(kRun, "activity " RUN);
}

TEST(ConvertRequests, Burn) {
  const auto expect = [](BurnAmount amount, const std::string& amount_text) {
    ExpectAsked<v1::BurnRequest>(BurnRequest{.request_id = "r",
                                             .partner_id = "p",
                                             .member = MemberId{"m"},
                                             .currency = "PTS",
                                             .amount = std::move(amount),
                                             .event_time = kMoment,
                                             .quote_token = "q",
                                             .reference = "f"},
                                 "request_id: 'r' partner_id: 'p' member { member_id: 'm' } "
                                 "currency: 'PTS' event_time " MOMENT
                                 " quote_token: 'q' reference: 'f' " +
                                     amount_text);
  };
  expect(PartnerPoints{3}, "partner_points: 3");
  expect(CurrencyPoints{3}, "points: 3");
  expect(kPrice, "money_off " PRICE);
}

TEST(ConvertRequests, Reverse) {
  const auto expect = [](ReversalPart part, const std::string& part_text,
                         const std::vector<std::string>& unset = {}) {
    ExpectAsked<v1::ReverseRequest>(ReverseRequest{.request_id = "r",
                                                   .partner_id = "p",
                                                   .transaction_id = "1-2",
                                                   .part = std::move(part),
                                                   .event_time = kMoment,
                                                   .reference = "f"},
                                    "request_id: 'r' partner_id: 'p' transaction_id: '1-2' "
                                    "event_time " MOMENT " reference: 'f' " +
                                        part_text,
                                    unset);
  };
  expect(WholeRest{}, "", {"points", "partner_points", "amount", "lines"});
  expect(CurrencyPoints{3}, "points: 3");
  expect(PartnerPoints{3}, "partner_points: 3");
  expect(kPrice, "amount " PRICE);
  expect(std::vector<LineQuantity>{{.line = 1, .quantity = 2}, {.line = 3, .quantity = 4}},
         "lines { lines { line: 1 quantity: 2 } lines { line: 3 quantity: 4 } }");
}

TEST(ConvertRequests, Quote) {
  const auto expect = [](std::variant<EarnAmount, BurnAmount> amount,
                         const std::string& amount_text) {
    ExpectAsked<v1::QuoteRequest>(
        QuoteRequest{.partner_id = "p",
                     .member = kCard,
                     .currency = "PTS",
                     .amount = std::move(amount),
                     .valid_for = std::chrono::minutes(1)},
        "partner_id: 'p' member { " CARD " } currency: 'PTS' valid_for_s: 60 " + amount_text);
  };
  expect(EarnAmount(PartnerPoints{3}), "earn_partner_points: 3");
  expect(EarnAmount(CurrencyPoints{3}), "earn_points: 3");
  expect(EarnAmount(kPurchase), "earn_purchase " PURCHASE);
  expect(EarnAmount(kRun), "earn_activity " RUN);
  expect(BurnAmount(PartnerPoints{3}), "burn_partner_points: 3");
  expect(BurnAmount(CurrencyPoints{3}), "burn_points: 3");
  expect(BurnAmount(kPrice), "burn_money_off " PRICE);
}

TEST(ConvertRequests, QuoteForTooLongStaysOutOfRange) {
  v1::QuoteRequest asked;
  ToProto(QuoteRequest{.valid_for = std::chrono::hours(24 * 365 * 200)}, &asked);
  EXPECT_EQ(asked.valid_for_s(), std::numeric_limits<std::int32_t>::max());
}

TEST(ConvertRequests, SubmitBatchKeepsTheOrderOfItsItems) {
  v1::SubmitBatchRequest asked;
  ToProto(
      SubmitBatchRequest{.partner_id = "p",
                         .items = {BurnRequest{.request_id = "1"}, EarnRequest{.request_id = "2"},
                                   ReverseRequest{.request_id = "3"}}},
      &asked);
  EXPECT_EQ(asked.partner_id(), "p");
  ASSERT_EQ(asked.items_size(), 3);
  EXPECT_EQ(asked.items(0).burn().request_id(), "1");
  EXPECT_EQ(asked.items(1).earn().request_id(), "2");
  EXPECT_EQ(asked.items(2).reverse().request_id(), "3");
}

TEST(ConvertRequests, LookingAtPoints) {
  ExpectAsked<v1::GetBalanceRequest>(
      GetBalanceRequest{.partner_id = "p", .member = kCard, .currency = "PTS", .as_of = kMoment},
      "partner_id: 'p' member { " CARD " } currency: 'PTS' as_of " MOMENT);
  ExpectAsked<v1::ListTransactionsRequest>(
      ListTransactionsRequest{
          .partner_id = "p", .member = kCard, .page_size = 7, .page_token = "t"},
      "partner_id: 'p' member { " CARD " } page_size: 7 page_token: 't'");
}

TEST(ConvertRequests, Members) {
  ExpectAsked<v1::EnrollMemberRequest>(
      EnrollMemberRequest{.request_id = "r", .identifiers = {kCard}, .partner_id = "p"},
      "request_id: 'r' partner_id: 'p' identifiers { partner_id: 'p' kind: 'card' value: '4711' }");
  ExpectAsked<v1::ResolveMemberRequest>(kCard, CARD);
  ExpectAsked<v1::LinkIdentifierRequest>(
      LinkIdentifierRequest{
          .request_id = "r", .member_id = "m", .identifier = kCard, .link_code = "l"},
      "request_id: 'r' member_id: 'm' " CARD " link_code: 'l'");
}

TEST(ConvertRequests, Partners) {
  ExpectAsked<v1::CreatePartnerRequest>(
      CreatePartnerRequest{.request_id = "r",
                           .partner_id = "p",
                           .display_name = "P",
                           .settlement_currency = "GBP",
                           .backdating_days = 0},
      "request_id: 'r' partner_id: 'p' display_name: 'P' settlement_currency: 'GBP' "
      "backdating_days: 0");
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
}

TEST(ConvertRequests, Windows) {
  const WindowQuery query{.partner_id = "p", .window_id = 3};
  ExpectAsked<v1::GetPositionsRequest>(query, "partner_id: 'p' window_id: 3");
  ExpectAsked<v1::GetStatementRequest>(query, "partner_id: 'p' window_id: 3");
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
      GetLiabilityRequest{.partner_id = "p", .currency = "PTS", .as_of = kMoment},
      "partner_id: 'p' currency: 'PTS' as_of " MOMENT);
}

// Types that travel both ways come back as they went, whichever of their fields is set.
template <class Message>
void ExpectRoundTrip() {
  for (const FieldPair& pair : FieldPairs(Message())) {
    for (const google::protobuf::Message* went : {pair.one.get(), pair.other.get()}) {
      Message came;
      ToProto(FromProto(static_cast<const Message&>(*went)), &came);
      // An absent part and one of zeros are the same to a type that has no absence.
      EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equivalent(came, *went))
          << pair.path << "\n"
          << came.DebugString() << "went\n"
          << went->DebugString();
    }
  }
}

TEST(ConvertRequests, RoundTrips) {
  ExpectRoundTrip<v1::Money>();
  ExpectRoundTrip<v1::Ratio>();
  ExpectRoundTrip<v1::Identifier>();
  ExpectRoundTrip<v1::Purchase>();
  ExpectRoundTrip<v1::PurchaseLine>();
  ExpectRoundTrip<v1::Activity>();
  ExpectRoundTrip<v1::LineQuantity>();
  ExpectRoundTrip<v1::MoneyRate>();
  ExpectRoundTrip<v1::ActivityRate>();
  ExpectRoundTrip<v1::ExchangeRate>();
  ExpectRoundTrip<v1::Fees>();
  ExpectRoundTrip<v1::NetDebitCap>();
  ExpectRoundTrip<v1::Terms>();
  ExpectRoundTrip<google::protobuf::Timestamp>();
}

TEST(ConvertRequests, MomentsBefore1970KeepTheirFraction) {
  google::protobuf::Timestamp asked;
  ToProto(Timestamp(std::chrono::microseconds(-1)), &asked);
  EXPECT_EQ(asked.seconds(), -1);
  EXPECT_EQ(asked.nanos(), 999'999'000);
}

TEST(ConvertRequests, RateAndTermsCarryEverything) {
  v1::SetExchangeRateRequest rate;
  v1::SetTermsRequest terms;
  ToProto(
      SetExchangeRateRequest{
          .request_id = "r", .exchange_rate = {.partner_id = "p"}, .backdating_reason = "b"},
      &rate);
  EXPECT_EQ(rate.request_id(), "r");
  EXPECT_EQ(rate.exchange_rate().partner_id(), "p");
  EXPECT_EQ(rate.backdating_reason(), "b");
  ToProto(
      SetTermsRequest{.request_id = "r", .terms = {.partner_id = "p"}, .backdating_reason = "b"},
      &terms);
  EXPECT_EQ(terms.request_id(), "r");
  EXPECT_EQ(terms.terms().partner_id(), "p");
  EXPECT_EQ(terms.backdating_reason(), "b");
}

}  // namespace
}  // namespace coalition::sdk_test
