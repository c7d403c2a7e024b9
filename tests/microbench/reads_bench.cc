#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "benchmark/benchmark.h"
#include "server/domain/check.h"
#include "tests/domain/builders.h"
#include "tests/microbench/benchmarks.h"

namespace coalition::microbench {
namespace {

using domain::kBakery;
using domain::kStars;

constexpr std::size_t kPageRows = 50;
constexpr int kColdBalances = 1'000;
constexpr std::size_t kColdEarns = 1'024;
constexpr std::size_t kEarnsBeside = 128;

void Check(const absl::Status& status) { COALITION_CHECK(status.ok(), status.ToString()); }

std::unique_ptr<store::LedgerSnapshot> Open(PreparedLedger& ledger) {
  auto snapshot = ledger.store->OpenSnapshot();
  Check(snapshot.status());
  return *std::move(snapshot);
}

// Any member's card; threads draw differently.
class AnyCard {
 public:
  AnyCard(const LedgerShape& shape, int thread)
      : members_(shape.members), random_(static_cast<std::uint64_t>(thread) + 1) {}
  domain::Identifier Draw() { return CardOf(kBakery, 1 + random_() % members_); }

 private:
  const std::uint64_t members_;
  std::mt19937_64 random_;
};

// What GetBalance reads, in its order: the card, the member, the member's currencies, the accounts.
domain::Points BalanceIn(store::LedgerSnapshot& snapshot, const domain::Identifier& card) {
  domain::LedgerState state;
  domain::ReadSet named;
  named.identifiers.insert(card);
  Check(snapshot.Load(named, state));
  const domain::MemberId id = state.identifiers.at(card).value();
  domain::ReadSet member;
  member.members.insert(id);
  Check(snapshot.Load(member, state));
  const auto currencies = snapshot.CurrenciesOf(id);
  Check(currencies.status());
  domain::ReadSet accounts;
  for (const domain::CurrencyId currency : *currencies) accounts.accounts.insert({id, currency});
  Check(snapshot.Load(accounts, state));
  domain::Points sum;
  for (const auto& [key, account] : state.accounts) {
    sum += account.BalanceAt(domain::On("2026-03-10")).available;
  }
  return sum;
}

void OpenSnapshot(benchmark::State& state, PreparedLedger& ledger) {
  for (auto _ : state) benchmark::DoNotOptimize(Open(ledger)->lane().next_sequence);
}

void Balance(benchmark::State& state, PreparedLedger& ledger) {
  AnyCard cards(ledger.shape, state.thread_index());
  for (auto _ : state) benchmark::DoNotOptimize(BalanceIn(*Open(ledger), cards.Draw()));
  state.SetItemsProcessed(state.iterations());
}

void BalanceInOneSnapshot(benchmark::State& state, PreparedLedger& ledger) {
  AnyCard cards(ledger.shape, state.thread_index());
  const auto snapshot = Open(ledger);
  for (auto _ : state) benchmark::DoNotOptimize(BalanceIn(*snapshot, cards.Draw()));
  state.SetItemsProcessed(state.iterations());
}

// While batches are committed one after another.
void BalanceBesideCommits(benchmark::State& state, PreparedLedger& ledger) {
  AnyCard cards(ledger.shape, state.thread_index());
  std::atomic<bool> stop = false;
  std::int64_t posted = 0;
  std::thread poster([&] {
    PhaseTimes times;
    for (; !stop; posted += kEarnsBeside) {
      ledger.cycle.Run(ledger.earns.OfAny(ledger.shape.members, kEarnsBeside), times);
    }
  });
  for (auto _ : state) benchmark::DoNotOptimize(BalanceIn(*Open(ledger), cards.Draw()));
  stop = true;
  poster.join();
  state.SetItemsProcessed(state.iterations());
  state.counters["posted"] =
      benchmark::Counter(static_cast<double>(posted), benchmark::Counter::kIsRate);
}

void PageOfPartnerJournal(benchmark::State& state, PreparedLedger& ledger) {
  const auto snapshot = Open(ledger);
  std::mt19937_64 random(1);
  const auto end = static_cast<std::uint64_t>(snapshot->lane().next_sequence.value());
  for (auto _ : state) {
    store::JournalRange range;
    range.end = domain::Sequence(static_cast<std::int64_t>(1 + random() % end));
    range.newest_first = true;
    std::size_t rows = 0;
    Check(snapshot->ScanPartnerJournal(kBakery, false, range, [&](const domain::Transaction& row) {
      benchmark::DoNotOptimize(row.points);
      return ++rows < kPageRows;
    }));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kPageRows));
}

// Lets go of what the operating system keeps of the files, so that reading them takes the disk.
void Forget(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const int file = open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
    COALITION_CHECK(file >= 0, entry.path().string());
    fdatasync(file);
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
  }
}

