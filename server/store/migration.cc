#include "server/store/migration.h"

#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "sodium.h"

namespace coalition::store {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

struct Difference {
  SchemaStanding standing = SchemaStanding::kCurrent;
  absl::Status obstacle;
};

Difference DifferenceOf(const AppliedMigration& applied, int expected_number,
                        absl::Span<const Migration> known) {
  if (applied.number != expected_number) {
    return {SchemaStanding::kAltered,
            absl::DataLossError(absl::StrCat("migration ", expected_number,
                                             " is not recorded, but ", applied.name, " is"))};
  }
  if (applied.number > static_cast<int>(known.size())) {
    return {SchemaStanding::kAhead,
            absl::FailedPreconditionError(absl::StrCat("the ledger's schema (", applied.name,
                                                       ") is newer than this program, which knows ",
                                                       known.size(), " migrations"))};
  }
  const Migration& own = known[static_cast<std::size_t>(applied.number - 1)];
  if (applied.checksum != own.Checksum()) {
    return {SchemaStanding::kAltered,
            absl::FailedPreconditionError(absl::StrCat("migration ", applied.name,
                                                       " was applied in another form than this ",
                                                       "program has it (", View(own.name), ")"))};
  }
  return {};
}

}  // namespace

std::string Migration::Checksum() const {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(sql.data()), sql.size());
  return absl::BytesToHexString(digest);
}

SchemaReport CompareSchema(std::vector<AppliedMigration> applied,
                           absl::Span<const Migration> known) {
  for (std::size_t i = 0; i < known.size(); ++i) {
    COALITION_CHECK(known[i].number == static_cast<int>(i) + 1,
                    "migrations are numbered from 1 without gaps");
  }
  SchemaReport report = {SchemaStanding::kCurrent, std::move(applied), known, absl::OkStatus()};
  for (std::size_t i = 0; i < report.applied.size(); ++i) {
    Difference difference = DifferenceOf(report.applied[i], static_cast<int>(i) + 1, known);
    if (difference.obstacle.ok()) continue;
    report.standing = difference.standing;
    report.obstacle = std::move(difference.obstacle);
    return report;
  }
  if (report.applied.size() < known.size()) report.standing = SchemaStanding::kBehind;
  return report;
}

SchemaReport AbsentSchema(absl::Span<const Migration> known) {
  return {SchemaStanding::kAbsent, {}, known, absl::OkStatus()};
}

absl::Status RequireCurrent(const SchemaReport& report) {
  constexpr char kCommand[] = "; `coalitiond migrate` brings it up";
  if (!report.obstacle.ok() || report.standing == SchemaStanding::kCurrent) return report.obstacle;
  if (report.standing == SchemaStanding::kAbsent) {
    return absl::FailedPreconditionError(absl::StrCat("there is no ledger's schema yet", kCommand));
  }
  return absl::FailedPreconditionError(
      absl::StrCat("the ledger's schema is behind this program, by ",
                   report.known.size() - report.applied.size(), " of ", report.known.size(),
                   " migrations", kCommand));
}

absl::StatusOr<absl::Span<const Migration>> MissingMigrations(
    const std::vector<AppliedMigration>& applied, absl::Span<const Migration> migrations) {
  const SchemaReport report = CompareSchema(applied, migrations);
  if (!report.obstacle.ok()) return report.obstacle;
  return migrations.subspan(applied.size());
}

}  // namespace coalition::store
