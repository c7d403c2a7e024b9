#include <array>
#include <map>
#include <string>
#include <vector>

#include <sodium.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

std::string WithoutPrefix(const std::string& name, const std::string& prefix) {
  return name.substr(prefix.size());
}

// As settlement_service.proto says.
std::string Sha256Of(const std::vector<v1::StatementLine>& lines, const std::string& money) {
  std::string text;
  for (const v1::StatementLine& line : lines) {
    absl::StrAppend(&text, line.transaction_id(), " ", line.ordinal(), " ",
                    WithoutPrefix(v1::TransactionType_Name(line.type()), "TRANSACTION_TYPE_"), " ",
                    WithoutPrefix(v1::LegKind_Name(line.kind()), "LEG_KIND_"), " ", line.points(),
                    " ", line.currency(), " ", line.amount_micros(), " ", money, "\n");
  }
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return absl::BytesToHexString({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

class Settlement : public testing::Test {
 protected:
  v1::Statement StatementOf(const Partner& partner, int window) {
    return network_.Must<v1::GetStatementRequest>(partner.key, absl::StrCat("window_id: ", window))
        .statement();
  }
  std::vector<v1::StatementLine> LinesOf(const Partner& partner, int window) {
    const auto lines = network_.Must<v1::ListStatementLinesRequest>(
        partner.key, absl::StrCat("page_size: 1000 window_id: ", window));
    EXPECT_TRUE(lines.next_page_token().empty());
    return {lines.lines().begin(), lines.lines().end()};
  }
  std::vector<v1::Obligation> ObligationsOf(const Partner& partner, int window) {
    const auto answer =
        network_.Must<v1::ListObligationsRequest>(partner.key, absl::StrCat("window_id: ", window));
    return {answer.obligations().begin(), answer.obligations().end()};
  }
  void Close() { network_.Must<v1::CloseWindowRequest>(network_.operator_key(), ""); }

  // Totals are the sums of the lines, the net is theirs with the residue, and the obligation with
  // the next residue makes the net again.
  void ExpectExact(const Partner& partner, int window, std::int64_t minor_unit_micros) {
    const v1::Statement statement = StatementOf(partner, window);
    const auto lines = LinesOf(partner, window);
    std::map<std::pair<int, int>, v1::StatementTotal> totals;
    std::int64_t sum = 0;
    for (const v1::StatementLine& line : lines) {
      auto& total = totals[{line.type(), line.kind()}];
      total.set_lines(total.lines() + 1);
      total.set_points(total.points() + line.points());
      total.set_amount_micros(total.amount_micros() + line.amount_micros());
      sum += line.amount_micros();
    }
    ASSERT_EQ(statement.totals_size(), static_cast<int>(totals.size()));
    auto expected = totals.begin();
    for (const v1::StatementTotal& total : statement.totals()) {
      EXPECT_EQ(std::pair(static_cast<int>(total.type()), static_cast<int>(total.kind())),
                expected->first);
      EXPECT_EQ(total.lines(), expected->second.lines());
      EXPECT_EQ(total.points(), expected->second.points());
      EXPECT_EQ(total.amount_micros(), expected->second.amount_micros());
      ++expected;
    }
    EXPECT_EQ(statement.line_count(), static_cast<std::int64_t>(lines.size()));
    EXPECT_EQ(statement.net_micros(), statement.opening_residue_micros() + sum);
    if (statement.window_state() == v1::WINDOW_STATE_OPEN) {
      EXPECT_TRUE(statement.lines_sha256().empty());
      return;
    }
    EXPECT_EQ(statement.net_minor_units() * minor_unit_micros + statement.closing_residue_micros(),
              statement.net_micros());
    EXPECT_LE(std::abs(statement.closing_residue_micros()) * 2, minor_unit_micros);
    EXPECT_EQ(statement.lines_sha256(), Sha256Of(lines, statement.currency_code()));

    const auto obligations = ObligationsOf(partner, window);
    ASSERT_EQ(obligations.size(), statement.net_minor_units() == 0 ? 0u : 1u);
    if (obligations.empty()) return;
    const v1::Obligation& obligation = obligations.front();
    const bool pays = statement.net_minor_units() < 0;
    EXPECT_EQ(obligation.payer_id(), pays ? partner.id : "");
    EXPECT_EQ(obligation.payee_id(), pays ? "" : partner.id);
    EXPECT_EQ(obligation.amount_minor_units(), std::abs(statement.net_minor_units()));
    EXPECT_EQ(obligation.currency_code(), statement.currency_code());
    EXPECT_EQ(obligation.obligation_id(), absl::StrCat(window, "-", partner.id));
    EXPECT_EQ(obligation.state(), v1::OBLIGATION_STATE_DUE);
  }

  void ExpectPositionsSumToZero(int window) {
    const auto positions = network_.Must<v1::GetPositionsRequest>(
        network_.operator_key(), absl::StrCat("window_id: ", window));
    std::map<std::string, std::int64_t> sums;
    bool network_seen = false;
    for (const v1::Position& position : positions.positions()) {
      sums[position.net().currency_code()] += position.net().micros();
      EXPECT_FALSE(network_seen && !position.partner_id().empty()) << "the network comes last";
      network_seen = network_seen || position.partner_id().empty();
      std::int64_t net = 0;
      for (const v1::LegTotal& total : position.totals()) net += total.amount_micros();
      EXPECT_EQ(net, position.net().micros());
    }
    for (const auto& [currency, sum] : sums) EXPECT_EQ(sum, 0) << currency;
    EXPECT_TRUE(network_seen || positions.positions().empty());
  }

  Network network_;
};

TEST_F(Settlement, OfEveryTypeOfTransactionAddsUp) {
  const std::string prices =
      "issue_price_micros: 10000001 redemption_price_micros: 7999999 valid_months: 1"
      " breakage_share_ppm: 333333 fees { earn_fee_micros: 7 burn_fee_ppm: 12345 }"
      " charge: CHARGE_ON_ISSUE";
  const Partner nike = network_.Join("nike", {"GBP", EvenRate(), prices});
  const Partner headspace =
      network_.Join("headspace", {"EUR", EvenRate("EUR"),
                                  "issue_price_micros: 9999999 redemption_price_micros: 3"
                                  " charge: CHARGE_ON_REDEMPTION"});
  network_.AddCurrency("MILES", {nike, headspace});
  network_.Must<v1::SetExchangeRateRequest>(
      network_.operator_key(),
      "conversion_rate { to_currency: 'MILES' rate { numerator: 2 denominator: 7 } }");
  const std::string member = network_.Enroll(nike, "card");
  const std::string other = network_.Enroll(nike, "other");
  network_.Link(member, headspace, "card");
  const std::string of_member = "member { member_id: '" + member + "' } ";
  for (int window = 1; window <= 2; ++window) {
    const auto earned = network_.Earned(nike, member, "points: 1037").transaction();
    network_.Earned(headspace, member, "points: 511");
    network_.Earned(nike, member, "points: 77 event_time { " + DaysAgo(90) + " }");
    network_.Burned(headspace, member, "points: 133");
    const std::string hold = network_.Authorized(nike, member, "points: 99");
    const auto captured = network_.Capture(nike, hold, "points: 50");
    network_.Void(nike, network_.Authorized(nike, member, "points: 3"));
    network_.Reversed(nike, captured->receipt().transaction().transaction_id(), "points: 9");
    network_.Reversed(nike, earned.transaction_id(), "points: 17");
    const auto converted = network_.Must<v1::ConvertRequest>(
        headspace.key, of_member + "to_currency: 'MILES' points: 101");
    network_.Reversed(headspace, converted.receipt().transaction().transaction_id(), "points: 33");
    network_.Must<v1::TransferRequest>(nike.key,
                                       absl::StrCat("points: 5 from_member { member_id: '", member,
                                                    "' } to_member { member_id: '", other, "' }"));
    network_.Must<v1::AdjustRequest>(network_.operator_key(),
                                     of_member + "partner_id: 'nike' points: 21 reason: 'x'");
    network_.Must<v1::AdjustRequest>(network_.operator_key(),
                                     of_member + "partner_id: 'nike' points: -8 reason: 'x'");
    EXPECT_EQ(network_.Must<v1::ExpirePointsRequest>(network_.operator_key(), "").accounts(), 1);
    Close();
    for (const Partner& partner : {nike, headspace}) ExpectExact(partner, window, 10'000);
    ExpectPositionsSumToZero(window);
  }
  network_.ExpectLedgerOk();
}

TEST_F(Settlement, OfTwoPartnersInTwoCurrenciesIsExactWindowByWindow) {
  const std::string prices =
      "issue_price_micros: 10000001 redemption_price_micros: 7999999"
      " fees { earn_fee_micros: 7 burn_fee_ppm: 12345 } charge: ";
  const Partner nike = network_.Join("nike", {"GBP", EvenRate(), prices + "CHARGE_ON_REDEMPTION"});
  const Partner headspace =
      network_.Join("headspace", {"EUR", EvenRate("EUR"), prices + "CHARGE_ON_ISSUE"});
  const std::string member = network_.Enroll(nike, "card");
  network_.Link(member, headspace, "card");
  std::map<std::string, std::string> closed;
  for (int window = 1; window <= 3; ++window) {
    const auto earned = network_.Earned(nike, member, "points: 1037");
    network_.Earned(headspace, member, "points: 511");
    network_.Burned(headspace, member, "points: 733");
    network_.Burned(nike, member, "points: 333");
    network_.Reversed(nike, earned.transaction().transaction_id(), "points: 17");
    ExpectExact(nike, window, 10'000);
    Close();
    ExpectExact(nike, window, 10'000);
    ExpectExact(headspace, window, 10'000);
    ExpectPositionsSumToZero(window);
    EXPECT_EQ(StatementOf(nike, window + 1).opening_residue_micros(),
              StatementOf(nike, window).closing_residue_micros());
    closed["nike" + absl::StrCat(window)] = StatementOf(nike, window).DebugString();
  }
  network_.ExpectLedgerOk();
  // What a closed window says never changes.
  network_.Kill9AndRestart();
  for (int window = 1; window <= 3; ++window) {
    EXPECT_EQ(StatementOf(nike, window).DebugString(), closed["nike" + absl::StrCat(window)]);
  }
}

TEST_F(Settlement, CarriesTheResidueOfACurrencyWithoutMinorUnits) {
  // A point costs one and a half yen.
  const Partner tokyo =
      network_.Join("tokyo", {"JPY", EvenRate("JPY"),
                              "issue_price_micros: 1500000000 redemption_price_micros: 1500000000"
                              " charge: CHARGE_ON_ISSUE"});
  const std::string member = network_.Enroll(tokyo, "card");
  struct Row {
    int points;
    std::int64_t opening;
    std::int64_t yen;
    std::int64_t closing;
  };
  const std::vector<Row> rows = {
      {1, 0, -2, 500'000},         // -1.5, half to even
      {1, 500'000, -1, 0},         // -1
      {3, 0, -4, -500'000},        // -4.5, half to even
      {0, -500'000, 0, -500'000},  // nothing but the residue
      {1, -500'000, -2, 0},
  };
  int window = 1;
  for (const Row& row : rows) {
    if (row.points > 0) network_.Earned(tokyo, member, absl::StrCat("points: ", row.points));
    Close();
    const v1::Statement statement = StatementOf(tokyo, window);
    EXPECT_EQ(statement.opening_residue_micros(), row.opening) << window;
    EXPECT_EQ(statement.net_minor_units(), row.yen) << window;
    EXPECT_EQ(statement.closing_residue_micros(), row.closing) << window;
    ExpectExact(tokyo, window, 1'000'000);
    for (const v1::Obligation& obligation : ObligationsOf(tokyo, window)) {
      EXPECT_EQ(obligation.minor_unit_exponent(), 0);
    }
    ++window;
  }
  network_.ExpectLedgerOk();
}

TEST_F(Settlement, AnEmptyWindowClosesAndTheNextOpensInOneStep) {
  network_.Join("nike");
  const auto closed =
      network_.Must<v1::CloseWindowRequest>(network_.operator_key(), "window_id: 1 label: 'May'");
  EXPECT_EQ(closed.window().window_id(), 1);
  EXPECT_EQ(closed.window().state(), v1::WINDOW_STATE_CLOSED);
  EXPECT_EQ(closed.window().label(), "May");
  EXPECT_EQ(closed.next_window_id(), 2);
  const auto open = network_.Must<v1::GetWindowRequest>(network_.operator_key(), "").window();
  EXPECT_EQ(open.window_id(), 2);
  EXPECT_EQ(open.state(), v1::WINDOW_STATE_OPEN);
  EXPECT_EQ(open.opened_at().DebugString(), closed.window().closed_at().DebugString());
  const auto again = network_.Call<v1::CloseWindowRequest>(network_.operator_key(), "window_id: 1");
  EXPECT_EQ(again.reason(), "WINDOW_STATE");
  EXPECT_EQ(again.outcome.metadata.at("state"), "CLOSED");
  EXPECT_TRUE(
      network_.Must<v1::ListObligationsRequest>(network_.operator_key(), "").obligations().empty());
  ExpectPositionsSumToZero(1);
}

TEST_F(Settlement, ATransactionsWindowIsThatOfItsCommitAndNotOfItsEvent) {
  const Partner nike = network_.Join("nike");
  const std::string member = network_.Enroll(nike, "card");
  const auto earned = network_.Earned(nike, member, "points: 10");
  Close();
  const auto late = network_.Earned(nike, member, "points: 10 event_time { " + DaysAgo(30) + " }");
  EXPECT_EQ(late.transaction().window_id(), 2);
  const auto back = network_.Reversed(nike, earned.transaction().transaction_id());
  EXPECT_EQ(back.transaction().window_id(), 2) << "corrections go into the open one";
  EXPECT_EQ(StatementOf(nike, 1).net_micros(), -100'000);
  EXPECT_EQ(StatementOf(nike, 2).net_micros(), 0);
}

TEST_F(Settlement, LiabilityIsWhatMembersHoldByIssuerAndMonthOfExpiry) {
  const Partner nike = network_.Join("nike");
  const Partner headspace = network_.Join(
      "headspace", {"EUR", EvenRate("EUR"), absl::StrCat(kPlainTerms, " valid_months: 12")});
  const std::string member = network_.Enroll(nike, "card");
  network_.Link(member, headspace, "card");
  network_.Earned(nike, member, "points: 100");
  network_.Earned(headspace, member, "points: 50");
  network_.Burned(nike, member, "points: 60");
  const auto liabilities =
      network_.Must<v1::GetLiabilityRequest>(network_.operator_key(), "").liabilities();
  ASSERT_EQ(liabilities.size(), 1) << "those that expire were burned first";
  EXPECT_EQ(liabilities[0].issuer_id(), "nike");
  EXPECT_EQ(liabilities[0].points(), 90);
  EXPECT_TRUE(liabilities[0].expiry_month().empty());
  network_.Earned(headspace, member, "points: 5");
  const auto theirs = network_.Must<v1::GetLiabilityRequest>(headspace.key, "").liabilities();
  ASSERT_EQ(theirs.size(), 1);
  EXPECT_EQ(theirs[0].points(), 5);
  EXPECT_EQ(theirs[0].expiry_month().size(), 7u);
}

}  // namespace
}  // namespace coalition::e2e
