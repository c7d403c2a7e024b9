#include "server/store/migration.h"

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "sodium.h"

namespace coalition::store {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

absl::Status CheckIsKnown(const AppliedMigration& applied, int expected_number,
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
  if (applied.checksum != known.Checksum()) {
    return absl::FailedPreconditionError(
        absl::StrCat("migration ", applied.name, " was applied in another form than this program ",
                     "has it (", View(known.name), ")"));
  }
  return absl::OkStatus();
}

}  // namespace

std::string Migration::Checksum() const {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(sql.data()), sql.size());
  return absl::BytesToHexString(digest);
}

absl::StatusOr<absl::Span<const Migration>> MissingMigrations(
    const std::vector<AppliedMigration>& applied, absl::Span<const Migration> migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    COALITION_CHECK(migrations[i].number == static_cast<int>(i) + 1,
                    "migrations are numbered from 1 without gaps");
  }
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const absl::Status known = CheckIsKnown(applied[i], static_cast<int>(i) + 1, migrations);
    if (!known.ok()) return known;
  }
  return migrations.subspan(applied.size());
}

}  // namespace coalition::store
