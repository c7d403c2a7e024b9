#include "tests/e2e/samples.h"

#include <cctype>
#include <cstdlib>
#include <iostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace coalition::e2e {
namespace {

constexpr Caller kPartner = Caller::kPartner;
constexpr Caller kOperator = Caller::kOperator;

constexpr char kLines[] =
    "lines { sku: 'shoe' category: 'shoes' quantity: 3 unit_price_micros: 2000000 }"
    " lines { sku: 'sock' quantity: 1 unit_price_micros: 1000000 }";

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

std::string Quoted(const std::string& rest) {
  return "partner_id: '$partner' member { member_id: '$member' } valid_for_s: 60 " + rest;
}

std::string Purchase(const std::string& field) {
  return field + " { amount { currency_code: 'GBP' micros: 7000000 } " + kLines + " }";
}

std::string Rate() {
  return "exchange_rate { partner_id: '$partner' currency: 'POINTS' rounding: ROUNDING_CARRY " +
         EvenRate() + " }";
}

std::string Terms() {
  return "terms { partner_id: '$partner' currency: 'POINTS' pending_days: 0 valid_months: 0"
         " fees { earn_fee_micros: 1 } net_debit_cap { kind: KIND_POSTPAID"
         " limit_micros: 1000000000000000 } " +
         std::string(kPlainTerms) + " }";
}

std::vector<Sample> MakeSamples() {
  const std::string amount = "amount { currency_code: 'GBP' micros: 7000000 }";
  const std::string money = "money_off { currency_code: 'GBP' micros: 1000000 }";
  const std::string list = "page_size: 10";
  const std::string other_reference = "reference: 'another'";
  const std::string other_reason = "reason: 'another'";
  return {
      {"Earn", "points", kPartner, ByMember("points: 100"), other_reference},
      {"Earn", "by card", kPartner, ByCard("partner_points: 100"), other_reference},
      {"Earn", "purchase without lines", kPartner, ByMember("purchase { " + amount + " }"),
       other_reference},
      {"Earn", "purchase", kPartner, ByMember(Purchase("purchase")), other_reference},
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
      {"SubmitBatch", "of one partner", kPartner,
       "partner_id: '$partner' items { earn { request_id: '$id' member { member_id: '$member' }"
       " points: 100 } }",
       "partner_id: 'headspace'"},
      {"SubmitBatch", "earn points", kPartner, "items { earn { " + ByMember("points: 100") + " } }",
       "partner_id: 'headspace'"},
      {"SubmitBatch", "earn by card", kPartner,
       "items { earn { " + ByCard("partner_points: 100") + " } }", "partner_id: 'headspace'"},
      {"SubmitBatch", "earn purchase without lines", kPartner,
       "items { earn { " + ByMember("purchase { " + amount + " }") + " } }",
       "partner_id: 'headspace'"},
      {"SubmitBatch", "earn purchase", kPartner,
       "items { earn { " + ByMember(Purchase("purchase")) + " } }", "partner_id: 'headspace'"},
      {"SubmitBatch", "earn activity", kPartner,
       "items { earn { " + ByMember("activity { type: 'run_km' quantity: 5 }") + " } }",
       "partner_id: 'headspace'"},
      {"SubmitBatch", "burn points", kPartner, "items { burn { " + ByMember("points: 10") + " } }",
       "partner_id: 'headspace'"},
      {"SubmitBatch", "burn by card", kPartner,
       "items { burn { " + ByCard("partner_points: 10") + " } }", "partner_id: 'headspace'"},
      {"SubmitBatch", "burn money off", kPartner, "items { burn { " + ByMember(money) + " } }",
       "partner_id: 'headspace'"},
      {"SubmitBatch", "reverse amount", kPartner,
       "items { reverse { request_id: '$id' partner_id: '$partner' transaction_id: '$burn'"
       " amount { currency_code: 'GBP' micros: 1000000 } } }",
       "partner_id: 'headspace'"},
      {"SubmitBatch", "reverse lines", kPartner,
       "items { reverse { request_id: '$id' transaction_id: '$purchase'"
       " lines { lines { line: 1 quantity: 2 } } } }",
       "partner_id: 'headspace'"},
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

      {"Quote", "earn", kPartner, Quoted("currency: 'POINTS' earn_partner_points: 5"), ""},
      {"Quote", "earn in points", kPartner, Quoted("earn_points: 5"), ""},
      {"Quote", "burn", kPartner, Quoted("burn_partner_points: 5"), ""},
      {"Quote", "by card", kPartner,
       "member { identifier { kind: 'card' value: '$card' } } burn_points: 5", ""},
      {"Quote", "purchase without lines", kPartner, Quoted("earn_purchase { " + amount + " }"), ""},
      {"Quote", "purchase", kPartner, Quoted(Purchase("earn_purchase")), ""},
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
      {"GetPositions", "", kPartner, "partner_id: '$partner' window_id: 1", ""},
      {"ListWindows", "", kPartner, list, ""},
      {"GetWindow", "", kPartner, "window_id: 1", ""},
      {"GetStatement", "", kPartner, "partner_id: '$partner' window_id: 1", ""},
      {"ListStatementLines", "", kPartner, "partner_id: '$partner' window_id: 1 " + list, ""},
      {"ListObligations", "", kPartner, "partner_id: '$partner' window_id: 1 " + list, ""},
      {"GetLiability", "", kPartner, "partner_id: '$partner' currency: 'POINTS'", ""},
      {"VerifyLedger", "", kOperator, "", ""},
  };
}

std::string TransactionOf(const v1::Receipt& receipt) {
  return receipt.transaction().transaction_id();
}

}  // namespace

