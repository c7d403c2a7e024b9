#include "tests/microbench/prepared_ledger.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "server/domain/check.h"
#include "server/store/memory/memory_store.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/domain/world.h"

namespace coalition::microbench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMembersPerBatch = 10'000;
constexpr std::uint64_t kEarnsPerBatch = 4'096;
// Of the earns that make a ledger and of those that are measured.
constexpr std::uint64_t kMakingSeed = 1;
constexpr std::uint64_t kMeasuredSeed = 2;

void Check(const absl::Status& status) { COALITION_CHECK(status.ok(), status.ToString()); }

void Enroll(store::LedgerStore& store, std::uint64_t members) {
  for (std::uint64_t first = 1; first <= members; first += kMembersPerBatch) {
    auto batch = store.BeginBatch(domain::LaneId(0));
    Check(batch.status());
    domain::Changes changes;
    changes.lane = (*batch)->lane();
    AddMembers(first, std::min(first + kMembersPerBatch, members + 1), changes);
    Check((*batch)->Commit(changes));
  }
}

void MakeLedger(const LedgerShape& shape, store::LedgerStore& store) {
  const domain::Catalog catalog = TradeCatalog();
  Check(store.CreateNetwork(catalog.network, domain::FirstChanges(catalog, 0)));
  Enroll(store, shape.members);
  BatchCycle cycle(store);
  domain::Moment day_before = domain::kNoon;
  day_before.micros -= domain::kMicrosPerDay;
  Earns earns(shape.ids, kMakingSeed, day_before);
  PhaseTimes times;
  for (std::uint64_t first = 1; first <= shape.members; first += kEarnsPerBatch) {
    cycle.Run(earns.OfEach(first, std::min(first + kEarnsPerBatch, shape.members + 1)), times);
  }
}

}  // namespace

std::string LedgerShape::Name() const {
  return std::string(store == StoreKind::kSqlite ? "sqlite" : "memory") +
         "/members:" + std::to_string(members) +
         "/ids:" + (ids == RequestIdKind::kRandom ? "random" : "time");
}

LedgerShelf::LedgerShelf(fs::path folder, bool keep, std::size_t memory_bytes_max)
    : folder_(std::move(folder)), keep_(keep), memory_bytes_max_(memory_bytes_max) {
  fs::create_directories(folder_);
}

LedgerShelf::~LedgerShelf() {
  {
    MutexLock lock(mutex_);
    PutBack();
  }
  std::error_code error;
  if (!keep_) fs::remove_all(folder_, error);
}

void LedgerShelf::PutBack() {
  taken_.reset();
  fs::remove_all(InUse());
}

std::unique_ptr<store::LedgerStore> LedgerShelf::OpenSqlite(const fs::path& folder) const {
  store::SqliteOptions options;
  options.directory = folder.string();
  options.memory_bytes_max = memory_bytes_max_;
  auto store = store::SqliteStore::Open(options);
  Check(store.status());
  return *std::move(store);
}

fs::path LedgerShelf::MadeOf(const LedgerShape& shape) {
  const fs::path made = folder_ / shape.Name();
  if (!ready_.insert(made).second) return made;
  if (fs::exists(made)) {
    OpenSqlite(made);
    return made;
  }
  // What was interrupted does not look as if it were made.
  const fs::path making = folder_ / "in-the-making";
  fs::remove_all(making);
  MakeLedger(shape, *OpenSqlite(making));
  fs::create_directories(made.parent_path());
  fs::rename(making, made);
  return made;
}

std::unique_ptr<store::LedgerStore> LedgerShelf::Open(const LedgerShape& shape) {
  if (shape.store == StoreKind::kSqlite) {
    fs::copy(MadeOf(shape), InUse(), fs::copy_options::recursive);
    return OpenSqlite(InUse());
  }
  auto store = std::make_unique<store::MemoryStore>();
  MakeLedger(shape, *store);
  return store;
}

PreparedLedger& LedgerShelf::Take(const LedgerShape& shape, std::string_view user) {
  MutexLock lock(mutex_);
  if (shape.store == StoreKind::kMemory) user = "";
  if (taken_ && taken_->shape == shape && user_ == user) return *taken_;
  PutBack();
  taken_ = std::make_unique<PreparedLedger>(shape, Open(shape), Earns(shape.ids, kMeasuredSeed));
  user_ = user;
  return *taken_;
}

PreparedLedger& LedgerShelf::Reopen(absl::FunctionRef<void(const fs::path& folder)> closed,
                                    PhaseTimes::Duration& open_time) {
  MutexLock lock(mutex_);
  const LedgerShape shape = taken_->shape;
  Earns earns = std::move(taken_->earns);
  taken_.reset();
  closed(InUse());
  const auto before = std::chrono::steady_clock::now();
  auto store = OpenSqlite(InUse());
  open_time += std::chrono::steady_clock::now() - before;
  taken_ = std::make_unique<PreparedLedger>(shape, std::move(store), std::move(earns));
  return *taken_;
}

}  // namespace coalition::microbench
