#include "server/domain/ledger.h"

#include <array>
#include <string>
#include <utility>

namespace coalition::domain {
namespace {

constexpr std::array kTransactionTypes{TransactionType::kEarn, TransactionType::kBurn,
                                       TransactionType::kReversal};
constexpr std::array kPartnerLegKinds{LegKind::kIssue, LegKind::kRedemption,
                                      LegKind::kRedemptionCharge, LegKind::kFee};

void CheckSumsToZero(const Transaction& transaction) {
  absl::flat_hash_map<MoneyCurrency, Wide> money;
  for (const MoneyLeg& leg : transaction.legs) {
    money[leg.money.currency] += leg.money.amount.value();
  }
  for (const auto& [currency, sum] : money) {
    COALITION_CHECK(sum == 0, "money legs of a transaction sum to zero");
  }
  Points moved;
  for (const LotMovement& movement : transaction.lots) moved += movement.points;
  COALITION_CHECK(moved == transaction.points, "lot movements sum to the transaction's points");
}

}  // namespace

Ledger::Ledger(LaneState lane, std::shared_ptr<const Catalog> catalog) {
  state_.lane = std::move(lane);
  state_.catalog = std::move(catalog);
}

Answer Ledger::Decide(const Command& command, Moment now) {
  const CommandHeader& header = command.header;
  const auto known = state_.requests.find(header.request);
  COALITION_CHECK(known != state_.requests.end(), "the request id was looked up");
  if (known->second) {
    const StoredOutcome& outcome = *known->second;
    if (outcome.digest != header.digest) {
      return Answer{
          Rejection{Reason::kRequestIdReused, {{"request_id", header.request.request_id}}}, false};
    }
    if (const auto* rejection = std::get_if<Rejection>(&outcome.result)) {
      return Answer{*rejection, true};
    }
    const auto* posted = std::get_if<TransactionId>(&outcome.result);
    return Answer{posted != nullptr ? EffectOf(*posted) : std::get<Effect>(outcome.result), true};
  }

  auto effect =
      std::visit([&](const auto& action) { return Execute(action, header, now); }, command.action);
  if (!effect.ok() && !IsKept(effect.rejection().reason)) {
    return Answer{effect.rejection(), false};
  }
  StoredOutcome outcome{header.digest, {}};
  Answer answer;
  if (!effect.ok()) {
    answer.outcome = effect.rejection();
    outcome.result = effect.rejection();
  } else {
    if (const auto* transaction = std::get_if<Transaction>(&*effect)) {
      outcome.result = transaction->id;
    } else {
      outcome.result = *effect;
    }
    answer.outcome = *std::move(effect);
  }
  known->second = outcome;
  changes_.outcomes.emplace_back(header.request, std::move(outcome));
  return answer;
}

Effect Ledger::EffectOf(const TransactionId& posted) const {
  if (!changes_.transactions.empty() && changes_.transactions.front().id.lane == posted.lane) {
    const auto offset = posted.sequence.value() - changes_.transactions.front().id.sequence.value();
    if (offset >= 0) return changes_.transactions.at(static_cast<std::size_t>(offset));
  }
  const auto loaded = state_.transactions.find(posted);
  COALITION_CHECK(loaded != state_.transactions.end() && loaded->second.has_value(),
                  "an answered request's transaction is in the journal");
  return *loaded->second;
}

Decided<Effect> Ledger::Post(PostingPlan plan, const CommandHeader& header, Date date, Moment now) {
  Transaction& transaction = plan.transaction;
  auto totals = TotalsAfter(transaction);
  if (!totals.ok()) return totals.rejection();
  if (const auto capped = CheckNetDebitCap(transaction, now); !capped.ok())
    return capped.rejection();
  CheckSumsToZero(transaction);

  Account& account = state_.accounts.at({transaction.member, transaction.currency});
  transaction.request_id = header.request.request_id;
  transaction.posted_at = now;
  transaction.id = {state_.lane.lane, state_.lane.next_sequence};
  transaction.window = state_.lane.open_window.id;
  transaction.previous = account.last_transaction();
  state_.lane.next_sequence = Sequence(state_.lane.next_sequence.value() + 1);

  for (const LotMovement& movement : transaction.lots) {
    account.Apply(movement);
    changed_lots_.emplace(account.key(), movement.lot);
  }
  account.set_last_transaction(transaction.id.sequence);
  changed_accounts_.insert(account.key());
  transaction.balance_after = account.BalanceAt(date);

  const CarryKey carry{transaction.member, transaction.partner, transaction.currency};
  if (Carries& carries = state_.carries[carry]; carries != plan.carries) {
    carries = plan.carries;
    changed_carries_.insert(carry);
  }
  for (const auto& [key, total] : totals->positions) {
    state_.positions[key] = total;
    changed_positions_.insert(key);
  }
  for (const auto& [key, points] : totals->outstanding) {
    state_.outstanding[key] = points;
    changed_outstanding_.insert(key);
  }
  // A later command of this batch may have asked for it before it was there.
  const auto asked = state_.transactions.find(transaction.id);
  if (asked != state_.transactions.end()) asked->second = transaction;
  changes_.transactions.push_back(transaction);
  return Effect(std::move(transaction));
}

Decided<Ledger::Totals> Ledger::TotalsAfter(const Transaction& transaction) const {
  const Rejection overflow{Reason::kAmountOverflow, {}};
  Totals totals;
  for (const MoneyLeg& leg : transaction.legs) {
    const PositionKey key{state_.lane.open_window.id, leg.partner, leg.money.currency,
                          transaction.type, leg.kind};
    auto [total, is_new] = totals.positions.try_emplace(key);
    if (is_new) {
      const auto current = state_.positions.find(key);
      if (current != state_.positions.end()) total->second = current->second;
    }
    const auto amount = Plus(total->second.amount, leg.money.amount);
    const auto points = Plus(total->second.points, leg.points);
    const std::int64_t max = leg.partner == kNetwork ? kNetworkTotalMax : kTotalMax;
    if (!amount || !points || !IsWithin(max, *amount) || !IsWithin(max, *points)) return overflow;
    total->second = PositionTotal{total->second.lines + 1, *points, *amount};
  }
  for (const LotMovement& movement : transaction.lots) {
    const OutstandingKey key{movement.lot.issuer, transaction.currency};
    auto [points, is_new] = totals.outstanding.try_emplace(key);
    if (is_new) points->second = state_.outstanding.at(key);
    const auto sum = Plus(points->second, movement.points);
    if (!sum || !IsWithin(kTotalMax, *sum)) return overflow;
    points->second = *sum;
  }
  return totals;
}

Decided<Accepted> Ledger::CheckNetDebitCap(const Transaction& transaction, Moment now) const {
  if (transaction.type != TransactionType::kEarn) return Accepted{};
  const Terms* terms = state_.catalog->TermsInForce(transaction.partner, transaction.currency, now);
  if (terms == nullptr || !terms->net_debit_cap) return Accepted{};
  const MoneyCurrency currency =
      state_.catalog->GetPartner(transaction.partner).settlement_currency;

  Wide charge = 0;
  for (const MoneyLeg& leg : transaction.legs) {
    if (leg.partner == transaction.partner) charge += leg.money.amount.value();
  }
  Wide position = 0;
  for (const TransactionType type : kTransactionTypes) {
    for (const LegKind kind : kPartnerLegKinds) {
      const auto total = state_.positions.find(
          {state_.lane.open_window.id, transaction.partner, currency, type, kind});
      if (total != state_.positions.end()) position += total->second.amount.value();
    }
  }
  if (charge >= 0 || position + charge >= -static_cast<Wide>(terms->net_debit_cap->value())) {
    return Accepted{};
  }
  return Rejection{Reason::kNetDebitCapExceeded,
                   {{"cap_micros", std::to_string(terms->net_debit_cap->value())},
                    {"position_micros", std::to_string(static_cast<std::int64_t>(position))},
                    {"charge_micros", std::to_string(static_cast<std::int64_t>(charge))},
                    {"currency_code", std::string(currency.code())}}};
}

Catalog& Ledger::MutableCatalog() {
  if (own_catalog_ == nullptr) {
    own_catalog_ = std::make_shared<Catalog>(*state_.catalog);
    state_.catalog = own_catalog_;
    catalog_changed_ = true;
  }
  return *own_catalog_;
}

Changes Ledger::TakeChanges() {
  Changes changes = std::move(changes_);
  changes.lane = state_.lane;
  for (const AccountKey& key : changed_accounts_) {
    changes.accounts.push_back({key, state_.accounts.at(key).last_transaction()});
  }
  for (const auto& [account, lot] : changed_lots_) {
    changes.lots.push_back({account, {lot, state_.accounts.at(account).PointsIn(lot)}});
  }
  for (const CarryKey& key : changed_carries_) {
    changes.carries.emplace_back(key, state_.carries.at(key));
  }
  for (const TransactionId& id : changed_reversals_) {
    changes.reversals.emplace_back(id, state_.reversals.at(id));
  }
  for (const MemberId& id : changed_members_) changes.members.push_back(*state_.members.at(id));
  for (const PositionKey& key : changed_positions_) {
    changes.positions.emplace_back(key, state_.positions.at(key));
  }
  for (const OutstandingKey& key : changed_outstanding_) {
    changes.outstanding.emplace_back(key, state_.outstanding.at(key));
  }
  return changes;
}

}  // namespace coalition::domain
