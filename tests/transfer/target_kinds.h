#ifndef COALITION_TESTS_TRANSFER_TARGET_KINDS_H_
#define COALITION_TESTS_TRANSFER_TARGET_KINDS_H_

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "server/store/ledger_store.h"

namespace coalition::store::transfer {

// A store that ledgers are brought into.
struct TargetKind {
  std::string name;
  int lanes = 1;
  // Opens the store that belongs to the folder, to be served or to go on with an import.
  absl::StatusOr<std::unique_ptr<LedgerStore>> (*open)(const std::string& folder, int lanes,
                                                       bool for_import);
  // Somebody changes what is in it.
  void (*tamper)(const std::string& folder);
  // In all tables but those of migrations.
  std::int64_t (*row_count)(const std::string& folder);
};

// For GoogleTest.
inline void PrintTo(const TargetKind& kind, std::ostream* out) { *out << kind.name; }

// Of this program.
std::vector<TargetKind> AllTargetKinds();

}  // namespace coalition::store::transfer

#endif  // COALITION_TESTS_TRANSFER_TARGET_KINDS_H_
