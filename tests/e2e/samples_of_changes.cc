#include <string>
#include <vector>

#include "tests/e2e/sample_parts.h"

namespace coalition::e2e {
namespace {

constexpr Caller kPartner = Caller::kPartner;
constexpr Caller kOperator = Caller::kOperator;

std::string Rate() {
  return "exchange_rate { partner_id: '$partner' currency: 'POINTS' rounding: ROUNDING_CARRY " +
         EvenRate() + " }";
}

std::string Terms() {
  return "terms { partner_id: '$partner' currency: 'POINTS' pending_days: 0 valid_months: 0"
         " fees { earn_fee_micros: 1 } net_debit_cap { kind: KIND_POSTPAID"
         " limit_micros: 1000000000000000 alert_micros: 900000000000000 }"
         " breakage_share_ppm: 500000 " +
         std::string(kPlainTerms) + " }";
}

std::string Conversion(const std::string& rest) {
  return "request_id: '$id' backdating_reason: 'history' conversion_rate { from_currency: 'POINTS'"
         " to_currency: 'MILES' rate { numerator: 1 denominator: 3 } " +
         rest + " }";
}

std::string Unlinking() {
  return "request_id: '$id' member_id: '$stranger'"
         " identifier { partner_id: '$partner' kind: 'card' value: '$strangerscard' }";
}

std::string Limits() {
  return "request_id: '$id' partner_id: '$partner' currency: 'POINTS' limits {"
         " earn_points_per_transaction: 1000000000 burn_points_per_transaction: 1000000001"
         " earn_points_per_member_day: 1000000002 burn_points_per_member_day: 1000000003"
         " earn_points_per_partner_day: 1000000004 burn_points_per_partner_day: 1000000005 }";
}

}  // namespace

std::vector<Sample> ChangeSamples() {
  const std::string other_reason = "reason: 'another'";
  return {
      {"EnrollMember", "", kPartner,
       "request_id: '$id' partner_id: '$partner'"
       " identifiers { partner_id: '$partner' kind: 'card' value: '$fresh' }",
       "identifiers { kind: 'card' value: 'another' }"},
      {"EnrollMember", "by the operator", kOperator,
       "request_id: '$id' partner_id: '$partner'"
       " identifiers { partner_id: '$partner' kind: 'card' value: '$fresh' }",
       "identifiers { kind: 'card' value: 'another' }"},
      {"LinkIdentifier", "by the operator", kOperator,
       "request_id: '$id' member_id: '$stranger'"
       " identifier { partner_id: '$partner' kind: 'app' value: '$fresh' }",
       "identifier { value: 'another' }"},
      {"LinkIdentifier", "", kPartner,
       "request_id: '$id' member_id: '$stranger'"
       " identifier { partner_id: '$partner' kind: 'app' value: '$fresh' }",
       "identifier { value: 'another' }"},
      {"CreatePartner", "", kOperator,
       "request_id: '$id' partner_id: '$fresh' display_name: 'Fresh' settlement_currency: 'GBP'"
       " backdating_days: 10",
       "display_name: 'Another'"},
      {"SuspendPartner", "", kOperator, "request_id: '$id' partner_id: '$scratch' reason: 'test'",
       other_reason},
      {"ResumePartner", "", kOperator, "request_id: '$id' partner_id: '$scratch' reason: 'test'",
       other_reason},
      {"CreateCurrency", "", kOperator,
       "request_id: '$id' code: '$FRESH' scale: 2 owner_partner_id: '$partner'", "scale: 3"},
      {"SetExchangeRate", "", kPartner, "request_id: '$id' " + Rate(),
       "exchange_rate { earn { numerator: 7 } }"},
      {"SetExchangeRate", "by the operator", kOperator,
       "request_id: '$id' backdating_reason: 'history' " + Rate(),
       "exchange_rate { earn { numerator: 7 } }"},
      {"SetTerms", "", kOperator, "request_id: '$id' backdating_reason: 'history' " + Terms(),
       "terms { valid_months: 7 }"},
      {"CreateCredential", "", kOperator,
       "request_id: '$id' role: ROLE_PARTNER partner_id: '$scratch' label: 'till'",
       "label: 'another'"},
      {"RevokeCredential", "", kPartner, "request_id: '$id' credential_id: '$revoked'",
       "credential_id: 'another'"},
      {"CloseWindow", "", kOperator, "request_id: '$id' label: 'a month'", "label: 'another'"},
      {"UnlinkIdentifier", "", kPartner, Unlinking(), "identifier { value: 'another' }"},
      {"UnlinkIdentifier", "by the operator", kOperator, Unlinking(),
       "identifier { value: 'another' }"},
      {"MergeMembers", "", kOperator,
       "request_id: '$id' from_member_id: '$stranger' into_member_id: '$stranger' reason: 'twins'",
       other_reason},
      {"EraseMember", "", kOperator, "request_id: '$id' member_id: '$stranger' reason: 'asked'",
       other_reason},
      {"UpdatePartner", "", kOperator,
       "request_id: '$id' partner_id: '$scratch' display_name: 'Fresh' backdating_days: 10",
       "display_name: 'Another'"},
      {"SetExchangeRate", "of conversion", kOperator,
       Conversion("effective_from { seconds: 1000000000 }"),
       "conversion_rate { rate { denominator: 7 } }"},
      {"SetLimits", "", kOperator, Limits(), "limits { earn_points_per_transaction: 7 }"},
  };
}

}  // namespace coalition::e2e
