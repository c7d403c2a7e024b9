#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

testing_processes::ServerOptions Policy(const std::string& policy) {
  return {testing_processes::Store::kSqlite, {"--negative-balance=" + policy}};
}

std::int64_t NetOf(const Network& network, const Partner& partner) {
  const auto positions = network.Must<v1::GetPositionsRequest>(partner.key, "");
  return positions.positions_size() == 0 ? 0 : positions.positions(0).net().micros();
}

std::string Id(const v1::Receipt& receipt) { return receipt.transaction().transaction_id(); }

v1::ReversedSoFar ReversedOf(const Network& network, const Partner& partner,
                             const std::string& id) {
  return network.Must<v1::GetTransactionRequest>(partner.key, "transaction_id: '" + id + "'")
      .transaction()
      .reversed();
}

// Ten points a pound.
std::string TenAPound() {
  return "earn { numerator: 10 denominator: 1 } burn { numerator: 1 denominator: 1 }"
         " purchase { currency_code: 'GBP' partner_points_per_unit { numerator: 1 denominator: 1 } "
         "}"
         " money_off { currency_code: 'GBP' partner_points_per_unit { numerator: 100"
         " denominator: 1 } }";
}

TEST(Reversal, OfAPurchaseByLinesAmountPointsPartnerPointsAndTheRestAddsUp) {
  Network network;
  const Partner nike = network.Join("nike", {"GBP", TenAPound(), kPlainTerms});
  const std::string member = network.Enroll(nike, "card");
  const auto earned =
      network.Earned(nike, member,
                     "purchase { amount { currency_code: 'GBP' } lines { sku: 'shoe' quantity: 3"
                     " unit_price_micros: 2000000 } lines { sku: 'sock' quantity: 4 "
                     "unit_price_micros: 1000000 } }");
  ASSERT_EQ(earned.transaction().points(), 100);
  struct Row {
    std::string part;
    std::int64_t points;
    std::int64_t partner_points;
  };
  const std::vector<Row> rows = {
      {"lines { lines { line: 1 quantity: 1 } lines { line: 2 quantity: 1 } }", 30, 3},
      {"amount { currency_code: 'GBP' micros: 1000000 }", 10, 1},
      {"points: 25", 25, 2},
      {"partner_points: 1", 5, 1},
      {"", 30, 3},
  };
  std::int64_t left = 100;
  for (const Row& row : rows) {
    const auto back = network.Reversed(nike, Id(earned), row.part);
    EXPECT_EQ(back.transaction().points(), -row.points) << row.part;
    EXPECT_EQ(back.transaction().partner_points(), row.partner_points) << row.part;
    EXPECT_EQ(back.transaction().original_transaction_id(), Id(earned));
    EXPECT_EQ(back.transaction().type(), v1::TRANSACTION_TYPE_REVERSAL);
    left -= row.points;
    EXPECT_EQ(network.AvailableTo(member), left) << row.part;
    EXPECT_EQ(ReversedOf(network, nike, Id(earned)).points(), 100 - left) << row.part;
    network.ExpectLedgerOk();
  }
  EXPECT_EQ(NetOf(network, nike), 0);
  const auto reversed = ReversedOf(network, nike, Id(earned));
  EXPECT_EQ(reversed.points(), 100);
  EXPECT_EQ(reversed.partner_points(), 10);
  EXPECT_EQ(reversed.amount().micros(), 10'000'000);
  for (const std::string part :
       {"", "points: 1", "partner_points: 1", "amount { currency_code: 'GBP' micros: 1 }",
        "lines { lines { line: 1 quantity: 1 } }"}) {
    EXPECT_EQ(network.Reverse(nike, Id(earned), part).reason(), "REVERSAL_EXCEEDS_ORIGINAL")
        << part;
  }
}

