#include "server/store/sqlite/import.h"

#include "absl/functional/function_ref.h"

#include "server/domain/check.h"
#include "server/store/sqlite/catalog_rows.h"
#include "server/store/sqlite/statements.h"
#include "server/store/sqlite/write_back.h"

namespace coalition::store {
namespace {

// Commits what `write` writes.
absl::Status Commit(const SqliteImportGround& ground,
                    absl::FunctionRef<absl::Status(Connection&)> write) {
  const ConnectionPool::Lease writer = ground.writer.Take();
  absl::Status status = writer->BeginWrite();
  if (status.ok()) status = write(*writer);
  if (status.ok()) status = writer->Commit();
  if (!status.ok()) {
    writer->Rollback();
    return status;
  }
  ground.checkpointer.Committed(*writer);
  return status;
}

}  // namespace

absl::StatusOr<std::optional<SqliteImportState>> ReadImport(Connection& connection) {
  SqliteImportState state;
  {
    Cursor rows = connection.Query(sql::kSelectImport);
    if (!rows.Next(state.source.id, state.source.lane_count, state.step)) {
      if (!rows.status().ok()) return rows.status();
      return std::nullopt;
    }
  }
  Cursor rows = connection.Query(sql::kHasLane);
  rows.Next(state.is_complete);
  if (!rows.status().ok()) return rows.status();
  return state;
}

absl::StatusOr<std::unique_ptr<LedgerImport>> SqliteImport::Begin(const SqliteImportGround& ground,
                                                                  const ImportSource& source,
                                                                  const domain::Network& network) {
  COALITION_CHECK(source.lane_count == 1, "a ledger in SQLite has one lane");
  SqliteImportState state;
  absl::Status begun = Commit(ground, [&](Connection& writer) {
    const auto there = ReadImport(writer);
    if (!there.ok()) return there.status();
    if (*there) {
      state = **there;
      return CheckGoesOn(state.source, state.step, source);
    }
    state.source = source;
    absl::Status status = InsertNetwork(writer, network);
    if (!status.ok()) return status;
    return writer.Run(sql::kInsertImport,
                      Blob{{reinterpret_cast<const char*>(source.id.data()), source.id.size()}},
                      source.lane_count);
  });
  if (!begun.ok()) return begun;
  return std::unique_ptr<LedgerImport>(new SqliteImport(ground, state));
}

absl::Status SqliteImport::Put(const domain::Changes& rows, std::int64_t step) {
  COALITION_CHECK(step > state_.step && !state_.is_complete, "an import goes on");
  absl::Status put = Commit(ground_, [&](Connection& writer) {
    absl::Status status = WriteBack::WriteNewRows(writer, rows);
    return status.ok() ? writer.Run(sql::kPutImportStep, step) : status;
  });
  if (put.ok()) state_.step = step;
  return put;
}

absl::Status SqliteImport::Complete(const domain::LaneState& lane) {
  COALITION_CHECK(!state_.is_complete, "an import is complete once");
  absl::Status written =
      Commit(ground_, [&](Connection& writer) { return WriteBack::WriteNewLane(writer, lane); });
  if (!written.ok()) return written;
  state_.is_complete = true;
  return ground_.lane.Recover();
}

absl::Status SqliteImport::Publish() {
  COALITION_CHECK(state_.is_complete, "an import is complete before others see it");
  absl::Status published =
      Commit(ground_, [](Connection& writer) { return writer.Run(sql::kDeleteImport); });
  if (published.ok()) ground_.has_network = true;
  return published;
}

absl::Status DropImport(const SqliteImportGround& ground) {
  bool is_there = false;
  absl::Status status = Commit(ground, [&](Connection& writer) {
    const auto there = ReadImport(writer);
    if (!there.ok()) return there.status();
    is_there = there->has_value();
    return writer.Run(sql::kForgetImportSource);
  });
  if (!status.ok() || !is_there) return status;
  // Otherwise its row would be written once more at the end.
  ground.lane.Forget();
  for (const char* empty : sql::kEmptyTables) {
    status = Commit(ground, [&](Connection& writer) { return writer.Run(empty); });
    if (!status.ok()) return status;
  }
  return Commit(ground, [](Connection& writer) {
    absl::Status deleted = writer.Run(sql::kDeleteNetwork);
    return deleted.ok() ? writer.Run(sql::kDeleteImport) : deleted;
  });
}

}  // namespace coalition::store
