#include <string>
#include <vector>

#include "tests/e2e/sample_parts.h"

namespace coalition::e2e {
namespace {

constexpr Caller kPartner = Caller::kPartner;
constexpr Caller kOperator = Caller::kOperator;

std::string Quoted(const std::string& rest) {
  return "partner_id: '$partner' member { member_id: '$member' } valid_for_s: 60 " + rest;
}

}  // namespace

std::vector<Sample> QuestionSamples() {
  const std::string amount = "amount { currency_code: 'GBP' micros: 7000000 }";
  const std::string list = "page_size: 10";
  return {
      {"Quote", "earn", kPartner, Quoted("currency: 'POINTS' earn_partner_points: 5"), ""},
      {"Quote", "earn in points", kPartner, Quoted("earn_points: 5"), ""},
      {"Quote", "burn", kPartner, Quoted("burn_partner_points: 5"), ""},
      {"Quote", "by card", kPartner,
       "member { identifier { kind: 'card' value: '$card' } } burn_points: 5", ""},
      {"Quote", "purchase without lines", kPartner, Quoted("earn_purchase { " + amount + " }"), ""},
      {"Quote", "purchase", kPartner, Quoted(PurchaseOf("earn_purchase")), ""},
      {"Quote", "activity", kPartner, Quoted("earn_activity { type: 'run_km' quantity: 5 }"), ""},
      {"Quote", "money off", kPartner,
       Quoted("burn_money_off { currency_code: 'GBP' micros: 1000000 }"), ""},
      {"GetBalance", "", kPartner, "partner_id: '$partner' member { member_id: '$member' }", ""},
      {"GetBalance", "by card", kPartner,
       "member { identifier { kind: 'card' value: '$card' } } currency: 'POINTS'", ""},
      {"GetBalance", "by the operator", kOperator,
       "partner_id: '$partner' member { identifier { partner_id: '$partner' kind: 'card'"
       " value: '$card' } }",
       ""},
      {"GetBalance", "by id and the operator", kOperator, "member { member_id: '$member' }", ""},
      {"GetTransaction", "by the operator", kOperator, "transaction_id: '$transaction'", ""},
      {"ListTransactions", "by the operator", kOperator,
       "partner_id: '$partner' member { member_id: '$member' } " + list, ""},
      {"ListTransactions", "by card and the operator", kOperator,
       "partner_id: '$partner' member { identifier { partner_id: '$partner' kind: 'card'"
       " value: '$card' } }",
       ""},
      {"GetMember", "by the operator", kOperator, "member_id: '$member'", ""},
      {"ResolveMember", "by the operator", kOperator,
       "identifier { partner_id: '$partner' kind: 'card' value: '$card' }", ""},
      {"GetPartner", "by the operator", kOperator, "partner_id: '$partner'", ""},
      {"ListExchangeRates", "by the operator", kOperator, "partner_id: '$partner' " + list, ""},
      {"ListTerms", "by the operator", kOperator, "partner_id: '$partner' " + list, ""},
      {"GetPositions", "by the operator", kOperator, "partner_id: '$partner'", ""},
      {"GetStatement", "by the operator", kOperator, "partner_id: '$partner'", ""},
      {"ListStatementLines", "by the operator", kOperator, "partner_id: '$partner' " + list, ""},
      {"ListObligations", "by the operator", kOperator, "partner_id: '$partner' " + list, ""},
      {"GetLiability", "by the operator", kOperator, "partner_id: '$partner'", ""},
      {"GetTransaction", "", kPartner, "transaction_id: '$transaction'", ""},
      {"ListTransactions", "", kPartner, "partner_id: '$partner' " + list, ""},
      {"ListTransactions", "of a member", kPartner, "member { member_id: '$member' } " + list, ""},
      {"ListTransactions", "by card", kPartner,
       "member { identifier { kind: 'card' value: '$card' } } " + list, ""},
      {"GetMember", "", kPartner, "member_id: '$member'", ""},
      {"ResolveMember", "", kPartner,
       "identifier { partner_id: '$partner' kind: 'card' value: '$card' }", ""},
      {"GetPartner", "", kPartner, "partner_id: '$partner'", ""},
      {"ListPartners", "", kPartner, list, ""},
      {"ListExchangeRates", "", kPartner, "partner_id: '$partner' currency: 'POINTS' " + list, ""},
      {"ListTerms", "", kPartner, "partner_id: '$partner' currency: 'POINTS' " + list, ""},
      {"GetPositions", "", kPartner, "partner_id: '$partner'", ""},
      {"GetPositions", "of a window", kPartner, "partner_id: '$partner' window_id: 1", ""},
      {"ListWindows", "", kPartner, list, ""},
      {"GetWindow", "", kPartner, "window_id: 1", ""},
      {"GetStatement", "", kPartner, "partner_id: '$partner' window_id: 1", ""},
      {"ListStatementLines", "", kPartner, "partner_id: '$partner' window_id: 1 " + list, ""},
      {"ListObligations", "", kPartner, "partner_id: '$partner' window_id: 1 " + list, ""},
      {"GetLiability", "", kPartner, "partner_id: '$partner' currency: 'POINTS'", ""},
      {"VerifyLedger", "", kOperator, "", ""},
      {"ListMembers", "", kPartner, "partner_id: '$partner' " + list, ""},
      {"ListMembers", "by the operator", kOperator, "partner_id: '$partner' " + list, ""},
      {"ListMembers", "all", kOperator, list, ""},
      {"ListConversionRates", "", kPartner, "from_currency: 'POINTS' to_currency: 'MILES' " + list,
       ""},
      {"GetLimits", "", kPartner, "partner_id: '$partner' currency: 'POINTS'", ""},
      {"GetLimits", "by the operator", kOperator, "partner_id: '$partner'", ""},
      {"ListAuditEvents", "", kOperator, list, ""},
  };
}

}  // namespace coalition::e2e
