#include "server/store/sqlite/changes_writer.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

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
        &ChangesWriter::WriteJournal,     &ChangesWriter::WriteMembers,
        &ChangesWriter::WriteIdentifiers, &ChangesWriter::WriteWindows,
        &ChangesWriter::WriteSettlements, &ChangesWriter::WriteClosedTotals,
        &ChangesWriter::WriteAuditEvents};
    for (const Part part : kParts) {
      if (absl::Status status = (this->*part)(); !status.ok()) return status;
    }
    return WriteCatalog(connection_, changes_);
  }

 private:
  absl::Status WriteJournal() {
    for (const domain::Transaction& t : changes_.transactions) {
      absl::Status status = connection_.Run(sql::kInsertTransaction, t.id.lane, t.id.sequence,
                                            t.window, t.type, t.partner, t.member, t.currency,
                                            t.event_time, t.posted_at, t.points, body_(t));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteMembers() {
    for (const auto* member : Sorted(changes_.members, &domain::Member::id)) {
      absl::Status status = connection_.Run(sql::kPutMember, lane_, member->id, body_(*member));
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

  Connection& connection_;
  const domain::Changes& changes_;
  const domain::LaneId lane_;
  BodyWriter body_;
};

}  // namespace

absl::Status WriteChanges(Connection& connection, const domain::Changes& changes) {
  return ChangesWriter(connection, changes).Write();
}

}  // namespace coalition::store
