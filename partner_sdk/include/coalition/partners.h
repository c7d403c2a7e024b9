#ifndef COALITION_PARTNERS_H_
#define COALITION_PARTNERS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coalition/types.h"

// Partners, their currencies, exchange rates, terms and keys. The operator may call everything; a
// partner may read what is its own, set its own exchange rates from now on, and manage its own
// keys.
//
// Rates and terms are versions that are added and never edited. In force at a moment is the one
// with the latest `effective_from` at or before it, and of several with the same the highest
// version.
namespace coalition {

enum class PartnerState : int { kUnspecified = 0, kActive = 1, kSuspended = 2 };
// What happens to fractions of a point: carried to the member's next conversion (the default),
// rounded down, or to the nearest with ties to even.
enum class Rounding : int { kUnspecified = 0, kCarry = 1, kFloor = 2, kHalfEven = 3 };
// When an issuer pays for its points: when they are earned, or when they are burned, wherever.
enum class Charge : int { kUnspecified = 0, kOnIssue = 1, kOnRedemption = 2 };
// `kPostpaid`: what the partner may owe in the open window. `kPrepaid`: what it ever paid in
// advance, against its position over all windows.
enum class NetDebitCapKind : int { kUnspecified = 0, kPostpaid = 1, kPrepaid = 2 };
enum class Role : int { kUnspecified = 0, kOperator = 1, kPartner = 2 };

// `ACTIVE`, `HALF_EVEN`, `ON_ISSUE`; `UNSPECIFIED` for numbers outside the enum.
std::string_view ToString(PartnerState state);
std::string_view ToString(Rounding rounding);
std::string_view ToString(Charge charge);
std::string_view ToString(NetDebitCapKind kind);
std::string_view ToString(Role role);

struct Partner {
  // Lower-case letters, digits and `-`, starting with a letter; 1 to 40 characters.
  std::string partner_id{};
  std::string display_name{};
  // ISO 4217; positions and prices are in it.
  std::string settlement_currency{};
  PartnerState state = PartnerState::kUnspecified;
  // How many days an event time may lie in the past.
  std::int32_t backdating_days = 0;
  Timestamp created_at{};

  bool operator==(const Partner&) const = default;
};

struct CreatePartnerRequest {
  std::string request_id{};
  // See Partner; chosen here, for ever.
  std::string partner_id{};
  // 1 to 100 characters.
  std::string display_name{};
  std::string settlement_currency{};
  // From 0 to 36,500. Absent: 30.
  std::optional<std::int32_t> backdating_days{};

  bool operator==(const CreatePartnerRequest&) const = default;
};

// What is absent stays as it is.
struct UpdatePartnerRequest {
  std::string request_id{};
  std::string partner_id{};
  // 1 to 100 characters.
  std::optional<std::string> display_name{};
  // From 0 to 36,500.
  std::optional<std::int32_t> backdating_days{};

  bool operator==(const UpdatePartnerRequest&) const = default;
};

// For SuspendPartner and ResumePartner.
struct ChangePartnerStateRequest {
  std::string request_id{};
  std::string partner_id{};
  // 1 to 500 characters; audited.
  std::string reason{};

  bool operator==(const ChangePartnerStateRequest&) const = default;
};

struct ListPartnersRequest {
  // From 1 to 1,000; 0 means 100.
  std::int32_t page_size = 0;
  std::string page_token{};

  bool operator==(const ListPartnersRequest&) const = default;
};

// A points currency.
struct Currency {
  // Capital letters, digits and `_`, starting with a letter; 2 to 16 characters.
  std::string code{};
  // Decimals of a point, 0 to 6.
  std::int32_t scale = 0;
  // Empty for the network's own.
  std::string owner_partner_id{};
  // The currency of requests that name none.
  bool network_default = false;

  bool operator==(const Currency&) const = default;
};

struct CreateCurrencyRequest {
  std::string request_id{};
  std::string code{};
  std::int32_t scale = 0;
  std::string owner_partner_id{};

  bool operator==(const CreateCurrencyRequest&) const = default;
};

// Partner points per one unit (1,000,000 micros) of a currency.
struct MoneyRate {
  std::string currency_code{};
  Ratio partner_points_per_unit{};