TEST(Reversal, BeyondWhatIsLeftIsRefusedInEveryMeasureAndChangesNothing) {
  Network network;
  const Partner nike = network.Join("nike", {"GBP", TenAPound(), kPlainTerms});
  const std::string member = network.Enroll(nike, "card");
  const auto earned =
      network.Earned(nike, member,
                     "purchase { amount { currency_code: 'GBP' micros: 3000000 }"
                     " lines { sku: 'a' quantity: 3 unit_price_micros: 1000000 } }");
  network.Reversed(nike, Id(earned), "lines { lines { line: 1 quantity: 1 } }");
  const std::map<std::string, std::string> remaining = {
      {"points: 21", "20"},
      {"partner_points: 3", "2"},
      {"amount { currency_code: 'GBP' micros: 2000001 }", "2000000"},
      {"amount { currency_code: 'EUR' micros: 1 }", "0"},
      {"lines { lines { line: 1 quantity: 3 } }", "2"},
      {"lines { lines { line: 2 quantity: 1 } }", "0"},
  };
  for (const auto& [part, left] : remaining) {
    const auto reply = network.Reverse(nike, Id(earned), part);
    EXPECT_EQ(reply.reason(), "REVERSAL_EXCEEDS_ORIGINAL") << part;
    EXPECT_EQ(reply.outcome.metadata.at("remaining"), left) << part;
  }
  EXPECT_EQ(network.AvailableTo(member), 20);
  const auto back = network.Reversed(nike, Id(earned));
  EXPECT_EQ(network.Reverse(nike, Id(back)).reason(), "REVERSAL_EXCEEDS_ORIGINAL")
      << "a reversal is final";
  network.ExpectLedgerOk();
}

TEST(Reversal, OfABurnGivesTheSameLotsBackTheLastTakenFirst) {
  Network network;
  const Partner nike = network.Join("nike");
  const Partner headspace = network.Join("headspace", {"EUR", EvenRate("EUR"), kPlainTerms});
  const std::string member = network.Enroll(nike, "card");
  network.Link(member, headspace, "card");
  network.Earned(nike, member, "points: 300");
  network.Earned(headspace, member, "points: 300");
  const auto before = network.Must<v1::GetBalanceRequest>(network.operator_key(),
                                                          "member { member_id: '" + member + "' }");
  const auto burned =
      network.Burned(nike, member, "money_off { currency_code: 'GBP' micros: 4000000 }");
  ASSERT_EQ(burned.transaction().points(), -400);
  const auto part =
      network.Reversed(nike, Id(burned), "amount { currency_code: 'GBP' micros: 1500000 }");
  EXPECT_EQ(part.transaction().points(), 150);
  ASSERT_EQ(part.transaction().lots_size(), 2);
  EXPECT_EQ(part.transaction().lots(0).lot().issuer_id(), "headspace");
  EXPECT_EQ(part.transaction().lots(0).lot().points(), 100);
  EXPECT_EQ(part.transaction().lots(1).lot().issuer_id(), "nike");
  EXPECT_EQ(part.transaction().lots(1).lot().points(), 50);
  network.Reversed(nike, Id(burned), "points: 200");
  network.Reversed(nike, Id(burned));
  const auto after = network.Must<v1::GetBalanceRequest>(network.operator_key(),
                                                         "member { member_id: '" + member + "' }");
  EXPECT_EQ(after.DebugString(), before.DebugString());
  EXPECT_EQ(NetOf(network, nike), -3'000'000) << "the earn alone";
  network.ExpectLedgerOk();
}

TEST(Reversal, OfOddPartsAddsUpToTheMicro) {
  Network network;
  const Partner nike = network.Join(
      "nike", {"GBP", "earn { numerator: 2 denominator: 3 } burn { numerator: 2 denominator: 3 }",
               "issue_price_micros: 333333 redemption_price_micros: 777777 charge: CHARGE_ON_ISSUE"
               " fees { earn_fee_micros: 17 burn_fee_micros: 13 earn_fee_ppm: 33333"
               " burn_fee_ppm: 77777 }"});
  const std::string member = network.Enroll(nike, "card");
  network.Earned(nike, member, "points: 1000");
  const std::int64_t before = NetOf(network, nike);
  const std::int64_t available = network.AvailableTo(member);
  const auto earned = network.Earned(nike, member, "partner_points: 101");
  const auto burned = network.Burned(nike, member, "partner_points: 101");
  for (const v1::Receipt& original : {earned, burned}) {
    for (const int part : {1, 1, 2, 3, 5, 8, 13, 21, 34}) {
      network.Reversed(nike, Id(original), absl::StrCat("partner_points: ", part));
    }
    network.Reversed(nike, Id(original));
  }
  EXPECT_EQ(NetOf(network, nike), before);
  EXPECT_EQ(network.AvailableTo(member), available);
  // The carries are back, too: three single points are two.
  for (const int points : {0, 1, 1}) {
    EXPECT_EQ(network.Earned(nike, member, "partner_points: 1").transaction().points(), points);
  }
  network.ExpectLedgerOk();
}

