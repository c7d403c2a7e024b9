#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

// A member of Nike with 1,000 POINTS, and a second currency, MILES.
class Conversions : public testing::Test {
 protected:
  void SetUp() override {
    network_.AddCurrency("MILES", {nike_});
    network_.Earned(nike_, member_, "points: 1000");
  }

  Reply<v1::SetExchangeRateResponse> SetRate(const std::string& from, const std::string& to,
                                             const std::string& ratio,
                                             const std::string& rest = "") const {
    return network_.Call<v1::SetExchangeRateRequest>(
        network_.operator_key(),
        absl::StrCat("backdating_reason: 'history' conversion_rate { from_currency: '", from,
                     "' to_currency: '", to, "' rate { ", ratio, " } ", rest, " }"));
  }
  Reply<v1::ConvertResponse> Convert(int points, const std::string& rest = "") const {
    return network_.Call<v1::ConvertRequest>(
        nike_.key, absl::StrCat("from_currency: 'POINTS' to_currency: 'MILES' points: ", points,
                                " member { member_id: '", member_, "' } ", rest));
  }
  std::int64_t Miles() const { return network_.BalanceOf(member_, "MILES").available(); }

  Network network_;
  Partner nike_ = network_.Join("nike");
  std::string member_ = network_.Enroll(nike_, "card");
};