  bool operator==(const MoneyRate&) const = default;
};

// Partner points per quantity 1 of an activity.
struct ActivityRate {
  std::string type{};
  Ratio partner_points_per_unit{};

  bool operator==(const ActivityRate&) const = default;
};

// How a partner's points and facts become points of one currency. In a SetExchangeRateRequest leave
// `version`, `created_at` and `backdating_reason` alone; the server fills them.
struct ExchangeRate {
  std::string partner_id{};
  std::string currency{};
  // From 1, per partner and currency.
  std::int32_t version = 0;
  // Absent in a request: now.
  std::optional<Timestamp> effective_from{};
  // Currency points (smallest units) per partner point, when earning and when burning.
  Ratio earn{};
  Ratio burn{};
  Rounding rounding = Rounding::kUnspecified;
  // Absent: purchases do not earn.
  std::optional<MoneyRate> purchase{};
  // Absent: burns for money off are not offered.
  std::optional<MoneyRate> money_off{};
  // At most 100, each type once.
  std::vector<ActivityRate> activities{};
  std::optional<Timestamp> created_at{};
  // Set when `effective_from` was in the past.
  std::string backdating_reason{};

  bool operator==(const ExchangeRate&) const = default;
};

struct SetExchangeRateRequest {
  std::string request_id{};
  // Its `partner_id`, when empty, is filled as in points.h.
  ExchangeRate exchange_rate{};
  // Needed for a rate that begins in the past, which only the operator may set; 1 to 500
  // characters.
  std::string backdating_reason{};

  bool operator==(const SetExchangeRateRequest&) const = default;
};

// The network's rate from one points currency to another; only in this direction. In a
// SetConversionRateRequest leave `version`, `created_at` and `backdating_reason` alone.
struct ConversionRate {
  std::string from_currency{};
  std::string to_currency{};
  // From 1, per direction.
  std::int32_t version = 0;
  // Absent in a request: now.
  std::optional<Timestamp> effective_from{};
  // `to` points per `from` point, both in smallest units.
  Ratio rate{};
  std::optional<Timestamp> created_at{};
  // Set when `effective_from` was in the past.
  std::string backdating_reason{};

  bool operator==(const ConversionRate&) const = default;
};

struct SetConversionRateRequest {
  std::string request_id{};
  ConversionRate conversion_rate{};
  // Needed for a rate that begins in the past; 1 to 500 characters.
  std::string backdating_reason{};

  bool operator==(const SetConversionRateRequest&) const = default;
};

// By currencies, newest version first.
struct ListConversionRatesRequest {
  // Empty: any.
  std::string from_currency{};
  std::string to_currency{};
  // From 1 to 1,000; 0 means 100.
  std::int32_t page_size = 0;
  std::string page_token{};

  bool operator==(const ListConversionRatesRequest&) const = default;
};

// For ListExchangeRates and ListTerms; newest version first.
struct ListVersionsRequest {
  // Empty: as in points.h; for the operator all partners.
  std::string partner_id{};
  // Empty: all.
  std::string currency{};
  // From 1 to 1,000; 0 means 100.
  std::int32_t page_size = 0;
  std::string page_token{};

  bool operator==(const ListVersionsRequest&) const = default;
};

// What the network charges the reporting partner. Micros from 0 to 10^12; ppm, millionths of the
// points' issue or redemption price, from 0 to 1,000,000.
struct Fees {
  std::int64_t earn_fee_micros = 0;
  std::int64_t burn_fee_micros = 0;
  std::int32_t earn_fee_ppm = 0;
  std::int32_t burn_fee_ppm = 0;

  bool operator==(const Fees&) const = default;
};

// How far the partner's position may go; that of the terms in force when it is decided counts.
// Earns and conversions that would go further fail with kNetDebitCapExceeded; burns, reversals,
// adjustments and charges from elsewhere do not.
struct NetDebitCap {
  NetDebitCapKind kind = NetDebitCapKind::kUnspecified;
  // From 0 to 10^17. Of kPrepaid: the sum of all that the partner ever paid.
  std::int64_t limit_micros = 0;
  // A soft threshold, at most limit_micros; 0: none. The transaction by which the partner comes to
  // owe more leaves a NET_DEBIT_ALERT among the audit events, and Position::net_debit_alert shows
  // it.
  std::int64_t alert_micros = 0;

