#ifndef COALITION_SERVER_STORE_MEMORY_TABLES_H_
#define COALITION_SERVER_STORE_MEMORY_TABLES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "server/domain/catalog.h"
#include "server/domain/ledger_state.h"

namespace coalition::store {

// The one lane of a MemoryStore, and the catalog. Not thread-safe.
struct MemoryTables {
  // Null as long as there is no network; replaced, never changed.
  std::shared_ptr<const domain::Catalog> catalog;
  domain::LaneState lane;
  // By sequence, from 1.
  std::vector<domain::Transaction> journal;
  // Whether the partner reported it.
  std::map<std::pair<domain::PartnerId, domain::Sequence>, bool> partner_journal;
  std::map<domain::RequestKey, domain::StoredOutcome> outcomes;
  std::map<domain::MemberId, domain::Member> members;
  std::map<domain::Identifier, domain::MemberId> identifiers;
  std::map<domain::AccountKey, domain::Sequence> accounts;
  std::map<std::pair<domain::AccountKey, domain::LotKey>, domain::Points> lots;
  std::map<std::pair<domain::AccountKey, domain::TransactionId>, domain::Hold> holds;
  std::map<domain::CarryKey, domain::Carries> carries;
  std::map<domain::DayKey, domain::DayTotals> day_totals;
  std::map<domain::TransactionId, domain::ReversalState> reversals;
  std::map<domain::PositionKey, domain::PositionTotal> positions;
  std::map<domain::OutstandingKey, domain::Points> outstanding;
  std::map<domain::WindowId, domain::Window> windows;
  std::map<std::pair<domain::WindowId, domain::PartnerId>, domain::PartnerSettlement> settlements;
  std::map<domain::PartnerId, domain::Micros> closed_totals;
  // By number.
  std::map<std::int64_t, domain::AuditEvent> audit_events;

  const domain::Transaction* FindTransaction(const domain::TransactionId& id) const;

  // As LedgerView::Load. What `state` has an entry for already stays as it is.
  void Load(const domain::ReadSet& wanted, domain::LedgerState& state) const;
  void Apply(const domain::Changes& changes);

 private:
  void LoadAccount(const domain::AccountKey& key, domain::LedgerState& state) const;
  void LoadWholeMember(const domain::MemberId& member, domain::LedgerState& state) const;
  void LoadPositions(domain::PartnerId partner, domain::LedgerState& state) const;
  void LoadClosing(domain::LedgerState& state) const;
  void ApplyCatalog(const domain::Changes& changes);
  void ApplyJournal(const domain::Changes& changes);
  void ApplyMembers(const domain::Changes& changes);
  void ApplyAccounts(const domain::Changes& changes);
  void ApplyTotals(const domain::Changes& changes);
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_MEMORY_TABLES_H_
