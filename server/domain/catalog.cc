#include "server/domain/catalog.h"

#include <algorithm>

#include "server/domain/check.h"
#include "server/domain/conversion.h"

namespace coalition::domain {
namespace {

constexpr Ratio kUnitsPerMicro{1, 1'000'000};

std::optional<Ratio> MoneyFactor(const MoneyRate& rate, const Ratio& exchange) {
  const auto per_micro = rate.PartnerPointsPerMicro();
  if (!per_micro) return std::nullopt;
  return Multiply(*per_micro, exchange);
}

// Absent when it does not fit.
std::optional<std::int64_t> EarnDenominator(const ExchangeRate& rate) {
  auto common = std::optional(rate.EarnFactor().denominator);
  const auto take = [&](const std::optional<Ratio>& factor) {
    common = common && factor ? LeastCommonMultiple(*common, factor->denominator) : std::nullopt;
  };
  if (rate.purchase) take(MoneyFactor(*rate.purchase, rate.earn));
  for (const ActivityRate& activity : rate.activities) {
    take(Multiply(activity.partner_points_per_unit, rate.earn));
  }
  return common;
}

template <typename Key, typename Version>
const Version* InForce(const std::map<Key, std::vector<Version>>& all, const Key& key, Moment at) {
  const auto versions = all.find(key);
  if (versions == all.end()) return nullptr;
  const Version* best = nullptr;
  for (const Version& version : versions->second) {
    if (version.effective_from > at) continue;
    if (best == nullptr || version.effective_from >= best->effective_from) best = &version;
  }
  return best;
}

template <typename Key, typename Version>
const Version* ByVersion(const std::map<Key, std::vector<Version>>& all, const Key& key,
                         std::int32_t number) {
  const auto versions = all.find(key);
  if (versions == all.end() || number < 1) return nullptr;
  const auto index = static_cast<std::size_t>(number - 1);
  return index < versions->second.size() ? &versions->second[index] : nullptr;
}

template <typename Key, typename Version>
std::int32_t NextVersion(const std::map<Key, std::vector<Version>>& all, const Key& key) {
  const auto versions = all.find(key);
  return versions == all.end() ? 1 : static_cast<std::int32_t>(versions->second.size()) + 1;
}

template <typename Version>
void Append(std::vector<Version>& versions, Version version) {
  COALITION_CHECK(version.version == static_cast<std::int32_t>(versions.size()) + 1,
                  "versions come in order");
  versions.push_back(std::move(version));
}

}  // namespace

std::optional<Ratio> MoneyRate::PartnerPointsPerMicro() const {
  return Multiply(partner_points_per_unit, kUnitsPerMicro);
}

Ratio ExchangeRate::EarnFactor() const { return *Multiply(earn, Ratio{}); }
Ratio ExchangeRate::BurnFactor() const { return *Multiply(burn, Ratio{}); }
Ratio ExchangeRate::PurchaseFactor() const { return *MoneyFactor(*purchase, earn); }
Ratio ExchangeRate::MoneyOffFactor() const { return *MoneyFactor(*money_off, burn); }
Ratio ExchangeRate::ActivityFactor(const ActivityRate& activity) const {
  return *Multiply(activity.partner_points_per_unit, earn);
}

const ActivityRate* ExchangeRate::FindActivity(std::string_view type) const {
  const auto found = std::find_if(activities.begin(), activities.end(),
                                  [&](const ActivityRate& a) { return a.type == type; });
  return found == activities.end() ? nullptr : &*found;
}

std::int64_t ExchangeRate::EarnCarryDenominator() const {
  return CarryDenominator(*EarnDenominator(*this));
}
std::int64_t ExchangeRate::BurnCarryDenominator() const {
  return CarryDenominator(BurnFactor().denominator);
}

std::int64_t ConversionRate::CarryDenominator() const {
  return domain::CarryDenominator(Multiply(rate, Ratio{})->denominator);
}

bool IsExact(const ExchangeRate& rate) {
  return EarnDenominator(rate).has_value() &&
         (!rate.money_off || MoneyFactor(*rate.money_off, rate.burn).has_value());
}

const Partner* Catalog::FindPartner(PartnerId id) const {
  const auto found = partners_.find(id);
  return found == partners_.end() ? nullptr : &found->second;
}
const Partner* Catalog::FindPartner(std::string_view handle) const {
  const auto found = partner_handles_.find(handle);
  return found == partner_handles_.end() ? nullptr : &GetPartner(found->second);
}
const Partner& Catalog::GetPartner(PartnerId id) const {
  const Partner* partner = FindPartner(id);
  COALITION_CHECK(partner != nullptr, "partner is in the catalog");
  return *partner;
}

const Currency* Catalog::FindCurrency(std::string_view code) const {
  const auto found = currency_codes_.find(code);
  return found == currency_codes_.end() ? nullptr : &GetCurrency(found->second);
}
const Currency& Catalog::GetCurrency(CurrencyId id) const {
  const auto found = currencies_.find(id);
  COALITION_CHECK(found != currencies_.end(), "currency is in the catalog");
  return found->second;
}
const Currency& Catalog::DefaultCurrency() const {
  for (const auto& [id, currency] : currencies_) {
    if (currency.network_default) return currency;
  }
  CheckFailed(__FILE__, __LINE__, "network_default", "the network has a default currency");
}

const ExchangeRate* Catalog::RateInForce(PartnerId partner, CurrencyId currency, Moment at) const {
  return InForce(rates_, {partner, currency}, at);
}
const Terms* Catalog::TermsInForce(PartnerId partner, CurrencyId currency, Moment at) const {
  return InForce(terms_, {partner, currency}, at);
}
const ExchangeRate* Catalog::RateByVersion(PartnerId partner, CurrencyId currency,
                                           std::int32_t version) const {
  return ByVersion(rates_, {partner, currency}, version);
}
const Terms* Catalog::TermsByVersion(PartnerId partner, CurrencyId currency,
                                     std::int32_t version) const {
  return ByVersion(terms_, {partner, currency}, version);
}

const ConversionRate* Catalog::ConversionRateInForce(CurrencyId from, CurrencyId to,
                                                     Moment at) const {
  return InForce(conversion_rates_, {from, to}, at);
}

bool Catalog::MayHaveNetDebitCap(PartnerId partner) const {
  for (auto of = terms_.lower_bound({partner, CurrencyId(0)});
       of != terms_.end() && of->first.first == partner; ++of) {
    for (const Terms& version : of->second) {
      if (version.net_debit_cap) return true;
    }
  }
  return false;
}

std::optional<Moment> Catalog::NextTermsAfter(PartnerId partner, Moment at) const {
  std::optional<Moment> next;
  for (auto of = terms_.lower_bound({partner, CurrencyId(0)});
       of != terms_.end() && of->first.first == partner; ++of) {
    for (const Terms& version : of->second) {
      const bool is_next = version.effective_from > at && (!next || version.effective_from < *next);
      if (is_next) next = version.effective_from;
    }
  }
  return next;
}

const Limits* Catalog::FindLimits(PartnerId partner, CurrencyId currency) const {
  const auto found = limits_.find({partner, currency});
  return found == limits_.end() ? nullptr : &found->second;
}

const Credential* Catalog::FindCredential(std::string_view id) const {
  const auto found = credentials_.find(id);
  return found == credentials_.end() ? nullptr : &found->second;
}
int Catalog::LiveCredentialCount(PartnerId partner) const {
  return static_cast<int>(
      std::count_if(credentials_.begin(), credentials_.end(), [&](const auto& entry) {
        return entry.second.partner == partner && !entry.second.revoked_at.has_value();
      }));
}

PartnerId Catalog::NextPartnerId() const {
  return PartnerId(partners_.empty() ? 1 : partners_.rbegin()->first.value() + 1);
}
CurrencyId Catalog::NextCurrencyId() const {
  return CurrencyId(currencies_.empty() ? 1 : currencies_.rbegin()->first.value() + 1);
}
std::int32_t Catalog::NextRateVersion(PartnerId partner, CurrencyId currency) const {
  return NextVersion(rates_, {partner, currency});
}
std::int32_t Catalog::NextTermsVersion(PartnerId partner, CurrencyId currency) const {
  return NextVersion(terms_, {partner, currency});
}
std::int32_t Catalog::NextConversionRateVersion(CurrencyId from, CurrencyId to) const {
  return NextVersion(conversion_rates_, {from, to});
}

void Catalog::Put(Partner partner) {
  partner_handles_[partner.handle] = partner.id;
  partners_[partner.id] = std::move(partner);
}
void Catalog::Put(Currency currency) {
  currency_codes_[currency.code] = currency.id;
  currencies_[currency.id] = std::move(currency);
}
void Catalog::Put(ExchangeRate rate) {
  auto& versions = rates_[{rate.partner, rate.currency}];
  Append(versions, std::move(rate));
}
void Catalog::Put(Terms terms) {
  auto& versions = terms_[{terms.partner, terms.currency}];
  Append(versions, std::move(terms));
}
void Catalog::Put(Credential credential) {
  std::string id = credential.id;
  credentials_.insert_or_assign(std::move(id), std::move(credential));
}
void Catalog::Put(ConversionRate rate) {
  auto& versions = conversion_rates_[{rate.from, rate.to}];
  Append(versions, std::move(rate));
}
void Catalog::Put(const PartnerLimits& limits) {
  const PartnerCurrency key{limits.partner, limits.currency};
  if (limits.limits == Limits{}) {
    limits_.erase(key);
  } else {
    limits_[key] = limits.limits;
  }
}

}  // namespace coalition::domain
