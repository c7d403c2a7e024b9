#ifndef COALITION_TESTS_MICROBENCH_PREPARED_LEDGER_H_
#define COALITION_TESTS_MICROBENCH_PREPARED_LEDGER_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/functional/function_ref.h"

#include "server/base/mutex.h"
#include "server/store/ledger_store.h"
#include "tests/microbench/batch_cycle.h"
#include "tests/microbench/trade.h"

namespace coalition::microbench {

enum class StoreKind { kSqlite, kMemory };

// A ledger of members each of whom earned once.
struct LedgerShape {
  StoreKind store = StoreKind::kSqlite;
  std::uint64_t members = 0;
  RequestIdKind ids = RequestIdKind::kTimeOrdered;

  friend auto operator<=>(const LedgerShape&, const LedgerShape&) = default;
  // "sqlite/members:100000/ids:time".
  std::string Name() const;
};

// One, to be measured on.
struct PreparedLedger {
  PreparedLedger(const LedgerShape& made, std::unique_ptr<store::LedgerStore> opened, Earns more)
      : shape(made), store(std::move(opened)), cycle(*store), earns(std::move(more)) {}

  const LedgerShape shape;
  const std::unique_ptr<store::LedgerStore> store;
  BatchCycle cycle;
  // Later than those that made it, with other request ids.
  Earns earns;
};

// Makes ledgers, one at a time in use. Thread-safe.
class LedgerShelf {
 public:
  // In SQLite ledgers are made in `folder`, once each, and copied for each use. Those that are
  // there already are brought to this program's schema and used; with `keep` they stay there,
  // without it they go with this. `memory_bytes_max` is SqliteOptions'.
  LedgerShelf(std::filesystem::path folder, bool keep, std::size_t memory_bytes_max);
  LedgerShelf(const LedgerShelf&) = delete;
  LedgerShelf& operator=(const LedgerShelf&) = delete;
  ~LedgerShelf();

  // The same as by the last call if its arguments were the same; else a new one, and the last one
  // ends. `user` says what for, so that nobody measures on what another benchmark made of a ledger;
  // those in memory, which cannot be copied, are shared nevertheless. Valid until the next call
  // that answers another, or Reopen.
  PreparedLedger& Take(const LedgerShape& shape, std::string_view user);

  // Closes what Take answered, which is in SQLite, opens it again, and answers that. Between the
  // two, `closed` may do something; the time of opening is added to `open_time`.
  PreparedLedger& Reopen(absl::FunctionRef<void(const std::filesystem::path& folder)> closed,
                         PhaseTimes::Duration& open_time);

 private:
  void PutBack() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::unique_ptr<store::LedgerStore> Open(const LedgerShape& shape)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::unique_ptr<store::LedgerStore> OpenSqlite(const std::filesystem::path& folder) const;
  // Where one of this shape is, ready to be copied.
  std::filesystem::path MadeOf(const LedgerShape& shape) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::filesystem::path InUse() const { return folder_ / "in-use"; }

  const std::filesystem::path folder_;
  const bool keep_;
  const std::size_t memory_bytes_max_;
  Mutex mutex_;
  // What was made, or brought to the schema.
  std::set<std::filesystem::path> ready_ ABSL_GUARDED_BY(mutex_);
  // In memory "".
  std::string user_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<PreparedLedger> taken_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace coalition::microbench

#endif  // COALITION_TESTS_MICROBENCH_PREPARED_LEDGER_H_
