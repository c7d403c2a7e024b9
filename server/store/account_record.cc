#include "server/store/account_record.h"

#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_map.h"

namespace coalition::store {
namespace {

auto KeyOf(const domain::Lot& lot) { return lot.key; }
auto KeyOf(const domain::Hold& hold) { return hold.authorization; }
auto KeyOf(const CarryRow& row) { return std::pair(row.partner, row.from); }

template <typename Row>
auto Find(std::vector<Row>& rows, const Row& wanted) {
  return std::lower_bound(rows.begin(), rows.end(), wanted,
                          [](const Row& a, const Row& b) { return KeyOf(a) < KeyOf(b); });
}

template <typename Row>
void Set(std::vector<Row>& rows, const Row& row, bool gone) {
  const auto found = Find(rows, row);
  const bool is_there = found != rows.end() && KeyOf(*found) == KeyOf(row);
  if (gone) {
    if (is_there) rows.erase(found);
  } else if (is_there) {
    *found = row;
  } else {
    rows.insert(found, row);
  }
}

}  // namespace

const domain::Carries* AccountRecord::FindCarries(domain::PartnerId partner,
                                                  domain::CurrencyId from) const {
  for (const CarryRow& row : carries) {
    if (row.partner == partner && row.from == from) return &row.carries;
  }
  return nullptr;
}

domain::Date AccountRecord::NextExpiry() const {
  // In burn order the first to expire comes first.
  for (const domain::Lot& lot : lots) {
    if (lot.points > domain::Points(0)) return lot.key.expires_on;
  }
  return kNeverExpires;
}

void AccountDelta::ApplyTo(AccountRecord& record) const {
  if (last_transaction) record.last_transaction = *last_transaction;
  for (const domain::Lot& lot : lots) Set(record.lots, lot, lot.points == domain::Points(0));
  for (const domain::Hold& hold : holds) Set(record.holds, hold, hold.reserved.empty());
  for (const CarryRow& row : carries) Set(record.carries, row, false);
}

std::vector<std::pair<domain::AccountKey, AccountDelta>> AccountDeltasOf(
    const domain::Changes& changes) {
  std::vector<std::pair<domain::AccountKey, AccountDelta>> deltas;
  deltas.reserve(changes.accounts.size());
  absl::flat_hash_map<domain::AccountKey, std::size_t> places;
  places.reserve(changes.accounts.size());
  const auto delta_of = [&](const domain::AccountKey& key) -> AccountDelta& {
    const auto [place, is_new] = places.try_emplace(key, deltas.size());
    if (is_new) deltas.emplace_back(key, AccountDelta());
    return deltas[place->second].second;
  };
  for (const auto& change : changes.accounts) {
    delta_of(change.account).last_transaction = change.last_transaction;
  }
  for (const auto& change : changes.lots) delta_of(change.account).lots.push_back(change.lot);
  for (const auto& change : changes.holds) delta_of(change.account).holds.push_back(change.hold);
  for (const auto& [key, carries] : changes.carries) {
    delta_of({key.member, key.currency}).carries.push_back({key.partner, key.from, carries});
  }
  std::sort(deltas.begin(), deltas.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return deltas;
}

void AddAccount(const domain::AccountKey& key, const AccountRecord& record,
                domain::LedgerState& state) {
  state.accounts.try_emplace(key, key, record.lots, record.last_transaction, record.holds);
}

void AddCarries(const domain::CarryKey& key, const AccountRecord& record,
                domain::LedgerState& state) {
  const domain::Carries* carries = record.FindCarries(key.partner, key.from);
  state.carries.try_emplace(key, carries != nullptr ? *carries : domain::Carries());
}

void AddWholeAccount(const domain::AccountKey& key, const AccountRecord& record,
                     domain::LedgerState& state) {
  if (record.last_transaction != domain::kNoSequence) AddAccount(key, record, state);
  for (const CarryRow& row : record.carries) {
    state.carries.try_emplace({key.member, row.partner, key.currency, row.from}, row.carries);
  }
}

}  // namespace coalition::store
