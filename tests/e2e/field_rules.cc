#include "tests/e2e/field_rules.h"

#include <limits>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"

#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"

namespace coalition::e2e {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::int64_t kMoneyMax = 1'000'000'000'000'000;
constexpr std::int64_t kTotalMax = 100'000'000'000'000'000;
constexpr std::int64_t kFeeMax = 1'000'000'000'000;
constexpr std::int64_t kQuantityMax = 1'000'000'000;
constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
constexpr char kInvalid[] = "INVALID_FIELD";
constexpr char kDenied[] = "PERMISSION_DENIED";
constexpr char kByOperator[] = " by the operator";

// Of a partner that calls: what is not its own is denied before anything else is looked at.
FieldCases OwnPartnerCases() {
  return {Right("empty", ""),
          Right("own", "nike"),
          Wrong("another's", "headspace", kDenied),
          Wrong("nobody's", "nobody", kDenied),
          Wrong("malformed", "NOT A PARTNER", kDenied),
          Wrong("control", "nike\n", kDenied),
          Wrong("far too long", std::string(100'000, 'n'), kDenied)};
}

// Of the operator, who must name one.
FieldCases NamedPartnerCases(FieldCase empty) {
  return {std::move(empty),
          Right("a partner", "nike"),
          Wrong("nobody's", "nobody", "PARTNER_NOT_FOUND"),
          Wrong("the longest", std::string(40, 'n'), "PARTNER_NOT_FOUND"),
          Wrong("one too long", std::string(41, 'n')),
          Wrong("far too long", std::string(100'000, 'n')),
          Wrong("capitals", "Nike"),
          Wrong("control", "nike\n"),
          Wrong("space", "nike "),
          Wrong("digit first", "1nike")};
}

FieldCases LineCountCases() {
  return {Entries(2000, ""), Entries(2001, kInvalid), Entries(1, kInvalid, "^.amount.micros")};
}

void NumberLine(Message& line, int i) { static_cast<v1::LineQuantity&>(line).set_line(i + 1); }

void NumberActivity(Message& rate, int i) {
  static_cast<v1::ActivityRate&>(rate).set_type(absl::StrCat("a", i));
}

void NumberCard(Message& identifier, int i) {
  auto& card = static_cast<v1::Identifier&>(identifier);
  card.set_value(absl::StrCat(card.value(), "-", i));
}

// Where the first currency is POINTS.
FieldCases OtherCurrencyCases() {
  FieldCases cases{Wrong("the default", ""), Wrong("the same", "POINTS"),
                   Right("another", "MILES")};
  for (FieldCase& one : CurrencyCases()) {
    if (!one.reason.empty()) cases.push_back(std::move(one));
  }
  return cases;
}

std::map<std::string, FieldCases> PostingRules() {
  const FieldCases points = RangeCases(1, kHuge) + FieldCases{WrongWhenAbsent("amount")};
  const FieldCases facts{WrongWhenAbsent("amount")};
  const FieldCases quote_tokens{Right("empty", ""),
                                Wrong("not a token", "x"),
                                Wrong("a dot", "."),
                                Wrong("the longest", std::string(512, 'x')),
                                Wrong("one too long", std::string(513, 'x')),
                                Wrong("far too long", std::string(100'000, 'x')),
                                Wrong("forged", "1.1.1.1.9999999999999999.AAAAAAAAAAAAAAAAAAAAAA"),
                                Wrong("control", "\n")};
  std::map<std::string, FieldCases> rules{
      {"*.member", {WrongWhenAbsent()}},
      {"ListTransactions:member", {RightWhenAbsent()}},
      {"MemberRef.identifier", {WrongWhenAbsent("^")}},
      {"Identifier.kind", SnakeNameCases(32)},
      {"Identifier.value", TextCases(1, 128)},
      {"*.event_time", TimestampCases() + FieldCases{RightWhenAbsent()}},
      {"*.reference", TextCases(0, 128)},
      {"*.quote_token", quote_tokens},
      {"EarnRequest.enroll_if_unknown", {RightWhenAbsent(), WrongWhenSet("^.member.identifier")}},
      {"*.from_member", {WrongWhenAbsent()}},
      {"*.to_member", {WrongWhenAbsent()}},
      {"AuthorizeRequest.money_off", facts},
      {"AuthorizeRequest.hold_for_s", Int32Cases(0, 2'592'000)},
      {"Authorize:money_off.micros", RangeCases(1, kMoneyMax)},
      {"CaptureRequest.points", RangeCases(1, kHuge)},
      {"CaptureRequest.partner_points", RangeCases(1, kHuge)},
      {"CaptureRequest.money_off", {RightWhenAbsent()}},
      {"Capture:money_off.micros", RangeCases(1, kMoneyMax)},
      {"*.from_currency", CurrencyCases()},
      {"*.to_currency", OtherCurrencyCases()},
      {"ConvertRequest.points", RangeCases(1, kHuge) + FieldCases{WrongWhenAbsent()}},
      {"TransferRequest.points", RangeCases(1, kHuge) + FieldCases{WrongWhenAbsent()}},
      {"AdjustRequest.points",
       RangeCases(-kTotalMax, kTotalMax) + FieldCases{Wrong(0), WrongWhenAbsent()}},
      {"EarnRequest.purchase", facts},
      {"EarnRequest.activity", facts},
      {"BurnRequest.money_off", facts},
      {"Burn:money_off.micros", RangeCases(1, kMoneyMax)},
      {"Purchase.amount", {WrongWhenAbsent(".currency_code")}},
      {"Earn:purchase.amount.micros", RangeCases(0, kMoneyMax)},
      {"Quote:earn_purchase.amount.micros", RangeCases(0, kMoneyMax)},
      {"Money.currency_code", MoneyCodeCases()},
      {"Purchase.lines", LineCountCases()},
      {"PurchaseLine.sku", TextCases(1, 64)},
      {"PurchaseLine.category", TextCases(0, 64)},
      {"PurchaseLine.quantity", RangeCases(1, kQuantityMax)},
      {"PurchaseLine.unit_price_micros", RangeCases(0, kMoneyMax)},
      {"Activity.type", SnakeNameCases(32)},
      {"Activity.quantity", RangeCases(1, kQuantityMax)},
      {"*.transaction_id", TransactionIdCases()},
      {"ReverseRequest.points", RangeCases(1, kHuge)},
      {"ReverseRequest.partner_points", RangeCases(1, kHuge)},
      {"ReverseRequest.amount", {RightWhenAbsent()}},
      {"Reverse:amount.micros", RangeCases(1, kMoneyMax)},
      {"ReverseRequest.lines", {RightWhenAbsent()}},
      {"LineSelection.lines",
       {Entries(0, kInvalid), Entries(2, kInvalid, ".[1].line"), Entries(2000, "", "", NumberLine),
        Entries(2001, kInvalid, "", NumberLine)}},
      {"LineQuantity.line", Int32Cases(1, 2000)},
      {"LineQuantity.quantity", RangeCases(1, kQuantityMax)},
      {"QuoteRequest.valid_for_s", Int32Cases(0, 86'400)},
      {"QuoteRequest.earn_purchase", facts},
      {"QuoteRequest.earn_activity", facts},
      {"QuoteRequest.burn_money_off", facts},
      {"Quote:burn_money_off.micros", RangeCases(1, kMoneyMax)},
      {"SubmitBatchRequest.items", {Entries(0, kInvalid)}},
      // Nothing follows it.
      {"BatchItem.linked", {RightWhenAbsent(), WrongWhenSet()}},
  };
  for (const char* field :
       {"EarnRequest.points", "EarnRequest.partner_points", "BurnRequest.points",
        "BurnRequest.partner_points", "AuthorizeRequest.points", "AuthorizeRequest.partner_points",
        "QuoteRequest.earn_partner_points", "QuoteRequest.earn_points",
        "QuoteRequest.burn_partner_points", "QuoteRequest.burn_points"}) {
    rules[field] = points;
  }
  for (const char* command :
       {"earn", "burn", "reverse", "authorize", "capture", "void", "convert", "transfer"}) {
    rules[absl::StrCat("BatchItem.", command)] = {WrongWhenAbsent("^.command")};
  }
  return rules;
}

std::map<std::string, FieldCases> MemberRules() {
  return {
      {"EnrollMemberRequest.identifiers",
       {Entries(0, kInvalid), Entries(2, kInvalid, ".[1]"), Entries(10, "", "", NumberCard),
        Entries(11, kInvalid, "", NumberCard)}},
      {"*.member_id", MemberIdCases()},
      {"*.from_member_id", Instead(MemberIdCases(), kDenied, "MEMBER_NOT_FOUND")},
      {"*.into_member_id", Instead(MemberIdCases(), kDenied, "MEMBER_NOT_FOUND")},
      {"*.identifier", {WrongWhenAbsent(".kind")}},
      {"LinkIdentifierRequest.link_code",
       {Right("empty", ""), Right("the longest", std::string(16, 'x')),
        Wrong("one too long", std::string(17, 'x')), Wrong("control", "a\nb"),
        Wrong("far too long", std::string(100'000, 'x'))}},
  };
}

std::map<std::string, FieldCases> PartnerRules() {
  const FieldCases ratio{WrongWhenAbsent(".numerator"), WrongWhenAbsent(".denominator")};
  const FieldCases ratio_part = RangeCases(1, kHuge);
  // A moment in the past needs the operator and a reason, which is another matter.
  const FieldCases effective_from = TimestampCases() + FieldCases{RightWhenAbsent()};
  const FieldCases assigned{WrongWhenSet()};
  return {
      {"CreatePartnerRequest.partner_id", PartnerNameCases()},
      {"*.display_name", TextCases(1, 100)},
      {"*.settlement_currency", MoneyCodeCases()},
      {"*.backdating_days", Int32Cases(0, 36'500) + FieldCases{RightWhenAbsent()}},
      {"*.reason", TextCases(1, 500)},
      {"CreateCurrencyRequest.code",
       NameCases(2, 16, 'Q', {"Points", "1POINTS", "_POINTS", "PO-INTS", "PO INTS", "POINTS\n"})},
      {"CreateCurrencyRequest.scale", Int32Cases(0, 6)},
      {"CreateCurrencyRequest.owner_partner_id", NamedPartnerCases(Right("empty", ""))},
      {"SetExchangeRateRequest.exchange_rate", {WrongWhenAbsent(".earn.numerator")}},
      {absl::StrCat("SetExchangeRateRequest.exchange_rate", kByOperator),
       {WrongWhenAbsent(".partner_id")}},
      {"SetExchangeRateRequest.conversion_rate", {WrongWhenAbsent("exchange_rate.partner_id")}},
      {"ListConversionRates:to_currency", CurrencyCases()},
      {"ConversionRate.version", assigned},
      {"ConversionRate.effective_from", effective_from},
      {"ConversionRate.rate", ratio},
      {"ConversionRate.created_at", assigned},
      {"ConversionRate.backdating_reason", assigned},
      {"SetLimitsRequest.limits", {RightWhenAbsent()}},
      {"*.backdating_reason", TextCases(0, 500)},
      {"ExchangeRate.version", assigned},
      {"ExchangeRate.effective_from", effective_from},
      {"ExchangeRate.earn", ratio},
      {"ExchangeRate.burn", ratio},
      {"ExchangeRate.rounding", EnumCases({0, 1, 2, 3}, {4, -1, 2147483647})},
      {"ExchangeRate.purchase", {RightWhenAbsent()}},
      {"ExchangeRate.money_off", {RightWhenAbsent()}},
      {"ExchangeRate.activities",
       {Entries(0, ""), Entries(2, kInvalid, ".[1].type"), Entries(100, "", "", NumberActivity),
        Entries(101, kInvalid, "", NumberActivity)}},
      {"ExchangeRate.created_at", assigned},
      {"ExchangeRate.backdating_reason", assigned},
      {"MoneyRate.currency_code", MoneyCodeCases()},
      {"*.partner_points_per_unit", ratio},
      {"ActivityRate.type", SnakeNameCases(32)},
      {"Ratio.numerator", ratio_part},
      {"Ratio.denominator", ratio_part},
      {"SetTermsRequest.terms", {WrongWhenAbsent(".partner_id")}},
      {"Terms.version", assigned},
      {"Terms.effective_from", effective_from},
      {"Terms.issue_price_micros", RangeCases(0, kMoneyMax)},
      {"Terms.redemption_price_micros", RangeCases(0, kMoneyMax)},
      {"Terms.charge", EnumCases({1, 2}, {0, 3, -1})},
      {"Terms.pending_days", Int32Cases(0, 3650)},
      {"Terms.valid_months", Int32Cases(0, 1200)},
      {"Terms.fees", {RightWhenAbsent()}},
      {"Terms.net_debit_cap", {RightWhenAbsent()}},
      {"Terms.breakage_share_ppm", Int32Cases(0, 1'000'000)},
      {"Terms.created_at", assigned},
      {"Terms.backdating_reason", assigned},
      {"Fees.earn_fee_micros", RangeCases(0, kFeeMax)},
      {"Fees.burn_fee_micros", RangeCases(0, kFeeMax)},
      {"Fees.earn_fee_ppm", Int32Cases(0, 1'000'000)},
      {"Fees.burn_fee_ppm", Int32Cases(0, 1'000'000)},
      {"NetDebitCap.kind", EnumCases({1, 2}, {0, 3, -1})},
      {"NetDebitCap.limit_micros", RangeCases(0, kTotalMax)},
      // Up to the limit of the sample.
      {"NetDebitCap.alert_micros", RangeCases(0, 1'000'000'000'000'000)},
      {"CreateCredentialRequest.role", EnumCases({0, 2}, {3, -1})},
      {"*.label", TextCases(0, 100)},
      {"CreateCredentialRequest.label", TextCases(1, 100)},
      {"RevokeCredentialRequest.credential_id",
       {Wrong("empty", ""), Wrong("nobody's", std::string(26, '0'), kDenied),
        Wrong("the longest", std::string(100, 'x'), kDenied),
        Wrong("one too long", std::string(101, 'x')), Wrong("control", "a\nb"),
        Wrong("far too long", std::string(100'000, 'x'))}},
  };
}

std::map<std::string, FieldCases> AllRules() {
  std::map<std::string, FieldCases> rules{
      {"*.request_id", RequestIdCases()},
      {"*.partner_id", OwnPartnerCases()},
      {absl::StrCat("*.partner_id", kByOperator), NamedPartnerCases(Wrong("empty", ""))},
      {absl::StrCat("*.member_id", kByOperator),
       Instead(MemberIdCases(), kDenied, "MEMBER_NOT_FOUND")},
      {absl::StrCat("*.transaction_id", kByOperator),
       Instead(TransactionIdCases(), kDenied, "TRANSACTION_NOT_FOUND")},
      {absl::StrCat("*.identifier", kByOperator), {WrongWhenAbsent(".partner_id")}},
      {absl::StrCat("MemberRef.identifier", kByOperator), {WrongWhenAbsent("^")}},
      {"*.currency", CurrencyCases()},
      {"*.page_size", Int32Cases(0, 1000)},
      {"*.page_token", PageTokenCases()},
      {"*.window_id", RangeCases(0, kHuge)},
      {"*.as_of", TimestampCases() + FieldCases{RightWhenAbsent()}},
      {"*.as_of_transaction_id", OptionalTransactionIdCases()},
      {absl::StrCat("*.as_of_transaction_id", kByOperator),
       Instead(OptionalTransactionIdCases(), kDenied, "TRANSACTION_NOT_FOUND")},
  };
  for (const char* call : {"CaptureRequest", "VoidRequest"}) {
    rules[absl::StrCat(call, ".transaction_id", kByOperator)] =
        Instead(TransactionIdCases(), kDenied, "HOLD_NOT_FOUND");
  }
  for (const char* limit : {"earn_points_per_transaction", "burn_points_per_transaction",
                            "earn_points_per_member_day", "burn_points_per_member_day",
                            "earn_points_per_partner_day", "burn_points_per_partner_day"}) {
    rules[absl::StrCat("Limits.", limit)] = RangeCases(0, kTotalMax);
  }
  // Where the operator may leave the partner out.
  for (const char* place :
       {"GetBalance:partner_id", "ListTransactions:partner_id", "ListExchangeRates:partner_id",
        "ListTerms:partner_id", "GetPositions:partner_id", "ListObligations:partner_id",
        "GetLiability:partner_id", "Earn:member.identifier.partner_id",
        "GetBalance:member.identifier.partner_id", "ListTransactions:member.identifier.partner_id",
        "EnrollMember:identifiers.partner_id", "Adjust:member.identifier.partner_id",
        "Authorize:member.identifier.partner_id", "Convert:member.identifier.partner_id",
        "Transfer:from_member.identifier.partner_id", "Transfer:to_member.identifier.partner_id",
        "ListMembers:partner_id"}) {
    rules[absl::StrCat(place, kByOperator)] = NamedPartnerCases(Right("empty", ""));
  }
  for (auto more : {PostingRules(), MemberRules(), PartnerRules()}) rules.merge(more);
  return rules;
}

}  // namespace

const FieldCases* CasesOf(const std::string& call, const std::string& path, Caller caller,
                          const FieldDescriptor& field) {
  static const std::map<std::string, FieldCases> rules = AllRules();
  const std::vector<std::string> keys{
      absl::StrCat(call, ":", path),
      absl::StrCat(field.containing_type()->name(), ".", field.name()),
      absl::StrCat("*.", field.name())};
  for (const std::string& key : keys) {
    auto found = rules.end();
    if (caller == Caller::kOperator) found = rules.find(key + kByOperator);
    if (found == rules.end()) found = rules.find(key);
    if (found != rules.end()) return &found->second;
  }
  return nullptr;
}

bool IsOpaque(const FieldDescriptor& field) {
  if (field.message_type() == nullptr) return true;
  if (field.message_type()->full_name() == "google.protobuf.Timestamp") return true;
  const FieldCases* cases = CasesOf("", "", Caller::kPartner, field);
  return cases != nullptr && cases->size() == 1 && cases->front().name == "set";
}

}  // namespace coalition::e2e
