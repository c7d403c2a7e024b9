#include "server/store/ledger_store.h"

namespace coalition::store {

absl::StatusOr<LedgerStore::NamedMembers> LedgerStore::FindMembers(
    const absl::flat_hash_set<domain::Identifier>& identifiers) {
  auto snapshot = OpenSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  domain::ReadSet wanted;
  wanted.identifiers = identifiers;
  domain::LedgerState state;
  if (absl::Status loaded = (*snapshot)->Load(wanted, state); !loaded.ok()) return loaded;
  NamedMembers named;
  for (const auto& [identifier, member] : state.identifiers) {
    if (member) named.emplace(identifier, *member);
  }
  return named;
}

absl::StatusOr<std::unique_ptr<LedgerImport>> LedgerStore::BeginImport(const ImportSource&,
                                                                       const domain::Network&) {
  return absl::FailedPreconditionError("this store takes no ledger in from elsewhere");
}

}  // namespace coalition::store