  bool operator==(const NetDebitCap&) const = default;
};

// A partner's commercial terms for one currency. Prices are micros of the partner's settlement
// currency per 1,000 whole points (not smallest units), from 0 to 10^15. In a SetTermsRequest leave
// `version`, `created_at` and `backdating_reason` alone.
struct Terms {
  std::string partner_id{};
  std::string currency{};
  // From 1, per partner and currency.
  std::int32_t version = 0;
  // Absent in a request: now.
  std::optional<Timestamp> effective_from{};
  // The partner pays it as issuer.
  std::int64_t issue_price_micros = 0;
  // The partner is paid it as redeemer.
  std::int64_t redemption_price_micros = 0;
  Charge charge = Charge::kUnspecified;
  // From the date of the earn until points can be burned; 0 to 3,650.
  std::int32_t pending_days = 0;
  // Points expire at the end of the calendar month that lies this many months after the earn's;
  // 0: never. To 1,200.
  std::int32_t valid_months = 0;
  Fees fees{};
  // Absent: no cap.
  std::optional<NetDebitCap> net_debit_cap{};
  // The share of expired points' issue price that the issuer gets back, in millionths: 0 to
  // 1,000,000. Only with Charge::kOnIssue.
  std::int32_t breakage_share_ppm = 0;
  std::optional<Timestamp> created_at{};
  // Set when `effective_from` was in the past.
  std::string backdating_reason{};

  bool operator==(const Terms&) const = default;
};

struct SetTermsRequest {
  std::string request_id{};
  Terms terms{};
  // As in SetExchangeRateRequest.
  std::string backdating_reason{};

  bool operator==(const SetTermsRequest&) const = default;
};

// What a partner may post in one currency, in points from 0 to 10^17; 0 means no limit. Past it
// kLimitExceeded. A day is a date of the network's time zone by the server's clock, whatever the
// event time. Burn limits hold for authorizations too; reversals and voids do not lower a day's
// totals.
struct Limits {
  std::int64_t earn_points_per_transaction = 0;
  std::int64_t burn_points_per_transaction = 0;
  std::int64_t earn_points_per_member_day = 0;
  std::int64_t burn_points_per_member_day = 0;
  std::int64_t earn_points_per_partner_day = 0;
  std::int64_t burn_points_per_partner_day = 0;

  bool operator==(const Limits&) const = default;
};

struct SetLimitsRequest {
  std::string request_id{};
  std::string partner_id{};
  // Empty: the network's default.
  std::string currency{};
  // All six; what is 0 becomes unlimited.
  Limits limits{};

  bool operator==(const SetLimitsRequest&) const = default;
};

struct GetLimitsRequest {
  // Empty: as in points.h.
  std::string partner_id{};
  // Empty: the network's default.
  std::string currency{};

  bool operator==(const GetLimitsRequest&) const = default;
};

// An API key without the key.
struct Credential {
  std::string credential_id{};
  Role role = Role::kUnspecified;
  // Empty for the operator.
  std::string partner_id{};
  // What it is for, 1 to 100 characters.
  std::string label{};
  Timestamp created_at{};
  // Absent while it is live.
  std::optional<Timestamp> revoked_at{};

  bool operator==(const Credential&) const = default;
};

struct CreateCredentialRequest {
  std::string request_id{};
  // Unspecified means kPartner.
  Role role = Role::kUnspecified;
  // For kPartner.
  std::string partner_id{};
  std::string label{};

  bool operator==(const CreateCredentialRequest&) const = default;
};

struct NewCredential {
  Credential credential{};
  // The secret, in this answer only. Empty when `replayed`: if the first answer was lost, revoke
  // the credential and make another.
  std::string api_key{};
  bool replayed = false;

  bool operator==(const NewCredential&) const = default;
};

struct RevokeCredentialRequest {
  std::string request_id{};
  std::string credential_id{};

  bool operator==(const RevokeCredentialRequest&) const = default;
};

}  // namespace coalition

#endif  // COALITION_PARTNERS_H_
