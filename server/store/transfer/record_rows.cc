#include <utility>

#include "server/store/transfer/record_codec.h"
#include "server/store/transfer/records.h"

namespace coalition::store::transfer {
namespace {

template <StoredRecord T>
absl::Status AddTo(std::vector<T>& rows, std::string_view bytes, std::string& canonical) {
  T& record = rows.emplace_back();
  if (absl::Status decoded = Decode(bytes, record); !decoded.ok()) return decoded;
  Encode(record, canonical);
  return absl::OkStatus();
}

template <typename Key, typename Value>
absl::Status AddFieldsTo(std::vector<std::pair<Key, Value>>& rows, std::string_view bytes,
                         std::string& canonical) {
  auto& [key, value] = rows.emplace_back();
  if (absl::Status decoded = DecodeFields(bytes, key, value); !decoded.ok()) return decoded;
  EncodeFields(canonical, key, value);
  return absl::OkStatus();
}

absl::Status AddNetwork(std::string_view bytes, ImportedRows& rows, std::string& canonical) {
  domain::Network& network = rows.network.emplace();
  if (absl::Status decoded = Decode(bytes, network); !decoded.ok()) return decoded;
  Encode(network, canonical);
  return absl::OkStatus();
}

absl::Status AddOutcome(std::string_view bytes, domain::Changes& changes, std::string& canonical) {
  auto& [key, outcome] = changes.outcomes.emplace_back();
  absl::Status decoded = DecodeKeyed(bytes, outcome.result, key, outcome.digest);
  if (!decoded.ok()) return decoded;
  EncodeKeyed(canonical, outcome.result, key, outcome.digest);
  return absl::OkStatus();
}

absl::Status AddIdentifier(std::string_view bytes, domain::Changes& changes,
                           std::string& canonical) {
  auto& [identifier, member] = changes.identifiers.emplace_back();
  absl::Status decoded = DecodeFields(bytes, identifier, member.emplace());
  if (decoded.ok()) EncodeFields(canonical, identifier, *member);
  return decoded;
}

absl::Status AddAccount(std::string_view bytes, domain::Changes& changes, std::string& canonical) {
  domain::AccountKey key;
  AccountRecord record;
  if (absl::Status decoded = DecodeKeyed(bytes, record, key); !decoded.ok()) return decoded;
  EncodeKeyed(canonical, record, key);
  if (record.last_transaction != domain::kNoSequence) {
    changes.accounts.push_back({key, record.last_transaction});
  }
  for (const domain::Lot& lot : record.lots) changes.lots.push_back({key, lot});
  for (const domain::Hold& hold : record.holds) changes.holds.push_back({key, hold});
  for (const CarryRow& row : record.carries) {
    changes.carries.push_back({{key.member, row.partner, key.currency, row.from}, row.carries});
  }
  return absl::OkStatus();
}

absl::Status AddReversal(std::string_view bytes, domain::Changes& changes, std::string& canonical) {
  auto& [id, state] = changes.reversals.emplace_back();
  if (absl::Status decoded = DecodeKeyed(bytes, state, id); !decoded.ok()) return decoded;
  EncodeKeyed(canonical, state, id);
  return absl::OkStatus();
}

absl::Status AddAuditEvent(std::string_view bytes, domain::Changes& changes,
                           std::string& canonical) {
  domain::AuditEvent& event = changes.audit_events.emplace_back();
  if (absl::Status decoded = DecodeFields(bytes, event); !decoded.ok()) return decoded;
  EncodeFields(canonical, event);
  return absl::OkStatus();
}

absl::Status AddLane(std::string_view bytes, ImportedRows& rows, std::string& canonical) {
  domain::LaneState& lane = rows.changes.lane;
  domain::WindowId& window = rows.open_window.emplace();
  absl::Status decoded = DecodeFields(bytes, lane.latest_at, lane.next_event, window);
  if (decoded.ok()) EncodeFields(canonical, lane.latest_at, lane.next_event, window);
  return decoded;
}

}  // namespace

absl::Status AddRecord(RecordKind kind, std::string_view bytes, ImportedRows& rows,
                       std::string& canonical) {
  domain::Changes& changes = rows.changes;
  switch (kind) {
    case RecordKind::kNetwork:
      return AddNetwork(bytes, rows, canonical);
    case RecordKind::kPartner:
      return AddTo(changes.partners, bytes, canonical);
    case RecordKind::kCurrency:
      return AddTo(changes.currencies, bytes, canonical);
    case RecordKind::kExchangeRate:
      return AddTo(changes.rates, bytes, canonical);
    case RecordKind::kTerms:
      return AddTo(changes.terms, bytes, canonical);
    case RecordKind::kConversionRate:
      return AddTo(changes.conversion_rates, bytes, canonical);
    case RecordKind::kLimits:
      return AddTo(changes.limits, bytes, canonical);
    case RecordKind::kCredential:
      return AddTo(changes.credentials, bytes, canonical);
    case RecordKind::kWindow:
      return AddTo(changes.windows, bytes, canonical);
    case RecordKind::kTransaction:
      return AddTo(changes.transactions, bytes, canonical);
    case RecordKind::kOutcome:
      return AddOutcome(bytes, changes, canonical);
    case RecordKind::kMember:
      return AddTo(changes.members, bytes, canonical);
    case RecordKind::kIdentifier:
      return AddIdentifier(bytes, changes, canonical);
    case RecordKind::kAccount:
      return AddAccount(bytes, changes, canonical);
    case RecordKind::kReversal:
      return AddReversal(bytes, changes, canonical);
    case RecordKind::kDayTotals:
      return AddFieldsTo(changes.day_totals, bytes, canonical);
    case RecordKind::kPosition:
      return AddFieldsTo(changes.positions, bytes, canonical);
    case RecordKind::kOutstanding:
      return AddFieldsTo(changes.outstanding, bytes, canonical);
    case RecordKind::kSettlement:
      return AddTo(changes.settlements, bytes, canonical);
    case RecordKind::kClosedTotal:
      return AddFieldsTo(changes.closed_totals, bytes, canonical);
    case RecordKind::kAuditEvent:
      return AddAuditEvent(bytes, changes, canonical);
    case RecordKind::kLane:
      return AddLane(bytes, rows, canonical);
  }
  return absl::DataLossError("a kind of record that this program does not know");
}

}  // namespace coalition::store::transfer
