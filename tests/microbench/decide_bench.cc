#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "benchmark/benchmark.h"
#include "server/domain/check.h"
#include "tests/domain/builders.h"
#include "tests/microbench/benchmarks.h"
#include "tests/microbench/scene.h"

namespace coalition::microbench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kMembers[] = {1, 16, 1'024};

struct Kind {
  const char* name;
  Scene (*make)(std::size_t count);
  bool accepted = true;
};

constexpr Kind kDecided[] = {
    {"earn_partner_points", EarnsOfPartnerPoints},
    {"earn_purchase_of_5_lines", EarnsOfPurchases},
    {"earn_that_enrolls", EarnsThatEnroll},
    {"burn_of_1_lot", BurnsOfOneLot},
    {"burn_of_10_lots", BurnsOf10Lots},
    {"burn_of_300_lots", BurnsOf300Lots},
    {"authorize_and_capture", AuthorizationsWithCaptures},
    {"reverse_earn", ReversalsOfEarns},
    {"reverse_burn", ReversalsOfBurns},
    {"convert", Conversions},
    {"transfer", Transfers},
    {"retry", Retries},
    {"rejected_burn", RejectedBurns, false},
};

// Those between which what is around a decision differs.
constexpr Kind kLoaded[] = {
    {"earn_partner_points", EarnsOfPartnerPoints},
    {"earn_that_enrolls", EarnsThatEnroll},
    {"burn_of_10_lots", BurnsOf10Lots},
    {"burn_of_300_lots", BurnsOf300Lots},
    {"reverse_earn", ReversalsOfEarns},
    {"retry", Retries},
};
constexpr Kind kChanging[] = {
    {"earn_partner_points", EarnsOfPartnerPoints},
    {"earn_that_enrolls", EarnsThatEnroll},
    {"burn_of_10_lots", BurnsOf10Lots},
    {"authorize_and_capture", AuthorizationsWithCaptures},
    {"reverse_earn", ReversalsOfEarns},
};

void SetTime(benchmark::State& state, Steady::duration time) {
  state.SetIterationTime(std::chrono::duration<double>(time).count());
}

// The answers of a scene, or ends the process if it is not as it is said to be.
std::vector<domain::Answer> Play(const Scene& scene, domain::Ledger& ledger) {
  std::vector<domain::Answer> answers;
  answers.reserve(scene.commands.size());
  for (const domain::Command& command : scene.commands) {
    answers.push_back(ledger.Decide(command, scene.now));
  }
  return answers;
}

void CheckScene(const Scene& scene, bool accepted) {
  domain::Ledger ledger = scene.LoadedLedger();
  for (const domain::Answer& answer : Play(scene, ledger)) {
    COALITION_CHECK(std::holds_alternative<domain::Effect>(answer.outcome) == accepted,
                    domain::Outcome(answer));
  }
}

template <typename Key, typename Map>
void Copy(const absl::flat_hash_set<Key>& keys, const Map& from, Map& to) {
  for (const Key& key : keys) {
    if (const auto found = from.find(key); found != from.end()) to.insert(*found);
  }
}

// What a store would put into `state`, of what scenes need.
void Load(const domain::ReadSet& wanted, const domain::LedgerState& from,
          domain::LedgerState& state) {
  Copy(wanted.requests, from.requests, state.requests);
  Copy(wanted.identifiers, from.identifiers, state.identifiers);
  Copy(wanted.members, from.members, state.members);
  Copy(wanted.accounts, from.accounts, state.accounts);
  Copy(wanted.carries, from.carries, state.carries);
  Copy(wanted.transactions, from.transactions, state.transactions);
  Copy(wanted.outstanding, from.outstanding, state.outstanding);
  for (const auto& [key, total] : from.positions) {
    if (wanted.positions.contains(key.partner)) state.positions.emplace(key, total);
  }
  state.partners_with_positions.insert(wanted.positions.begin(), wanted.positions.end());
}

// Kept for the runs of one benchmark, of which there are several until it knows how often to repeat
// what it measures.
const Scene& SceneOf(const Kind& kind, std::int64_t count) {
  static std::pair<const Kind*, std::int64_t> made;
  static Scene scene;
  if (made != std::pair(&kind, count)) {
    scene = kind.make(static_cast<std::size_t>(count));
    CheckScene(scene, kind.accepted);
    made = {&kind, count};
  }
  return scene;
}

void CountCommands(benchmark::State& state, const Scene& scene) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(scene.commands.size()));
}

