#include "clients/replay/settlement_books.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"

namespace coalition::replay {
namespace {

constexpr int kMicrosExponent = 6;

std::int64_t MicrosPerMinorUnit(int minor_unit_exponent) {
  std::int64_t micros = 1;
  for (int i = minor_unit_exponent; i < kMicrosExponent; ++i) micros *= 10;
  return micros;
}

template <typename Total>
std::int64_t SumOf(const std::vector<Total>& totals) {
  std::int64_t sum = 0;
  for (const Total& total : totals) sum += total.amount_micros;
  return sum;
}

// Collects what does not add up about one window.
class Findings {
 public:
  explicit Findings(const Window& window)
      : prefix_(absl::StrCat("window ", window.window_id, ": ")) {}

  void Expect(bool holds, const std::string& what) {
    if (!holds) found_.push_back(prefix_ + what);
  }
  std::vector<std::string> Take() { return std::move(found_); }

 private:
  std::string prefix_;
  std::vector<std::string> found_;
};

void CheckObligation(const Statement& statement, const std::vector<Obligation>& obligations,
                     Findings& findings) {
  const std::string& partner = statement.partner_id;
  const auto found = std::find_if(obligations.begin(), obligations.end(), [&](const auto& o) {
    return o.payer_id == partner || o.payee_id == partner;
  });
  if (found == obligations.end()) {
    findings.Expect(statement.net_minor_units == 0, partner + " has no obligation for its net");
    return;
  }
  const bool pays = statement.net_minor_units < 0;
  findings.Expect((pays ? found->payer_id : found->payee_id) == partner &&
                      found->amount_minor_units == std::abs(statement.net_minor_units),
                  partner + "'s obligation is not its statement's");
  const std::int64_t settled =
      statement.net_minor_units * MicrosPerMinorUnit(found->minor_unit_exponent);
  findings.Expect(settled + statement.closing_residue_micros == statement.net_micros,
                  partner + "'s obligation and residue are not its net");
}

}  // namespace

Result<WindowBooks> FetchBooks(const OperatorClient& network, const Window& window) {
  WindowBooks books;
  books.window = window;
  auto positions = network.GetPositions({.window_id = window.window_id});
  if (!positions) return positions.error();
  books.positions = std::move(positions->positions);
  // A partner without a position may have a residue to carry on.
  for (const auto& partner : network.EachPartner({})) {
    if (!partner) return partner.error();
    auto statement =
        network.GetStatement({.partner_id = partner->partner_id, .window_id = window.window_id});
    if (!statement) return statement.error();
    books.statements.push_back(*std::move(statement));
  }
  for (const auto& obligation : network.EachObligation({.window_id = window.window_id})) {
    if (!obligation) return obligation.error();
    books.obligations.push_back(*obligation);
  }
  return books;
}

std::map<std::string, PositionSums> SumPositions(const WindowBooks& books) {
  std::map<std::string, PositionSums> sums;
  for (const Position& position : books.positions) {
    PositionSums& sum = sums[position.net.currency_code];
    (position.partner_id.empty() ? sum.network_micros : sum.partners_micros) += position.net.micros;
  }
  return sums;
}

std::vector<std::string> FindImbalances(const WindowBooks& books) {
  Findings findings(books.window);
  for (const auto& [currency, sums] : SumPositions(books)) {
    findings.Expect(sums.partners_micros + sums.network_micros == 0,
                    "positions in " + currency + " do not sum to zero");
  }
  std::map<std::string, std::int64_t> moved;
  for (const Position& position : books.positions) {
    findings.Expect(SumOf(position.totals) == position.net.micros,
                    position.partner_id + "'s position is not the sum of its totals");
    moved[position.partner_id] = position.net.micros;
  }
  for (const Statement& statement : books.statements) {
    const std::int64_t total = SumOf(statement.totals);
    findings.Expect(total == moved[statement.partner_id],
                    statement.partner_id + "'s statement is not its position");
    findings.Expect(statement.opening_residue_micros + total == statement.net_micros,
                    statement.partner_id + "'s net is not its residue and totals");
    CheckObligation(statement, books.obligations, findings);
  }
  return findings.Take();
}

}  // namespace coalition::replay
