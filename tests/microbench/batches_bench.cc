#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "tests/microbench/benchmarks.h"

namespace coalition::microbench {
namespace {

constexpr std::size_t kBatches[] = {1, 16, 128, 1'024, 4'096};

// What this process has given to write() so far.
std::int64_t WrittenBytes() {
  std::ifstream counters("/proc/self/io");
  std::string name;
  std::int64_t value = 0;
  while (counters >> name >> value) {
    if (name == "wchar:") return value;
  }
  return 0;
}

double Seconds(PhaseTimes::Duration time) { return std::chrono::duration<double>(time).count(); }

// Microseconds per batch.
void CountPhases(const PhaseTimes& times, benchmark::State& state) {
  const auto count = [&](const char* name, PhaseTimes::Duration phase) {
    state.counters[name] =
        benchmark::Counter(Seconds(phase) * 1e6, benchmark::Counter::kAvgIterations);
  };
  count("begin_us", times.begin);
  count("load_us", times.load);
  count("decide_us", times.decide);
  count("take_us", times.take);
  count("commit_us", times.commit);
  count("end_us", times.end);
}

void EarnBatches(benchmark::State& state, const std::string& name, LedgerShelf& shelf,
                 const LedgerShape& shape, std::size_t batch) {
  PreparedLedger& ledger = shelf.Take(shape, name);
  PhaseTimes times;
  const std::int64_t written_before = WrittenBytes();
  for (auto _ : state) {
    const std::vector<domain::Command> commands = ledger.earns.OfAny(shape.members, batch);
    const PhaseTimes::Duration before = times.total();
    benchmark::DoNotOptimize(ledger.cycle.Run(commands, times));
    state.SetIterationTime(Seconds(times.total() - before));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch));
  CountPhases(times, state);
  state.counters["written_bytes_per_earn"] = static_cast<double>(WrittenBytes() - written_before) /
                                             static_cast<double>(state.items_processed());
}

}  // namespace

void RegisterBatches(LedgerShelf& shelf, const std::vector<std::uint64_t>& members) {
  for (const StoreKind store : {StoreKind::kMemory, StoreKind::kSqlite}) {
    for (const std::uint64_t count : members) {
      for (const RequestIdKind ids : {RequestIdKind::kRandom, RequestIdKind::kTimeOrdered}) {
        for (const std::size_t batch : kBatches) {
          const LedgerShape shape{store, count, ids};
          const std::string name = "store/earn/" + shape.Name() + "/batch:" + std::to_string(batch);
          benchmark::RegisterBenchmark(name.c_str(),
                                       [=, &shelf](benchmark::State& state) {
                                         EarnBatches(state, name, shelf, shape, batch);
                                       })
              ->UseManualTime()
              ->Unit(benchmark::kMicrosecond);
        }
      }
    }
  }
}

}  // namespace coalition::microbench
