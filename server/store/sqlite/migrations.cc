#include "server/store/sqlite/migrations.h"

#include <string>
#include <utility>
#include <vector>

#include "server/store/codec.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {
namespace {

absl::StatusOr<std::string> NewestOutcome(std::string_view bytes) {
  OutcomeResult result;
  if (absl::Status read = Decode(bytes, result); !read.ok()) return read;
  std::string newest;
  Encode(result, newest);
  return newest;
}

// Of the tables that migration 3 does away with.
absl::StatusOr<std::string> FormerAccountRecord(Connection& connection, std::int64_t lane,
                                                std::string_view member, std::int64_t currency) {
  AccountRecord record;
  {
    Cursor rows = connection.Query(sql::kSelectFormerAccount, lane, Blob{member}, currency);
    rows.Next(record.last_transaction);
    if (!rows.status().ok()) return rows.status();
  }
  {
    domain::Lot lot;
    Cursor rows = connection.Query(sql::kSelectFormerLots, lane, Blob{member}, currency);
    while (rows.Next(lot.key.expires_on, lot.key.available_on, lot.key.issuer,
                     lot.key.terms_version, lot.points)) {
      record.lots.push_back(lot);
    }
    if (!rows.status().ok()) return rows.status();
  }
  {
    domain::Hold hold;
    Cursor rows = connection.Query(sql::kSelectFormerHolds, lane, Blob{member}, currency);
    while (rows.Next(Body(hold))) record.holds.push_back(hold);
    if (!rows.status().ok()) return rows.status();
  }
  CarryRow row;
  auto& [earn, burn] = row.carries;
  Cursor rows = connection.Query(sql::kSelectFormerCarries, lane, Blob{member}, currency);
  while (rows.Next(row.partner, row.from, earn.numerator, earn.denominator, burn.numerator,
                   burn.denominator)) {
    record.carries.push_back(row);
  }
  if (!rows.status().ok()) return rows.status();
  std::string bytes;
  Encode(record, bytes);
  return bytes;
}

absl::StatusOr<std::vector<AppliedMigration>> ReadApplied(Connection& connection) {
  std::vector<AppliedMigration> all;
  AppliedMigration applied;
  Cursor rows = connection.Query(sql::kSelectMigrations);
  while (rows.Next(applied.number, applied.name, applied.checksum)) all.push_back(applied);
  if (!rows.status().ok()) return rows.status();
  return all;
}

absl::Status Apply(Connection& connection, const Migration& migration) {
  if (absl::Status begun = connection.BeginWrite(); !begun.ok()) return begun;
  absl::Status done = connection.Execute(std::string(migration.sql));
  if (done.ok()) {
    done = connection.Run(sql::kInsertMigration, migration.number, migration.name,
                          migration.Checksum());
  }
  if (done.ok()) return connection.Commit();
  connection.Rollback();
  return done;
}

}  // namespace

absl::Status Migrate(Connection& connection, absl::Span<const Migration> migrations,
                     MigrationVisitor on_applied) {
  if (absl::Status created = connection.Execute(sql::kCreateMigrations); !created.ok()) {
    return created;
  }
  if (absl::Status defined = connection.Define<&NewestOutcome>(sql::kNewestOutcome);
      !defined.ok()) {
    return defined;
  }
  if (absl::Status defined = connection.DefineOfAccount<&FormerAccountRecord>(sql::kAccountRecord);
      !defined.ok()) {
    return defined;
  }
  const absl::StatusOr<std::vector<AppliedMigration>> applied = ReadApplied(connection);
  if (!applied.ok()) return applied.status();
  const auto missing = MissingMigrations(*applied, migrations);
  if (!missing.ok()) return missing.status();
  for (const Migration& migration : *missing) {
    if (absl::Status done = Apply(connection, migration); !done.ok()) return done;
    on_applied(migration);
  }
  return absl::OkStatus();
}

absl::StatusOr<SchemaReport> ReadSchema(Connection& connection,
                                        absl::Span<const Migration> migrations) {
  std::int64_t tables = 0;
  {
    Cursor rows = connection.Query(sql::kCountMigrationTables);
    rows.Next(tables);
    if (!rows.status().ok()) return rows.status();
  }
  if (tables == 0) return AbsentSchema(migrations);
  auto applied = ReadApplied(connection);
  if (!applied.ok()) return applied.status();
  return CompareSchema(*std::move(applied), migrations);
}

}  // namespace coalition::store
