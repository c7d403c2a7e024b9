#include "server/reporting/expected_conversion.h"

#include <optional>
#include <tuple>
#include <variant>

#include "server/domain/conversion_plan.h"

namespace coalition::reporting {
namespace {

using domain::AppliedConversion;
using domain::Carries;
using domain::Carry;
using domain::Catalog;
using domain::ConversionSource;
using domain::Converted;
using domain::Decided;
using domain::ExchangeRate;
using domain::Points;
using domain::Transaction;
using domain::TransactionType;

bool SameConversion(const AppliedConversion& a, const AppliedConversion& b) {
  const auto fields = [](const AppliedConversion& applied) {
    return std::tie(applied.rate_version, applied.rate, applied.carry_after, applied.carry_change);
  };
  return fields(a) == fields(b);
}

bool Agrees(const Decided<Converted>& expected, Points points, const Transaction& t) {
  return expected.ok() && expected->points == points &&
         expected->partner_points == t.partner_points &&
         SameConversion(expected->applied, *t.conversion);
}

// Of an earn; absent when the rate has none for such facts.
std::optional<ConversionSource> SourceOf(const Transaction& t, const ExchangeRate& rate) {
  if (const auto* purchase = std::get_if<domain::Purchase>(&t.facts)) {
    if (!rate.purchase || rate.purchase->currency != purchase->amount.currency) return std::nullopt;
    return ConversionSource{purchase->amount.amount.value(), rate.PurchaseFactor(),
                            *rate.purchase->PartnerPointsPerMicro()};
  }
  if (const auto* activity = std::get_if<domain::Activity>(&t.facts)) {
    const domain::ActivityRate* found = rate.FindActivity(activity->type);
    if (found == nullptr) return std::nullopt;
    return ConversionSource{activity->quantity, rate.ActivityFactor(*found),
                            found->partner_points_per_unit};
  }
  return ConversionSource{t.partner_points.value(), rate.EarnFactor(), domain::Ratio{}};
}

// Of a burn, authorization or capture.
std::optional<ConversionSource> MoneyOffOf(const Transaction& t, const ExchangeRate& rate) {
  const auto* money = std::get_if<domain::Money>(&t.facts);
  if (money == nullptr || !rate.money_off || rate.money_off->currency != money->currency) {
    return std::nullopt;
  }
  return ConversionSource{money->amount.value(), rate.MoneyOffFactor(),
                          *rate.money_off->PartnerPointsPerMicro()};
}

bool HasEarnConversion(const Transaction& t, const ExchangeRate& rate, const Carries& before) {
  const auto source = SourceOf(t, rate);
  return source && source->quantity >= 0 &&
         Agrees(domain::ConvertEarn(*source, rate, before.earn), t.points, t);
}

bool HasDebitConversion(const Transaction& t, const ExchangeRate& rate, const Carries& before,
                        Points held) {
  const bool reserves = t.type == TransactionType::kAuthorization;
  const Points debit = reserves ? held : -t.points;
  const bool is_money_off = std::holds_alternative<domain::Money>(t.facts);
  const auto source =
      is_money_off ? MoneyOffOf(t, rate)
                   : ConversionSource{t.partner_points.value(), rate.BurnFactor(), domain::Ratio{}};
  if (!source || source->quantity < 0) return false;
  if (is_money_off) {
    return Agrees(domain::ConvertMoneyOff(*source, rate, before.burn), debit, t);
  }
  switch (t.type) {
    case TransactionType::kAuthorization:
      return Agrees(domain::ConvertHold(*source, rate), debit, t);
    case TransactionType::kCapture:
      return Agrees(domain::ConvertCapture(*source, rate, before.burn, held), debit, t);
    default:
      return Agrees(domain::ConvertBurn(*source, rate, before.burn), debit, t);
  }
}

bool HasCurrencyConversion(const Transaction& t, const Catalog& catalog, const Carries& before) {
  const auto versions = catalog.conversion_rates().find({t.currency, t.counterpart->currency});
  const auto index = static_cast<std::size_t>(t.conversion->rate_version) - 1;
  return versions != catalog.conversion_rates().end() && index < versions->second.size() &&
         Agrees(domain::ConvertCurrency(-t.points, versions->second[index], before.earn),
                t.counterpart->points, t);
}

}  // namespace

bool HasExpectedConversion(const Transaction& t, const Catalog& catalog, const Carries& before,
                           Points held) {
  if (!t.conversion) {
    return t.type != TransactionType::kConversion && t.partner_points == domain::PartnerPoints(0) &&
           std::holds_alternative<std::monostate>(t.facts);
  }
  const ExchangeRate* rate =
      catalog.RateByVersion(t.partner, t.currency, t.conversion->rate_version);
  switch (t.type) {
    case TransactionType::kEarn:
      return rate != nullptr && HasEarnConversion(t, *rate, before);
    case TransactionType::kBurn:
    case TransactionType::kAuthorization:
    case TransactionType::kCapture:
      return rate != nullptr && HasDebitConversion(t, *rate, before, held);
    case TransactionType::kConversion:
      return HasCurrencyConversion(t, catalog, before);
    default:
      return false;
  }
}

}  // namespace coalition::reporting
