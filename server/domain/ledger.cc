#include "server/domain/ledger.h"

#include <algorithm>
#include <string>
#include <utility>

#include "server/domain/lanes.h"

namespace coalition::domain {
namespace {

void CheckMoved(const std::vector<LotMovement>& lots, Points points) {
  Points moved;
  for (const LotMovement& movement : lots) moved += movement.points;
  COALITION_CHECK(moved == points, "lot movements sum to the transaction's points");
}

// The value of the key, and whether it is new.
template <typename Entries, typename Key>
auto EntryOf(Entries& entries, const Key& key) {
  using Value = typename Entries::value_type::second_type;
  for (auto& [of, value] : entries) {
    if (of == key) return std::pair<Value&, bool>(value, false);
  }
  return std::pair<Value&, bool>(entries.emplace_back(key, Value()).second, true);
}

void CheckSumsToZero(const Transaction& transaction) {
  absl::InlinedVector<std::pair<MoneyCurrency, Wide>, 2> money;
  for (const MoneyLeg& leg : transaction.legs) {
    EntryOf(money, leg.money.currency).first += leg.money.amount.value();
  }
  for (const auto& [currency, sum] : money) {
    COALITION_CHECK(sum == 0, "money legs of a transaction sum to zero");
  }
  CheckMoved(transaction.lots, transaction.points);
  if (transaction.counterpart) {
    CheckMoved(transaction.counterpart->lots, transaction.counterpart->points);
  }
}

template <typename Vector>
void Truncate(Vector& vector, std::size_t size) {
  vector.erase(vector.begin() + static_cast<std::ptrdiff_t>(size), vector.end());
}

}  // namespace

Ledger::Ledger(LaneState lane, std::shared_ptr<const Catalog> catalog, LedgerState known)
    : state_(std::move(known)) {
  state_.lane = std::move(lane);
  state_.catalog = std::move(catalog);
}

void Ledger::Reserve(std::size_t commands) {
  changes_.transactions.reserve(commands);
  changes_.outcomes.reserve(commands);
}

Answer Ledger::Decide(const Command& command, Moment now) {
  needs_all_lanes_ = false;
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
    return Answer{EffectOf(outcome), true};
  }
  // Where each transaction has a moment of its own, they may be ahead of the clock.
  if (state_.lane.lane_count > 1) now = std::max(now, state_.lane.latest_at);
  COALITION_CHECK(now >= state_.lane.latest_at, "time does not go back in a lane");
  COALITION_CHECK(
      state_.lane.whole || HomeOf(command, state_, state_.lane.lane_count) == state_.lane.lane,
      "a lane decides what concerns its members");
  state_.lane.AdvanceTo(now);

  auto effect =
      std::visit([&](const auto& action) { return Execute(action, header, now); }, command.action);
  if (!effect.ok()) {
    Reject(header, effect.rejection());
    return Answer{effect.rejection(), false};
  }
  StoredOutcome outcome{header.digest, {}};
  if (const auto* transaction = std::get_if<Transaction>(&*effect)) {
    outcome.result = transaction->id;
  } else if (const auto* member = std::get_if<Member>(&*effect)) {
    outcome.result = MemberOutcome{member->id, member->next_ordinal, member->link_code};
  } else {
    outcome.result = std::make_shared<const Effect>(*effect);
  }
  Change(state_.requests, header.request) = outcome;
  changes_.outcomes.emplace_back(header.request, std::move(outcome));
  return Answer{*std::move(effect), false};
}

void Ledger::Reject(const CommandHeader& header, const Rejection& rejection) {
  if (!IsKept(rejection.reason)) return;
  StoredOutcome outcome{header.digest, rejection};
  Change(state_.requests, header.request) = outcome;
  changes_.outcomes.emplace_back(header.request, std::move(outcome));
}

Effect Ledger::EffectOf(const StoredOutcome& outcome) const {
  if (const auto* posted = std::get_if<TransactionId>(&outcome.result)) return EffectOf(*posted);
  if (const auto* effect = std::get_if<KeptEffect>(&outcome.result)) return **effect;
  const auto& shown = std::get<MemberOutcome>(outcome.result);
  const auto& kept = state_.members.at(shown.member);
  COALITION_CHECK(kept.has_value(), "an answered request's member is there");
  Member member = *kept;
  std::erase_if(member.identifiers,
                [&](const LinkedIdentifier& i) { return i.ordinal >= shown.ordinal_end; });
  if (!member.erased) member.link_code = shown.link_code;
  return Effect(std::move(member));
}

Effect Ledger::EffectOf(const TransactionId& posted) const {
  const auto own = std::lower_bound(
      changes_.transactions.begin(), changes_.transactions.end(), posted.sequence,
      [](const Transaction& t, Sequence sequence) { return t.id.sequence < sequence; });
  if (own != changes_.transactions.end() && own->id == posted) return *own;
  const auto loaded = state_.transactions.find(posted);
  COALITION_CHECK(loaded != state_.transactions.end() && loaded->second.has_value(),
                  "an answered request's transaction is in the journal");
  return *loaded->second;
}

