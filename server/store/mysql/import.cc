#include "server/store/mysql/import.h"

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "server/store/mysql/changes_writer.h"

namespace coalition::store::mysql {
namespace {

// All but `imports` and `network`, whose rows go last.
constexpr std::string_view kTables[] = {
    "lanes",      "windows",     "journal",          "partner_runs",   "requests",
    "members",    "identifiers", "accounts",         "reversals",      "day_totals",
    "positions",  "outstanding", "settlements",      "closed_totals",  "audit_events",
    "allowances", "partners",    "currencies",       "exchange_rates", "terms",
    "limits",     "credentials", "conversion_rates",
};

// Commits what `write` writes.
absl::Status Commit(ConnectionPool& connections,
                    absl::FunctionRef<absl::Status(Connection&)> write) {
  auto connection = connections.Take();
  if (!connection.ok()) return connection.status();
  absl::Status status = (*connection)->Begin();
  if (status.ok()) status = write(**connection);
  return status.ok() ? (*connection)->Commit() : status;
}

absl::StatusOr<std::optional<MysqlImportState>> ReadImport(Connection& connection,
                                                           std::string_view lock) {
  MysqlImportState state;
  SqlText sql("SELECT source, lane_count, step FROM imports WHERE id = 1");
  Rows rows = connection.Query(sql.Text(lock));
  if (!rows.Next(state.source.id, state.source.lane_count, state.step)) {
    if (!rows.status().ok()) return rows.status();
    return std::nullopt;
  }
  Rows lanes = connection.Query(SqlText("SELECT COUNT(*) > 0 FROM lanes"));
  lanes.Next(state.is_complete);
  if (!lanes.status().ok()) return lanes.status();
  return state;
}

// Keeps the row until the transaction ends. `expected` is what this process knows of it.
absl::Status Lock(Connection& connection, const MysqlImportState& expected) {
  const auto there = ReadImport(connection, " FOR UPDATE");
  if (!there.ok()) return there.status();
  if (!*there || (*there)->source != expected.source || (*there)->step != expected.step ||
      (*there)->is_complete != expected.is_complete) {
    return absl::FailedPreconditionError("another process went on with this import, or dropped it");
  }
  return absl::OkStatus();
}

absl::Status WriteBegin(Connection& connection, const ImportSource& source,
                        const domain::Network& network) {
  absl::Status status = WriteNetworkAlone(connection, network);
  if (!status.ok()) return status;
  SqlText sql("INSERT INTO imports (id, source, lane_count, step) VALUES ");
  return connection.Run(sql.Row(1, source.id, source.lane_count, 0));
}

}  // namespace

absl::StatusOr<std::optional<MysqlImportState>> ReadImport(Connection& connection) {
  return ReadImport(connection, "");
}

absl::StatusOr<std::unique_ptr<LedgerImport>> MysqlImport::Begin(ConnectionPool& connections,
                                                                 std::atomic<bool>& has_network,
                                                                 const ImportSource& source,
                                                                 const domain::Network& network) {
  MysqlImportState state;
  absl::Status begun = Commit(connections, [&](Connection& connection) {
    const auto there = ReadImport(connection, " FOR UPDATE");
    if (!there.ok()) return there.status();
    if (*there) {
      state = **there;
      return CheckGoesOn(state.source, state.step, source);
    }
    state.source = source;
    return WriteBegin(connection, source, network);
  });
  if (!begun.ok()) return begun;
  return std::unique_ptr<LedgerImport>(new MysqlImport(connections, has_network, state));
}

absl::Status MysqlImport::Put(const domain::Changes& rows, std::int64_t step) {
  COALITION_CHECK(step > state_.step && !state_.is_complete, "an import goes on");
  COALITION_CHECK(rows.lane.lane_count == state_.source.lane_count, "rows are for these lanes");
  absl::Status put = Commit(connections_, [&](Connection& connection) {
    absl::Status status = Lock(connection, state_);
    if (status.ok()) status = WriteNewRows(connection, rows);
    if (!status.ok()) return status;
    SqlText sql("UPDATE imports SET step = ");
    return connection.Run(sql.Value(step).Text(" WHERE id = 1"));
  });
  if (put.ok()) state_.step = step;
  return put;
}

absl::Status MysqlImport::Complete(const domain::LaneState& lane) {
  COALITION_CHECK(!state_.is_complete, "an import is complete once");
  absl::Status written = Commit(connections_, [&](Connection& connection) {
    absl::Status status = Lock(connection, state_);
    return status.ok() ? WriteNewLanes(connection, lane) : status;
  });
  if (written.ok()) state_.is_complete = true;
  return written;
}

absl::Status MysqlImport::Publish() {
  COALITION_CHECK(state_.is_complete, "an import is complete before others see it");
  absl::Status published = Commit(connections_, [&](Connection& connection) {
    absl::Status status = Lock(connection, state_);
    return status.ok() ? connection.Run(SqlText("DELETE FROM imports")) : status;
  });
  if (published.ok()) has_network_ = true;
  return published;
}

absl::Status DropImport(ConnectionPool& connections) {
  bool is_there = false;
  absl::Status status = Commit(connections, [&](Connection& connection) {
    const auto there = ReadImport(connection, " FOR UPDATE");
    if (!there.ok()) return there.status();
    is_there = there->has_value();
    SqlText forget("UPDATE imports SET source = ");
    return connection.Run(forget.Value(ImportSource::Id{}).Text(" WHERE id = 1"));
  });
  if (!status.ok() || !is_there) return status;
  auto connection = connections.Take();
  if (!connection.ok()) return connection.status();
  for (const std::string_view table : kTables) {
    // Commits by itself, and takes no time, whatever the table's size.
    status = (*connection)->Run(SqlText("TRUNCATE TABLE ").Text(table));
    if (!status.ok()) return status;
  }
  connection->End();
  return Commit(connections, [](Connection& last) {
    absl::Status deleted = last.Run(SqlText("DELETE FROM network"));
    return deleted.ok() ? last.Run(SqlText("DELETE FROM imports")) : deleted;
  });
}

}  // namespace coalition::store::mysql
