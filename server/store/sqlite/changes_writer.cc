#include "server/store/sqlite/changes_writer.h"

#include <algorithm>
#include <functional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "server/store/codec.h"
#include "server/store/journal.h"
#include "server/store/sqlite/catalog_rows.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {
namespace {

template <typename Row, typename KeyOf>
std::vector<const Row*> Sorted(const std::vector<Row>& rows, KeyOf key_of) {
  std::vector<const Row*> sorted;
  sorted.reserve(rows.size());
  for (const Row& row : rows) sorted.push_back(&row);
  std::sort(sorted.begin(), sorted.end(), [&](const Row* a, const Row* b) {
    return std::invoke(key_of, *a) < std::invoke(key_of, *b);
  });
  return sorted;
}

template <typename Key, typename Value>
std::vector<const std::pair<Key, Value>*> Sorted(const std::vector<std::pair<Key, Value>>& rows) {
  return Sorted(rows, &std::pair<Key, Value>::first);
}

class ChangesWriter {
 public:
  ChangesWriter(Connection& connection, const domain::Changes& changes)
      : connection_(connection), changes_(changes), lane_(changes.lane.lane) {}

  absl::Status Write() {
    using Part = absl::Status (ChangesWriter::*)();
    static constexpr Part kParts[] = {
        &ChangesWriter::WriteJournal,     &ChangesWriter::WriteParticipants,
        &ChangesWriter::WriteOutcomes,    &ChangesWriter::WriteMembers,
        &ChangesWriter::WriteIdentifiers, &ChangesWriter::WriteAccounts,
        &ChangesWriter::WriteLots,        &ChangesWriter::WriteHolds,
        &ChangesWriter::WriteCarries,     &ChangesWriter::WriteDayTotals,
        &ChangesWriter::WriteReversals,   &ChangesWriter::WritePositions,
        &ChangesWriter::WriteOutstanding, &ChangesWriter::WriteWindows,
        &ChangesWriter::WriteSettlements, &ChangesWriter::WriteClosedTotals,
        &ChangesWriter::WriteAuditEvents};
    for (const Part part : kParts) {
      if (absl::Status status = (this->*part)(); !status.ok()) return status;
    }
    if (absl::Status status = WriteCatalog(connection_, changes_); !status.ok()) return status;
    const domain::LaneState& lane = changes_.lane;
    return connection_.Run(sql::kPutLane, lane_, lane.next_sequence, lane.open_window.id,
                           lane.latest_at, lane.next_event);
  }

