#include "server/store/sqlite/lane_reads.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "server/store/sqlite/outcome_columns.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {
namespace {

// In key order, so that neighbours are read from the same pages.
template <typename Key>
std::vector<const Key*> Sorted(const absl::flat_hash_set<Key>& keys) {
  std::vector<const Key*> sorted;
  sorted.reserve(keys.size());
  for (const Key& key : keys) sorted.push_back(&key);
  std::sort(sorted.begin(), sorted.end(), [](const Key* a, const Key* b) { return *a < *b; });
  return sorted;
}

}  // namespace

absl::Status CheckCarries(const domain::Carries& carries) {
  if (carries.earn.denominator >= 1 && carries.burn.denominator >= 1) return absl::OkStatus();
  return absl::DataLossError("a carry has no positive denominator");
}

bool NextCarries(Cursor& rows, domain::CarryKey& key, domain::Carries& carries) {
  return rows.Next(key.member, key.partner, key.currency, key.from, carries.earn.numerator,
                   carries.earn.denominator, carries.burn.numerator, carries.burn.denominator);
}

bool NextDayTotals(Cursor& rows, domain::DayKey& key, domain::DayTotals& totals) {
  return rows.Next(key.member, key.partner, key.currency, totals.day, totals.earned, totals.burned);
}

absl::StatusOr<std::vector<domain::CurrencyId>> ReadCurrenciesOf(Connection& connection,
                                                                 domain::LaneId lane,
                                                                 const domain::MemberId& member) {
  std::vector<domain::CurrencyId> currencies;
  domain::CurrencyId currency;
  Cursor rows = connection.Query(sql::kSelectCurrenciesOf, lane, member);
  while (rows.Next(currency)) currencies.push_back(currency);
  if (!rows.status().ok()) return rows.status();
  return currencies;
}

absl::StatusOr<std::optional<domain::Window>> ReadWindow(Connection& connection,
                                                         domain::LaneId lane, domain::WindowId id) {
  domain::Window window;
  Cursor rows = connection.Query(sql::kSelectWindow, lane, id);
  if (rows.Next(window.id, window.first, window.end, window.opened_at, window.closed_at,
                window.label)) {
    return window;
  }
  if (!rows.status().ok()) return rows.status();
  return std::nullopt;
}

absl::StatusOr<LaneReads> LaneReads::Begin(Connection& connection, domain::LaneId lane) {
  domain::LaneState state;
  state.lane = lane;
  domain::WindowId open_window;
  {
    Cursor rows = connection.Query(sql::kSelectLane, lane);
    if (!rows.Next(state.next_sequence, open_window, state.latest_at, state.next_event)) {
      if (!rows.status().ok()) return rows.status();
      return absl::FailedPreconditionError("there is no network yet");
    }
  }
  auto window = ReadWindow(connection, lane, open_window);
  if (!window.ok()) return window.status();
  if (!*window) {
    return absl::DataLossError(absl::StrCat("lane ", lane.value(), " has no window ",
                                            open_window.value(), ", which should be open"));
  }
  state.open_window = **std::move(window);
  return LaneReads(connection, std::move(state));
}

absl::Status LaneReads::Load(const domain::ReadSet& wanted, domain::LedgerState& state) {
  using Part = absl::Status (LaneReads::*)(const domain::ReadSet&, domain::LedgerState&);
  static constexpr Part kParts[] = {
      &LaneReads::LoadRequests,     &LaneReads::LoadIdentifiers,  &LaneReads::LoadMembers,
      &LaneReads::LoadAccounts,     &LaneReads::LoadCarries,      &LaneReads::LoadDayTotals,
      &LaneReads::LoadWholeMembers, &LaneReads::LoadTransactions, &LaneReads::LoadReversals,
      &LaneReads::LoadPositions,    &LaneReads::LoadClosedTotals, &LaneReads::LoadOutstanding};
  for (const Part part : kParts) {
    if (absl::Status status = (this->*part)(wanted, state); !status.ok()) return status;
  }
  return wanted.closing ? LoadClosing(state) : absl::OkStatus();
}

