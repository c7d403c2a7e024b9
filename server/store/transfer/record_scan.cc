#include <cstdint>
#include <limits>

#include "server/store/transfer/record_codec.h"
#include "server/store/transfer/records.h"

namespace coalition::store::transfer {
namespace {

constexpr std::int64_t kAfterEveryNumber = std::numeric_limits<std::int64_t>::max();

class RecordScan {
 public:
  RecordScan(LedgerSnapshot& snapshot, const domain::Catalog& catalog, const ScanStart& start,
             RecordVisitor visit)
      : snapshot_(snapshot), catalog_(catalog), start_(start), visit_(visit) {}

  absl::Status Run() {
    for (auto number = static_cast<std::uint64_t>(start_.kind); goes_on_; ++number) {
      const auto kind = KindOf(number);
      if (!kind) break;
      kind_ = *kind;
      to_skip_ = kind_ == start_.kind ? start_.after : 0;
      if (absl::Status scanned = Scan(); !scanned.ok()) return scanned;
    }
    return absl::OkStatus();
  }

 private:
  auto FieldsVisitor() {
    return [this](const auto& key, const auto& value) { return PutFields(key, value); };
  }

  absl::Status Scan() {
    switch (kind_) {
      case RecordKind::kTransaction:
        return ScanJournal();
      case RecordKind::kOutcome:
        return ScanOutcomes();
      case RecordKind::kMember:
        return snapshot_.ScanMembers(std::nullopt, [&](const auto& row) { return Put(row); });
      case RecordKind::kWindow:
        return snapshot_.ScanWindows(domain::WindowId(kAfterEveryNumber),
                                     [&](const auto& row) { return Put(row); });
      case RecordKind::kSettlement:
        return snapshot_.ScanSettlements(std::nullopt, [&](const auto& row) { return Put(row); });
      case RecordKind::kIdentifier:
        return snapshot_.ScanIdentifiers(FieldsVisitor());
      case RecordKind::kDayTotals:
        return snapshot_.ScanDayTotals([&](const auto& key, const auto& totals) {
          return totals == domain::DayTotals() || PutFields(key, totals);
        });
      case RecordKind::kPosition:
        return snapshot_.ScanPositions(std::nullopt, FieldsVisitor());
      case RecordKind::kOutstanding:
        return snapshot_.ScanOutstanding(FieldsVisitor());
      case RecordKind::kClosedTotal:
        return snapshot_.ScanClosedTotals(FieldsVisitor());
      case RecordKind::kAuditEvent:
        return snapshot_.ScanAuditEvents(kAfterEveryNumber,
                                         [&](const auto& event) { return PutFields(event); });
      case RecordKind::kAccount:
        return snapshot_.ScanAccountRecords([&](const auto& key, const auto& record) {
          return record == AccountRecord() || PutKeyed(record, key);
        });
      case RecordKind::kReversal:
        return snapshot_.ScanReversals([&](const auto& id, const auto& state) {
          return state == domain::ReversalState() || PutKeyed(state, id);
        });
      default:
        ScanCatalog();
        return absl::OkStatus();
    }
  }

  void ScanCatalog() {
    const domain::LaneState& lane = snapshot_.lane();
    switch (kind_) {
      case RecordKind::kNetwork:
        Put(catalog_.network);
        break;
      case RecordKind::kPartner:
        PutValues(catalog_.partners());
        break;
      case RecordKind::kCurrency:
        PutValues(catalog_.currencies());
        break;
      case RecordKind::kExchangeRate:
        PutVersions(catalog_.rates());
        break;
      case RecordKind::kTerms:
        PutVersions(catalog_.terms());
        break;
      case RecordKind::kConversionRate:
        PutVersions(catalog_.conversion_rates());
        break;
      case RecordKind::kCredential:
        PutValues(catalog_.credentials());
        break;
      case RecordKind::kLimits:
        for (const auto& [key, limits] : catalog_.limits()) {
          if (!Put(domain::PartnerLimits{key.first, key.second, limits})) break;
        }
        break;
      default:
        PutFields(lane.latest_at, lane.next_event, lane.open_window.id);
        break;
    }
  }

  absl::Status ScanJournal() {
    JournalRange range;
    if (to_skip_ > 0) range.first = domain::Sequence(start_.after_transaction.value() + 1);
    to_skip_ = 0;
    return snapshot_.ScanJournal(range, [&](const auto& row) { return Put(row); });
  }

  absl::Status ScanOutcomes() {
    return snapshot_.ScanOutcomes([&](const auto& key, const auto& outcome) {
      return PutKeyed(outcome.result, key, outcome.digest);
    });
  }

  template <typename Values>
  void PutValues(const Values& values) {
    for (const auto& [key, value] : values) {
      if (!Put(value)) break;
    }
  }
  template <typename Versions>
  void PutVersions(const Versions& all) {
    for (const auto& [key, versions] : all) {
      for (const auto& version : versions) {
        if (!Put(version)) return;
      }
    }
  }

  template <StoredRecord T>
  bool Put(const T& record) {
    return PutKeyed(record);
  }
  template <StoredRecord Body, typename... Key>
  bool PutKeyed(const Body& body, const Key&... key) {
    bytes_.clear();
    EncodeKeyed(bytes_, body, key...);
    return Show();
  }
  template <typename... T>
  bool PutFields(const T&... fields) {
    bytes_.clear();
    EncodeFields(bytes_, fields...);
    return Show();
  }
  bool Show() {
    if (to_skip_ > 0) {
      --to_skip_;
      return true;
    }
    return goes_on_ = visit_(kind_, bytes_);
  }

  LedgerSnapshot& snapshot_;
  const domain::Catalog& catalog_;
  const ScanStart start_;
  const RecordVisitor visit_;
  RecordKind kind_ = RecordKind::kNetwork;
  // Of this kind.
  std::int64_t to_skip_ = 0;
  bool goes_on_ = true;
  std::string bytes_;
};

}  // namespace

absl::Status ScanRecords(LedgerSnapshot& snapshot, const domain::Catalog& catalog,
                         const ScanStart& start, RecordVisitor visit) {
  return RecordScan(snapshot, catalog, start, visit).Run();
}

}  // namespace coalition::store::transfer