void Decide(benchmark::State& state, const Kind& kind) {
  const Scene& scene = SceneOf(kind, state.range(0));
  for (auto _ : state) {
    domain::Ledger ledger = scene.LoadedLedger();
    const Steady::time_point before = Steady::now();
    const std::vector<domain::Answer> answers = Play(scene, ledger);
    SetTime(state, Steady::now() - before);
    benchmark::DoNotOptimize(answers.data());
  }
  CountCommands(state, scene);
}

// All rounds: that which finds nothing loaded, up to that which finds nothing missing. What it
// takes to put in between what was asked for is left out.
void AddMissing(benchmark::State& state, const Kind& kind) {
  const Scene& scene = SceneOf(kind, state.range(0));
  int rounds = 0;
  for (auto _ : state) {
    domain::Ledger ledger = scene.EmptyLedger();
    Steady::duration time{};
    bool complete = false;
    for (rounds = 0; !complete; ++rounds) {
      COALITION_CHECK(rounds <= domain::Ledger::kMaxLoadRounds, "loading comes to an end");
      domain::ReadSet missing;
      const Steady::time_point before = Steady::now();
      for (const domain::Command& command : scene.commands) ledger.AddMissing(command, missing);
      time += Steady::now() - before;
      complete = missing.empty();
      if (!complete) Load(missing, scene.loaded, ledger.state());
    }
    SetTime(state, time);
  }
  state.counters["rounds"] = rounds;
  CountCommands(state, scene);
}

// The round that finds that all is there, which every command costs once more before it is decided.
void AddNothing(benchmark::State& state, const Kind& kind) {
  const Scene& scene = SceneOf(kind, state.range(0));
  const domain::Ledger ledger = scene.LoadedLedger();
  for (auto _ : state) {
    for (const domain::Command& command : scene.commands) {
      domain::ReadSet missing;
      ledger.AddMissing(command, missing);
      benchmark::DoNotOptimize(missing.empty());
    }
  }
  CountCommands(state, scene);
}

void TakeChanges(benchmark::State& state, const Kind& kind) {
  const Scene& scene = SceneOf(kind, state.range(0));
  for (auto _ : state) {
    domain::Ledger ledger = scene.LoadedLedger();
    Play(scene, ledger);
    const Steady::time_point before = Steady::now();
    const domain::Changes changes = ledger.TakeChanges();
    SetTime(state, Steady::now() - before);
    benchmark::DoNotOptimize(changes.transactions.data());
  }
  CountCommands(state, scene);
}

using Measure = void (*)(benchmark::State& state, const Kind& kind);

benchmark::internal::Benchmark* Register(const char* what, const Kind& kind, Measure measure) {
  const std::string name = std::string("domain/") + what + "/" + kind.name;
  auto* registered = benchmark::RegisterBenchmark(
      name.c_str(), [&kind, measure](benchmark::State& state) { measure(state, kind); });
  registered->ArgName("members");
  for (const std::size_t count : kMembers) registered->Arg(static_cast<std::int64_t>(count));
  return registered;
}

}  // namespace

void RegisterDecisions() {
  for (const Kind& kind : kDecided) Register("decide", kind, Decide)->UseManualTime();
  for (const Kind& kind : kLoaded) Register("add_missing", kind, AddMissing)->UseManualTime();
  for (const Kind& kind : kLoaded) Register("add_nothing", kind, AddNothing);
  for (const Kind& kind : kChanging) Register("take_changes", kind, TakeChanges)->UseManualTime();
}

}  // namespace coalition::microbench
