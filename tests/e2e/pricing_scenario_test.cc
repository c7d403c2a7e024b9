#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

std::string Ratio(const std::string& field, int numerator, int denominator) {
  return absl::StrCat(field, " { numerator: ", numerator, " denominator: ", denominator, " } ");
}

// Legs as kind -> micros, of those that the caller sees.
std::map<v1::LegKind, std::int64_t> MoneyOf(const v1::Receipt& receipt) {
  std::map<v1::LegKind, std::int64_t> money;
  for (const v1::MoneyLeg& leg : receipt.transaction().legs()) {
    money[leg.kind()] += leg.amount().micros();
  }
  return money;
}

class Pricing : public testing::Test {
 protected:
  // A member of a partner with this rate, who has points enough to burn.
  std::string Rich(const Partner& partner) {
    const std::string member = network_.Enroll(partner, FreshId());
    network_.Earned(partner, member, "points: 100000");
    return member;
  }

  Network network_;
};

TEST_F(Pricing, AnEarnIsByPointsPartnerPointsPurchaseOrActivity) {
  const Partner nike = network_.Join("nike");
  const std::string member = network_.Enroll(nike, "card");
  struct Row {
    std::string what;
    std::int64_t points;
    std::int64_t partner_points;
  };
  const std::vector<Row> rows = {
      {"points: 100", 100, 0},
      {"partner_points: 100", 100, 100},
      {"purchase { amount { currency_code: 'GBP' micros: 7990000 } }", 7, 7},
      // The 0.99 of before and 0.01 make one more.
      {"purchase { amount { currency_code: 'GBP' } lines { sku: 'a' quantity: 1"
       " unit_price_micros: 10000 } }",
       1, 0},
      {"activity { type: 'run_km' quantity: 5 }", 50, 50},
  };
  std::int64_t available = 0;
  for (const Row& row : rows) {
    const auto receipt = network_.Earned(nike, member, row.what);
    EXPECT_EQ(receipt.transaction().points(), row.points) << row.what;
    EXPECT_EQ(receipt.transaction().partner_points(), row.partner_points) << row.what;
    EXPECT_EQ(MoneyOf(receipt)[v1::LEG_KIND_ISSUE], -row.points * 10'000) << row.what;
    EXPECT_EQ(receipt.balance().available(), available += row.points) << row.what;
  }
  network_.ExpectLedgerOk();
}

TEST_F(Pricing, ABurnIsByPointsPartnerPointsOrMoneyOff) {
  const Partner nike = network_.Join(
      "nike", {"GBP",
               Ratio("earn", 1, 1) + Ratio("burn", 3, 2) +
                   "money_off { currency_code: 'GBP' partner_points_per_unit { numerator: 101"
                   " denominator: 1 } }",
               kPlainTerms});
  const std::string member = Rich(nike);
  struct Row {
    std::string what;
    std::int64_t points;
    std::int64_t partner_points;
  };
  const std::vector<Row> rows = {
      {"points: 10", 10, 0},
      // 1.5 points: two now, one the next time.
      {"partner_points: 1", 2, 1},
      {"partner_points: 1", 1, 1},
      // 5 pounds are 505 partner points and 757.5 points, rounded up, with nothing carried.
      {"money_off { currency_code: 'GBP' micros: 5000000 }", 758, 505},
      {"money_off { currency_code: 'GBP' micros: 5000000 }", 758, 505},
  };
  for (const Row& row : rows) {
    const auto receipt = network_.Burned(nike, member, row.what);
    EXPECT_EQ(receipt.transaction().points(), -row.points) << row.what;
    EXPECT_EQ(receipt.transaction().partner_points(), row.partner_points) << row.what;
    EXPECT_EQ(MoneyOf(receipt)[v1::LEG_KIND_REDEMPTION], row.points * 8'000) << row.what;
  }
  EXPECT_EQ(network_.Burn(nike, member, "money_off { currency_code: 'EUR' micros: 1 }").reason(),
            "NO_RATE_IN_FORCE");
}

TEST_F(Pricing, FractionsAreCarriedRoundedDownOrRoundedToEven) {
  struct Row {
    std::string rounding;
    int numerator;
    int denominator;
    std::vector<int> partner_points;
    // 0: RATE_YIELDS_NOTHING, or a carry alone.
    std::vector<int> points;
  };
  const std::vector<Row> rows = {
      {"ROUNDING_CARRY", 2, 3, {1, 1, 1, 1, 1, 1}, {0, 1, 1, 0, 1, 1}},
      {"ROUNDING_FLOOR", 2, 3, {1, 1, 2, 4}, {0, 0, 1, 2}},
      {"ROUNDING_HALF_EVEN", 2, 3, {1, 2, 4}, {1, 1, 3}},
      {"ROUNDING_HALF_EVEN", 1, 2, {1, 2, 3, 5}, {0, 1, 2, 2}},
  };
  int name = 0;
  for (const Row& row : rows) {
    const Partner partner = network_.Join(absl::StrCat("partner-", name++),
                                          {"GBP",
                                           Ratio("earn", row.numerator, row.denominator) +
                                               Ratio("burn", 1, 1) + "rounding: " + row.rounding,
                                           kPlainTerms});
    const std::string member = network_.Enroll(partner, "card");
    for (std::size_t i = 0; i < row.points.size(); ++i) {
      const auto reply =
          network_.Earn(partner, member, absl::StrCat("partner_points: ", row.partner_points[i]));
      if (row.points[i] == 0 && row.rounding != "ROUNDING_CARRY") {
        EXPECT_EQ(reply.reason(), "RATE_YIELDS_NOTHING") << row.rounding << " " << i;
      } else {
        EXPECT_EQ(reply->receipt().transaction().points(), row.points[i])
            << row.rounding << " " << i << ": " << reply;
      }
    }
  }
  network_.ExpectLedgerOk();
}

TEST_F(Pricing, TheIssuerPaysOnIssueOrOnRedemptionAndBothPayFees) {
  const std::string fees =
      " fees { earn_fee_micros: 5000 earn_fee_ppm: 100000 burn_fee_micros: 2000"
      " burn_fee_ppm: 50000 }";
  const std::string prices = "issue_price_micros: 10000000 redemption_price_micros: 8000000";
  const Partner nike =
      network_.Join("nike", {"GBP", EvenRate(), prices + fees + " charge: CHARGE_ON_REDEMPTION"});
  const Partner headspace = network_.Join(
      "headspace", {"EUR", EvenRate("EUR"), prices + fees + " charge: CHARGE_ON_ISSUE"});
  const std::string member = network_.Enroll(nike, "card");
  network_.Link(member, headspace, "card");

  auto at_nike = MoneyOf(network_.Earned(nike, member, "points: 100"));
  EXPECT_EQ(at_nike[v1::LEG_KIND_ISSUE], 0);
  EXPECT_EQ(at_nike[v1::LEG_KIND_FEE], -105'000);
  auto at_headspace = MoneyOf(network_.Earned(headspace, member, "points: 100"));
  EXPECT_EQ(at_headspace[v1::LEG_KIND_ISSUE], -1'000'000);
  EXPECT_EQ(at_headspace[v1::LEG_KIND_FEE], -105'000);

  // 100 of Nike's, which joined first, and 50 of its own.
  const auto burned = network_.Burned(headspace, member, "points: 150");
  auto redeemer = MoneyOf(burned);
  EXPECT_EQ(redeemer[v1::LEG_KIND_REDEMPTION], 1'200'000);
  EXPECT_EQ(redeemer[v1::LEG_KIND_FEE], -62'000);
  EXPECT_FALSE(redeemer.contains(v1::LEG_KIND_REDEMPTION_CHARGE));
  ASSERT_EQ(burned.transaction().lots_size(), 2);
  EXPECT_EQ(burned.transaction().lots(0).lot().issuer_id(), "nike");
  EXPECT_EQ(burned.transaction().lots(0).lot().points(), -100);
  EXPECT_EQ(burned.transaction().lots(1).lot().issuer_id(), "headspace");
  EXPECT_EQ(burned.transaction().lots(1).lot().points(), -50);

  const auto position = network_.Must<v1::GetPositionsRequest>(nike.key, "").positions(0);
  EXPECT_EQ(position.net().currency_code(), "GBP");
  EXPECT_EQ(position.net().micros(), -105'000 - 1'000'000);
  network_.ExpectLedgerOk();
}

TEST_F(Pricing, AQuoteBindsItsRateAndTermsUntilItExpires) {
  const Partner nike = network_.Join("nike");
  const std::string member = Rich(nike);
  const std::string who = "member { member_id: '" + member + "' } ";
  const auto earn_quote =
      network_.Must<v1::QuoteRequest>(nike.key, who + "earn_partner_points: 10");
  const auto burn_quote =
      network_.Must<v1::QuoteRequest>(nike.key, who + "burn_partner_points: 10");
  EXPECT_EQ(earn_quote.points(), 10);
  EXPECT_EQ(burn_quote.points(), -10);
  EXPECT_EQ(burn_quote.balance().available(), 100'000);
  ASSERT_EQ(earn_quote.legs_size(), 1);
  EXPECT_EQ(earn_quote.legs(0).amount().micros(), -100'000);
  EXPECT_EQ(network_.AvailableTo(member), 100'000) << "a quote posts nothing";

  network_.SetRate("nike", Ratio("earn", 2, 1) + Ratio("burn", 3, 1));
  network_.SetTerms("nike",
                    "issue_price_micros: 20000000 redemption_price_micros: 20000000"
                    " charge: CHARGE_ON_ISSUE");
  const auto token = [](const v1::QuoteResponse& quote) {
    return "quote_token: '" + quote.quote_token() + "' ";
  };
  const auto bound = network_.Earned(nike, member, "partner_points: 10 " + token(earn_quote));
  EXPECT_EQ(bound.transaction().points(), 10);
  EXPECT_EQ(bound.transaction().conversion().rate_version(), 1);
  EXPECT_EQ(bound.transaction().terms_version(), 1);
  EXPECT_EQ(MoneyOf(bound)[v1::LEG_KIND_ISSUE], -100'000);
  const auto unbound = network_.Earned(nike, member, "partner_points: 10");
  EXPECT_EQ(unbound.transaction().points(), 20);
  EXPECT_EQ(unbound.transaction().conversion().rate_version(), 2);
  EXPECT_EQ(unbound.transaction().terms_version(), 2);
  EXPECT_EQ(MoneyOf(unbound)[v1::LEG_KIND_ISSUE], -400'000);
  EXPECT_EQ(network_.Burned(nike, member, "partner_points: 10 " + token(burn_quote))
                .transaction()
                .points(),
            -10);
  network_.Kill9AndRestart();
  EXPECT_EQ(network_.Earned(nike, member, "partner_points: 10 " + token(earn_quote))
                .transaction()
                .points(),
            10)
      << "good on any server of the network";

  const Partner headspace = network_.Join("headspace");
  network_.Link(member, headspace, "card");
  const auto others = network_.Earn(headspace, member, "partner_points: 10 " + token(earn_quote));
  EXPECT_EQ(others.reason(), "INVALID_FIELD");
  EXPECT_TRUE(others.outcome.Names("quote_token")) << others;
  network_.Must<v1::CreateCurrencyRequest>(network_.operator_key(), "code: 'MILES'");
  const auto other_currency =
      network_.Earn(nike, member, "currency: 'MILES' partner_points: 10 " + token(earn_quote));
  EXPECT_TRUE(other_currency.outcome.Names("quote_token")) << other_currency;
}

TEST_F(Pricing, ACurrencyWithDecimalsIsPricedByWholePoints) {
  const Partner nike = network_.Join("nike");
  network_.Must<v1::CreateCurrencyRequest>(network_.operator_key(), "code: 'MILES' scale: 2");
  network_.Must<v1::SetTermsRequest>(
      network_.operator_key(),
      absl::StrCat("terms { partner_id: 'nike' currency: 'MILES' ", kPlainTerms, " }"));
  const std::string member = network_.Enroll(nike, "card");
  // 1.50 points at 10 pounds per 1,000.
  const auto earned = network_.Earned(nike, member, "currency: 'MILES' points: 150");
  EXPECT_EQ(MoneyOf(earned)[v1::LEG_KIND_ISSUE], -15'000);
  EXPECT_EQ(network_.Earn(nike, member, "currency: 'MILES' partner_points: 1").reason(),
            "NO_RATE_IN_FORCE");
  const auto balances =
      network_.Must<v1::GetBalanceRequest>(nike.key, "member { member_id: '" + member + "' }");
  ASSERT_EQ(balances.balances_size(), 1);
  EXPECT_EQ(balances.balances(0).currency(), "MILES");
  network_.ExpectLedgerOk();
}

TEST_F(Pricing, ASuspendedPartnerCanOnlyReverse) {
  const Partner nike = network_.Join("nike");
  const std::string member = Rich(nike);
  const auto earned = network_.Earned(nike, member, "points: 5");
  const std::string whom = "partner_id: 'nike' reason: 'test'";
  network_.Must<v1::SuspendPartnerRequest>(network_.operator_key(), whom);
  EXPECT_EQ(network_.Earn(nike, member, "points: 5").reason(), "PARTNER_SUSPENDED");
  EXPECT_EQ(network_.Burn(nike, member, "points: 5").reason(), "PARTNER_SUSPENDED");
  EXPECT_EQ(
      network_.Call<v1::EnrollMemberRequest>(nike.key, "identifiers { kind: 'card' value: 'n' }")
          .reason(),
      "PARTNER_SUSPENDED");
  EXPECT_EQ(network_.Reverse(nike, earned.transaction().transaction_id()).reason(), "OK");
  const auto twice = network_.Must<v1::SuspendPartnerRequest>(network_.operator_key(), whom);
  EXPECT_EQ(twice.partner().state(), v1::PARTNER_STATE_SUSPENDED);
  network_.Must<v1::ResumePartnerRequest>(network_.operator_key(), whom);
  EXPECT_EQ(network_.Earn(nike, member, "points: 5").reason(), "OK");
}

}  // namespace
}  // namespace coalition::e2e