// Measures `read` on a store that was just opened, and counts the time of opening.
template <typename Read>
void Cold(benchmark::State& state, LedgerShelf& shelf, bool forget, Read read) {
  PhaseTimes::Duration opening{};
  for (auto _ : state) {
    PreparedLedger& ledger = shelf.Reopen(
        [&](const std::filesystem::path& folder) {
          if (forget) Forget(folder);
        },
        opening);
    const auto before = std::chrono::steady_clock::now();
    read(ledger);
    state.SetIterationTime(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count());
  }
  state.counters["open_us"] =
      benchmark::Counter(std::chrono::duration<double, std::micro>(opening).count(),
                         benchmark::Counter::kAvgIterations);
}

void ColdBalances(benchmark::State& state, LedgerShelf& shelf, bool forget) {
  int reopened = 0;
  Cold(state, shelf, forget, [&](PreparedLedger& ledger) {
    AnyCard cards(ledger.shape, ++reopened);
    const auto snapshot = Open(ledger);
    for (int i = 0; i < kColdBalances; ++i) {
      benchmark::DoNotOptimize(BalanceIn(*snapshot, cards.Draw()));
    }
  });
  state.SetItemsProcessed(state.iterations() * kColdBalances);
}

void ColdEarns(benchmark::State& state, LedgerShelf& shelf, bool forget) {
  PhaseTimes times;
  Cold(state, shelf, forget, [&](PreparedLedger& ledger) {
    ledger.cycle.Run(ledger.earns.OfAny(ledger.shape.members, kColdEarns), times);
  });
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kColdEarns));
}

using Reads = void (*)(benchmark::State& state, PreparedLedger& ledger);
using ColdReads = void (*)(benchmark::State& state, LedgerShelf& shelf, bool forget);

benchmark::internal::Benchmark* Register(LedgerShelf& shelf, const LedgerShape& shape,
                                         const std::string& what, Reads reads) {
  return benchmark::RegisterBenchmark(("store/" + what + "/" + shape.Name()).c_str(),
                                      [&shelf, shape, reads](benchmark::State& state) {
                                        // One user for all, which leave the ledger as it is or let
                                        // it grow a little.
                                        reads(state, shelf.Take(shape, "reads"));
                                      })
      ->UseRealTime();
}

void RegisterCold(LedgerShelf& shelf, const LedgerShape& shape, const std::string& what,
                  ColdReads reads) {
  for (const bool forget : {false, true}) {
    const std::string name = "store/cold_" + what + "/" + shape.Name() +
                             (forget ? "/cached_by_os:0" : "/cached_by_os:1");
    benchmark::RegisterBenchmark(name.c_str(),
                                 [=, &shelf](benchmark::State& state) {
                                   shelf.Take(shape, what);
                                   reads(state, shelf, forget);
                                 })
        ->UseManualTime()
        ->Unit(benchmark::kMicrosecond);
  }
}

}  // namespace

void RegisterReads(LedgerShelf& shelf, const std::vector<std::uint64_t>& members) {
  for (const StoreKind store : {StoreKind::kMemory, StoreKind::kSqlite}) {
    for (const std::uint64_t count : members) {
      if (count == 0) continue;
      const LedgerShape shape{store, count, RequestIdKind::kTimeOrdered};
      Register(shelf, shape, "open_snapshot", OpenSnapshot);
      Register(shelf, shape, "balance", Balance)->Threads(1)->Threads(4);
      Register(shelf, shape, "balance_in_one_snapshot", BalanceInOneSnapshot);
      Register(shelf, shape, "partner_journal_page_of_50", PageOfPartnerJournal);
      Register(shelf, shape, "balance_beside_commits", BalanceBesideCommits);
      if (store != StoreKind::kSqlite) continue;
      RegisterCold(shelf, shape, "balance", ColdBalances);
      RegisterCold(shelf, shape, "earn_batch_of_1024", ColdEarns);
    }
  }
}

}  // namespace coalition::microbench