 private:
  absl::Status WriteJournal() {
    for (const domain::Transaction& t : changes_.transactions) {
      absl::Status status = connection_.Run(sql::kInsertTransaction, t.id.lane, t.id.sequence,
                                            t.window, t.type, t.partner, t.member, t.currency,
                                            t.event_time, t.posted_at, t.points, BodyOf(t));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteParticipants() {
    using Row = std::tuple<domain::PartnerId, domain::Sequence, bool>;
    std::vector<Row> rows;
    rows.reserve(changes_.transactions.size());
    for (const domain::Transaction& transaction : changes_.transactions) {
      for (const auto& [partner, reported] : ParticipantsOf(transaction)) {
        rows.emplace_back(partner, transaction.id.sequence, reported);
      }
    }
    std::sort(rows.begin(), rows.end());
    for (const auto& [partner, sequence, reported] : rows) {
      absl::Status status =
          connection_.Run(sql::kInsertParticipant, lane_, partner, sequence, reported);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteOutcomes() {
    for (const auto* row : Sorted(changes_.outcomes)) {
      const auto& [request, outcome] = *row;
      const auto* posted = std::get_if<domain::TransactionId>(&outcome.result);
      absl::Status status =
          posted != nullptr
              ? connection_.Run(sql::kInsertOutcome, lane_, request.scope, request.request_id,
                                outcome.digest, posted->sequence, Null{})
              : connection_.Run(sql::kInsertOutcome, lane_, request.scope, request.request_id,
                                outcome.digest, Null{}, BodyOf(outcome.result));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteMembers() {
    for (const auto* member : Sorted(changes_.members, &domain::Member::id)) {
      absl::Status status = connection_.Run(sql::kPutMember, lane_, member->id, BodyOf(*member));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteIdentifiers() {
    for (const auto* row : Sorted(changes_.identifiers)) {
      const auto& [identifier, member] = *row;
      absl::Status status = member
                                ? connection_.Run(sql::kPutIdentifier, lane_, identifier.partner,
                                                  identifier.kind, identifier.value, *member)
                                : connection_.Run(sql::kDeleteIdentifier, lane_, identifier.partner,
                                                  identifier.kind, identifier.value);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteAccounts() {
    for (const auto* row : Sorted(changes_.accounts, &domain::Changes::AccountChange::account)) {
      absl::Status status = connection_.Run(sql::kPutAccount, lane_, row->account.member,
                                            row->account.currency, row->last_transaction);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteLots() {
    const auto key_of = [](const domain::Changes::LotChange& change) {
      return std::tie(change.account, change.lot.key);
    };
    for (const auto* row : Sorted(changes_.lots, key_of)) {
      const auto& [account, lot] = *row;
      const domain::LotKey& key = lot.key;
      absl::Status status =
          lot.points == domain::Points(0)
              ? connection_.Run(sql::kDeleteLot, lane_, account.member, account.currency,
                                key.expires_on, key.available_on, key.issuer, key.terms_version)
              : connection_.Run(sql::kPutLot, lane_, account.member, account.currency,
                                key.expires_on, key.available_on, key.issuer, key.terms_version,
                                lot.points);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteHolds() {
    const auto key_of = [](const domain::Changes::HoldChange& change) {
      return std::tie(change.account, change.hold.authorization);
    };
    for (const auto* row : Sorted(changes_.holds, key_of)) {
      const auto& [account, hold] = *row;
      const domain::Sequence sequence = hold.authorization.sequence;
      absl::Status status =
          hold.reserved.empty()
              ? connection_.Run(sql::kDeleteHold, lane_, account.member, account.currency, sequence)
              : connection_.Run(sql::kPutHold, lane_, account.member, account.currency, sequence,
                                hold.expires_at, BodyOf(hold));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteCarries() {
    for (const auto* row : Sorted(changes_.carries)) {
      const auto& [key, carries] = *row;
      absl::Status status =
          connection_.Run(sql::kPutCarries, lane_, key.member, key.partner, key.currency, key.from,
                          carries.earn.numerator, carries.earn.denominator, carries.burn.numerator,
                          carries.burn.denominator);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteDayTotals() {
    for (const auto* row : Sorted(changes_.day_totals)) {
      const auto& [key, totals] = *row;
      absl::Status status = connection_.Run(sql::kPutDayTotals, lane_, key.member, key.partner,
                                            key.currency, totals.day, totals.earned, totals.burned);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteReversals() {
    for (const auto* row : Sorted(changes_.reversals)) {
      const auto& [id, reversal] = *row;
      absl::Status status =
          connection_.Run(sql::kPutReversal, id.lane, id.sequence, BodyOf(reversal));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WritePositions() {
    for (const auto* row : Sorted(changes_.positions)) {
      const auto& [key, total] = *row;
      absl::Status status =
          connection_.Run(sql::kPutPosition, lane_, key.window, key.partner, key.currency, key.type,
                          key.kind, total.lines, total.points, total.amount);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteOutstanding() {
    for (const auto* row : Sorted(changes_.outstanding)) {
      const auto& [key, points] = *row;
      absl::Status status =
          connection_.Run(sql::kPutOutstanding, lane_, key.issuer, key.currency, points);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // In the order given: a window that is opened and closed in one batch comes twice.
  absl::Status WriteWindows() {
    for (const domain::Window& window : changes_.windows) {
      absl::Status status =
          connection_.Run(sql::kPutWindow, lane_, window.id, window.first, window.end,
                          window.opened_at, window.closed_at, window.label);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteSettlements() {
    for (const domain::PartnerSettlement& s : changes_.settlements) {
      absl::Status status =
          connection_.Run(sql::kInsertSettlement, lane_, s.window, s.partner, s.currency,
                          s.opening_residue, s.net, s.net_minor_units, s.closing_residue);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteClosedTotals() {
    for (const auto* row : Sorted(changes_.closed_totals)) {
      const auto& [partner, amount] = *row;
      absl::Status status = connection_.Run(sql::kPutClosedTotal, lane_, partner, amount);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteAuditEvents() {
    for (const domain::AuditEvent& event : changes_.audit_events) {
      absl::Status status =
          connection_.Run(sql::kInsertAuditEvent, lane_, event.number, event.at,
                          event.credential_id, event.action, event.resource, event.reason);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Until the next call.
  template <StoredRecord T>
  Blob BodyOf(const T& record) {
    body_.clear();
    Encode(record, body_);
    return Blob{body_};
  }

  Connection& connection_;
  const domain::Changes& changes_;
  const domain::LaneId lane_;
  std::string body_;
};

}  // namespace

absl::Status WriteChanges(Connection& connection, const domain::Changes& changes) {
  return ChangesWriter(connection, changes).Write();
}

}  // namespace coalition::store
