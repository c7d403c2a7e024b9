#include "server/store/sqlite/read_ahead.h"

#include "server/store/sqlite/batch.h"

namespace coalition::store {
namespace {

template <typename Table, typename Add>
void LoadKnown(const absl::flat_hash_set<typename Table::Key>& wanted,
               const RecentRows<Table>& rows, CommitNumber commit, Add add) {
  for (const typename Table::Key& key : wanted) {
    rows.Read(key, commit, [&](const typename Table::Value& row) { add(key, row); });
  }
}

template <typename Key, typename Value, typename IsChanged>
void MoveChanged(absl::flat_hash_map<Key, Value>& entries, absl::flat_hash_set<Key>& missing,
                 IsChanged is_changed) {
  absl::erase_if(entries, [&](const auto& entry) {
    if (!is_changed(entry.first)) return false;
    missing.insert(entry.first);
    return true;
  });
}

}  // namespace

std::unique_ptr<LedgerReadAhead> SqliteReadAhead::Begin(SqliteLane& lane, ConnectionPool& readers,
                                                        Checkpointer& checkpointer) {
  SqliteLane::Outlook outlook = lane.LookAhead();
  if (outlook.ground == nullptr) return nullptr;
  return std::unique_ptr<LedgerReadAhead>(
      new SqliteReadAhead(lane, std::move(outlook), readers, checkpointer));
}

void SqliteReadAhead::Load(const domain::ReadSet& wanted, domain::LedgerState& state) {
  const LaneMemory& memory = outlook_.ground->memory;
  const CommitNumber commit = outlook_.commit;
  LoadKnown(wanted.identifiers, memory.identifiers, commit,
            [&](const auto& key, const auto& row) { state.identifiers.try_emplace(key, row); });
  LoadKnown(wanted.members, memory.members, commit,
            [&](const auto& key, const auto& row) { state.members.try_emplace(key, row); });
  state.accounts.reserve(state.accounts.size() + wanted.accounts.size());
  LoadKnown(wanted.accounts, memory.accounts, commit,
            [&](const auto& key, const auto& row) { AddAccount(key, row, state); });
  state.carries.reserve(state.carries.size() + wanted.carries.size());
  for (const domain::CarryKey& key : wanted.carries) {
    memory.accounts.Read({key.member, key.currency}, commit,
                         [&](const AccountRecord& row) { AddCarries(key, row, state); });
  }
  LoadKnown(wanted.day_totals, memory.day_totals, commit,
            [&](const auto& key, const auto& row) { state.day_totals.try_emplace(key, row); });
}

absl::StatusOr<std::unique_ptr<LedgerBatch>> SqliteReadAhead::BeginBatch(domain::LedgerState& state,
                                                                         domain::ReadSet& missing) {
  absl::StatusOr<std::unique_ptr<SqliteBatch>> batch =
      SqliteBatch::Begin(lane_, readers_, checkpointer_);
  if (!batch.ok()) return batch.status();
  const LaneMemory& memory = outlook_.ground->memory;
  // After a failure: some of what was read will never have happened.
  const bool all = &(*batch)->ground() != outlook_.ground.get();
  const auto changed_in = [&](const auto& rows) {
    return [&, all](const auto& key) { return all || rows.ChangedSince(key, outlook_.commit); };
  };
  MoveChanged(state.identifiers, missing.identifiers, changed_in(memory.identifiers));
  MoveChanged(state.members, missing.members, changed_in(memory.members));
  MoveChanged(state.accounts, missing.accounts, changed_in(memory.accounts));
  MoveChanged(state.day_totals, missing.day_totals, changed_in(memory.day_totals));
  // A carry is a part of its account's row.
  MoveChanged(state.carries, missing.carries, [&](const domain::CarryKey& key) {
    return !state.accounts.contains({key.member, key.currency});
  });
  return batch;
}

}  // namespace coalition::store
