// From the simulation's words to the server's.
#include "tests/simulation/translation.h"

#include <utility>

namespace coalition::simulation {
namespace {

using domain::CurrencyId;
using domain::PartnerId;
using domain::Points;

// Tells the simulation's members from nonsense.
constexpr std::uint64_t kMemberMark = 0x0190'51A1'0000'7000;

PartnerId PartnerOf(int number) { return PartnerId(static_cast<std::uint32_t>(number)); }
CurrencyId CurrencyOf(int number) { return CurrencyId(static_cast<std::uint32_t>(number)); }
domain::Ratio RatioOf(const Ratio& ratio) { return {ratio.n, ratio.d}; }

std::optional<domain::Moment> MomentOf(const std::optional<Moment>& moment) {
  if (!moment) return std::nullopt;
  return domain::Moment{*moment};
}

domain::Identifier IdentifierOf(const Identifier& identifier) {
  const auto at = identifier.name.find('/');
  return {PartnerOf(identifier.partner), identifier.name.substr(0, at),
          identifier.name.substr(at + 1)};
}

domain::MemberRef RefOf(const MemberRef& ref) {
  if (ref.identifier) return IdentifierOf(*ref.identifier);
  return MemberOf(ref.member);
}

domain::Money MoneyOf(const Command& c) {
  const auto currency = domain::MoneyCurrency::Parse(c.money);
  return {currency.value_or(domain::MoneyCurrency()), domain::Micros(c.amount)};
}

domain::TransactionId TargetOf(const Command& c, int lanes) {
  const Int lane = lanes == 1 ? 0 : c.target_sequence % kLaneNumbers;
  return {domain::LaneId(static_cast<std::uint16_t>(lane)), domain::Sequence(c.target_sequence)};
}

std::string NewCodeOf(const Command& c) { return "code-" + c.id; }

// Two 64-bit FNV-1a hashes of the payload.
domain::PayloadDigest DigestOf(const Command& c) {
  domain::PayloadDigest digest{};
  const std::string payload = PayloadOf(c);
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint64_t hash = 0xCBF2'9CE4'8422'2325 + half;
    for (const char byte : payload) {
      hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100'0000'01B3;
    }
    for (std::size_t i = 0; i < 8; ++i) {
      digest[8 * half + i] = static_cast<std::uint8_t>(hash >> (8 * i));
    }
  }
  return digest;
}

std::optional<domain::QuotedVersions> QuoteOf(const Command& c) {
  if (!c.quote_expires_at) return std::nullopt;
  return domain::QuotedVersions{c.quoted_rate, c.quoted_terms, {*c.quote_expires_at}};
}

domain::Purchase PurchaseOf(const Command& c) {
  domain::Purchase purchase{MoneyOf(c), {}};
  Int sum = 0;
  for (const Line& line : c.lines) {
    purchase.lines.push_back({"sku", "", line.a, domain::Micros(line.b)});
    sum += line.a * line.b;
  }
  if (!c.lines.empty()) purchase.amount.amount = domain::Micros(sum);
  return purchase;
}

domain::Command EarnOf(const Command& c) {
  domain::Earn earn;
  earn.partner = PartnerOf(c.partner);
  earn.member = RefOf(c.member);
  earn.currency = CurrencyOf(c.currency);
  switch (c.measure) {
    case Measure::kPartnerPoints:
      earn.amount = domain::PartnerPoints(c.amount);
      break;
    case Measure::kPurchase:
      earn.amount = PurchaseOf(c);
      break;
    case Measure::kActivity:
      earn.amount = domain::Activity{c.activity, c.amount};
      break;
    default:
      earn.amount = Points(c.amount);
      break;
  }
  earn.event_time = MomentOf(c.event_time);
  earn.quote = QuoteOf(c);
  earn.reference = c.words;
  if (c.enroll_if_unknown) {
    earn.enroll_if_unknown = domain::NewMember{MemberOf(c.new_member), NewCodeOf(c)};
  }
  return {{}, std::move(earn)};
}

// A burn or an authorization.
template <typename Taking>
Taking TakingOf(const Command& c) {
  Taking taking;
  taking.partner = PartnerOf(c.partner);
  taking.member = RefOf(c.member);
  taking.currency = CurrencyOf(c.currency);
  taking.amount = Points(c.amount);
  if (c.measure == Measure::kPartnerPoints) taking.amount = domain::PartnerPoints(c.amount);
  if (c.measure == Measure::kMoney) taking.amount = MoneyOf(c);
  taking.event_time = MomentOf(c.event_time);
  taking.quote = QuoteOf(c);
  taking.reference = c.words;
  return taking;
}

domain::Command AuthorizeOf(const Command& c) {
  auto authorize = TakingOf<domain::Authorize>(c);
  authorize.hold_for_s = c.hold_for_s;
  return {{}, std::move(authorize)};
}

domain::Command CaptureOf(const Command& c, int lanes) {
  domain::Capture capture;
  capture.partner = PartnerOf(c.partner);
  capture.authorization = TargetOf(c, lanes);
  if (c.measure == Measure::kPoints) capture.amount = Points(c.amount);
  if (c.measure == Measure::kPartnerPoints) capture.amount = domain::PartnerPoints(c.amount);
  if (c.measure == Measure::kMoney) capture.amount = MoneyOf(c);
  capture.event_time = MomentOf(c.event_time);
  capture.reference = c.words;
  return {{}, std::move(capture)};
}

domain::Command ReverseOf(const Command& c, int lanes) {
  domain::Reverse reverse;
  reverse.partner = PartnerOf(c.partner);
  reverse.original = TargetOf(c, lanes);
  if (c.measure == Measure::kPoints) reverse.part = Points(c.amount);
  if (c.measure == Measure::kPartnerPoints) reverse.part = domain::PartnerPoints(c.amount);
  if (c.measure == Measure::kMoney) reverse.part = MoneyOf(c);
  if (c.measure == Measure::kLines) {
    std::vector<domain::LineQuantity> lines;
    for (const Line& line : c.lines) lines.push_back({static_cast<std::int32_t>(line.a), line.b});
    reverse.part = std::move(lines);
  }
  reverse.event_time = MomentOf(c.event_time);
  reverse.reference = c.words;
  return {{}, std::move(reverse)};
}

domain::Command ExpireOf(const Command& c) {
  domain::ExpirePoints expire;
  for (const auto& [member, currency] : c.accounts) {
    expire.accounts.push_back({MemberOf(member), CurrencyOf(currency)});
  }
  return {{}, std::move(expire)};
}

domain::Command EnrollOf(const Command& c) {
  domain::EnrollMember enroll;
  enroll.partner = PartnerOf(c.partner);
  enroll.new_member = MemberOf(c.new_member);
  enroll.new_link_code = NewCodeOf(c);
  for (const Identifier& identifier : c.identifiers) {
    enroll.identifiers.push_back(IdentifierOf(identifier));
  }
  return {{}, std::move(enroll)};
}

domain::Command RateOf(const Command& c) {
  domain::SetExchangeRate set;
  domain::ExchangeRate& rate = set.rate;
  rate.partner = PartnerOf(c.partner);
  rate.currency = CurrencyOf(c.currency);
  rate.earn = RatioOf(c.earn_rate);
  rate.burn = RatioOf(c.burn_rate);
  rate.rounding = c.rounding == Rounding::kCarry   ? domain::RateRounding::kCarry
                  : c.rounding == Rounding::kFloor ? domain::RateRounding::kFloor
                                                   : domain::RateRounding::kHalfEven;
  const domain::MoneyCurrency money = MoneyOf(c).currency;
  if (c.purchase_rate.d != 0) rate.purchase = domain::MoneyRate{money, RatioOf(c.purchase_rate)};
  if (c.money_off_rate.d != 0) rate.money_off = domain::MoneyRate{money, RatioOf(c.money_off_rate)};
  for (const ActivityRate& one : c.activities) {
    rate.activities.push_back({one.type, RatioOf(one.per_unit)});
  }
  rate.backdating_reason = c.words;
  if (c.effective_from) rate.effective_from = {*c.effective_from};
  set.from_now = !c.effective_from;
  return {{}, std::move(set)};
}

domain::Command ConversionRateOf(const Command& c) {
  domain::SetConversionRate set;
  set.rate.from = CurrencyOf(c.currency);
  set.rate.to = CurrencyOf(c.to_currency);
  set.rate.rate = RatioOf(c.earn_rate);
  set.rate.backdating_reason = c.words;
  if (c.effective_from) set.rate.effective_from = {*c.effective_from};
  set.from_now = !c.effective_from;
  return {{}, std::move(set)};
}

domain::Command TermsOf(const Command& c) {
  domain::SetTerms set;
  domain::Terms& terms = set.terms;
  terms.partner = PartnerOf(c.partner);
  terms.currency = CurrencyOf(c.currency);
  terms.issue_price = domain::Micros(c.issue_price);
  terms.redemption_price = domain::Micros(c.redemption_price);
  terms.charge = c.charge_on_redemption ? domain::Charge::kOnRedemption : domain::Charge::kOnIssue;
  terms.pending_days = c.pending_days;
  terms.valid_months = c.valid_months;
  terms.fees = {domain::Micros(c.earn_fee), domain::Micros(c.burn_fee), c.earn_fee_ppm,
                c.burn_fee_ppm};
  terms.breakage_share_ppm = c.breakage_ppm;
  if (c.cap != CapKind::kNone) {
    domain::NetDebitCap cap;
    cap.kind = c.cap == CapKind::kPrepaid ? domain::NetDebitCap::Kind::kPrepaid
                                          : domain::NetDebitCap::Kind::kPostpaid;
    cap.limit = domain::Micros(c.cap_limit);
    if (c.cap_alert != 0) cap.alert = domain::Micros(c.cap_alert);
    terms.net_debit_cap = cap;
  }
  terms.backdating_reason = c.words;
  if (c.effective_from) terms.effective_from = {*c.effective_from};
  set.from_now = !c.effective_from;
  return {{}, std::move(set)};
}

domain::Command LimitsOf(const Command& c) {
  domain::PartnerLimits limits{PartnerOf(c.partner), CurrencyOf(c.currency), {}};
  Points* const fields[] = {
      &limits.limits.earn_per_transaction, &limits.limits.burn_per_transaction,
      &limits.limits.earn_per_member_day,  &limits.limits.burn_per_member_day,
      &limits.limits.earn_per_partner_day, &limits.limits.burn_per_partner_day};
  for (std::size_t i = 0; i < std::size(fields) && i < c.limits.size(); ++i) {
    *fields[i] = Points(c.limits[i]);
  }
  return {{}, domain::SetLimits{limits}};
}

domain::Command UpdateOf(const Command& c) {
  domain::UpdatePartner update;
  update.partner = PartnerOf(c.partner);
  if (!c.words.empty()) update.display_name = c.words;
  update.backdating_days = c.backdating_days;
  return {{}, std::move(update)};
}

domain::Command CloseOf(const Command& c) {
  domain::CloseWindow close;
  if (c.window != 0) close.window = domain::WindowId(c.window);
  close.label = c.words;
  return {{}, std::move(close)};
}

domain::Command ActionOf(const Command& c, int lanes) {
  const PartnerId partner = PartnerOf(c.partner);
  const CurrencyId currency = CurrencyOf(c.currency);
  const std::optional<domain::Moment> event_time = MomentOf(c.event_time);
  switch (c.kind) {
    case Kind::kEarn:
      return EarnOf(c);
    case Kind::kBurn:
      return {{}, TakingOf<domain::Burn>(c)};
    case Kind::kAuthorize:
      return AuthorizeOf(c);
    case Kind::kCapture:
      return CaptureOf(c, lanes);
    case Kind::kVoid:
      return {{}, domain::Void{partner, TargetOf(c, lanes), event_time, c.words}};
    case Kind::kReverse:
      return ReverseOf(c, lanes);
    case Kind::kConvert:
      return {{},
              domain::Convert{partner, RefOf(c.member), currency, CurrencyOf(c.to_currency),
                              Points(c.amount), event_time, c.words}};
    case Kind::kTransfer:
      return {{},
              domain::Transfer{partner, RefOf(c.member), RefOf(c.to_member), currency,
                               Points(c.amount), event_time, c.words}};
    case Kind::kAdjust:
      return {{},
              domain::Adjust{partner, RefOf(c.member), currency, Points(c.amount), event_time,
                             c.words}};
    case Kind::kExpire:
      return ExpireOf(c);
    case Kind::kEnroll:
      return EnrollOf(c);
    case Kind::kLink:
      return {{},
              domain::LinkIdentifier{MemberOf(c.member.member), IdentifierOf(c.identifiers.front()),
                                     c.resolved_code, NewCodeOf(c)}};
    case Kind::kUnlink:
      return {
          {},
          domain::UnlinkIdentifier{MemberOf(c.member.member), IdentifierOf(c.identifiers.front())}};
    case Kind::kMerge:
      return {
          {},
          domain::MergeMembers{MemberOf(c.member.member), MemberOf(c.to_member.member), c.words}};
    case Kind::kErase:
      return {{}, domain::EraseMember{MemberOf(c.member.member), c.words}};
    case Kind::kCreatePartner:
      return {{}, domain::CreatePartner{c.handle, c.words, MoneyOf(c).currency, c.backdating_days}};
    case Kind::kUpdatePartner:
      return UpdateOf(c);
    case Kind::kSuspend:
      return {{}, domain::SetPartnerState{partner, domain::PartnerState::kSuspended, c.words}};
    case Kind::kResume:
      return {{}, domain::SetPartnerState{partner, domain::PartnerState::kActive, c.words}};
    case Kind::kCreateCurrency:
      return {{}, domain::CreateCurrency{c.handle, c.scale, partner}};
    case Kind::kSetRate:
      return RateOf(c);
    case Kind::kSetConversionRate:
      return ConversionRateOf(c);
    case Kind::kSetTerms:
      return TermsOf(c);
    case Kind::kSetLimits:
      return LimitsOf(c);
    case Kind::kCloseWindow:
      return CloseOf(c);
  }
  return {};
}

}  // namespace