// An earn of 100 whose points were burned but for 20.
struct Spent {
  explicit Spent(const std::string& policy) : network(Policy(policy)) {
    nike = network.Join("nike");
    headspace = network.Join("headspace", {"EUR", EvenRate("EUR"), kPlainTerms});
    member = network.Enroll(nike, "card");
    network.Link(member, headspace, "card");
    earn = Id(network.Earned(nike, member, "points: 100"));
    network.Burned(headspace, member, "points: 80");
  }

  Network network;
  Partner nike;
  Partner headspace;
  std::string member;
  std::string earn;
};

TEST(Reversal, OfSpentPointsMayLeaveADebtThatLaterEarnsRepay) {
  Spent spent("allow-negative");
  const Network& network = spent.network;
  const auto back = network.Reversed(spent.nike, spent.earn);
  EXPECT_EQ(back.transaction().points(), -100);
  EXPECT_EQ(back.transaction().points_not_recovered(), 0);
  EXPECT_EQ(back.balance().available(), -80);
  EXPECT_EQ(NetOf(network, spent.nike), 0);
  EXPECT_EQ(network.Burn(spent.headspace, spent.member, "points: 1").reason(),
            "INSUFFICIENT_POINTS");
  const auto owed = network.Must<v1::GetLiabilityRequest>(spent.nike.key, "");
  ASSERT_EQ(owed.liabilities_size(), 1);
  EXPECT_EQ(owed.liabilities(0).owed_points(), -80);
  EXPECT_EQ(owed.liabilities(0).points(), 0);
  const auto repaid = network.Earned(spent.headspace, spent.member, "points: 100");
  EXPECT_EQ(repaid.balance().available(), 20);
  ASSERT_EQ(repaid.transaction().lots_size(), 2);
  EXPECT_EQ(repaid.transaction().lots(0).lot().issuer_id(), "nike");
  EXPECT_EQ(repaid.transaction().lots(0).lot().points(), 80);
  network.ExpectLedgerOk();
}

TEST(Reversal, OfSpentPointsMayLeaveThemChargedToThePartner) {
  Spent spent("charge-partner");
  const Network& network = spent.network;
  const auto back = network.Reversed(spent.nike, spent.earn);
  EXPECT_EQ(back.transaction().points(), -20);
  EXPECT_EQ(back.transaction().points_not_recovered(), 80);
  EXPECT_EQ(back.balance().available(), 0);
  EXPECT_EQ(NetOf(network, spent.nike), -800'000);
  EXPECT_EQ(network.Reverse(spent.nike, spent.earn).reason(), "REVERSAL_EXCEEDS_ORIGINAL");
  network.ExpectLedgerOk();
}

TEST(Reversal, OfSpentPointsMayBeRefused) {
  Spent spent("reject");
  const Network& network = spent.network;
  const auto refused = network.Reverse(spent.nike, spent.earn);
  EXPECT_EQ(refused.reason(), "INSUFFICIENT_POINTS") << refused;
  EXPECT_EQ(network.AvailableTo(spent.member), 20);
  EXPECT_EQ(NetOf(network, spent.nike), -1'000'000);
  EXPECT_EQ(network.Reversed(spent.nike, spent.earn, "points: 20").balance().available(), 0);
  // Points of another issuer stand in.
  network.Earned(spent.headspace, spent.member, "points: 100");
  EXPECT_EQ(network.Reversed(spent.nike, spent.earn).balance().available(), 20);
  network.ExpectLedgerOk();
}

TEST(Reversal, IsTheReportingPartnersAlone) {
  Spent spent("allow-negative");
  const auto denied = spent.network.Reverse(spent.headspace, spent.earn);
  EXPECT_EQ(denied.reason(), "PERMISSION_DENIED");
  const auto none = spent.network.Reverse(spent.headspace, "0-999999");
  EXPECT_EQ(none.outcome.message, denied.outcome.message);
  // The operator must name whose it is.
  EXPECT_EQ(
      spent.network
          .Call<v1::ReverseRequest>(spent.network.operator_key(),
                                    "partner_id: 'headspace' transaction_id: '" + spent.earn + "'")
          .reason(),
      "TRANSACTION_NOT_FOUND");
}

}  // namespace
}  // namespace coalition::e2e
