#ifndef COALITION_SERVER_STORE_LEDGER_STORE_H_
#define COALITION_SERVER_STORE_LEDGER_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/domain/ledger_state.h"
#include "server/store/account_record.h"
#include "server/store/ledger_import.h"

namespace coalition::store {

// Where the ledger lives. A store keeps what it is given and decides nothing: every rule is in the
// domain, and everything that a store derives could be rebuilt from the journal.
//
// The ledger is divided into lanes, as domain/lanes.h says. A lane has one writer at a time. The
// only lane of a ledger numbers its transactions from 1 without gaps.
//
// Errors, in every function here:
//   ABORTED              what others do at the same time came in the way; nothing was done unless
//                        Commit says otherwise. Trying again at once may help.
//   UNAVAILABLE          the store could not be reached, was busy, or has no room; nothing was
//                        done. Trying again may help.
//   DATA_LOSS            what is stored cannot be understood. Trying again does not help.
//   FAILED_PRECONDITION  the store is not in the state that the call needs: no network, a second
//                        network, a schema newer than this program, a folder in use.
// A driver's own codes are mapped to these in one place per store.

// Reads by key, as one consistent state of the ledger. Not thread-safe; begun and ended on one
// thread.
class LedgerView {
 public:
  virtual ~LedgerView() = default;

  // As of the view's beginning.
  virtual const domain::LaneState& lane() const = 0;

  // The revision of the catalog that the view sees, where other servers may change it too: such a
  // change waits for the batches of all lanes, so that a batch's stays what it is. Absent where
  // there are no others.
  virtual std::optional<std::int64_t> catalog_revision() const { return std::nullopt; }

  // Puts an entry into `state` for everything in `wanted`: what is stored, or that there is none
  // (nullopt, an account without lots and holds, zero carries, day totals of no points, zero
  // outstanding). For `wanted.positions` also notes the partner in partners_with_positions; for
  // `wanted.closing` sets all_positions; for `wanted.whole_members` notes them in whole_members.
  // Never overwrites an entry that `state` has. Costs a bounded number of set-based reads whatever
  // the size of the set.
  virtual absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state) = 0;
};

// A write transaction of one lane, or of all. Batches of a lane are in one order, that of their
// beginnings, in all processes: each sees all changes of those before it and none of those after
// it. What is kept in another lane (by an identifier, request id or transaction) it sees as it was
// committed at some moment since its beginning; if another batch makes the same request id or
// identifier meanwhile, one of the two fails with ABORTED.
//
// A batch begins when the one before it has ended, or is in its Commit: a store may let it go on
// from changes that are still being written. If these cannot be written, its own Commit fails too.
// Destroyed without a Commit, a batch leaves no trace.
class LedgerBatch : public LedgerView {
 public:
  // Writes all of `changes` and makes it durable: after OK it survives the death of the process and
  // of the machine. After an error nothing was written, except when the error is ABORTED: then that
  // is unknown, and the caller must look its request ids up before it tries again. May be called
  // once. After OK all that the batch saw is durable, also when `changes` are none: a batch that
  // only answers what was answered before has to Commit, too.
  virtual absl::Status Commit(const domain::Changes& changes) = 0;
};

// Reads for the next batch of a lane while another one has its turn. What it read is right for the
// batch that it begins, apart from what BeginBatch takes out again. Not thread-safe.
class LedgerReadAhead {
 public:
  virtual ~LedgerReadAhead() = default;

  // Puts entries into `state`, as LedgerView::Load would now, for what of `wanted` is at hand;
  // leaves out the rest. Waits for no batch and no disk.
  virtual void Load(const domain::ReadSet& wanted, domain::LedgerState& state) = 0;
  // LedgerStore::BeginBatch; then moves from `state`, whose entries are all of Load, to `missing`
  // what was changed since. May be called once.
  virtual absl::StatusOr<std::unique_ptr<LedgerBatch>> BeginBatch(domain::LedgerState& state,
                                                                  domain::ReadSet& missing) = 0;
};

// Which part of a journal to read.
struct JournalRange {
  // From `first` up to, and without, `end`; kNoSequence as `end` means to the last.
  domain::Sequence first{1};
  domain::Sequence end = domain::kNoSequence;
  bool newest_first = false;
  // Of one lane only; all without it.
  std::optional<domain::LaneId> lane = std::nullopt;
};

// Called once per row; false ends the scan, which is no error. It may not use the snapshot.
template <typename... T>
using RowVisitor = absl::FunctionRef<bool(const T&...)>;

// A consistent state of the ledger, all lanes together, for questions and proofs. It does not hold
// writers up (the memory store's does). Long-lived snapshots cost space; do not keep them. Not
// thread-safe.
class LedgerSnapshot : public LedgerView {
 public:
  // By lane: no transaction of the lane has this sequence, or a later one.
  virtual std::vector<domain::Sequence> lane_ends() { return {lane().next_sequence}; }

  // The currencies in which the member ever had points.
  virtual absl::StatusOr<std::vector<domain::CurrencyId>> CurrenciesOf(
      const domain::MemberId& member) = 0;

  // By sequence.
  virtual absl::Status ScanJournal(const JournalRange& range,
                                   RowVisitor<domain::Transaction> visit) = 0;
  // Transactions that the partner reported (`reported_only`), or that it reported or has a leg in.
  virtual absl::Status ScanPartnerJournal(domain::PartnerId partner, bool reported_only,
                                          const JournalRange& range,
                                          RowVisitor<domain::Transaction> visit) = 0;

