#include "server/main/schema_commands.h"

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "server/main/version.h"
#include "server/store/open_store.h"

namespace coalition {
namespace {

using store::AppliedMigration;
using store::Migration;
using store::SchemaReport;
using store::SchemaStanding;

SchemaExit ExitOf(SchemaStanding standing) {
  switch (standing) {
    case SchemaStanding::kAbsent:
      return SchemaExit::kAbsent;
    case SchemaStanding::kBehind:
      return SchemaExit::kBehind;
    case SchemaStanding::kCurrent:
      return SchemaExit::kCurrent;
    case SchemaStanding::kAhead:
      return SchemaExit::kAhead;
    case SchemaStanding::kAltered:
      return SchemaExit::kAltered;
  }
  COALITION_CHECK(false, "a standing is one of its names");
  return SchemaExit::kFailed;
}

// Of a store that could not be asked.
SchemaExit ExitOf(const absl::Status& error) {
  const bool unreachable = absl::IsUnavailable(error) || absl::IsFailedPrecondition(error);
  return unreachable ? SchemaExit::kUnreachable : SchemaExit::kFailed;
}

void TellError(const absl::Status& error) {
  std::cerr << "coalitiond: " << error.message() << "\n";
}

std::string NameOf(int number, std::string_view name) {
  return absl::StrCat("migration ", number, " (", absl::string_view(name.data(), name.size()), ")");
}

template <typename Migrations>
std::string NewestOf(const Migrations& migrations) {
  if (migrations.empty()) return "no migration";
  return NameOf(migrations.back().number, migrations.back().name);
}

// One line for each number that either side has.
void TellMigration(const AppliedMigration* applied, const Migration* known) {
  if (applied == nullptr) {
    std::cout << "missing  " << known->name << " " << known->Checksum() << "\n";
  } else if (known == nullptr) {
    std::cout << "unknown  " << applied->name << " " << applied->checksum << "\n";
  } else if (applied->checksum == known->Checksum()) {
    std::cout << "equal    " << applied->name << " " << applied->checksum << "\n";
  } else {
    std::cout << "altered  " << applied->name << " " << applied->checksum << ", the program has "
              << known->Checksum() << "\n";
  }
}

void TellMigrations(const SchemaReport& report) {
  const int applied_max = report.applied.empty() ? 0 : report.applied.back().number;
  const int number_max = std::max(applied_max, static_cast<int>(report.known.size()));
  auto applied = report.applied.begin();
  for (int number = 1; number <= number_max; ++number) {
    const auto index = static_cast<std::size_t>(number) - 1;
    const Migration* known = index < report.known.size() ? &report.known[index] : nullptr;
    const bool was_applied = applied != report.applied.end() && applied->number == number;
    if (was_applied || known != nullptr) TellMigration(was_applied ? &*applied : nullptr, known);
    if (was_applied) ++applied;
  }
}

}  // namespace

SchemaExit MigrateStore(const std::string& store) {
  bool changed = false;
  const absl::Status done = store::MigrateSchema(store, [&](const Migration& migration) {
    changed = true;
    // At once: the next one may take long, or fail.
    std::cout << "applied " << NameOf(migration.number, migration.name) << std::endl;
  });
  if (!done.ok()) {
    TellError(done);
    const auto report = store::ReadSchema(store);
    const bool is_obstacle = report.ok() && !report->obstacle.ok();
    return is_obstacle ? ExitOf(report->standing) : ExitOf(done);
  }
  if (!changed) std::cout << "nothing to do: the schema is this program's\n";
  return SchemaExit::kCurrent;
}

SchemaExit CheckStoreSchema(const std::string& store) {
  const auto report = store::ReadSchema(store);
  if (!report.ok()) {
    TellError(report.status());
    return ExitOf(report.status());
  }
  std::cout << "ledger:  " << NewestOf(report->applied) << "\n"
            << "program: " << NewestOf(report->known) << ", of version " << kVersion << "\n";
  TellMigrations(*report);
  const absl::Status current = store::RequireCurrent(*report);
  if (!current.ok()) TellError(current);
  return ExitOf(report->standing);
}

}  // namespace coalition