void Ledger::BeginLinked() {
  COALITION_CHECK(!linked_, "linked groups do not nest");
  linked_ = Linked();
  linked_->lane = state_.lane;
  linked_->transactions = changes_.transactions.size();
  linked_->outcomes = changes_.outcomes.size();
  linked_->audit_events = changes_.audit_events.size();
}

void Ledger::KeepLinked() { linked_.reset(); }

void Ledger::RollBackLinked() {
  Linked group = *std::move(linked_);
  linked_.reset();
  for (auto undo = group.undo.rbegin(); undo != group.undo.rend(); ++undo) (*undo)();
  Truncate(changes_.transactions, group.transactions);
  Truncate(changes_.outcomes, group.outcomes);
  Truncate(changes_.audit_events, group.audit_events);
  // Time has passed all the same.
  group.lane.AdvanceTo(state_.lane.latest_at);
  state_.lane = std::move(group.lane);
}

Decided<Transaction> Ledger::Post(PostingPlan plan, const CommandHeader& header, Date date,
                                  Moment now) {
  Transaction& transaction = plan.transaction;
  auto totals = TotalsAfter(transaction);
  if (!totals.ok()) return totals.rejection();
  if (const auto in = CheckLimits(transaction, now); !in.ok()) return in.rejection();
  if (const auto in = CheckNetDebitCap(transaction, now); !in.ok()) return in.rejection();
  if (const auto in = UseAllowances(transaction, now); !in.ok()) return in.rejection();
  CheckSumsToZero(transaction);

  transaction.request_id = header.request.request_id;
  transaction.window = state_.lane.open_window.id;
  NumberNext(transaction, now);

  NoteAlerts(transaction, header, now);
  CountForLimits(transaction, now);
  KeepTotals(*totals);
  if (const auto key = CarryKeyOf(transaction)) {
    if (state_.carries.at(*key) != plan.carries) {
      Change(state_.carries, *key) = plan.carries;
      Mark(changed_carries_, *key);
    }
  }
  const AccountKey key{transaction.member, transaction.currency};
  transaction.previous = state_.accounts.at(key).last_transaction();
  MoveHolds(transaction);
  transaction.balance_after = MoveLots(key, transaction.lots, transaction.id.sequence, date);
  if (Counterpart* other = transaction.counterpart ? &*transaction.counterpart : nullptr) {
    const AccountKey other_key{other->member, other->currency};
    other->previous = state_.accounts.at(other_key).last_transaction();
    other->balance_after = MoveLots(other_key, other->lots, transaction.id.sequence, date);
  }
  // A later command of this batch may have asked for it before it was there.
  if (state_.transactions.contains(transaction.id)) {
    Change(state_.transactions, transaction.id) = transaction;
  }
  changes_.transactions.push_back(transaction);
  return std::move(transaction);
}

void Ledger::NumberNext(Transaction& transaction, Moment now) {
  LaneState& lane = state_.lane;
  if (lane.lane_count == 1) {
    transaction.posted_at = now;
    transaction.id = {lane.lane, lane.next_sequence};
    lane.next_sequence = Sequence(lane.next_sequence.value() + 1);
    return;
  }
  transaction.posted_at = Moment{lane.latest_at.micros + 1};
  lane.AdvanceTo(transaction.posted_at);
  ++lane.window_transactions;
  const LaneId home = LaneOf(transaction.member, lane.lane_count);
  transaction.id = {home, SequenceAt(transaction.posted_at, home)};
}

Decided<Effect> Ledger::PostAndAnswer(PostingPlan plan, const CommandHeader& header, Date date,
                                      Moment now) {
  auto posted = Post(std::move(plan), header, date, now);
  if (!posted.ok()) return posted.rejection();
  return Effect(*std::move(posted));
}

Balance Ledger::MoveLots(const AccountKey& key, const std::vector<LotMovement>& lots,
                         Sequence sequence, Date date) {
  Account& account = Change(state_.accounts, key);
  account.Apply(lots);
  account.set_last_transaction(sequence);
  Mark(changed_accounts_, key);
  MarkLots(key, lots);
  return account.BalanceAt(date);
}

void Ledger::MarkLots(const AccountKey& key, const std::vector<LotMovement>& lots) {
  std::vector<LotKey>& marked = changed_lots_[key];
  if (linked_) {
    linked_->undo.push_back([this, key, size = marked.size()] {
      if (size == 0) {
        changed_lots_.erase(key);
      } else {
        Truncate(changed_lots_.at(key), size);
      }
    });
  }
  for (const LotMovement& movement : lots) marked.push_back(movement.lot);
}

void Ledger::MoveHolds(const Transaction& transaction) {
  const AccountKey key{transaction.member, transaction.currency};
  switch (transaction.type) {
    case TransactionType::kAuthorization:
      Change(state_.accounts, key)
          .Open({transaction.id, transaction.hold_expires_at, transaction.reserved});
      Mark(changed_holds_, {key, transaction.id});
      return;
    case TransactionType::kCapture:
    case TransactionType::kVoid:
      Change(state_.accounts, key).Close(*transaction.original);
      Mark(changed_holds_, {key, *transaction.original});
      return;
    default:
      return;
  }
}

