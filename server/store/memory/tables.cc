#include "server/store/memory/tables.h"

#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "server/domain/check.h"
#include "server/store/journal.h"

namespace coalition::store {
namespace {

template <typename Map>
std::optional<typename Map::mapped_type> Find(const Map& map, const typename Map::key_type& key) {
  const auto found = map.find(key);
  return found == map.end() ? std::nullopt : std::optional(found->second);
}

template <typename Map>
typename Map::mapped_type FindOrZero(const Map& map, const typename Map::key_type& key) {
  const auto found = map.find(key);
  return found == map.end() ? typename Map::mapped_type() : found->second;
}

// Of a row that must be new.
template <typename Map, typename Key, typename Value>
void Insert(Map& map, const Key& key, const Value& value) {
  const bool is_new = map.try_emplace(key, value).second;
  COALITION_CHECK(is_new, "a request id, a settlement and an audit event are written once");
}

}  // namespace

const domain::Transaction* MemoryTables::FindTransaction(const domain::TransactionId& id) const {
  const auto index = static_cast<std::size_t>(id.sequence.value() - 1);
  return id.lane == lane.lane && index < journal.size() ? &journal[index] : nullptr;
}

void MemoryTables::Load(const domain::ReadSet& wanted, domain::LedgerState& state) const {
  for (const auto& key : wanted.requests) state.requests.try_emplace(key, Find(outcomes, key));
  for (const auto& key : wanted.identifiers) {
    state.identifiers.try_emplace(key, Find(identifiers, key));
  }
  for (const auto& key : wanted.members) state.members.try_emplace(key, Find(members, key));
  for (const auto& key : wanted.accounts) LoadAccount(key, state);
  for (const auto& key : wanted.carries) state.carries.try_emplace(key, FindOrZero(carries, key));
  for (const auto& key : wanted.day_totals) {
    state.day_totals.try_emplace(key, FindOrZero(day_totals, key));
  }
  for (const auto& member : wanted.whole_members) LoadWholeMember(member, state);
  for (const auto& id : wanted.transactions) {
    const domain::Transaction* found = FindTransaction(id);
    state.transactions.try_emplace(id, found ? std::optional(*found) : std::nullopt);
    state.reversals.try_emplace(id, FindOrZero(reversals, id));
  }
  for (const auto& partner : wanted.positions) LoadPositions(partner, state);
  for (const auto& key : wanted.outstanding) {
    state.outstanding.try_emplace(key, FindOrZero(outstanding, key));
  }
  if (wanted.closing) LoadClosing(state);
}

void MemoryTables::LoadAccount(const domain::AccountKey& key, domain::LedgerState& state) const {
  std::vector<domain::Lot> held;
  const domain::LotKey first{domain::Date{std::numeric_limits<std::int32_t>::min()},
                             domain::Date{std::numeric_limits<std::int32_t>::min()},
                             domain::PartnerId(0), std::numeric_limits<std::int32_t>::min()};
  for (auto lot = lots.lower_bound({key, first}); lot != lots.end() && lot->first.first == key;
       ++lot) {
    held.push_back({lot->first.second, lot->second});
  }
  std::vector<domain::Hold> reserving;
  for (auto hold = holds.lower_bound({key, {}}); hold != holds.end() && hold->first.first == key;
       ++hold) {
    reserving.push_back(hold->second);
  }
  state.accounts.try_emplace(key, key, std::move(held), FindOrZero(accounts, key),
                             std::move(reserving));
}

void MemoryTables::LoadWholeMember(const domain::MemberId& member,
                                   domain::LedgerState& state) const {
  const auto for_each = [&](const auto& map, auto visit) {
    using Key = typename std::decay_t<decltype(map)>::key_type;
    Key first;
    first.member = member;
    for (auto row = map.lower_bound(first); row != map.end() && row->first.member == member;
         ++row) {
      visit(*row);
    }
  };
  for_each(accounts, [&](const auto& row) { LoadAccount(row.first, state); });
  for_each(carries, [&](const auto& row) { state.carries.insert(row); });
  for_each(day_totals, [&](const auto& row) { state.day_totals.insert(row); });
  state.whole_members.insert(member);
}

void MemoryTables::LoadPositions(domain::PartnerId partner, domain::LedgerState& state) const {
  for (const auto& [key, total] : positions) {
    if (key.window == lane.open_window.id && key.partner == partner) {
      state.positions.try_emplace(key, total);
    }
  }
  if (const auto closed = Find(closed_totals, partner)) {
    state.closed_totals.try_emplace(partner, *closed);
  }
  state.partners_with_positions.insert(partner);
}

void MemoryTables::LoadClosing(domain::LedgerState& state) const {
  for (const auto& [key, total] : positions) {
    if (key.window == lane.open_window.id) state.positions.try_emplace(key, total);
  }
  state.all_positions = true;
  state.closed_totals.insert(closed_totals.begin(), closed_totals.end());
  for (const auto& [key, settlement] : settlements) {
    if (key.first.value() == lane.open_window.id.value() - 1) {
      state.last_settlements.try_emplace(key.second, settlement);
    }
  }
}

void MemoryTables::Apply(const domain::Changes& changes) {
  ApplyJournal(changes);
  ApplyMembers(changes);
  ApplyAccounts(changes);
  ApplyTotals(changes);
  ApplyCatalog(changes);
  for (const domain::AuditEvent& event : changes.audit_events) {
    Insert(audit_events, event.number, event);
  }
  lane = changes.lane;
}

void MemoryTables::ApplyCatalog(const domain::Changes& changes) {
  const bool changed = !changes.partners.empty() || !changes.currencies.empty() ||
                       !changes.rates.empty() || !changes.terms.empty() ||
                       !changes.credentials.empty() || !changes.conversion_rates.empty() ||
                       !changes.limits.empty();
  if (!changed) return;
  auto next = std::make_shared<domain::Catalog>(*catalog);
  for (const domain::Partner& partner : changes.partners) next->Put(partner);
  for (const domain::Currency& currency : changes.currencies) next->Put(currency);
  for (const domain::ExchangeRate& rate : changes.rates) next->Put(rate);
  for (const domain::Terms& terms : changes.terms) next->Put(terms);
  for (const domain::Credential& credential : changes.credentials) next->Put(credential);
  for (const domain::ConversionRate& rate : changes.conversion_rates) next->Put(rate);
  for (const domain::PartnerLimits& limits : changes.limits) next->Put(limits);
  catalog = std::move(next);
}

void MemoryTables::ApplyJournal(const domain::Changes& changes) {
  for (const domain::Transaction& transaction : changes.transactions) {
    journal.push_back(transaction);
    for (const auto& [partner, reported] : ParticipantsOf(transaction)) {
      partner_journal[{partner, transaction.id.sequence}] = reported;
    }
  }
  for (const auto& [request, outcome] : changes.outcomes) Insert(outcomes, request, outcome);
  for (const auto& [id, reversal] : changes.reversals) reversals[id] = reversal;
}

void MemoryTables::ApplyMembers(const domain::Changes& changes) {
  for (const domain::Member& member : changes.members) members[member.id] = member;
  for (const auto& [identifier, member] : changes.identifiers) {
    if (member) {
      identifiers[identifier] = *member;
    } else {
      identifiers.erase(identifier);
    }
  }
}

void MemoryTables::ApplyAccounts(const domain::Changes& changes) {
  for (const auto& [account, last] : changes.accounts) accounts[account] = last;
  for (const auto& [account, lot] : changes.lots) {
    if (lot.points == domain::Points(0)) {
      lots.erase({account, lot.key});
    } else {
      lots[{account, lot.key}] = lot.points;
    }
  }
  for (const auto& [account, hold] : changes.holds) {
    if (hold.reserved.empty()) {
      holds.erase({account, hold.authorization});
    } else {
      holds[{account, hold.authorization}] = hold;
    }
  }
  for (const auto& [key, value] : changes.carries) carries[key] = value;
  for (const auto& [key, totals] : changes.day_totals) day_totals[key] = totals;
}

void MemoryTables::ApplyTotals(const domain::Changes& changes) {
  for (const auto& [key, total] : changes.positions) positions[key] = total;
  for (const auto& [key, points] : changes.outstanding) outstanding[key] = points;
  for (const domain::Window& window : changes.windows) windows[window.id] = window;
  for (const domain::PartnerSettlement& settlement : changes.settlements) {
    Insert(settlements, std::pair(settlement.window, settlement.partner), settlement);
  }
  for (const auto& [partner, amount] : changes.closed_totals) closed_totals[partner] = amount;
}

}  // namespace coalition::store
