#include <string>
#include <vector>

#include "tests/e2e/sample_parts.h"

namespace coalition::e2e {
namespace {

constexpr Caller kPartner = Caller::kPartner;
constexpr Caller kOperator = Caller::kOperator;

std::string Holding(const std::string& rest) {
  return "request_id: '$id' partner_id: '$partner' member { member_id: '$holder' }"
         " currency: 'POINTS' reference: 'till 1' hold_for_s: 600 " +
         rest;
}

std::string Converting(const std::string& member) {
  return "request_id: '$id' from_currency: 'POINTS' to_currency: 'MILES' points: 5"
         " reference: 'till 1' member { " +
         member + " }";
}

std::string Transferring(const std::string& from, const std::string& to) {
  return "request_id: '$id' currency: 'POINTS' points: 5 reference: 'till 1' from_member { " +
         from + " } to_member { " + to + " }";
}

std::string FollowUp(const std::string& hold, const std::string& rest = "") {
  return "request_id: '$id' partner_id: '$partner' reference: 'till 1' transaction_id: '" + hold +
         "' " + rest;
}

}  // namespace

std::string ByMember(const std::string& rest) {
  return "request_id: '$id' partner_id: '$partner' member { member_id: '$member' }"
         " currency: 'POINTS' reference: 'till 1' " +
         rest;
}

std::string ByCard(const std::string& rest) {
  return "request_id: '$id' member { identifier { partner_id: '$partner' kind: 'card'"
         " value: '$card' } } " +
         rest;
}

std::string PurchaseOf(const std::string& field) {
  return field + " { amount { currency_code: 'GBP' micros: 7000000 } " + kSampleLines + " }";
}

std::vector<Sample> PostingSamples() {
  const std::string amount = "amount { currency_code: 'GBP' micros: 7000000 }";
  const std::string money = "money_off { currency_code: 'GBP' micros: 1000000 }";
  const std::string other_reference = "reference: 'another'";
  const std::string id = "member_id: '$member'";
  const std::string card = "identifier { partner_id: '$partner' kind: 'card' value: '$card' }";
  const std::string friends_id = "member_id: '$friend'";
  const std::string friends_card =
      "identifier { partner_id: '$partner' kind: 'card' value: '$friendscard' }";
  return {
      {"Earn", "points", kPartner, ByMember("points: 100"), other_reference},
      {"Earn", "by card", kPartner, ByCard("partner_points: 100"), other_reference},
      {"Earn", "purchase without lines", kPartner, ByMember("purchase { " + amount + " }"),
       other_reference},
      {"Earn", "purchase", kPartner, ByMember(PurchaseOf("purchase")), other_reference},
      {"Earn", "activity", kPartner, ByMember("activity { type: 'run_km' quantity: 5 }"),
       other_reference},
      {"Earn", "quoted", kPartner, ByMember("partner_points: 5 quote_token: '$quote'"),
       other_reference},
      {"Earn", "by the operator", kOperator, ByMember("points: 100"), other_reference},
      {"Earn", "by card and the operator", kOperator,
       "partner_id: '$partner' " + ByCard("points: 100"), other_reference},
      {"Burn", "points", kPartner, ByMember("points: 10"), other_reference},
      {"Burn", "by card", kPartner, ByCard("partner_points: 10"), other_reference},
      {"Burn", "money off", kPartner, ByMember(money), other_reference},
      {"Reverse", "everything", kPartner,
       "request_id: '$id' partner_id: '$partner' transaction_id: '$points'", other_reference},
      {"Reverse", "by the operator", kOperator,
       "request_id: '$id' partner_id: '$partner' transaction_id: '$points'", other_reference},
      {"Reverse", "points", kPartner, "request_id: '$id' transaction_id: '$points' points: 1",
       other_reference},
      {"Reverse", "amount", kPartner,
       "request_id: '$id' transaction_id: '$burn' amount { currency_code: 'GBP' micros: 1000000 }",
       other_reference},
      {"Reverse", "lines", kPartner,
       "request_id: '$id' transaction_id: '$purchase' lines { lines { line: 1 quantity: 2 } }",
       other_reference},
      {"Earn", "enrolling", kPartner,
       "request_id: '$id' enroll_if_unknown: true points: 100"
       " member { identifier { partner_id: '$partner' kind: 'card' value: '$fresh' } }",
       other_reference},
      {"Authorize", "points", kPartner, Holding("points: 10"), "hold_for_s: 700"},
      {"Authorize", "by card", kPartner,
       "request_id: '$id' partner_points: 10"
       " member { identifier { partner_id: '$partner' kind: 'card' value: '$holderscard' } }",
       other_reference},
      {"Authorize", "money off", kPartner, Holding(money), other_reference},
      {"Authorize", "by the operator", kOperator, Holding("points: 10"), other_reference},
      {"Authorize", "by card and the operator", kOperator,
       "request_id: '$id' partner_id: '$partner' points: 10"
       " member { identifier { partner_id: '$partner' kind: 'card' value: '$holderscard' } }",
       other_reference},
      // First what may be captured in partner points and in points.
      {"Capture", "partner points", kPartner, FollowUp("$partnerhold", "partner_points: 1"),
       other_reference},
      {"Capture", "everything", kPartner, FollowUp("$hold"), other_reference},
      {"Capture", "points", kPartner, FollowUp("$hold", "points: 1"), other_reference},
      {"Capture", "money off", kPartner, FollowUp("$moneyhold", money), other_reference},
      {"Capture", "by the operator", kOperator, FollowUp("$partnerhold"), other_reference},
      {"Void", "", kPartner, FollowUp("$hold"), other_reference},
      {"Void", "by the operator", kOperator, FollowUp("$hold"), other_reference},
      {"Convert", "", kPartner, "partner_id: '$partner' " + Converting(id), other_reference},
      {"Convert", "by card", kPartner, Converting(card), other_reference},
      {"Convert", "by the operator", kOperator, "partner_id: '$partner' " + Converting(id),
       other_reference},
      {"Convert", "by card and the operator", kOperator,
       "partner_id: '$partner' " + Converting(card), other_reference},
      {"Transfer", "", kPartner, "partner_id: '$partner' " + Transferring(id, friends_id),
       other_reference},
      {"Transfer", "by card", kPartner, Transferring(card, friends_card), other_reference},
      {"Transfer", "by the operator", kOperator,
       "partner_id: '$partner' " + Transferring(id, friends_id), other_reference},
      {"Transfer", "by card and the operator", kOperator,
       "partner_id: '$partner' " + Transferring(card, friends_card), other_reference},
      {"Adjust", "", kOperator,
       "request_id: '$id' partner_id: '$partner' currency: 'POINTS' points: 5 reason: 'test'"
       " member { member_id: '$member' }",
       "reason: 'another'"},
      {"Adjust", "by card", kOperator,
       "request_id: '$id' partner_id: '$partner' points: -5 reason: 'test'"
       " member { identifier { partner_id: '$partner' kind: 'card' value: '$card' } }",
       "reason: 'another'"},
      {"ExpirePoints", "", kOperator, "request_id: '$id'", kNoOtherPayload},
  };
}

}  // namespace coalition::e2e
