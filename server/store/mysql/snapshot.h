#ifndef COALITION_SERVER_STORE_MYSQL_SNAPSHOT_H_
#define COALITION_SERVER_STORE_MYSQL_SNAPSHOT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "server/store/ledger_store.h"
#include "server/store/mysql/connection_pool.h"
#include "server/store/mysql/journal_scan.h"
#include "server/store/mysql/lane_reads.h"

namespace coalition::store::mysql {

// One transaction that reads a consistent state, page by page.
class MysqlSnapshot final : public LedgerSnapshot {
 public:
  static absl::StatusOr<std::unique_ptr<LedgerSnapshot>> Begin(ConnectionPool::Lease connection,
                                                               int lane_count);

  const domain::LaneState& lane() const override { return reads_.lane(); }
  std::vector<domain::Sequence> lane_ends() override { return reads_.lane_ends(); }
  std::optional<std::int64_t> catalog_revision() const override {
    return reads_.catalog_revision();
  }
  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state) override {
    return reads_.Load(wanted, state);
  }

  absl::StatusOr<std::vector<domain::CurrencyId>> CurrenciesOf(
      const domain::MemberId& member) override;
  absl::Status ScanJournal(const JournalRange& range,
                           RowVisitor<domain::Transaction> visit) override;
  absl::Status ScanPartnerJournal(domain::PartnerId partner, bool reported_only,
                                  const JournalRange& range,
                                  RowVisitor<domain::Transaction> visit) override;
  absl::StatusOr<std::optional<domain::Window>> FindWindow(domain::WindowId id) override;
  absl::Status ScanWindows(domain::WindowId before, RowVisitor<domain::Window> visit) override;
  absl::Status ScanPositions(std::optional<domain::WindowId> window,
                             RowVisitor<domain::PositionKey, domain::PositionTotal> visit) override;
  absl::Status ScanSettlements(std::optional<domain::WindowId> window,
                               RowVisitor<domain::PartnerSettlement> visit) override;
  absl::Status ScanAccountRecords(RowVisitor<domain::AccountKey, AccountRecord> visit) override;
  absl::Status ScanLots(RowVisitor<domain::AccountKey, domain::Lot> visit) override;
  absl::Status ScanAccounts(RowVisitor<domain::AccountKey, domain::Sequence> visit) override;
  absl::Status ScanHolds(RowVisitor<domain::AccountKey, domain::Hold> visit) override;
  absl::Status ScanCarries(RowVisitor<domain::CarryKey, domain::Carries> visit) override;
  absl::Status ScanOutstanding(RowVisitor<domain::OutstandingKey, domain::Points> visit) override;
  absl::Status ScanReversals(
      RowVisitor<domain::TransactionId, domain::ReversalState> visit) override;
  absl::Status ScanOutcomes(RowVisitor<domain::RequestKey, domain::StoredOutcome> visit) override;
  absl::Status ScanDayTotals(RowVisitor<domain::DayKey, domain::DayTotals> visit) override;
  absl::Status ScanClosedTotals(RowVisitor<domain::PartnerId, domain::Micros> visit) override;
  absl::Status ScanIdentifiers(RowVisitor<domain::Identifier, domain::MemberId> visit) override;
  absl::Status ScanMembers(std::optional<domain::MemberId> after,
                           RowVisitor<domain::Member> visit) override;
  absl::Status ScanIdentifiersOf(domain::PartnerId partner,
                                 const std::optional<domain::Identifier>& after,
                                 RowVisitor<domain::Identifier, domain::MemberId> visit) override;
  absl::Status ScanExpiredAccounts(domain::Date date,
                                   const std::optional<domain::AccountKey>& after,
                                   RowVisitor<domain::AccountKey> visit) override;
  absl::Status ScanAuditEvents(std::int64_t before, RowVisitor<domain::AuditEvent> visit) override;

 private:
  MysqlSnapshot(ConnectionPool::Lease connection, LaneReads reads)
      : connection_(std::move(connection)), reads_(std::move(reads)) {}

  const std::vector<domain::LaneId>& lanes() const { return reads_.lanes(); }
  JournalScan Journal() { return JournalScan(*connection_, lanes(), lane().lane_count); }

  // By key, those after `after` of which a lot expires by `expiry_max`.
  absl::Status ScanRecords(std::optional<domain::AccountKey> after, domain::Date expiry_max,
                           RowVisitor<domain::AccountKey, AccountRecord> visit);
  absl::Status ScanDayTotalsOfMembers(RowVisitor<domain::DayKey, domain::DayTotals> visit);
  absl::Status ScanDayTotalsOfPartners(RowVisitor<domain::DayKey, domain::DayTotals> visit);

  ConnectionPool::Lease connection_;
  LaneReads reads_;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_SNAPSHOT_H_
