#ifndef COALITION_SERVER_STORE_TRANSFER_RECORDS_H_
#define COALITION_SERVER_STORE_TRANSFER_RECORDS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

#include "server/domain/catalog.h"
#include "server/domain/ledger_state.h"
#include "server/store/ledger_store.h"

namespace coalition::store::transfer {

// Everything that a ledger keeps, as records: what a file of a ledger is made of, and what its
// digest is over. Allowances are left out: they are worth nothing after their time, and lanes draw
// new ones.
//
// The numbers are in files, in the order in which the kinds come there.
enum class RecordKind : std::uint8_t {
  kNetwork = 1,
  kPartner = 2,
  kCurrency = 3,
  kExchangeRate = 4,
  kTerms = 5,
  kConversionRate = 6,
  kLimits = 7,
  kCredential = 8,
  kWindow = 9,
  kTransaction = 10,
  kOutcome = 11,
  kMember = 12,
  kIdentifier = 13,
  kAccount = 14,
  kReversal = 15,
  kDayTotals = 16,
  kPosition = 17,
  kOutstanding = 18,
  kSettlement = 19,
  kClosedTotal = 20,
  kAuditEvent = 21,
  // When the ledger was changed last, its next audit event and open window.
  kLane = 22,
};
inline constexpr RecordKind kLastKind = RecordKind::kLane;
std::optional<RecordKind> KindOf(std::uint64_t number);
// In the plural, for people.
std::string_view NameOf(RecordKind kind);

// Of a kind, that a file may say it has: more than any has, and few enough to be added up.
inline constexpr std::int64_t kRecordsOfKindMax = std::int64_t{1} << 56;

// By kind.
class RecordCounts {
 public:
  std::int64_t& operator[](RecordKind kind) { return counts_[static_cast<std::size_t>(kind)]; }
  std::int64_t operator[](RecordKind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
  std::int64_t Total() const;

  friend bool operator==(const RecordCounts&, const RecordCounts&) = default;

 private:
  std::array<std::int64_t, static_cast<std::size_t>(kLastKind) + 1> counts_{};
};

// Where a scan goes on: after so many records of `kind`, which were all kinds' last ones; of
// transactions after the one named.
struct ScanStart {
  RecordKind kind = RecordKind::kNetwork;
  std::int64_t after = 0;
  domain::Sequence after_transaction = domain::kNoSequence;
};

// Called with each record's bytes, which are the same for the same record in every store; false
// ends the scan, which is no error.
using RecordVisitor = absl::FunctionRef<bool(RecordKind, std::string_view bytes)>;

// Kind after kind; within one in the store's own order, which is the same each time that the same
// state is scanned. `catalog` is the one that the snapshot sees. Reads accounts and the journal
// once; memory does not grow with the ledger.
absl::Status ScanRecords(LedgerSnapshot& snapshot, const domain::Catalog& catalog,
                         const ScanStart& start, RecordVisitor visit);

// What records are brought in as.
struct ImportedRows {
  domain::Changes changes;
  std::optional<domain::Network> network;
  // The lane's record sets changes.lane.latest_at and next_event, and this.
  std::optional<domain::WindowId> open_window;
};

// Adds the record to `rows`, and its bytes as this program writes them to `canonical`: the record
// may have been written by an older one. DATA_LOSS when it is none of the kind.
absl::Status AddRecord(RecordKind kind, std::string_view bytes, ImportedRows& rows,
                       std::string& canonical);

}  // namespace coalition::store::transfer

#endif  // COALITION_SERVER_STORE_TRANSFER_RECORDS_H_
