#include "server/store/sqlite/migrations.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "server/store/codec.h"
#include "server/store/sqlite/statements.h"
#include "sodium.h"

namespace coalition::store {
namespace {

struct Applied {
  int number = 0;
  std::string name;
  std::string checksum;
};

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

std::string Sha256(std::string_view text) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return absl::BytesToHexString(digest);
}

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

absl::StatusOr<std::vector<Applied>> ReadApplied(Connection& connection) {
  std::vector<Applied> all;
  Applied applied;
  Cursor rows = connection.Query(sql::kSelectMigrations);
  while (rows.Next(applied.number, applied.name, applied.checksum)) all.push_back(applied);
  if (!rows.status().ok()) return rows.status();
  return all;
}

absl::Status CheckIsKnown(const Applied& applied, int expected_number,
                          absl::Span<const Migration> migrations) {
  if (applied.number != expected_number) {
    return absl::DataLossError(
        absl::StrCat("migration ", expected_number, " is not recorded, but ", applied.name, " is"));
  }
  if (applied.number > static_cast<int>(migrations.size())) {
    return absl::FailedPreconditionError(absl::StrCat("the ledger's schema (", applied.name,
                                                      ") is newer than this program, which ",
                                                      "knows ", migrations.size(), " migrations"));
  }
  const Migration& known = migrations[static_cast<std::size_t>(applied.number - 1)];
  if (applied.checksum != Sha256(known.sql)) {
    return absl::FailedPreconditionError(
        absl::StrCat("migration ", applied.name, " was applied in another form than this program ",
                     "has it (", View(known.name), ")"));
  }
  return absl::OkStatus();
}

absl::Status Apply(Connection& connection, const Migration& migration) {
  if (absl::Status begun = connection.BeginWrite(); !begun.ok()) return begun;
  absl::Status done = connection.Execute(std::string(migration.sql));
  if (done.ok()) {
    done = connection.Run(sql::kInsertMigration, migration.number, migration.name,
                          Sha256(migration.sql));
  }
  if (done.ok()) return connection.Commit();
  connection.Rollback();
  return done;
}

}  // namespace

absl::Status Migrate(Connection& connection, absl::Span<const Migration> migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    COALITION_CHECK(migrations[i].number == static_cast<int>(i) + 1,
                    "migrations are numbered from 1 without gaps");
  }
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
  const absl::StatusOr<std::vector<Applied>> applied = ReadApplied(connection);
  if (!applied.ok()) return applied.status();
  for (std::size_t i = 0; i < applied->size(); ++i) {
    const absl::Status known = CheckIsKnown((*applied)[i], static_cast<int>(i) + 1, migrations);
    if (!known.ok()) return known;
  }
  for (const Migration& migration : migrations.subspan(applied->size())) {
    if (absl::Status done = Apply(connection, migration); !done.ok()) return done;
  }
  return absl::OkStatus();
}

}  // namespace coalition::store
