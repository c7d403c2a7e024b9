#include "server/reporting/expected_legs.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "server/domain/pricing.h"

namespace coalition::reporting {
namespace {

using domain::Catalog;
using domain::MoneyLeg;
using domain::Points;
using domain::Terms;
using domain::Transaction;
using domain::TransactionType;
using Legs = std::optional<std::vector<MoneyLeg>>;

bool SameLeg(const MoneyLeg& a, const MoneyLeg& b) {
  const auto fields = [](const MoneyLeg& leg) {
    return std::tie(leg.partner, leg.kind, leg.money, leg.points, leg.counterparty, leg.lot_index);
  };
  return fields(a) == fields(b);
}

const Terms* TermsOf(const Transaction& t, const Catalog& catalog) {
  return catalog.TermsByVersion(t.partner, t.currency, t.terms_version);
}

bool KnowsLots(const Transaction& t, const Catalog& catalog) {
  return std::all_of(t.lots.begin(), t.lots.end(), [&](const domain::LotMovement& movement) {
    return catalog.TermsByVersion(movement.lot.issuer, t.currency, movement.lot.terms_version) !=
           nullptr;
  });
}

Legs LegsOfEarn(const Transaction& t, const Catalog& catalog) {
  const Terms* terms = TermsOf(t, catalog);
  if (terms == nullptr) return std::nullopt;
  const auto issue = domain::IssueLeg(*terms, catalog, t.points);
  const auto fee = domain::EarnFeeLeg(*terms, catalog, t.points);
  if (!issue || !fee) return std::nullopt;
  std::vector<MoneyLeg> legs{*issue};
  if (fee->money.amount != domain::Micros(0)) legs.push_back(*fee);
  return legs;
}

Legs LegsOfBurn(const Transaction& t, const Catalog& catalog) {
  const Terms* terms = TermsOf(t, catalog);
  if (terms == nullptr || !KnowsLots(t, catalog)) return std::nullopt;
  const auto fee = domain::BurnFeeLeg(*terms, catalog, -t.points);
  if (!fee) return std::nullopt;
  return domain::RedemptionLegs(*terms, catalog, -t.points, t.lots, fee);
}

Legs LegsOfAdjustment(const Transaction& t, const Catalog& catalog) {
  const Terms* terms = TermsOf(t, catalog);
  const auto issue = terms != nullptr ? domain::IssueLeg(*terms, catalog, t.points) : std::nullopt;
  if (!issue) return std::nullopt;
  return std::vector<MoneyLeg>{*issue};
}

Legs LegsOfExpiry(const Transaction& t, const Catalog& catalog) {
  if (!KnowsLots(t, catalog)) return std::nullopt;
  std::vector<MoneyLeg> legs;
  for (const domain::LotMovement& movement : t.lots) {
    const Terms& terms = domain::IssueTermsOf(movement.lot, t.currency, catalog);
    const auto leg = domain::BreakageLeg(terms, catalog, -movement.points);
    if (!leg) return std::nullopt;
    legs.push_back(*leg);
  }
  return legs;
}

Legs LegsOf(const Transaction& t, const Catalog& catalog) {
  switch (t.type) {
    case TransactionType::kEarn:
      return LegsOfEarn(t, catalog);
    case TransactionType::kBurn:
    case TransactionType::kCapture:
      return LegsOfBurn(t, catalog);
    case TransactionType::kAdjustment:
      return LegsOfAdjustment(t, catalog);
    case TransactionType::kExpiry:
      return LegsOfExpiry(t, catalog);
    case TransactionType::kAuthorization:
      if (TermsOf(t, catalog) == nullptr) return std::nullopt;
      return std::vector<MoneyLeg>{};
    case TransactionType::kVoid:
    case TransactionType::kTransfer:
      return std::vector<MoneyLeg>{};
    case TransactionType::kReversal:
    case TransactionType::kConversion:
      return std::nullopt;
  }
  return std::nullopt;
}

bool AreLegs(const Transaction& t, Legs expected) {
  if (expected) expected = domain::WithNetworkLegs(*std::move(expected));
  return expected && SameLegs(*expected, t.legs);
}

bool HasConversionLegs(const Transaction& t, const Catalog& catalog) {
  const Terms* given_up = TermsOf(t, catalog);
  if (given_up == nullptr || !KnowsLots(t, catalog)) return false;
  const auto spent = domain::RedemptionLegs(*given_up, catalog, -t.points, t.lots, std::nullopt);
  const auto got = catalog.terms().find({t.partner, t.counterpart->currency});
  if (!spent || got == catalog.terms().end()) return false;
  return std::any_of(got->second.begin(), got->second.end(), [&](const Terms& terms) {
    const auto issue = domain::IssueLeg(terms, catalog, t.counterpart->points);
    if (!issue) return false;
    std::vector<MoneyLeg> legs = *spent;
    legs.push_back(*issue);
    return AreLegs(t, std::move(legs));
  });
}

}  // namespace

bool SameLegs(const std::vector<MoneyLeg>& a, const std::vector<MoneyLeg>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), SameLeg);
}

bool HasExpectedLegs(const Transaction& transaction, const Catalog& catalog) {
  if (transaction.type == TransactionType::kConversion) {
    return HasConversionLegs(transaction, catalog);
  }
  return AreLegs(transaction, LegsOf(transaction, catalog));
}

}  // namespace coalition::reporting
