// What is asked, written to the wire: each value in its place, and no field of the wire forgotten.
#include "tests/sdk/convert_requests.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

#include "partner_sdk/src/convert.h"
#include "tests/sdk/field_pairs.h"

namespace coalition::sdk_test {
namespace {

using sdk_internal::FromProto;
using sdk_internal::ToProto;

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

TEST(ConvertRequests, Authorize) {
  const auto expect = [](BurnAmount amount, const std::string& amount_text) {
    ExpectAsked<v1::AuthorizeRequest>(AuthorizeRequest{.request_id = "r",
                                                       .partner_id = "p",
                                                       .member = kCard,
                                                       .currency = "PTS",
                                                       .amount = std::move(amount),
                                                       .event_time = kMoment,
                                                       .quote_token = "q",
                                                       .reference = "f",
                                                       .hold_for = std::chrono::minutes(2)},
                                      "request_id: 'r' partner_id: 'p' member { " CARD
                                      " } currency: 'PTS' event_time " MOMENT
                                      " quote_token: 'q' reference: 'f' hold_for_s: 120 " +
                                          amount_text);
  };
  expect(PartnerPoints{3}, "partner_points: 3");
  expect(CurrencyPoints{3}, "points: 3");
  expect(kPrice, "money_off " PRICE);
}

TEST(ConvertRequests, Capture) {
  const auto expect = [](CaptureAmount amount, const std::string& amount_text,
                         const std::vector<std::string>& unset = {}) {
    ExpectAsked<v1::CaptureRequest>(CaptureRequest{.request_id = "r",
                                                   .partner_id = "p",
                                                   .transaction_id = "1-2",
                                                   .amount = std::move(amount),
                                                   .event_time = kMoment,
                                                   .reference = "f"},
                                    "request_id: 'r' partner_id: 'p' transaction_id: '1-2' "
                                    "event_time " MOMENT " reference: 'f' " +
                                        amount_text,
                                    unset);
  };
  expect(WholeHold{}, "", {"partner_points", "points", "money_off"});
  expect(PartnerPoints{3}, "partner_points: 3");
  expect(CurrencyPoints{3}, "points: 3");
  expect(kPrice, "money_off " PRICE);
}

TEST(ConvertRequests, MovingPoints) {
  ExpectAsked<v1::VoidRequest>(VoidRequest{.request_id = "r",
                                           .partner_id = "p",
                                           .transaction_id = "1-2",
                                           .event_time = kMoment,
                                           .reference = "f"},
                               "request_id: 'r' partner_id: 'p' transaction_id: '1-2' "
                               "event_time " MOMENT " reference: 'f'");
  ExpectAsked<v1::ConvertRequest>(
      ConvertRequest{.request_id = "r",
                     .partner_id = "p",
                     .member = kCard,
                     .from_currency = "PTS",
                     .to_currency = "MILES",
                     .points = 3,
                     .event_time = kMoment,
                     .reference = "f"},
      "request_id: 'r' partner_id: 'p' member { " CARD
      " } from_currency: 'PTS' to_currency: 'MILES' points: 3 event_time " MOMENT
      " reference: 'f'");
  ExpectAsked<v1::TransferRequest>(
      TransferRequest{.request_id = "r",
                      .partner_id = "p",
                      .from_member = kCard,
                      .to_member = MemberId{"m"},
                      .currency = "PTS",
                      .points = 3,
                      .event_time = kMoment,
                      .reference = "f"},
      "request_id: 'r' partner_id: 'p' from_member { " CARD
      " } to_member { member_id: 'm' } currency: 'PTS' points: 3 event_time " MOMENT
      " reference: 'f'");
  ExpectAsked<v1::AdjustRequest>(
      AdjustRequest{.request_id = "r",
                    .partner_id = "p",
                    .member = kCard,
                    .currency = "PTS",
                    .points = -3,
                    .reason = "goodwill",
                    .event_time = kMoment},
      "request_id: 'r' partner_id: 'p' member { " CARD
      " } currency: 'PTS' points: -3 reason: 'goodwill' event_time " MOMENT);
  ExpectAsked<v1::ExpirePointsRequest>(ExpirePointsRequest{.request_id = "r"}, "request_id: 'r'");
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
      SubmitBatchRequest{
          .partner_id = "p",
          .items = {BurnRequest{.request_id = "1"}, EarnRequest{.request_id = "2"},
                    ReverseRequest{.request_id = "3"}, AuthorizeRequest{.request_id = "4"},
                    CaptureRequest{.request_id = "5"}, VoidRequest{.request_id = "6"},
                    ConvertRequest{.request_id = "7"}, TransferRequest{.request_id = "8"}}},
      &asked);
  EXPECT_EQ(asked.partner_id(), "p");
  ASSERT_EQ(asked.items_size(), 8);
  EXPECT_EQ(asked.items(0).burn().request_id(), "1");
  EXPECT_EQ(asked.items(1).earn().request_id(), "2");
  EXPECT_EQ(asked.items(2).reverse().request_id(), "3");
  EXPECT_EQ(asked.items(3).authorize().request_id(), "4");
  EXPECT_EQ(asked.items(4).capture().request_id(), "5");
  EXPECT_EQ(asked.items(5).void_().request_id(), "6");
  EXPECT_EQ(asked.items(6).convert().request_id(), "7");
  EXPECT_EQ(asked.items(7).transfer().request_id(), "8");
}

TEST(ConvertRequests, LinkedItemsSayWhatTheyAreLinkedTo) {
  v1::SubmitBatchRequest asked;
  ToProto(SubmitBatchRequest{.items = {LinkedToNext(BurnRequest{}), EarnRequest{}}}, &asked);
  EXPECT_TRUE(asked.items(0).has_burn());
  EXPECT_TRUE(asked.items(0).linked());
  EXPECT_TRUE(asked.items(1).has_earn());
  EXPECT_FALSE(asked.items(1).linked());
}

TEST(ConvertRequests, LookingAtPoints) {
  ExpectAsked<v1::GetBalanceRequest>(
      GetBalanceRequest{.partner_id = "p",
                        .member = kCard,
                        .currency = "PTS",
                        .as_of = kMoment,
                        .as_of_transaction_id = "1-2"},
      "partner_id: 'p' member { " CARD
      " } currency: 'PTS' as_of_transaction_id: '1-2' as_of " MOMENT);
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

TEST(ConvertRequests, ChangingMembers) {
  ExpectAsked<v1::UnlinkIdentifierRequest>(
      UnlinkIdentifierRequest{.request_id = "r", .member_id = "m", .identifier = kCard},
      "request_id: 'r' member_id: 'm' " CARD);
  ExpectAsked<v1::ListMembersRequest>(
      ListMembersRequest{.partner_id = "p", .page_size = 7, .page_token = "t"},
      "partner_id: 'p' page_size: 7 page_token: 't'");
  ExpectAsked<v1::MergeMembersRequest>(
      MergeMembersRequest{
          .request_id = "r", .from_member_id = "m", .into_member_id = "n", .reason = "same"},
      "request_id: 'r' from_member_id: 'm' into_member_id: 'n' reason: 'same'");
  ExpectAsked<v1::EraseMemberRequest>(
      EraseMemberRequest{.request_id = "r", .member_id = "m", .reason = "asked"},
      "request_id: 'r' member_id: 'm' reason: 'asked'");
}

TEST(ConvertRequests, WatchTransactions) {
  const auto expect = [](WatchStart from, const std::string& text,
                         const std::vector<std::string>& unset = {}) {
    ExpectAsked<v1::WatchTransactionsRequest>(
        WatchTransactionsRequest{.partner_id = "p", .from = std::move(from)},
        "partner_id: 'p' " + text, unset);
  };
  expect(FromNow{}, "", {"resume_token"});
  expect(FromBeginning{}, "resume_token: '0'");
  expect(FromAfter{"t"}, "resume_token: 't'");
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
  ExpectRoundTrip<v1::ConversionRate>();
  ExpectRoundTrip<v1::Limits>();
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

}  // namespace
}  // namespace coalition::sdk_test
