// How far partners and members may go: net debit caps and their alerts, limits per transaction and
// day.
#include <array>
#include <set>
#include <string>
#include <utility>

#include "server/domain/ledger.h"
#include "server/domain/limit_use.h"
#include "server/domain/reversal_share.h"

namespace coalition::domain {
namespace {

constexpr std::array kTypesWithMoney{TransactionType::kEarn,       TransactionType::kBurn,
                                     TransactionType::kReversal,   TransactionType::kCapture,
                                     TransactionType::kConversion, TransactionType::kAdjustment,
                                     TransactionType::kExpiry};
constexpr std::array kPartnerLegKinds{LegKind::kIssue, LegKind::kRedemption,
                                      LegKind::kRedemptionCharge, LegKind::kFee,
                                      LegKind::kBreakage};

std::string Text(Wide micros) { return std::to_string(static_cast<std::int64_t>(micros)); }

Points UsedOn(Date today, const DayTotals& totals, bool earned) {
  if (totals.day != today) return Points(0);
  return earned ? totals.earned : totals.burned;
}

bool IsOver(Points limit, Points used, Points more) {
  if (limit == Points(0)) return false;
  const auto sum = Plus(used, more);
  return !sum || *sum > limit;
}

}  // namespace

Wide Ledger::PositionOf(PartnerId partner, NetDebitCap::Kind kind) const {
  const MoneyCurrency currency = state_.catalog->GetPartner(partner).settlement_currency;
  Wide position = 0;
  for (const TransactionType type : kTypesWithMoney) {
    for (const LegKind leg : kPartnerLegKinds) {
      const auto total =
          state_.positions.find({state_.lane.open_window.id, partner, currency, type, leg});
      if (total != state_.positions.end()) position += total->second.amount.value();
    }
  }
  if (kind == NetDebitCap::Kind::kPrepaid) {
    const auto closed = state_.closed_totals.find(partner);
    if (closed != state_.closed_totals.end()) position += closed->second.value();
  }
  return position;
}

Decided<Accepted> Ledger::CheckNetDebitCap(const Transaction& transaction, Moment now) const {
  // A lane's part says nothing.
  if (!state_.lane.whole) return Accepted{};
  const bool conversion = transaction.type == TransactionType::kConversion;
  if (transaction.type != TransactionType::kEarn && !conversion) return Accepted{};
  const CurrencyId issued = conversion ? transaction.counterpart->currency : transaction.currency;
  const Terms* terms = state_.catalog->TermsInForce(transaction.partner, issued, now);
  if (terms == nullptr || !terms->net_debit_cap) return Accepted{};
  const NetDebitCap& cap = *terms->net_debit_cap;
  const Wide charge = SumOfLegs(transaction, transaction.partner);
  const Wide position = PositionOf(transaction.partner, cap.kind);
  if (charge >= 0 || position + charge >= -static_cast<Wide>(cap.limit.value())) return Accepted{};
  const MoneyCurrency currency =
      state_.catalog->GetPartner(transaction.partner).settlement_currency;
  return Rejection{Reason::kNetDebitCapExceeded,
                   {{"cap_micros", std::to_string(cap.limit.value())},
                    {"position_micros", Text(position)},
                    {"charge_micros", Text(charge)},
                    {"currency_code", std::string(currency.code())}}};
}

void Ledger::NoteAlerts(const Transaction& transaction, const CommandHeader& header, Moment now) {
  if (!state_.lane.whole) return;
  std::set<PartnerId> partners;
  for (const MoneyLeg& leg : transaction.legs) partners.insert(leg.partner);
  partners.erase(kNetwork);
  for (const PartnerId partner : partners) {
    if (NoteAlert(partner, transaction.currency, transaction, header, now)) continue;
    if (transaction.counterpart) {
      NoteAlert(partner, transaction.counterpart->currency, transaction, header, now);
    }
  }
}

bool Ledger::NoteAlert(PartnerId partner, CurrencyId currency, const Transaction& transaction,
                       const CommandHeader& header, Moment now) {
  const Terms* terms = state_.catalog->TermsInForce(partner, currency, now);
  if (terms == nullptr || !terms->net_debit_cap || !terms->net_debit_cap->alert) return false;
  const Wide threshold = -static_cast<Wide>(terms->net_debit_cap->alert->value());
  const Wide before = PositionOf(partner, terms->net_debit_cap->kind);
  const Wide after = before + SumOfLegs(transaction, partner);
  if (before < threshold || after >= threshold) return false;
  NoteEvent(header, "NET_DEBIT_ALERT", PartnerResource(partner),
            "position_micros " + Text(after) + " passed " + Text(threshold) + " by " +
                transaction.id.ToString(),
            now);
  return true;
}

Decided<Accepted> Ledger::CheckLimits(const Transaction& transaction, Moment now) const {
  const auto use = UseOf(transaction);
  const Limits* limits = state_.catalog->FindLimits(transaction.partner, transaction.currency);
  if (!use || limits == nullptr) return Accepted{};
  const Date today = DateOf(now, state_.catalog->network.time_zone);
  const auto check = [&](const char* name, Points limit, Points used) -> Decided<Accepted> {
    if (!IsOver(limit, used, use->points)) return Accepted{};
    return LimitExceeded(std::string(use->earned ? "earn" : "burn") + " points per " + name,
                         limit.value());
  };
  const auto check_day = [&](const char* name, Points limit, const MemberId& member) {
    const DayTotals& totals =
        state_.day_totals.at({member, transaction.partner, transaction.currency});
    return check(name, limit, UsedOn(today, totals, use->earned));
  };
  const Limits& l = *limits;
  auto in = check("transaction", use->earned ? l.earn_per_transaction : l.burn_per_transaction,
                  Points(0));
  if (in.ok()) {
    in = check_day("member and day", use->earned ? l.earn_per_member_day : l.burn_per_member_day,
                   transaction.member);
  }
  if (in.ok() && state_.lane.whole) {
    in = check_day("partner and day", use->earned ? l.earn_per_partner_day : l.burn_per_partner_day,
                   MemberId{});
  }
  return in;
}

void Ledger::CountForLimits(const Transaction& transaction, Moment now) {
  const auto use = UseOf(transaction);
  const Limits* limits = state_.catalog->FindLimits(transaction.partner, transaction.currency);
  if (!use || limits == nullptr) return;
  const Date today = DateOf(now, state_.catalog->network.time_zone);
  for (const MemberId& member : {transaction.member, MemberId{}}) {
    const DayKey key{member, transaction.partner, transaction.currency};
    DayTotals& totals = Change(state_.day_totals, key);
    if (totals.day != today) totals = DayTotals{today, Points(0), Points(0)};
    Points& side = use->earned ? totals.earned : totals.burned;
    // Totals that are so high that they do not fit are over every limit.
    side = Plus(side, use->points).value_or(side);
    Mark(changed_days_, key);
  }
}

}  // namespace coalition::domain