domain::MemberId MemberOf(int number) { return {kMemberMark, static_cast<std::uint64_t>(number)}; }

int NumberOf(const domain::MemberId& member) {
  return member.high == kMemberMark ? static_cast<int>(member.low) : 0;
}

domain::RequestKey KeyOf(const RequestName& name) { return {PartnerOf(name.scope), name.id}; }

domain::Network NetworkOf(const NetworkSettings& settings) {
  domain::Network network;
  network.name = "Simulation";
  network.time_zone_name = settings.zone == Zone::kLondon ? "Europe/London" : "UTC";
  switch (settings.policy) {
    case NegativePolicy::kAllowNegative:
      network.negative_balance = domain::NegativeBalancePolicy::kAllowNegative;
      break;
    case NegativePolicy::kChargePartner:
      network.negative_balance = domain::NegativeBalancePolicy::kChargePartner;
      break;
    case NegativePolicy::kReject:
      network.negative_balance = domain::NegativeBalancePolicy::kReject;
      break;
  }
  return network;
}

domain::Changes FirstChanges(const NetworkSettings& settings) {
  domain::Changes first;
  first.lane.open_window.id = domain::WindowId(1);
  first.lane.open_window.first = domain::Sequence(1);
  first.lane.open_window.opened_at = {settings.start};
  domain::Currency currency;
  currency.id = CurrencyOf(1);
  currency.code = "PTS";
  currency.scale = settings.scale;
  currency.network_default = true;
  first.currencies.push_back(currency);
  domain::Credential key;
  key.id = "operator";
  key.role = domain::Role::kOperator;
  key.label = "operator";
  key.created_at = {settings.start};
  first.credentials.push_back(key);
  return first;
}

domain::Command ToDomain(const Command& c, int lanes) {
  domain::Command command = ActionOf(c, lanes);
  command.linked = c.linked;
  command.header.request = KeyOf(NameOf(c));
  command.header.digest = DigestOf(c);
  command.header.caller.role = c.caller == 0 ? domain::Role::kOperator : domain::Role::kPartner;
  command.header.caller.partner = PartnerOf(c.caller);
  command.header.caller.credential_id = "key-" + std::to_string(c.caller);
  return command;
}

}  // namespace coalition::simulation
