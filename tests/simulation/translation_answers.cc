// From the server's words to the simulation's.
#include <string>
#include <variant>

#include "server/domain/overloaded.h"
#include "tests/simulation/translation.h"

namespace coalition::simulation {
namespace {

int NumberOf(domain::PartnerId partner) { return static_cast<int>(partner.value()); }
int NumberOf(domain::CurrencyId currency) { return static_cast<int>(currency.value()); }

Balance BalanceOf(const domain::Balance& balance) {
  Balance view{balance.available.value(), balance.pending.value(), balance.held.value(), kNever, 0,
               balance.as_of.days};
  if (balance.expiring_next) {
    view.expiring = balance.expiring_next->points.value();
    view.expiring_on = balance.expiring_next->on.days;
  }
  return view;
}

Leg LegOf(const domain::MoneyLeg& leg, const std::vector<domain::LotMovement>& lots) {
  Leg view{NumberOf(leg.partner),
           static_cast<LegKind>(leg.kind),
           std::string(leg.money.currency.code()),
           leg.money.amount.value(),
           leg.points.value(),
           NumberOf(leg.counterparty),
           {}};
  const bool named = leg.lot_index >= 0 && leg.lot_index < static_cast<int>(lots.size());
  if (named) view.lot = LotOf(lots[static_cast<std::size_t>(leg.lot_index)].lot);
  return view;
}

Applied AppliedOf(const domain::AppliedConversion& conversion) {
  Applied applied;
  applied.rate_version = conversion.rate_version;
  applied.rate = {conversion.rate.numerator, conversion.rate.denominator};
  if (conversion.carry_after) {
    applied.carry = conversion.carry_after->numerator;
    applied.carry_denominator = conversion.carry_after->denominator;
    applied.carry_change = conversion.carry_change;
  }
  return applied;
}

Transaction TransactionOf(const domain::Transaction& from) {
  Transaction t;
  t.sequence = from.id.sequence.value();
  t.type = static_cast<Type>(from.type);
  t.partner = NumberOf(from.partner);
  t.member = simulation::NumberOf(from.member);
  t.currency = NumberOf(from.currency);
  t.request_id = from.request_id;
  t.event_time = from.event_time.micros;
  t.posted_at = from.posted_at.micros;
  t.window = from.window.value();
  t.points = from.points.value();
  t.partner_points = from.partner_points.value();
  if (from.conversion) t.applied = AppliedOf(*from.conversion);
  t.terms_version = from.terms_version;
  t.lots = LotsOf(from.lots);
  for (const domain::MoneyLeg& leg : from.legs) t.legs.push_back(LegOf(leg, from.lots));
  // What the caller said is a reference of some and the reason of others.
  t.words = from.reference + from.reason;
  if (from.original) t.original = from.original->sequence.value();
  t.not_recovered = from.not_recovered.value();
  t.balance = BalanceOf(from.balance_after);
  t.previous = from.previous.value();
  if (from.counterpart) {
    t.counterpart = Counterpart{simulation::NumberOf(from.counterpart->member),
                                NumberOf(from.counterpart->currency),
                                from.counterpart->points.value(),
                                LotsOf(from.counterpart->lots),
                                BalanceOf(from.counterpart->balance_after),
                                from.counterpart->previous.value()};
  }
  t.reserved = LotsOf(from.reserved);
  t.hold_expires_at = from.hold_expires_at.micros;
  return t;
}

Rejection RejectionOf(const domain::Rejection& from) {
  static const std::map<domain::Reason, Reason> kReasons = {
      {domain::Reason::kInvalidField, Reason::kInvalidField},
      {domain::Reason::kRateYieldsNothing, Reason::kRateYieldsNothing},
      {domain::Reason::kAmountOverflow, Reason::kAmountOverflow},
      {domain::Reason::kPermissionDenied, Reason::kPermissionDenied},
      {domain::Reason::kMemberNotFound, Reason::kMemberNotFound},
      {domain::Reason::kTransactionNotFound, Reason::kTransactionNotFound},
      {domain::Reason::kHoldNotFound, Reason::kHoldNotFound},
      {domain::Reason::kRequestIdReused, Reason::kRequestIdReused},
      {domain::Reason::kAlreadyExists, Reason::kAlreadyExists},
      {domain::Reason::kIdentifierTaken, Reason::kIdentifierTaken},
      {domain::Reason::kInsufficientPoints, Reason::kInsufficientPoints},
      {domain::Reason::kNetDebitCapExceeded, Reason::kNetDebitCapExceeded},
      {domain::Reason::kPartnerSuspended, Reason::kPartnerSuspended},
      {domain::Reason::kNoRateInForce, Reason::kNoRateInForce},
      {domain::Reason::kHoldExpired, Reason::kHoldExpired},
      {domain::Reason::kHoldClosed, Reason::kHoldClosed},
      {domain::Reason::kReversalExceedsOriginal, Reason::kReversalExceedsOriginal},
      {domain::Reason::kQuoteExpired, Reason::kQuoteExpired},
      {domain::Reason::kWindowState, Reason::kWindowState},
      {domain::Reason::kEventTimeOutOfRange, Reason::kEventTimeOutOfRange},
      {domain::Reason::kLimitExceeded, Reason::kLimitExceeded},
      {domain::Reason::kLinkedItemFailed, Reason::kLinkedItemFailed},
      {domain::Reason::kStoreUnavailable, Reason::kStoreUnavailable}};
  const auto reason = kReasons.find(from.reason);
  Rejection rejection{reason == kReasons.end() ? Reason::kOther : reason->second, from.metadata};
  // Which field it is, and the words for it, are of the wire.
  if (rejection.reason == Reason::kInvalidField) {
    rejection.metadata.erase("field");
    rejection.metadata.erase("description");
  }
  if (const auto circle = rejection.metadata.find("circle"); circle != rejection.metadata.end()) {
    circle->second = circle->second.empty() ? "empty" : "given";
  }
  if (const auto member = rejection.metadata.find("member_id");
      member != rejection.metadata.end()) {
    const auto id = domain::MemberId::Parse(member->second);
    if (id) member->second = "m" + std::to_string(simulation::NumberOf(*id));
  }
  return rejection;
}

std::string VersionText(const char* what, std::uint32_t first, std::uint32_t second,
                        std::int32_t version, domain::Moment from, const std::string& because) {
  return "version " + std::to_string(version) + " of " + what + " " + std::to_string(first) + "-" +
         std::to_string(second) + " from " + MomentText(from.micros) +
         (because.empty() ? "" : " because " + because);
}

std::string LimitsText(const domain::PartnerLimits& of) {
  std::string text = "limits of p" + std::to_string(of.partner.value()) + " in c" +
                     std::to_string(of.currency.value());
  const domain::Limits& limits = of.limits;
  for (const domain::Points limit :
       {limits.earn_per_transaction, limits.burn_per_transaction, limits.earn_per_member_day,
        limits.burn_per_member_day, limits.earn_per_partner_day, limits.burn_per_partner_day}) {
    text += " " + std::to_string(limit.value());
  }
  return text;
}

std::string WindowText(const domain::Window& window) {
  return "window " + std::to_string(window.id.value()) + " of " +
         std::to_string(window.first.value()) + " to " + std::to_string(window.end.value()) +
         ", opened " + MomentText(window.opened_at.micros) + ", closed " +
         (window.closed_at ? MomentText(window.closed_at->micros) : "never") + " '" + window.label +
         "'";
}

std::string EffectText(const domain::Effect& effect) {
  return std::visit(
      domain::Overloaded{
          [](const domain::Transaction& t) { return TextOf(t); },
          [](const domain::Member& member) { return ToText(ViewOf(member)); },
          [](const domain::Partner& partner) { return TextOf(partner); },
          [](const domain::Currency& currency) {
            return "currency c" + std::to_string(currency.id.value()) + " " + currency.code +
                   " scale " + std::to_string(currency.scale) + " of p" +
                   std::to_string(currency.owner.value());
          },
          [](const domain::ExchangeRate& rate) {
            return VersionText("set_rate", rate.partner.value(), rate.currency.value(),
                               rate.version, rate.effective_from, rate.backdating_reason);
          },
          [](const domain::Terms& terms) {
            return VersionText("set_terms", terms.partner.value(), terms.currency.value(),
                               terms.version, terms.effective_from, terms.backdating_reason);
          },
          [](const domain::Credential& credential) { return "credential " + credential.id; },
          [](const domain::Window& window) { return WindowText(window); },
          [](const domain::ConversionRate& rate) {
            return VersionText("set_conversion", rate.from.value(), rate.to.value(), rate.version,
                               rate.effective_from, rate.backdating_reason);
          },
          [](const domain::PartnerLimits& limits) { return LimitsText(limits); },
          [](const domain::ExpirySweep& sweep) {
            return "swept " + std::to_string(sweep.lots) + " lots of " +
                   std::to_string(sweep.accounts) + " accounts";
          }},
      effect);
}

}  // namespace

LotName LotOf(const domain::LotKey& key) {
  return {key.expires_on.days, key.available_on.days, NumberOf(key.issuer), key.terms_version};
}

Lots LotsOf(const std::vector<domain::LotMovement>& movements) {
  Lots lots;
  for (const domain::LotMovement& movement : movements) {
    lots.emplace_back(LotOf(movement.lot), movement.points.value());
  }
  return lots;
}

MemberView ViewOf(const domain::Member& member) {
  MemberView view{NumberOf(member.id), {}, member.link_code, member.enrolled_at.micros};
  for (const domain::LinkedIdentifier& linked : member.identifiers) {
    view.identifiers.push_back({NumberOf(linked.identifier.partner),
                                linked.identifier.kind + "/" + linked.identifier.value});
  }
  return view;
}

std::string TextOf(const domain::Transaction& transaction) {
  return ToText(TransactionOf(transaction));
}

std::string TextOf(const domain::Rejection& rejection) { return ToText(RejectionOf(rejection)); }

std::string TextOf(const domain::Partner& partner) {
  return "partner p" + std::to_string(partner.id.value()) + " " + partner.handle + " '" +
         partner.display_name + "' in " + std::string(partner.settlement_currency.code()) +
         (partner.state == domain::PartnerState::kSuspended ? ", suspended" : "") +
         ", backdating " + std::to_string(partner.backdating_days);
}

Answer FromDomain(const domain::Answer& answer) {
  if (const auto* rejection = std::get_if<domain::Rejection>(&answer.outcome)) {
    return {TextOf(*rejection), answer.replayed};
  }
  return {EffectText(std::get<domain::Effect>(answer.outcome)), answer.replayed};
}

}  // namespace coalition::simulation