Decided<Ledger::Totals> Ledger::TotalsAfter(const Transaction& transaction) const {
  const Rejection overflow{Reason::kAmountOverflow, {}};
  Totals totals;
  for (const MoneyLeg& leg : transaction.legs) {
    const PositionKey key{state_.lane.open_window.id, leg.partner, leg.money.currency,
                          transaction.type, leg.kind};
    auto [total, is_new] = EntryOf(totals.positions, key);
    if (is_new) {
      const auto current = state_.positions.find(key);
      if (current != state_.positions.end()) total = current->second;
    }
    const auto amount = Plus(total.amount, leg.money.amount);
    const auto points = Plus(total.points, leg.points);
    const std::int64_t max = leg.partner == kNetwork ? kNetworkTotalMax : kTotalMax;
    if (!amount || !points || !IsWithin(max, *amount) || !IsWithin(max, *points)) return overflow;
    total = PositionTotal{total.lines + 1, *points, *amount};
  }
  const auto move = [&](CurrencyId currency, const std::vector<LotMovement>& lots) {
    for (const LotMovement& movement : lots) {
      const OutstandingKey key{movement.lot.issuer, currency};
      auto [points, is_new] = EntryOf(totals.outstanding, key);
      if (is_new) points = state_.outstanding.at(key);
      points += movement.points;
    }
  };
  move(transaction.currency, transaction.lots);
  if (transaction.counterpart)
    move(transaction.counterpart->currency, transaction.counterpart->lots);
  for (const auto& [key, points] : totals.outstanding) {
    if (!IsWithin(kTotalMax, points)) return overflow;
  }
  return totals;
}

void Ledger::KeepTotals(const Totals& totals) {
  for (const auto& [key, total] : totals.positions) {
    Change(state_.positions, key) = total;
    Mark(changed_positions_, key);
  }
  for (const auto& [key, points] : totals.outstanding) {
    Change(state_.outstanding, key) = points;
    Mark(changed_outstanding_, key);
  }
}

void Ledger::NoteEvent(const CommandHeader& header, std::string action, std::string resource,
                       std::string reason, Moment now) {
  changes_.audit_events.push_back({state_.lane.next_event, now, header.caller.credential_id,
                                   std::move(action), std::move(resource), std::move(reason)});
  ++state_.lane.next_event;
}

std::string Ledger::PartnerResource(PartnerId partner) const {
  return "partners/" + state_.catalog->GetPartner(partner).handle;
}

std::string Ledger::PartnerResource(PartnerId partner, const char* kind,
                                    CurrencyId currency) const {
  return PartnerResource(partner) + "/" + kind + "/" + state_.catalog->GetCurrency(currency).code;
}

Catalog& Ledger::MutableCatalog() {
  COALITION_CHECK(!linked_, "what changes the catalog is not linked");
  if (own_catalog_ == nullptr) {
    own_catalog_ = std::make_shared<Catalog>(*state_.catalog);
    ++own_catalog_->revision;
    state_.catalog = own_catalog_;
    catalog_changed_ = true;
  }
  return *own_catalog_;
}

Changes Ledger::TakeChanges() {
  if (state_.lane.whole && state_.lane.lane_count > 1) ShareAllowances();
  Changes changes = std::move(changes_);
  changes.lane = state_.lane;
  for (const AccountKey& key : changed_accounts_) {
    changes.accounts.push_back({key, state_.accounts.at(key).last_transaction()});
  }
  for (auto& [key, lots] : changed_lots_) {
    const Account& account = state_.accounts.at(key);
    std::sort(lots.begin(), lots.end());
    lots.erase(std::unique(lots.begin(), lots.end()), lots.end());
    for (const LotKey& lot : lots) changes.lots.push_back({key, {lot, account.PointsIn(lot)}});
  }
  for (const auto& [account, authorization] : changed_holds_) {
    const Hold* hold = state_.accounts.at(account).FindHold(authorization);
    changes.holds.push_back({account, hold != nullptr ? *hold : Hold{authorization, {}, {}}});
  }
  for (const CarryKey& key : changed_carries_) {
    changes.carries.emplace_back(key, state_.carries.at(key));
  }
  for (const DayKey& key : changed_days_) {
    changes.day_totals.emplace_back(key, state_.day_totals.at(key));
  }
  for (const TransactionId& id : changed_reversals_) {
    changes.reversals.emplace_back(id, state_.reversals.at(id));
  }
  for (const MemberId& id : changed_members_) changes.members.push_back(*state_.members.at(id));
  for (const Identifier& identifier : changed_identifiers_) {
    changes.identifiers.emplace_back(identifier, state_.identifiers.at(identifier));
  }
  for (const PositionKey& key : changed_positions_) {
    changes.positions.emplace_back(key, state_.positions.at(key));
  }
  for (const OutstandingKey& key : changed_outstanding_) {
    changes.outstanding.emplace_back(key, state_.outstanding.at(key));
  }
  for (const AllowanceKey& key : changed_allowances_) {
    changes.allowances.emplace_back(key, state_.allowances.at(key));
  }
  return changes;
}

}  // namespace coalition::domain
