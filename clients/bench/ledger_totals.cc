#include "clients/bench/ledger_totals.h"

#include <array>
#include <cstddef>
#include <string_view>

#include "absl/strings/str_cat.h"

#include "clients/bench/check_results.h"
#include "clients/bench/population.h"

namespace coalition::bench {
namespace {

using LegSum = AcknowledgedTotals::LegSum;
using LegSums = AcknowledgedTotals::LegSums;

constexpr auto kOwnKinds = std::to_array({LegKind::kIssue, LegKind::kRedemption, LegKind::kFee});

const LegSum& SumOf(const LegSums& sums, LegKind kind) {
  return sums[static_cast<std::size_t>(kind)];
}

LegSums LegSumsOf(const LedgerTotals& totals, const std::string& partner_id) {
  const auto found = totals.partners.find(partner_id);
  return found == totals.partners.end() ? LegSums{} : found->second;
}

std::string ToText(const LegSum& sum) {
  return absl::StrCat(sum.lines, " lines, ", sum.points, " points, ", sum.micros, " micros");
}

std::string ComparePartner(const std::string& partner_id, const LegSums& before,
                           const LegSums& after, const LegSums& acknowledged) {
  for (const LegKind kind : kOwnKinds) {
    const LegSum& from = SumOf(before, kind);
    const LegSum& to = SumOf(after, kind);
    const LegSum moved{to.lines - from.lines, to.points - from.points, to.micros - from.micros};
    if (moved == SumOf(acknowledged, kind)) continue;
    return absl::StrCat(partner_id, "'s ", std::string(ToString(kind)), " legs moved by ",
                        ToText(moved), "; acknowledged were ", ToText(SumOf(acknowledged, kind)));
  }
  return CheckResults::kOk;
}

}  // namespace

Result<LedgerTotals> ReadTotals(const OperatorClient& network) {
  LedgerTotals totals;
  const auto liabilities = network.GetLiability({});
  if (!liabilities) return liabilities.error();
  for (const Liability& liability : *liabilities) {
    totals.points += liability.points + liability.owed_points;
  }
  const auto positions = network.GetPositions({});
  if (!positions) return positions.error();
  totals.window_id = positions->window_id;
  for (const Position& position : positions->positions) {
    totals.net_micros[position.net.currency_code] += position.net.micros;
    LegSums& sums = totals.partners[position.partner_id];
    for (const LegTotal& total : position.totals) {
      const auto kind = static_cast<std::size_t>(total.kind);
      if (kind < sums.size()) sums[kind] = {total.lines, total.points, total.amount_micros};
    }
  }
  return totals;
}

std::string CompareTotals(const LedgerTotals& before, const LedgerTotals& after,
                          const AcknowledgedTotals& acknowledged) {
  if (before.window_id != after.window_id) return "the window was closed during the run";
  for (const auto& [currency, micros] : after.net_micros) {
    if (micros != 0) return absl::StrCat("positions in ", currency, " sum to ", micros, " micros");
  }
  if (after.points - before.points != acknowledged.points) {
    return absl::StrCat("members' points moved by ", after.points - before.points,
                        "; acknowledged were ", acknowledged.points);
  }
  for (std::size_t i = 0; i < acknowledged.partners.size(); ++i) {
    const std::string id = Population::PartnerIdOf(static_cast<int>(i));
    std::string found =
        ComparePartner(id, LegSumsOf(before, id), LegSumsOf(after, id), acknowledged.partners[i]);
    if (found != CheckResults::kOk) return found;
  }
  return CheckResults::kOk;
}

}  // namespace coalition::bench
