#ifndef COALITION_SERVER_DOMAIN_CATALOG_H_
#define COALITION_SERVER_DOMAIN_CATALOG_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "server/domain/amount.h"
#include "server/domain/calendar.h"
#include "server/domain/ids.h"
#include "server/domain/money.h"

namespace coalition::domain {

// What changes rarely and is read by every transaction: the network, partners, currencies, dated
// exchange rates and terms, credentials. Rates and terms are only ever added.

enum class NegativeBalancePolicy : std::uint8_t {
  kAllowNegative = 1,
  kChargePartner = 2,
  kReject = 3,
};

// Fixed when the network is created.
struct Network {
  std::string name;
  // IANA name of the zone whose dates count.
  std::string time_zone_name = "UTC";
  absl::TimeZone time_zone = absl::UTCTimeZone();
  NegativeBalancePolicy negative_balance = NegativeBalancePolicy::kAllowNegative;
};

enum class PartnerState : std::uint8_t { kActive = 1, kSuspended = 2 };

struct Partner {
  PartnerId id;
  // The partner's id on the wire.
  std::string handle;
  std::string display_name;
  MoneyCurrency settlement_currency;
  PartnerState state = PartnerState::kActive;
  std::int32_t backdating_days = 30;
  Moment created_at;
};

struct Currency {
  CurrencyId id;
  std::string code;
  std::int32_t scale = 0;
  // kNetwork when no partner owns it.
  PartnerId owner = kNetwork;
  bool network_default = false;
};

enum class RateRounding : std::uint8_t { kCarry = 1, kFloor = 2, kHalfEven = 3 };

// Partner points per unit (1,000,000 micros) of money.
struct MoneyRate {
  MoneyCurrency currency;
  Ratio partner_points_per_unit;

  // Absent when it does not fit; a rate that was accepted always has one.
  std::optional<Ratio> PartnerPointsPerMicro() const;
};

struct ActivityRate {
  std::string type;
  Ratio partner_points_per_unit;
};

// One version of a partner's rate for one currency.
struct ExchangeRate {
  PartnerId partner;
  CurrencyId currency;
  std::int32_t version = 0;
  Moment effective_from;
  // Currency points per partner point.
  Ratio earn;
  Ratio burn;
  RateRounding rounding = RateRounding::kCarry;
  std::optional<MoneyRate> purchase;
  std::optional<MoneyRate> money_off;
  std::vector<ActivityRate> activities;
  Moment created_at;
  std::string backdating_reason;

  // Currency points per partner point earned, and burned; per micro of a purchase, and of money
  // off; per activity quantity. Exact and in lowest terms; what does not fit was refused when the
  // rate was set (see IsExact).
  Ratio EarnFactor() const;
  Ratio BurnFactor() const;
  Ratio PurchaseFactor() const;
  Ratio MoneyOffFactor() const;
  Ratio ActivityFactor(const ActivityRate& activity) const;
  const ActivityRate* FindActivity(std::string_view type) const;
  // The denominators of the earn carry and of the burn carry under this rate.
  std::int64_t EarnCarryDenominator() const;
  std::int64_t BurnCarryDenominator() const;
};

// Whether every factor of the rate and their common denominator fit in 63 bits.
bool IsExact(const ExchangeRate& rate);

enum class Charge : std::uint8_t { kOnIssue = 1, kOnRedemption = 2 };

struct Fees {
  Micros earn_fee;
  Micros burn_fee;
  std::int32_t earn_fee_ppm = 0;
  std::int32_t burn_fee_ppm = 0;
};

// How far a partner's position may go.
struct NetDebitCap {
  enum class Kind : std::uint8_t { kPostpaid = 1, kPrepaid = 2 };
  // Postpaid: of the open window's position. Prepaid: of the position over all windows.
  Kind kind = Kind::kPostpaid;
  // How much the partner may owe.
  Micros limit;
  // A soft threshold below it.
  std::optional<Micros> alert;

  friend bool operator==(const NetDebitCap&, const NetDebitCap&) = default;
};

// One version of a partner's terms for one currency. Prices: see coalition.v1.Terms.
struct Terms {
  PartnerId partner;
  CurrencyId currency;
  std::int32_t version = 0;
  Moment effective_from;
  Micros issue_price;
  Micros redemption_price;
  Charge charge = Charge::kOnIssue;
  std::int32_t pending_days = 0;
  std::int32_t valid_months = 0;
  Fees fees;
  std::optional<NetDebitCap> net_debit_cap;
  Moment created_at;
  std::string backdating_reason;
  // Of the issue price of points that expired.
  std::int32_t breakage_share_ppm = 0;
};

// One version of the network's rate for changing points of one currency into another's.
struct ConversionRate {
  CurrencyId from;
  CurrencyId to;
  std::int32_t version = 0;
  Moment effective_from;
  // `to` points per `from` point.
  Ratio rate;
  Moment created_at;
  std::string backdating_reason;

