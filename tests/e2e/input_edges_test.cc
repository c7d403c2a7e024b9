#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/e2e/samples.h"

namespace coalition::e2e {
namespace {

constexpr int kMessageBytesMax = 64 << 20;

class InputEdges : public testing::Test {
 protected:
  const Partner& nike() const { return world_.nike_partner(); }

  void ExpectInvalid(const Outcome& outcome, const std::string& field) {
    EXPECT_EQ(outcome.reason, "INVALID_FIELD") << outcome;
    EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << outcome;
    EXPECT_TRUE(outcome.Names(field)) << "not at " << field << ": " << outcome;
  }

  Network network_;
  World world_{network_};
};

TEST_F(InputEdges, ARequestWithThousandsOfWrongFieldsIsStillAnsweredWithDetails) {
  auto request = Proto<v1::EarnRequest>(
      world_.Fill("request_id: '$id' member { member_id: '$member' } purchase {}"));
  for (int i = 0; i < 2000; ++i) {
    v1::PurchaseLine* line = request.mutable_purchase()->add_lines();
    line->set_sku(std::string(65, 'x'));
    line->set_category(std::string(65, 'x'));
    line->set_unit_price_micros(-1);
  }
  const auto reply = network_.Call(nike().key, request);
  ExpectInvalid(reply.outcome, "purchase.lines[0].sku");
  // The first ten.
  EXPECT_EQ(reply.outcome.fields.size(), 10u);
}

TEST_F(InputEdges, LongNamesInEveryFieldStillLeaveRoomForTheDetails) {
  auto request = Proto<v1::SetExchangeRateRequest>("request_id: ' ' exchange_rate {}");
  for (int i = 0; i < 100; ++i) request.mutable_exchange_rate()->add_activities();
  const auto reply = network_.Call(nike().key, request);
  ExpectInvalid(reply.outcome, "request_id");
}

TEST_F(InputEdges, AMessageAboveTheLimitIsRefusedAndTheServerGoesOn) {
  const auto& earn = MethodNamed("Earn");
  const auto reply = Send(network_.channel(), PathOf(earn), std::string(kMessageBytesMax + 1, '\0'),
                          Bearer(nike().key));
  EXPECT_EQ(reply.status.error_code(), grpc::RESOURCE_EXHAUSTED) << reply.status.error_message();
  network_.Earned(nike(), world_.nike().member, "points: 1");
}

TEST_F(InputEdges, AMessageAtTheLimitIsRead) {
  auto request = Proto<v1::EarnRequest>(
      world_.Fill("request_id: '$id' member { member_id: '$member' } points: 1"));
  request.set_reference("");
  const std::size_t without = request.ByteSizeLong();
  // Tag and length of the reference take 1 + 4 bytes.
  request.set_reference(std::string(kMessageBytesMax - without - 5, 'x'));
  ASSERT_EQ(request.ByteSizeLong(), static_cast<std::size_t>(kMessageBytesMax));
  ExpectInvalid(network_.Call(nike().key, request).outcome, "reference");
}

TEST_F(InputEdges, BytesThatAreNoMessageAreRefusedAndTheServerGoesOn) {
  const auto& earn = MethodNamed("Earn");
  for (const std::string& bytes :
       {std::string("\xFF\xFF\xFF"), std::string("\x0A\x7F"), std::string(1000, '\x0B'),
        // `reference`, not UTF-8.
        std::string("\x5A\x02\xC3\x28")}) {
    const auto reply = Send(network_.channel(), PathOf(earn), bytes, Bearer(nike().key));
    EXPECT_FALSE(reply.status.ok());
    EXPECT_NE(reply.status.error_code(), grpc::UNAVAILABLE) << reply.status.error_message();
  }
  network_.Earned(nike(), world_.nike().member, "points: 1");
  network_.ExpectLedgerOk();
}

TEST_F(InputEdges, PurchaseLinesMustSumToTheAmountAndStayBelowItsLimit) {
  const auto earn = [&](const std::string& purchase) {
    return network_.Earn(nike(), world_.nike().member, "purchase { " + purchase + " }").outcome;
  };
  const std::string dear = "lines { sku: 'a' quantity: 1 unit_price_micros: 1000000000000000 } ";
  ExpectInvalid(earn("amount { currency_code: 'GBP' micros: 1 } lines { sku: 'a' quantity: 2"
                     " unit_price_micros: 1 }"),
                "purchase.amount.micros");
  ExpectInvalid(earn("amount { currency_code: 'GBP' } " + dear +
                     "lines { sku: 'b' quantity: 1 unit_price_micros: 1 }"),
                "purchase.lines");
  ExpectInvalid(earn("amount { currency_code: 'GBP' } lines { sku: 'a' quantity: 1000000000"
                     " unit_price_micros: 1000000000000000 }"),
                "purchase.lines");
  ExpectInvalid(earn(dear), "purchase.amount.currency_code");
  EXPECT_EQ(earn("amount { currency_code: 'GBP' } " + dear).reason, "OK");
  EXPECT_EQ(earn("amount { currency_code: 'GBP' }").reason, "RATE_YIELDS_NOTHING");
  EXPECT_EQ(earn("amount { currency_code: 'EUR' micros: 1000000 }").reason, "NO_RATE_IN_FORCE");
}

TEST_F(InputEdges, RatesWhoseProductsAreTooFineAreRefused) {
  const auto set = [&](const std::string& rate) {
    return network_.Call<v1::SetExchangeRateRequest>(nike().key, "exchange_rate { " + rate + " }")
        .outcome;
  };
  const std::string even = "burn { numerator: 1 denominator: 1 } ";
  // 2^62 does not share enough with a million.
  ExpectInvalid(set(even + "earn { numerator: 1 denominator: 4611686018427387904 }"
                           " purchase { currency_code: 'GBP'"
                           " partner_points_per_unit { numerator: 1 denominator: 1 } }"),
                "exchange_rate");
  ExpectInvalid(set(even + "earn { numerator: 4611686018427387904 denominator: 1 }"
                           " activities { type: 'a'"
                           " partner_points_per_unit { numerator: 3 denominator: 1 } }"),
                "exchange_rate");
  ExpectInvalid(set("earn { numerator: 1 denominator: 1 }"
                    " burn { numerator: 1 denominator: 4611686018427387904 }"
                    " money_off { currency_code: 'GBP'"
                    " partner_points_per_unit { numerator: 1 denominator: 1 } }"),
                "exchange_rate");
  EXPECT_EQ(
      set(even + "earn { numerator: 9223372036854775807 denominator: 9223372036854775806 }").reason,
      "OK");
  // The finest rate there is, used at once.
  EXPECT_EQ(network_.Earn(nike(), world_.nike().member, "partner_points: 1").reason(), "OK");
  EXPECT_EQ(
      network_.Earn(nike(), world_.nike().member, "partner_points: 9223372036854775807").reason(),
      "AMOUNT_OVERFLOW");
  network_.ExpectLedgerOk();
}

TEST_F(InputEdges, VersionsThatBeginInThePastNeedTheOperatorAndAReason) {
  const std::string rate =
      "exchange_rate { partner_id: 'nike' effective_from { seconds: 1600000000 } " + EvenRate() +
      " }";
  const std::string terms = absl::StrCat(
      "terms { partner_id: 'nike' effective_from { seconds: 1600000000 } ", kPlainTerms, " }");
  const std::string reason = "backdating_reason: 'forgotten' ";
  ExpectInvalid(network_.Call<v1::SetExchangeRateRequest>(network_.operator_key(), rate).outcome,
                "exchange_rate.effective_from");
  ExpectInvalid(network_.Call<v1::SetTermsRequest>(network_.operator_key(), terms).outcome,
                "terms.effective_from");
  EXPECT_EQ(network_.Call<v1::SetExchangeRateRequest>(nike().key, reason + rate).reason(),
            "PERMISSION_DENIED");
  const auto set =
      network_.Must<v1::SetExchangeRateRequest>(network_.operator_key(), reason + rate);
  EXPECT_EQ(set.exchange_rate().backdating_reason(), "forgotten");
  EXPECT_EQ(set.exchange_rate().effective_from().seconds(), 1600000000);
}

TEST_F(InputEdges, AMomentAtTheBeginningOfUnixTimeIsAMomentLikeAnyOther) {
  const auto set = network_.Must<v1::SetExchangeRateRequest>(
      network_.operator_key(),
      "backdating_reason: 'from the beginning'"
      " exchange_rate { partner_id: 'nike' effective_from {} " +
          EvenRate() + " }");
  EXPECT_EQ(set.exchange_rate().effective_from().seconds(), 0) << set.DebugString();
}

TEST_F(InputEdges, EventsBeforeUnixTimeHaveADate) {
  const Partner old = network_.Join("old", {"GBP", "", "", 36'500});
  const std::string from = "effective_from { seconds: -3000000000 }";
  network_.SetRate("old", EvenRate(), from);
  network_.SetTerms("old", absl::StrCat(kPlainTerms, " valid_months: 1"), from);
  const std::string member = network_.Enroll(old, "card");
  // 1969-12-31T23:59:59.5Z
  const auto earned =
      network_.Earned(old, member, "points: 5 event_time { seconds: -1 nanos: 500000000 }");
  EXPECT_EQ(earned.transaction().event_time().seconds(), -1);
  EXPECT_EQ(earned.transaction().event_time().nanos(), 500'000'000);
  EXPECT_EQ(earned.balance().as_of_date(), "1969-12-31");
  ASSERT_EQ(earned.transaction().lots_size(), 1);
  EXPECT_EQ(earned.transaction().lots(0).lot().available_on(), "1969-12-31");
  EXPECT_EQ(earned.transaction().lots(0).lot().expires_on(), "1970-02-01");
  network_.ExpectLedgerOk();
}

TEST_F(InputEdges, AMemberHasAtMostAHundredIdentifiers) {
  const std::string member = network_.Enroll(nike(), "the-first");
  const auto link = [&](int i) {
    return network_.Call<v1::LinkIdentifierRequest>(
        nike().key,
        absl::StrCat("member_id: '", member, "' identifier { kind: 'card' value: '", i, "' }"));
  };
  for (int i = 2; i <= 100; ++i) ASSERT_EQ(link(i).reason(), "OK") << i;
  EXPECT_EQ(link(101).reason(), "LIMIT_EXCEEDED");
  EXPECT_EQ(network_.Must<v1::GetMemberRequest>(nike().key, "member_id: '" + member + "'")
                .member()
                .identifiers_size(),
            100);
}

TEST_F(InputEdges, AQuoteBindsForFiveMinutesUnlessAskedOtherwise) {
  const auto quote = [&](const std::string& how_long) {
    const auto before = absl::ToUnixSeconds(absl::Now());
    return network_
               .Must<v1::QuoteRequest>(
                   nike().key,
                   world_.Fill("member { member_id: '$member' } earn_points: 1 " + how_long))
               .expires_at()
               .seconds() -
           before;
  };
  EXPECT_NEAR(static_cast<double>(quote("")), 300, 2);
  EXPECT_NEAR(static_cast<double>(quote("valid_for_s: 86400")), 86'400, 2);
}

TEST_F(InputEdges, RunningTotalsStopAtTenToTheSeventeen) {
  const Partner free = network_.Join("free", {"GBP", "", "charge: CHARGE_ON_ISSUE"});
  const std::string member = network_.Enroll(free, "card");
  EXPECT_EQ(network_.Earn(free, member, "points: 100000000000000001").reason(), "AMOUNT_OVERFLOW");
  EXPECT_EQ(network_.Earn(free, member, "points: 100000000000000000").reason(), "OK");
  EXPECT_EQ(network_.Earn(free, member, "points: 1").reason(), "AMOUNT_OVERFLOW");
  const std::string other = network_.Enroll(free, "other");
  EXPECT_EQ(network_.Earn(free, other, "points: 1").reason(), "AMOUNT_OVERFLOW") << "the issuer's";
  EXPECT_EQ(network_.AvailableTo(member), 100'000'000'000'000'000);
  network_.ExpectLedgerOk();
}

TEST_F(InputEdges, UnknownFieldsOfALaterVersionAreIgnored) {
  auto request = Proto<v1::EarnRequest>(
      world_.Fill("request_id: '$id' member { member_id: '$member' } points: 1"));
  // Field 1000, a varint.
  const auto raw = Send(network_.channel(), PathOf(MethodNamed("Earn")),
                        request.SerializeAsString() + "\xC0\x3E\x01", Bearer(nike().key));
  EXPECT_TRUE(raw.status.ok()) << raw.status.error_message();
}

}  // namespace
}  // namespace coalition::e2e
