#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <latch>
#include <memory>
#include <semaphore>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "server/domain/check.h"
#include "server/engine/posting_engine.h"
#include "tests/engine/hand_clock.h"
#include "tests/microbench/benchmarks.h"

namespace coalition::microbench {
namespace {

using Steady = std::chrono::steady_clock;

// Earns in one run, divided among the producers; fewer when few are on their way at once.
constexpr std::size_t kEarnsPerRun = 8'192;
constexpr std::size_t kRoundsPerRun = 256;

// Producers who each submit one submission after another, of so many earns each, and wait for an
// answer when so many submissions are on their way.
struct Load {
  std::size_t producers;
  std::size_t outstanding;
  std::size_t earns_each;

  std::size_t SubmissionsEach() const {
    const std::size_t round = producers * outstanding * earns_each;
    return std::min(kEarnsPerRun, kRoundsPerRun * round) / (producers * earns_each);
  }
  std::string Name() const {
    return "producers:" + std::to_string(producers) +
           "/outstanding:" + std::to_string(outstanding) +
           "/earns_each:" + std::to_string(earns_each);
  }
};

// The first is a caller who waits for each answer; the fourth what a busy server sees; in the last
// each producer is a batch call.
constexpr Load kLoads[] = {
    {1, 1, 1}, {1, 256, 1}, {4, 256, 1}, {16, 64, 1}, {64, 16, 1}, {64, 1, 1}, {16, 4, 64},
};

using Submissions = std::vector<std::vector<domain::Command>>;

// One producer's part in a run. It lives until all its answers are there.
class Producer {
 public:
  Producer(const Load& load, Submissions submissions)
      : submissions_(std::move(submissions)),
        submitted_(submissions_.size()),
        latencies_(submissions_.size()),
        free_(static_cast<std::ptrdiff_t>(load.outstanding)),
        unanswered_(static_cast<std::ptrdiff_t>(submissions_.size())) {}

  void Run(engine::PostingEngine& engine, std::latch& start) {
    start.arrive_and_wait();
    for (std::size_t i = 0; i < submissions_.size(); ++i) {
      free_.acquire();
      submitted_[i] = Steady::now();
      const auto taken = engine.Submit(
          std::move(submissions_[i]),
          [this, i](const std::vector<domain::Answer>& answers) { Answered(i, answers); });
      COALITION_CHECK(taken.ok(), "the queue has room for all producers");
    }
    unanswered_.wait();
  }

  const std::vector<Steady::duration>& latencies() const { return latencies_; }

 private:
  void Answered(std::size_t i, const std::vector<domain::Answer>& answers) {
    latencies_[i] = Steady::now() - submitted_[i];
    for (const domain::Answer& answer : answers) {
      COALITION_CHECK(std::holds_alternative<domain::Effect>(answer.outcome), "it is accepted");
    }
    free_.release();
    unanswered_.count_down();
  }

  Submissions submissions_;
  std::vector<Steady::time_point> submitted_;
  std::vector<Steady::duration> latencies_;
  std::counting_semaphore<> free_;
  std::latch unanswered_;
};

using Producers = std::vector<std::unique_ptr<Producer>>;

Producers ProducersOf(const Load& load, PreparedLedger& ledger) {
  Producers producers;
  for (std::size_t p = 0; p < load.producers; ++p) {
    Submissions submissions;
    for (std::size_t i = 0; i < load.SubmissionsEach(); ++i) {
      submissions.push_back(ledger.earns.OfAny(ledger.shape.members, load.earns_each));
    }
    producers.push_back(std::make_unique<Producer>(load, std::move(submissions)));
  }
  return producers;
}

// From the first submission to the last answer.
Steady::duration Run(Producers& producers, engine::PostingEngine& engine) {
  std::latch start(static_cast<std::ptrdiff_t>(producers.size()) + 1);
  std::vector<std::thread> threads;
  for (const auto& producer : producers) {
    threads.emplace_back([&] { producer->Run(engine, start); });
  }
  start.arrive_and_wait();
  const Steady::time_point before = Steady::now();
  for (std::thread& thread : threads) thread.join();
  return Steady::now() - before;
}

void CountLatencies(std::vector<Steady::duration>& latencies, benchmark::State& state) {
  const auto quantile = [&](const char* name, std::size_t percent) {
    const auto place =
        latencies.begin() + static_cast<std::ptrdiff_t>((latencies.size() - 1) * percent / 100);
    std::nth_element(latencies.begin(), place, latencies.end());
    state.counters[name] = std::chrono::duration<double, std::micro>(*place).count();
  };
  quantile("p50_us", 50);
  quantile("p99_us", 99);
}

void Submit(benchmark::State& state, PreparedLedger& ledger, const Load& load) {
  engine::PublishedCatalog catalog(ledger.cycle.catalog());
  const engine::HandClock clock;
  std::vector<Steady::duration> latencies;
  for (auto _ : state) {
    // The engine ends first, and with it the threads that answer.
    Producers producers = ProducersOf(load, ledger);
    engine::PostingEngine engine(*ledger.store, catalog, clock, {});
    state.SetIterationTime(std::chrono::duration<double>(Run(producers, engine)).count());
    for (const auto& producer : producers) {
      latencies.insert(latencies.end(), producer->latencies().begin(), producer->latencies().end());
    }
  }
  state.SetItemsProcessed(
      state.iterations() *
      static_cast<std::int64_t>(load.producers * load.SubmissionsEach() * load.earns_each));
  CountLatencies(latencies, state);
}

}  // namespace

void RegisterSubmissions(LedgerShelf& shelf, const std::vector<std::uint64_t>& members) {
  for (const StoreKind store : {StoreKind::kMemory, StoreKind::kSqlite}) {
    const LedgerShape shape{store, members.back(), RequestIdKind::kTimeOrdered};
    for (const Load& load : kLoads) {
      const std::string name = "engine/submit/" + shape.Name() + "/" + load.Name();
      benchmark::RegisterBenchmark(name.c_str(),
                                   [=, &shelf, &load](benchmark::State& state) {
                                     Submit(state, shelf.Take(shape, name), load);
                                   })
          ->UseManualTime()
          ->Unit(benchmark::kMillisecond);
    }
  }
}

}  // namespace coalition::microbench
