#ifndef COALITION_SERVER_STORE_MIGRATION_H_
#define COALITION_SERVER_STORE_MIGRATION_H_

#include <string>
#include <string_view>
#include <vector>

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

// Those of `migrations`, which are this program's, by number from 1 without gaps, that come after
// `applied`, which are by number. FAILED_PRECONDITION when the database has one that is not among
// them, or that was another then; DATA_LOSS when its record has gaps.
absl::StatusOr<absl::Span<const Migration>> MissingMigrations(
    const std::vector<AppliedMigration>& applied, absl::Span<const Migration> migrations);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_MIGRATION_H_