  std::int64_t CarryDenominator() const;
};

// Per-transaction and per-day limits; 0 means none. See coalition.v1.Limits.
struct Limits {
  Points earn_per_transaction;
  Points burn_per_transaction;
  Points earn_per_member_day;
  Points burn_per_member_day;
  Points earn_per_partner_day;
  Points burn_per_partner_day;

  friend bool operator==(const Limits&, const Limits&) = default;
};

struct PartnerLimits {
  PartnerId partner;
  CurrencyId currency;
  Limits limits;

  friend bool operator==(const PartnerLimits&, const PartnerLimits&) = default;
};

enum class Role : std::uint8_t { kOperator = 1, kPartner = 2 };

// An API key's keyed hash.
using KeyHash = std::array<std::uint8_t, 32>;

struct Credential {
  std::string id;
  Role role = Role::kPartner;
  // kNetwork for the operator.
  PartnerId partner;
  std::string label;
  KeyHash key_hash{};
  Moment created_at;
  std::optional<Moment> revoked_at;
};

// A value; the engine publishes a new one after each commit that changed it. Look-ups are by binary
// search or map; none allocates.
class Catalog {
 public:
  Network network;
  // Counts the batches that changed the catalog of a store that several servers share. It says
  // nothing elsewhere.
  std::int64_t revision = 0;

  const std::map<PartnerId, Partner>& partners() const { return partners_; }
  const std::map<CurrencyId, Currency>& currencies() const { return currencies_; }
  const std::map<std::string, Credential, std::less<>>& credentials() const { return credentials_; }

  const Partner* FindPartner(PartnerId id) const;
  const Partner* FindPartner(std::string_view handle) const;
  // The id must exist.
  const Partner& GetPartner(PartnerId id) const;
  const Currency* FindCurrency(std::string_view code) const;
  // The id must exist.
  const Currency& GetCurrency(CurrencyId id) const;
  const Currency& DefaultCurrency() const;

  // In force at `at`: the latest effective_from not after it; of equals the highest version.
  const ExchangeRate* RateInForce(PartnerId partner, CurrencyId currency, Moment at) const;
  const Terms* TermsInForce(PartnerId partner, CurrencyId currency, Moment at) const;
  const ExchangeRate* RateByVersion(PartnerId partner, CurrencyId currency,
                                    std::int32_t version) const;
  const Terms* TermsByVersion(PartnerId partner, CurrencyId currency, std::int32_t version) const;
  // Whether any version of its terms, for whatever currency, has a net debit cap.
  bool MayHaveNetDebitCap(PartnerId partner) const;
  // When the next version of any of its terms comes into force; absent when none will.
  std::optional<Moment> NextTermsAfter(PartnerId partner, Moment at) const;
  // Version 1 first; empty when there is none.
  using PartnerCurrency = std::pair<PartnerId, CurrencyId>;
  const std::map<PartnerCurrency, std::vector<ExchangeRate>>& rates() const { return rates_; }
  const std::map<PartnerCurrency, std::vector<Terms>>& terms() const { return terms_; }

  const ConversionRate* ConversionRateInForce(CurrencyId from, CurrencyId to, Moment at) const;
  using CurrencyPair = std::pair<CurrencyId, CurrencyId>;
  const std::map<CurrencyPair, std::vector<ConversionRate>>& conversion_rates() const {
    return conversion_rates_;
  }

  // Null when there are none.
  const Limits* FindLimits(PartnerId partner, CurrencyId currency) const;
  const std::map<PartnerCurrency, Limits>& limits() const { return limits_; }

  const Credential* FindCredential(std::string_view id) const;
  int LiveCredentialCount(PartnerId partner) const;

  PartnerId NextPartnerId() const;
  CurrencyId NextCurrencyId() const;
  std::int32_t NextRateVersion(PartnerId partner, CurrencyId currency) const;
  std::int32_t NextTermsVersion(PartnerId partner, CurrencyId currency) const;
  std::int32_t NextConversionRateVersion(CurrencyId from, CurrencyId to) const;

  // Each adds, or replaces what has the same id. Versions must come in order.
  void Put(Partner partner);
  void Put(Currency currency);
  void Put(ExchangeRate rate);
  void Put(Terms terms);
  void Put(Credential credential);
  void Put(ConversionRate rate);
  // Limits that limit nothing go.
  void Put(const PartnerLimits& limits);

 private:
  std::map<PartnerId, Partner> partners_;
  std::map<std::string, PartnerId, std::less<>> partner_handles_;
  std::map<CurrencyId, Currency> currencies_;
  std::map<std::string, CurrencyId, std::less<>> currency_codes_;
  std::map<PartnerCurrency, std::vector<ExchangeRate>> rates_;
  std::map<PartnerCurrency, std::vector<Terms>> terms_;
  std::map<std::string, Credential, std::less<>> credentials_;
  std::map<CurrencyPair, std::vector<ConversionRate>> conversion_rates_;
  std::map<PartnerCurrency, Limits> limits_;
};

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_CATALOG_H_