const std::vector<Sample>& Samples() {
  static const std::vector<Sample> samples = MakeSamples();
  return samples;
}

World::World(Network& network)
    : network_(network),
      nike_partner_(network.Join("nike")),
      headspace_partner_(network.Join("headspace", {"EUR", EvenRate("EUR"), kPlainTerms})) {
  nike_ = MakeSide(nike_partner_);
  headspace_ = MakeSide(headspace_partner_);
  nobody_ = {"nobody", "01890a5d-ac96-774b-bcce-b302099a8057", "nobodys-card", "0-123456789",
             "00000000000000000000000000"};
  const auto credential = network.Must<v1::CreateCredentialRequest>(
      network.operator_key(), "partner_id: 'nike' label: 'old'");
  revoked_ = credential.credential().credential_id();
  network.Must<v1::RevokeCredentialRequest>(network.operator_key(),
                                            "credential_id: '" + revoked_ + "'");
}

Side World::MakeSide(const Partner& partner) const {
  Side side;
  side.partner = partner.id;
  side.card = partner.id + "-card";
  side.member = network_.Enroll(partner, side.card);
  side.transaction = TransactionOf(network_.Earned(partner, side.member, "points: 1000"));
  network_.Earned(partner, side.member, "points: 1000000");
  side.credential =
      network_
          .Must<v1::CreateCredentialRequest>(network_.operator_key(),
                                             "partner_id: '" + partner.id + "' label: 'spare'")
          .credential()
          .credential_id();
  return side;
}

std::string World::ValueOf(const std::string& name, const Side& side) const {
  if (name == "partner") return side.partner;
  if (name == "member") return side.member;
  if (name == "card") return side.card;
  if (name == "transaction") return side.transaction;
  if (name == "credential") return side.credential;
  if (name == "id" || name == "fresh") return FreshId();
  if (name == "FRESH") return "X" + FreshId().substr(4);
  if (name == "revoked") return revoked_;
  if (name == "stranger") return network_.Enroll(nike_partner_, FreshId());
  if (name == "purchase") {
    return TransactionOf(
        network_.Earned(nike_partner_, nike_.member,
                        absl::StrCat("purchase { amount { currency_code: 'GBP' } ", kLines, " }")));
  }
  if (name == "points") {
    return TransactionOf(network_.Earned(nike_partner_, nike_.member, "points: 10"));
  }
  if (name == "burn") {
    return TransactionOf(network_.Burned(nike_partner_, nike_.member,
                                         "money_off { currency_code: 'GBP' micros: 5000000 }"));
  }
  if (name == "quote") {
    return network_
        .Must<v1::QuoteRequest>(nike_partner_.key, "member { member_id: '" + nike_.member +
                                                       "' } earn_partner_points: 5")
        .quote_token();
  }
  if (name == "scratch") {
    const std::string id = FreshId();
    network_.Must<v1::CreatePartnerRequest>(
        network_.operator_key(),
        absl::StrCat("partner_id: '", id, "' display_name: 'x' settlement_currency: 'GBP'"));
    return id;
  }
  std::cerr << "no placeholder is called $" << name << "\n";
  std::abort();
}

std::string World::Fill(const std::string& text, const Side& side) const {
  std::string filled;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '$') {
      filled += text[i++];
      continue;
    }
    std::size_t end = i + 1;
    while (end < text.size() && absl::ascii_isalpha(static_cast<unsigned char>(text[end]))) ++end;
    filled += ValueOf(text.substr(i + 1, end - i - 1), side);
    i = end;
  }
  return filled;
}

AnyMessage World::Request(const Sample& sample) const {
  AnyMessage request = NewMessage(*MethodNamed(sample.call).input_type());
  ParseText(Fill(sample.request), request.get());
  return request;
}

Headers World::HeadersOf(Caller caller) const {
  return Bearer(caller == Caller::kOperator ? network_.operator_key() : nike_partner_.key);
}

}  // namespace coalition::e2e