TEST_F(Conversions, TakeOneCurrencyAndGiveAnotherAtTheRateOfItsDirection) {
  ASSERT_TRUE(SetRate("POINTS", "MILES", "numerator: 2 denominator: 5").ok());
  const auto answer = Convert(100);
  ASSERT_TRUE(answer.ok()) << answer;
  const v1::Transaction& conversion = answer->receipt().transaction();
  EXPECT_EQ(conversion.type(), v1::TRANSACTION_TYPE_CONVERSION);
  EXPECT_EQ(conversion.currency(), "POINTS");
  EXPECT_EQ(conversion.points(), -100);
  EXPECT_EQ(conversion.counterpart().currency(), "MILES");
  EXPECT_EQ(conversion.counterpart().member_id(), member_);
  EXPECT_EQ(conversion.counterpart().points(), 40);
  EXPECT_EQ(conversion.conversion().rate_version(), 1);
  EXPECT_EQ(conversion.conversion().rate().numerator(), 2);
  EXPECT_EQ(answer->receipt().balance().available(), 900);
  EXPECT_EQ(answer->to_balance().currency(), "MILES");
  EXPECT_EQ(answer->to_balance().available(), 40);
  // A burn of the one and an earn of the other.
  ASSERT_EQ(conversion.legs_size(), 2);
  EXPECT_EQ(conversion.legs(0).amount().micros(), 800'000);
  EXPECT_EQ(conversion.legs(1).amount().micros(), -400'000);
  network_.Burned(nike_, member_, "currency: 'MILES' points: 40");
  network_.ExpectLedgerOk();
}

TEST_F(Conversions, LoseNoFraction) {
  ASSERT_TRUE(SetRate("POINTS", "MILES", "numerator: 1 denominator: 3").ok());
  EXPECT_EQ(Convert(1)->to_balance().available(), 0);
  EXPECT_EQ(Convert(1)->to_balance().available(), 0);
  EXPECT_EQ(Convert(1)->to_balance().available(), 1);
  EXPECT_EQ(Miles(), 1);
  EXPECT_EQ(network_.AvailableTo(member_), 997);
  network_.ExpectLedgerOk();
}

TEST_F(Conversions, AreReversedOnBothSides) {
  ASSERT_TRUE(SetRate("POINTS", "MILES", "numerator: 1 denominator: 2").ok());
  const std::string id = Convert(100)->receipt().transaction().transaction_id();
  const auto part = network_.Reversed(nike_, id, "points: 40");
  EXPECT_EQ(part.transaction().points(), 40);
  EXPECT_EQ(part.transaction().counterpart().points(), -20);
  EXPECT_EQ(Miles(), 30);
  EXPECT_EQ(network_.AvailableTo(member_), 940);
  network_.Reversed(nike_, id);
  EXPECT_EQ(Miles(), 0);
  EXPECT_EQ(network_.AvailableTo(member_), 1000);
  EXPECT_EQ(network_.Reverse(nike_, id, "points: 1").reason(), "REVERSAL_EXCEEDS_ORIGINAL");
  const auto shown = network_.Must<v1::GetTransactionRequest>(
      nike_.key, absl::StrCat("transaction_id: '", id, "'"));
  EXPECT_EQ(shown.transaction().reversed().points(), 100);
  network_.ExpectLedgerOk();
}

TEST_F(Conversions, AreListedOnceAlthoughBothAccountsHaveThem) {
  ASSERT_TRUE(SetRate("POINTS", "MILES", "numerator: 1 denominator: 1").ok());
  network_.Earned(nike_, member_, "currency: 'MILES' points: 1");
  ASSERT_TRUE(Convert(10).ok());
  network_.Burned(nike_, member_, "currency: 'MILES' points: 2");
  network_.Burned(nike_, member_, "points: 2");
  ASSERT_TRUE(Convert(10).ok());
  std::vector<v1::TransactionType> types;
  std::string token;
  do {
    const auto page = network_.Must<v1::ListTransactionsRequest>(
        nike_.key, absl::StrCat("page_size: 1 member { member_id: '", member_, "' } page_token: '",
                                token, "'"));
    for (const auto& transaction : page.transactions()) types.push_back(transaction.type());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(types, (std::vector{v1::TRANSACTION_TYPE_CONVERSION, v1::TRANSACTION_TYPE_BURN,
                                v1::TRANSACTION_TYPE_BURN, v1::TRANSACTION_TYPE_CONVERSION,
                                v1::TRANSACTION_TYPE_EARN, v1::TRANSACTION_TYPE_EARN}));
}

TEST_F(Conversions, NeedARateTermsForBothAndThePoints) {
  const auto rateless = Convert(10);
  EXPECT_EQ(rateless.reason(), "NO_RATE_IN_FORCE") << rateless;
  ASSERT_TRUE(SetRate("POINTS", "MILES", "numerator: 1 denominator: 1").ok());
  EXPECT_EQ(Convert(1001).reason(), "INSUFFICIENT_POINTS");
  const Partner poor = network_.Join("poor");
  network_.Link(member_, poor, "card");
  const auto termless = network_.Call<v1::ConvertRequest>(
      poor.key, absl::StrCat("from_currency: 'POINTS' to_currency: 'MILES' points: 1 member {"
                             " member_id: '",
                             member_, "' }"));
  EXPECT_EQ(termless.reason(), "NO_RATE_IN_FORCE") << termless;
  EXPECT_EQ(termless.outcome.metadata.at("currency"), "MILES");
  EXPECT_EQ(network_.Burn(nike_, member_, "points: 1000").reason(), "OK");
  network_.ExpectLedgerOk();
}

TEST_F(Conversions, AreHeldToTheCapOfWhatTheyIssue) {
  ASSERT_TRUE(SetRate("POINTS", "MILES", "numerator: 1 denominator: 1").ok());
  network_.Must<v1::SetTermsRequest>(
      network_.operator_key(),
      absl::StrCat("terms { currency: 'MILES' partner_id: 'nike' ", kPlainTerms,
                   " net_debit_cap { kind: KIND_POSTPAID limit_micros: 10100000 } }"));
  // It owes 10 pounds already; 50 points cost 0.5 and bring 0.4.
  EXPECT_EQ(Convert(50).reason(), "OK");
  EXPECT_EQ(Convert(1).reason(), "NET_DEBIT_CAP_EXCEEDED");
  network_.ExpectLedgerOk();
}

TEST_F(Conversions, AlertByTheTermsOfWhatTheyIssue) {
  ASSERT_TRUE(SetRate("POINTS", "MILES", "numerator: 1 denominator: 1").ok());
  network_.Must<v1::SetTermsRequest>(
      network_.operator_key(),
      absl::StrCat("terms { currency: 'MILES' partner_id: 'nike' ", kPlainTerms,
                   " net_debit_cap { kind: KIND_POSTPAID limit_micros: 20000000"
                   " alert_micros: 10010000 } }"));
  ASSERT_TRUE(Convert(50).ok());
  const auto positions = network_.Must<v1::GetPositionsRequest>(nike_.key, "");
  EXPECT_TRUE(positions.positions(0).net_debit_alert());
  const auto events =
      network_.Must<v1::ListAuditEventsRequest>(network_.operator_key(), "page_size: 1");
  EXPECT_EQ(events.events(0).action(), "NET_DEBIT_ALERT");
}

TEST_F(Conversions, TakeTheRateOfTheirEventTime) {
  const std::string from = "effective_from { " + DaysAgo(10) + " }";
  ASSERT_TRUE(SetRate("POINTS", "MILES", "numerator: 1 denominator: 1", kLongAgo).ok());
  const auto set = SetRate("POINTS", "MILES", "numerator: 3 denominator: 1", from);
  ASSERT_TRUE(set.ok()) << set;
  EXPECT_EQ(set->conversion_rate().version(), 2);
  EXPECT_EQ(set->conversion_rate().backdating_reason(), "history");
  network_.Earned(nike_, member_, "points: 100 event_time { " + DaysAgo(30) + " }");
  const auto late = Convert(10, "event_time { " + DaysAgo(20) + " }");
  ASSERT_TRUE(late.ok()) << late;
  EXPECT_EQ(late->receipt().transaction().counterpart().points(), 10);
  EXPECT_EQ(late->receipt().transaction().conversion().rate_version(), 1);
  EXPECT_EQ(Convert(10)->receipt().transaction().counterpart().points(), 30);
  network_.ExpectLedgerOk();
}

TEST_F(Conversions, ThatWouldGainInACircleAreRefusedAsRates) {
  network_.AddCurrency("STARS", {nike_});
  ASSERT_TRUE(SetRate("POINTS", "MILES", "numerator: 2 denominator: 1").ok());
  ASSERT_TRUE(SetRate("MILES", "STARS", "numerator: 3 denominator: 1").ok());
  const auto gain = SetRate("STARS", "POINTS", "numerator: 1 denominator: 5");
  EXPECT_EQ(gain.reason(), "INVALID_FIELD") << gain;
  EXPECT_TRUE(gain.outcome.Names("conversion_rate.rate")) << gain;
  const std::string circle = gain.outcome.metadata.at("circle");
  for (const char* currency : {"POINTS", "MILES", "STARS"}) {
    EXPECT_NE(circle.find(currency), std::string::npos) << circle;
  }
  EXPECT_EQ(SetRate("MILES", "POINTS", "numerator: 501 denominator: 1000").reason(),
            "INVALID_FIELD");
  // What goes around unchanged gains nothing.
  EXPECT_EQ(SetRate("STARS", "POINTS", "numerator: 1 denominator: 6").reason(), "OK");
  EXPECT_EQ(SetRate("MILES", "POINTS", "numerator: 1 denominator: 2").reason(), "OK");
  const auto rates = network_.Must<v1::ListConversionRatesRequest>(nike_.key, "");
  EXPECT_EQ(rates.conversion_rates_size(), 4);
}

TEST_F(Conversions, ConnectAtMostThirtyTwoCurrencies) {
  for (int i = 1; i < 32; ++i) {
    const std::string code = absl::StrCat("C", i);
    network_.Must<v1::CreateCurrencyRequest>(network_.operator_key(), "code: '" + code + "'");
    ASSERT_TRUE(SetRate("POINTS", code, "numerator: 1 denominator: 1").ok()) << i;
  }
  const auto one_more = SetRate("POINTS", "MILES", "numerator: 1 denominator: 1");
  EXPECT_EQ(one_more.reason(), "LIMIT_EXCEEDED") << one_more;
  EXPECT_EQ(one_more.outcome.metadata.at("maximum"), "32");
  EXPECT_EQ(SetRate("C1", "C2", "numerator: 1 denominator: 1").reason(), "OK");
}

}  // namespace
}  // namespace coalition::e2e
