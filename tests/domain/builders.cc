#include "tests/domain/builders.h"

#include <map>
#include <utility>

#include "absl/time/civil_time.h"

#include "server/domain/check.h"

namespace coalition::domain {
namespace {

std::string NameOf(PartnerId partner) {
  static const std::map<PartnerId, std::string> kNames{
      {kNetwork, "network"}, {kBakery, "bakery"}, {kCinema, "cinema"}, {kGym, "gym"}};
  const auto name = kNames.find(partner);
  return name == kNames.end() ? "partner" + std::to_string(partner.value()) : name->second;
}

std::string NameOf(LegKind kind) {
  static const std::map<LegKind, std::string> kNames{{LegKind::kIssue, "ISSUE"},
                                                     {LegKind::kRedemption, "REDEMPTION"},
                                                     {LegKind::kRedemptionCharge, "CHARGE"},
                                                     {LegKind::kFee, "FEE"},
                                                     {LegKind::kClearing, "CLEARING"},
                                                     {LegKind::kFeeIncome, "INCOME"},
                                                     {LegKind::kBreakage, "BREAKAGE"},
                                                     {LegKind::kBreakageExpense, "EXPENSE"}};
  return kNames.at(kind);
}

std::string NameOf(Reason reason) {
  static const std::map<Reason, std::string> kNames{
      {Reason::kInvalidField, "INVALID_FIELD"},
      {Reason::kRateYieldsNothing, "RATE_YIELDS_NOTHING"},
      {Reason::kAmountOverflow, "AMOUNT_OVERFLOW"},
      {Reason::kPermissionDenied, "PERMISSION_DENIED"},
      {Reason::kMemberNotFound, "MEMBER_NOT_FOUND"},
      {Reason::kTransactionNotFound, "TRANSACTION_NOT_FOUND"},
      {Reason::kRequestIdReused, "REQUEST_ID_REUSED"},
      {Reason::kAlreadyExists, "ALREADY_EXISTS"},
      {Reason::kIdentifierTaken, "IDENTIFIER_TAKEN"},
      {Reason::kInsufficientPoints, "INSUFFICIENT_POINTS"},
      {Reason::kNetDebitCapExceeded, "NET_DEBIT_CAP_EXCEEDED"},
      {Reason::kPartnerSuspended, "PARTNER_SUSPENDED"},
      {Reason::kNoRateInForce, "NO_RATE_IN_FORCE"},
      {Reason::kReversalExceedsOriginal, "REVERSAL_EXCEEDS_ORIGINAL"},
      {Reason::kQuoteExpired, "QUOTE_EXPIRED"},
      {Reason::kWindowState, "WINDOW_STATE"},
      {Reason::kEventTimeOutOfRange, "EVENT_TIME_OUT_OF_RANGE"},
      {Reason::kLimitExceeded, "LIMIT_EXCEEDED"},
      {Reason::kHoldNotFound, "HOLD_NOT_FOUND"},
      {Reason::kHoldExpired, "HOLD_EXPIRED"},
      {Reason::kHoldClosed, "HOLD_CLOSED"},
      {Reason::kLinkedItemFailed, "LINKED_ITEM_FAILED"}};
  const auto name = kNames.find(reason);
  return name == kNames.end() ? "reason " + std::to_string(static_cast<int>(reason)) : name->second;
}

std::string Signed(std::int64_t value) { return (value < 0 ? "" : "+") + std::to_string(value); }

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

}  // namespace

MoneyCurrency MoneyOf(std::string_view code) {
  const auto currency = MoneyCurrency::Parse(code);
  COALITION_CHECK(currency.has_value(), code);
  return *currency;
}

Money Gbp(std::int64_t micros) { return {MoneyOf("GBP"), Micros(micros)}; }

MemberId MemberNo(std::uint64_t number) { return {0x0190'0000'0000'7000, number}; }

Identifier Card(PartnerId partner, std::string value) {
  return {partner, "card", std::move(value)};
}

Moment At(std::string_view time) {
  absl::Time parsed;
  std::string error;
  COALITION_CHECK(absl::ParseTime(absl::RFC3339_full, {time.data(), time.size()}, &parsed, &error),
                  error);
  return {absl::ToUnixMicros(parsed)};
}

Date On(std::string_view date) {
  absl::CivilDay day;
  COALITION_CHECK(absl::ParseCivilTime({date.data(), date.size()}, &day), date);
  return {static_cast<std::int32_t>(day - absl::CivilDay(1970, 1, 1))};
}

std::vector<Partner> Partners() {
  std::vector<Partner> partners;
  const std::pair<const char*, const char*> kHandles[] = {
      {"bakery", "GBP"}, {"cinema", "EUR"}, {"gym", "JPY"}};
  for (const auto& [handle, money] : kHandles) {
    Partner partner;
    partner.id = PartnerId(static_cast<std::uint32_t>(partners.size()) + 1);
    partner.handle = handle;
    partner.settlement_currency = MoneyOf(money);
    partner.backdating_days = 400;
    partners.push_back(partner);
  }
  return partners;
}

std::vector<Currency> Currencies() {
  return {{kStars, "STARS", 0, kNetwork, true}, {kMiles, "MILES", 2, kNetwork, false}};
}

ExchangeRate RateOf(PartnerId partner, Ratio earn, Ratio burn) {
  ExchangeRate rate;
  rate.partner = partner;
  rate.currency = kStars;
  rate.effective_from = At("2020-01-01T00:00:00Z");
  rate.earn = earn;
  rate.burn = burn;
  if (partner == kBakery) {
    rate.purchase = MoneyRate{MoneyOf("GBP"), {10, 1}};
    rate.money_off = MoneyRate{MoneyOf("GBP"), {100, 1}};
    rate.activities = {{"run_km", {3, 2}}};
  }
  return rate;
}

Terms TermsOf(PartnerId partner) {
  Terms terms;
  terms.partner = partner;
  terms.currency = kStars;
  terms.effective_from = At("2020-01-01T00:00:00Z");
  terms.valid_months = 12;
  if (partner == kBakery) {
    terms.issue_price = Micros(10'000'000);
    terms.redemption_price = Micros(8'000'000);
  } else if (partner == kCinema) {
    terms.issue_price = Micros(20'000'000);
    terms.redemption_price = Micros(5'000'000);
    terms.charge = Charge::kOnRedemption;
  } else {
    terms.issue_price = Micros(1'000'000'000);
    terms.redemption_price = Micros(1'000'000'000);
    terms.valid_months = 0;
  }
  return terms;
}

Catalog With(Catalog catalog, ExchangeRate rate) {
  rate.version = catalog.NextRateVersion(rate.partner, rate.currency);
  catalog.Put(std::move(rate));
  return catalog;
}

Catalog With(Catalog catalog, Terms terms) {
  terms.version = catalog.NextTermsVersion(terms.partner, terms.currency);
  catalog.Put(std::move(terms));
  return catalog;
}

Catalog NewCatalog() {
  Catalog catalog;
  for (const Currency& currency : Currencies()) catalog.Put(currency);
  for (const Partner& partner : Partners()) {
    catalog.Put(partner);
    catalog = With(With(std::move(catalog), RateOf(partner.id)), TermsOf(partner.id));
  }
  return catalog;
}

NetDebitCap Postpaid(std::int64_t limit) {
  return {NetDebitCap::Kind::kPostpaid, Micros(limit), std::nullopt};
}

Earn EarnOf(PartnerId partner, MemberRef member, decltype(Earn::amount) amount) {
  return {partner, std::move(member), kStars, std::move(amount), {}, {}, "", {}};
}

Burn BurnOf(PartnerId partner, MemberRef member, decltype(Burn::amount) amount) {
  return {partner, std::move(member), kStars, std::move(amount), {}, {}, ""};
}

Authorize AuthorizeOf(PartnerId partner, MemberRef member, decltype(Authorize::amount) amount,
                      std::int32_t hold_for_s) {
  return {partner, std::move(member), kStars, std::move(amount), {}, {}, "", hold_for_s};
}

Capture CaptureOf(PartnerId partner, TransactionId authorization,
                  decltype(Capture::amount) amount) {
  return {partner, authorization, std::move(amount), {}, ""};
}

Void VoidOf(PartnerId partner, TransactionId authorization) {
  return {partner, authorization, {}, ""};
}

Reverse ReverseOf(PartnerId partner, TransactionId original, decltype(Reverse::part) part) {
  return {partner, original, std::move(part), {}, ""};
}

Transfer TransferOf(PartnerId partner, MemberRef from, MemberRef to, Points points) {
  return {partner, std::move(from), std::move(to), kStars, points, {}, ""};
}

Purchase PurchaseOf(std::vector<PurchaseLine> lines) {
  Purchase purchase{Gbp(0), std::move(lines)};
  for (const PurchaseLine& line : purchase.lines) {
    purchase.amount.amount += Micros(line.quantity * line.unit_price.value());
  }
  return purchase;
}

Caller CallerOf(PartnerId partner) {
  return {partner == kNetwork ? Role::kOperator : Role::kPartner, partner, "key"};
}

Command By(PartnerId partner, decltype(Command::action) action, std::string request_id) {
  return {{{partner, std::move(request_id)}, {}, CallerOf(partner)}, std::move(action)};
}

Command ByOperator(decltype(Command::action) action, std::string request_id) {
  return By(kNetwork, std::move(action), std::move(request_id));
}

std::string Text(const LotKey& lot) {
  return NameOf(lot.issuer) + "~" +
         (lot.expires_on == kNever ? "never" : lot.expires_on.ToString());
}

std::string Text(const std::vector<LotMovement>& lots) {
  std::vector<std::string> parts;
  for (const LotMovement& m : lots) parts.push_back(Text(m.lot) + " " + Signed(m.points.value()));
  return Joined(parts);
}

std::string Text(const std::vector<Lot>& lots) {
  std::vector<std::string> parts;
  for (const Lot& lot : lots) {
    parts.push_back(Text(lot.key) + " " + std::to_string(lot.points.value()));
  }
  return Joined(parts);
}

std::string Text(const std::vector<MoneyLeg>& legs) {
  std::vector<std::string> parts;
  for (const MoneyLeg& leg : legs) {
    parts.push_back(NameOf(leg.partner) + " " + NameOf(leg.kind) + " " +
                    std::to_string(leg.money.amount.value()) + " " +
                    std::string(leg.money.currency.code()) + " " +
                    std::to_string(leg.points.value()));
  }
  return Joined(parts);
}

std::string PartnerLegs(const std::vector<MoneyLeg>& legs) {
  std::vector<MoneyLeg> partners;
  for (const MoneyLeg& leg : legs) {
    if (leg.partner != kNetwork) partners.push_back(leg);
  }
  return Text(partners);
}

std::string Text(const Balance& balance) {
  return std::to_string(balance.available.value()) + " pending " +
         std::to_string(balance.pending.value()) + " held " + std::to_string(balance.held.value());
}

std::string Text(const Carry& carry) {
  return std::to_string(carry.numerator) + "/" + std::to_string(carry.denominator);
}

std::string Text(const Rejection& rejection) {
  std::string text = NameOf(rejection.reason);
  for (const auto& [name, value] : rejection.metadata) text += " " + name + "=" + value;
  return text;
}

const Transaction& Posted(const Answer& answer) {
  const auto* effect = std::get_if<Effect>(&answer.outcome);
  COALITION_CHECK(effect != nullptr, Outcome(answer));
  return std::get<Transaction>(*effect);
}

std::string Outcome(const Answer& answer) {
  const auto* rejection = std::get_if<Rejection>(&answer.outcome);
  return rejection == nullptr ? "ok" : Text(*rejection);
}

void PrintTo(const Rejection& rejection, std::ostream* out) { *out << Text(rejection); }

}  // namespace coalition::domain