absl::Status LaneReads::LoadRequests(const domain::ReadSet& wanted, domain::LedgerState& state) {
  for (const domain::RequestKey* key : Sorted(wanted.requests)) {
    std::optional<domain::StoredOutcome> outcome(std::in_place);
    OutcomeColumns columns;
    Cursor rows = connection_->Query(sql::kSelectOutcome, lane_.lane, key->scope, key->request_id);
    if (rows.Next(outcome->digest, columns.sequence, OptionalBody(columns.result))) {
      if (absl::Status moved = columns.MoveInto(lane_.lane, *outcome); !moved.ok()) return moved;
    } else {
      outcome.reset();
    }
    if (!rows.status().ok()) return rows.status();
    state.requests.try_emplace(*key, std::move(outcome));
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadIdentifiers(const domain::ReadSet& wanted, domain::LedgerState& state) {
  for (const domain::Identifier* key : Sorted(wanted.identifiers)) {
    domain::MemberId member;
    Cursor rows =
        connection_->Query(sql::kSelectIdentifier, lane_.lane, key->partner, key->kind, key->value);
    const bool found = rows.Next(member);
    if (!rows.status().ok()) return rows.status();
    state.identifiers.try_emplace(*key, found ? std::optional(member) : std::nullopt);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadMembers(const domain::ReadSet& wanted, domain::LedgerState& state) {
  for (const domain::MemberId* key : Sorted(wanted.members)) {
    std::optional<domain::Member> member(std::in_place);
    Cursor rows = connection_->Query(sql::kSelectMember, lane_.lane, *key);
    if (!rows.Next(Body(*member))) member.reset();
    if (!rows.status().ok()) return rows.status();
    state.members.try_emplace(*key, std::move(member));
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadAccounts(const domain::ReadSet& wanted, domain::LedgerState& state) {
  for (const domain::AccountKey* key : Sorted(wanted.accounts)) {
    if (absl::Status loaded = LoadAccount(*key, state); !loaded.ok()) return loaded;
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadAccount(const domain::AccountKey& key, domain::LedgerState& state) {
  domain::Sequence last;
  Cursor account = connection_->Query(sql::kSelectAccount, lane_.lane, key.member, key.currency);
  std::vector<domain::Lot> lots;
  std::vector<domain::Hold> holds;
  // Lots and holds of no account are none: every posting writes its account.
  if (account.Next(last)) {
    domain::Lot lot;
    Cursor lot_rows = connection_->Query(sql::kSelectLots, lane_.lane, key.member, key.currency);
    while (lot_rows.Next(lot.key.expires_on, lot.key.available_on, lot.key.issuer,
                         lot.key.terms_version, lot.points)) {
      lots.push_back(lot);
    }
    if (!lot_rows.status().ok()) return lot_rows.status();
    domain::Hold hold;
    Cursor hold_rows = connection_->Query(sql::kSelectHolds, lane_.lane, key.member, key.currency);
    while (hold_rows.Next(Body(hold))) holds.push_back(hold);
    if (!hold_rows.status().ok()) return hold_rows.status();
  }
  if (!account.status().ok()) return account.status();
  state.accounts.try_emplace(key, key, std::move(lots), last, std::move(holds));
  return absl::OkStatus();
}

absl::Status LaneReads::LoadCarries(const domain::ReadSet& wanted, domain::LedgerState& state) {
  for (const domain::CarryKey* key : Sorted(wanted.carries)) {
    domain::Carries carries;
    Cursor rows = connection_->Query(sql::kSelectCarries, lane_.lane, key->member, key->partner,
                                     key->currency, key->from);
    rows.Next(carries.earn.numerator, carries.earn.denominator, carries.burn.numerator,
              carries.burn.denominator);
    if (!rows.status().ok()) return rows.status();
    if (absl::Status sound = CheckCarries(carries); !sound.ok()) return sound;
    state.carries.try_emplace(*key, carries);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadDayTotals(const domain::ReadSet& wanted, domain::LedgerState& state) {
  for (const domain::DayKey* key : Sorted(wanted.day_totals)) {
    domain::DayTotals totals;
    Cursor rows = connection_->Query(sql::kSelectDayTotals, lane_.lane, key->member, key->partner,
                                     key->currency);
    rows.Next(totals.day, totals.earned, totals.burned);
    if (!rows.status().ok()) return rows.status();
    state.day_totals.try_emplace(*key, totals);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadWholeMembers(const domain::ReadSet& wanted,
                                         domain::LedgerState& state) {
  for (const domain::MemberId* member : Sorted(wanted.whole_members)) {
    absl::Status loaded = LoadAccountsOf(*member, state);
    if (loaded.ok()) loaded = LoadCarriesOf(*member, state);
    if (loaded.ok()) loaded = LoadDayTotalsOf(*member, state);
    if (!loaded.ok()) return loaded;
    state.whole_members.insert(*member);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadAccountsOf(const domain::MemberId& member, domain::LedgerState& state) {
  const auto currencies = ReadCurrenciesOf(*connection_, lane_.lane, member);
  if (!currencies.ok()) return currencies.status();
  for (const domain::CurrencyId currency : *currencies) {
    if (absl::Status loaded = LoadAccount({member, currency}, state); !loaded.ok()) return loaded;
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadCarriesOf(const domain::MemberId& member, domain::LedgerState& state) {
  domain::CarryKey key;
  domain::Carries carries;
  Cursor rows = connection_->Query(sql::kSelectCarriesOf, lane_.lane, member);
  while (NextCarries(rows, key, carries)) {
    if (absl::Status sound = CheckCarries(carries); !sound.ok()) return sound;
    state.carries.try_emplace(key, carries);
  }
  return rows.status();
}

absl::Status LaneReads::LoadDayTotalsOf(const domain::MemberId& member,
                                        domain::LedgerState& state) {
  domain::DayKey key;
  domain::DayTotals totals;
  Cursor rows = connection_->Query(sql::kSelectDayTotalsOf, lane_.lane, member);
  while (NextDayTotals(rows, key, totals)) state.day_totals.try_emplace(key, totals);
  return rows.status();
}

absl::Status LaneReads::LoadTransactions(const domain::ReadSet& wanted,
                                         domain::LedgerState& state) {
  for (const domain::TransactionId* key : Sorted(wanted.transactions)) {
    std::optional<domain::Transaction> transaction(std::in_place);
    Cursor rows = connection_->Query(sql::kSelectTransaction, key->lane, key->sequence);
    if (!rows.Next(Body(*transaction))) transaction.reset();
    if (!rows.status().ok()) return rows.status();
    state.transactions.try_emplace(*key, std::move(transaction));
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadReversals(const domain::ReadSet& wanted, domain::LedgerState& state) {
  for (const domain::TransactionId* key : Sorted(wanted.transactions)) {
    domain::ReversalState reversal;
    Cursor rows = connection_->Query(sql::kSelectReversal, key->lane, key->sequence);
    rows.Next(Body(reversal));
    if (!rows.status().ok()) return rows.status();
    state.reversals.try_emplace(*key, std::move(reversal));
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadPositions(const domain::ReadSet& wanted, domain::LedgerState& state) {
  domain::PositionKey key;
  domain::PositionTotal total;
  for (const domain::PartnerId* partner : Sorted(wanted.positions)) {
    Cursor rows = connection_->Query(sql::kSelectPartnerPositions, lane_.lane, lane_.open_window.id,
                                     *partner);
    while (rows.Next(key.window, key.partner, key.currency, key.type, key.kind, total.lines,
                     total.points, total.amount)) {
      state.positions.try_emplace(key, total);
    }
    if (!rows.status().ok()) return rows.status();
    state.partners_with_positions.insert(*partner);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadClosedTotals(const domain::ReadSet& wanted,
                                         domain::LedgerState& state) {
  for (const domain::PartnerId* partner : Sorted(wanted.positions)) {
    domain::Micros amount;
    Cursor rows = connection_->Query(sql::kSelectClosedTotal, lane_.lane, *partner);
    if (rows.Next(amount)) state.closed_totals.try_emplace(*partner, amount);
    if (!rows.status().ok()) return rows.status();
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadOutstanding(const domain::ReadSet& wanted, domain::LedgerState& state) {
  for (const domain::OutstandingKey* key : Sorted(wanted.outstanding)) {
    domain::Points points;
    Cursor rows =
        connection_->Query(sql::kSelectOutstanding, lane_.lane, key->issuer, key->currency);
    rows.Next(points);
    if (!rows.status().ok()) return rows.status();
    state.outstanding.try_emplace(*key, points);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadClosing(domain::LedgerState& state) {
  absl::Status loaded = LoadAllPositions(state);
  if (loaded.ok()) loaded = LoadLastSettlements(state);
  if (loaded.ok()) loaded = LoadAllClosedTotals(state);
  return loaded;
}

absl::Status LaneReads::LoadAllPositions(domain::LedgerState& state) {
  domain::PositionKey key;
  domain::PositionTotal total;
  Cursor rows = connection_->Query(sql::kScanWindowPositions, lane_.lane, lane_.open_window.id);
  while (rows.Next(key.window, key.partner, key.currency, key.type, key.kind, total.lines,
                   total.points, total.amount)) {
    state.positions.try_emplace(key, total);
  }
  if (!rows.status().ok()) return rows.status();
  state.all_positions = true;
  return absl::OkStatus();
}

absl::Status LaneReads::LoadLastSettlements(domain::LedgerState& state) {
  domain::PartnerSettlement last;
  Cursor rows = connection_->Query(sql::kScanWindowSettlements, lane_.lane,
                                   domain::WindowId(lane_.open_window.id.value() - 1));
  while (rows.Next(last.window, last.partner, last.currency, last.opening_residue, last.net,
                   last.net_minor_units, last.closing_residue)) {
    state.last_settlements.try_emplace(last.partner, last);
  }
  return rows.status();
}

absl::Status LaneReads::LoadAllClosedTotals(domain::LedgerState& state) {
  domain::PartnerId partner;
  domain::Micros amount;
  Cursor rows = connection_->Query(sql::kScanClosedTotals, lane_.lane);
  while (rows.Next(partner, amount)) state.closed_totals.try_emplace(partner, amount);
  return rows.status();
}

}  // namespace coalition::store
