#include "clients/replay/settlement_books.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalition::replay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// One partner that owes 1.234567 pounds, and the network on the other side.
WindowBooks BalancedBooks() {
  WindowBooks books;
  books.window.window_id = 4;
  books.positions = {
      {"uk", {"GBP", -1'244'567}, {{LegKind::kIssue, 3, 250, -1'244'567}}},
      {"", {"GBP", 1'244'567}, {{LegKind::kClearing, 3, 0, 1'244'567}}},
  };
  Statement statement;
  statement.partner_id = "uk";
  statement.currency_code = "GBP";
  statement.totals = {{TransactionType::kEarn, LegKind::kIssue, 3, 250, -1'244'567}};
  statement.opening_residue_micros = 10'000;
  statement.net_micros = -1'234'567;
  statement.net_minor_units = -123;
  statement.closing_residue_micros = -4'567;
  books.statements = {statement};
  Obligation obligation;
  obligation.payer_id = "uk";
  obligation.amount_minor_units = 123;
  obligation.minor_unit_exponent = 2;
  books.obligations = {obligation};
  return books;
}

TEST(SettlementBooksTest, BalancedBooksHaveNoFindings) {
  EXPECT_THAT(FindImbalances(BalancedBooks()), IsEmpty());
}

TEST(SettlementBooksTest, EachImbalanceIsFound) {
  const struct {
    void (*spoil)(WindowBooks&);
    const char* finding;
  } kRows[] = {
      {[](WindowBooks& b) {
         b.positions[1].net.micros += 1;
         b.positions[1].totals[0].amount_micros += 1;
       },
       "window 4: positions in GBP do not sum to zero"},
      {[](WindowBooks& b) { b.positions[1].totals[0].amount_micros += 1; },
       "window 4: 's position is not the sum of its totals"},
      {[](WindowBooks& b) { b.statements[0].opening_residue_micros += 1; },
       "window 4: uk's net is not its residue and totals"},
      {[](WindowBooks& b) { b.statements[0].closing_residue_micros += 1; },
       "window 4: uk's obligation and residue are not its net"},
      {[](WindowBooks& b) { b.obligations.clear(); }, "window 4: uk has no obligation for its net"},
      {[](WindowBooks& b) { std::swap(b.obligations[0].payer_id, b.obligations[0].payee_id); },
       "window 4: uk's obligation is not its statement's"},
      {[](WindowBooks& b) {
         b.statements[0].totals[0].amount_micros += 1;
         b.statements[0].opening_residue_micros -= 1;
       },
       "window 4: uk's statement is not its position"},
  };
  for (const auto& row : kRows) {
    WindowBooks books = BalancedBooks();
    row.spoil(books);
    EXPECT_THAT(FindImbalances(books), ElementsAre(row.finding));
  }
}

}  // namespace
}  // namespace coalition::replay