  virtual absl::StatusOr<std::optional<domain::Window>> FindWindow(domain::WindowId id) = 0;
  // Those with an id below `before`, newest first.
  virtual absl::Status ScanWindows(domain::WindowId before, RowVisitor<domain::Window> visit) = 0;

  // By key. Of all windows, or of one.
  virtual absl::Status ScanPositions(
      std::optional<domain::WindowId> window,
      RowVisitor<domain::PositionKey, domain::PositionTotal> visit) = 0;
  // By window, then partner.
  virtual absl::Status ScanSettlements(std::optional<domain::WindowId> window,
                                       RowVisitor<domain::PartnerSettlement> visit) = 0;

  // Everything that is derived from the journal, in no promised order.
  // An account with its lots, holds and carries, which the four scans after it show apart.
  virtual absl::Status ScanAccountRecords(RowVisitor<domain::AccountKey, AccountRecord> visit) = 0;
  virtual absl::Status ScanLots(RowVisitor<domain::AccountKey, domain::Lot> visit) = 0;
  virtual absl::Status ScanAccounts(RowVisitor<domain::AccountKey, domain::Sequence> visit) = 0;
  virtual absl::Status ScanHolds(RowVisitor<domain::AccountKey, domain::Hold> visit) = 0;
  virtual absl::Status ScanCarries(RowVisitor<domain::CarryKey, domain::Carries> visit) = 0;
  virtual absl::Status ScanOutstanding(
      RowVisitor<domain::OutstandingKey, domain::Points> visit) = 0;
  virtual absl::Status ScanReversals(
      RowVisitor<domain::TransactionId, domain::ReversalState> visit) = 0;
  virtual absl::Status ScanOutcomes(
      RowVisitor<domain::RequestKey, domain::StoredOutcome> visit) = 0;
  virtual absl::Status ScanDayTotals(RowVisitor<domain::DayKey, domain::DayTotals> visit) = 0;
  virtual absl::Status ScanClosedTotals(RowVisitor<domain::PartnerId, domain::Micros> visit) = 0;
  virtual absl::Status ScanIdentifiers(RowVisitor<domain::Identifier, domain::MemberId> visit) = 0;

  // By id, those after `after`; all without it.
  virtual absl::Status ScanMembers(std::optional<domain::MemberId> after,
                                   RowVisitor<domain::Member> visit) = 0;
  // By kind and value, the partner's identifiers after `after`, whose partner does not count.
  virtual absl::Status ScanIdentifiersOf(
      domain::PartnerId partner, const std::optional<domain::Identifier>& after,
      RowVisitor<domain::Identifier, domain::MemberId> visit) = 0;
  // The accounts that have a lot above 0 which expired by `date`, in an order of the store's own
  // that stays the same; those after `after` in it.
  virtual absl::Status ScanExpiredAccounts(domain::Date date,
                                           const std::optional<domain::AccountKey>& after,
                                           RowVisitor<domain::AccountKey> visit) = 0;
  // Those with a number below `before`, newest first.
  virtual absl::Status ScanAuditEvents(std::int64_t before,
                                       RowVisitor<domain::AuditEvent> visit) = 0;
};

// Thread-safe. Outlives its batches and snapshots.
class LedgerStore {
 public:
  virtual ~LedgerStore() = default;

  // Lanes are 0 to lane_count() - 1.
  virtual int lane_count() const = 0;

  // The first thing that happens to an empty store, all in one commit: the network's settings and
  // its lanes; from `first` its currencies and credentials, and from `first.lane` the first window,
  // open. FAILED_PRECONDITION when there is a network already.
  virtual absl::Status CreateNetwork(const domain::Network& network,
                                     const domain::Changes& first) = 0;

  // FAILED_PRECONDITION when there is no network yet. The zone of `network` is loaded by its name.
  virtual absl::StatusOr<std::shared_ptr<const domain::Catalog>> LoadCatalog() = 0;
  virtual bool HasNetwork() const = 0;

  // Whether other processes may write to the same ledger.
  virtual bool is_shared() const { return false; }
  // Begins to bring in a ledger from elsewhere, with `network`, or goes on with it; see
  // LedgerImport. FAILED_PRECONDITION when there is a network, or an import of another source or
  // into another number of lanes, or when the store takes none in. One at a time, which ends before
  // the store.
  virtual absl::StatusOr<std::unique_ptr<LedgerImport>> BeginImport(const ImportSource& source,
                                                                    const domain::Network& network);
  // Takes out all that an import brought that was not published; does nothing where there is none.
  // One that was interrupted has to be done again before another import begins.
  virtual absl::Status DropImport() { return absl::OkStatus(); }

  // Waits for the lane.
  virtual absl::StatusOr<std::unique_ptr<LedgerBatch>> BeginBatch(domain::LaneId lane) = 0;
  // Waits for all lanes; see LaneState::whole.
  virtual absl::StatusOr<std::unique_ptr<LedgerBatch>> BeginWholeBatch() {
    return BeginBatch(domain::LaneId(0));
  }

  // Those that are there now, for finding lanes: a batch has to look again.
  using NamedMembers = absl::flat_hash_map<domain::Identifier, domain::MemberId>;
  virtual absl::StatusOr<NamedMembers> FindMembers(
      const absl::flat_hash_set<domain::Identifier>& identifiers);

  // Waits for no batch. Null when nothing can be read ahead.
  virtual std::unique_ptr<LedgerReadAhead> ReadAhead(domain::LaneId /*lane*/) { return nullptr; }

  // Waits for one of a bounded number of readers.
  virtual absl::StatusOr<std::unique_ptr<LedgerSnapshot>> OpenSnapshot() = 0;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_LEDGER_STORE_H_
