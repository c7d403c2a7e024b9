#ifndef COALITION_SERVER_STORE_MIGRATION_H_
#define COALITION_SERVER_STORE_MIGRATION_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace coalition::store {

// One step of a store's schema: the file migrations/<name>.sql, where the name begins with the
// number in four digits. A file that was ever released never changes.
struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sql;

  // SHA-256, in hexadecimal digits.
  std::string Checksum() const;
};

// As the database has it recorded.
struct AppliedMigration {
  int number = 0;
  std::string name;
  std::string checksum;
};

// Told of each migration that was applied, after it was.
using MigrationVisitor = absl::FunctionRef<void(const Migration&)>;
inline constexpr auto kTellNobody = [](const Migration&) {};

// How the schema of a database stands to this program's.
enum class SchemaStanding {
  kAbsent,   // there is no ledger
  kBehind,   // some of this program's migrations were not applied
  kCurrent,  // all of them were, and no other
  kAhead,    // the database has migrations that this program does not know
  kAltered,  // one was applied in another form than this program has it, or is not recorded
};

struct SchemaReport {
  SchemaStanding standing = SchemaStanding::kAbsent;
  // By number.
  std::vector<AppliedMigration> applied;
  // This program's.
  absl::Span<const Migration> known;
  // What rules out that this program uses it: FAILED_PRECONDITION when the database is ahead or has
  // a migration in another form, DATA_LOSS when its record has gaps.
  absl::Status obstacle;
};

// Of what a database has recorded; `known` are this program's, by number from 1 without gaps.
SchemaReport CompareSchema(std::vector<AppliedMigration> applied,
                           absl::Span<const Migration> known);
// Of a database that has no record of migrations.
SchemaReport AbsentSchema(absl::Span<const Migration> known);

// OK when the schema is this program's. The report's obstacle, or FAILED_PRECONDITION when the
// schema is absent or behind, which names the command that brings it up.
absl::Status RequireCurrent(const SchemaReport& report);

// Those of `migrations`, which are this program's, by number from 1 without gaps, that come after
// `applied`, which are by number. FAILED_PRECONDITION when the database has one that is not among
// them, or that was another then; DATA_LOSS when its record has gaps.
absl::StatusOr<absl::Span<const Migration>> MissingMigrations(
    const std::vector<AppliedMigration>& applied, absl::Span<const Migration> migrations);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_MIGRATION_H_
