#include <cstdint>
#include <string>
#include <variant>

#include "benchmark/benchmark.h"
#include "server/domain/check.h"
#include "server/store/codec.h"
#include "tests/domain/builders.h"
#include "tests/microbench/benchmarks.h"
#include "tests/microbench/scene.h"
#include "tests/store/samples.h"

namespace coalition::microbench {
namespace {

using domain::Transaction;

// The last one, which is the capture of an authorization.
Transaction PostedIn(const Scene& scene) {
  domain::Ledger ledger = scene.LoadedLedger();
  Transaction last;
  for (const domain::Command& command : scene.commands) {
    last = domain::Posted(ledger.Decide(command, scene.now));
  }
  return last;
}

template <typename Record>
void CountBytes(benchmark::State& state, const Record& record) {
  std::string bytes;
  store::Encode(record, bytes);
  state.counters["bytes"] = static_cast<double>(bytes.size());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

// Into a string that keeps its room, as a store encodes a batch.
template <typename Record>
void EncodeRecord(benchmark::State& state, const Record& record) {
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    store::Encode(record, bytes);
    benchmark::DoNotOptimize(bytes.data());
  }
  CountBytes(state, record);
}

// Into a record of its own.
template <typename Record>
void DecodeRecord(benchmark::State& state, const Record& record) {
  std::string bytes;
  store::Encode(record, bytes);
  for (auto _ : state) {
    Record decoded;
    COALITION_CHECK(store::Decode(bytes, decoded).ok(), "what was encoded is a record");
    benchmark::DoNotOptimize(&decoded);
  }
  CountBytes(state, record);
}

// `make` is called when the benchmark runs.
template <typename Make>
void Register(const std::string& name, Make make) {
  benchmark::RegisterBenchmark(("codec/encode/" + name).c_str(),
                               [make](benchmark::State& state) { EncodeRecord(state, make()); });
  benchmark::RegisterBenchmark(("codec/decode/" + name).c_str(),
                               [make](benchmark::State& state) { DecodeRecord(state, make()); });
}

domain::Member MemberOfThreeCards() {
  domain::Changes changes;
  AddMembers(12'345'678, 12'345'679, changes);
  return changes.members.front();
}

store::OutcomeResult Insufficient() {
  return domain::InsufficientPoints(domain::Points(12), domain::Points(5'000));
}

domain::Hold HoldOfTwoLots() {
  domain::Hold hold{{domain::LaneId(0), domain::Sequence(1'234'567)}, domain::kNoon, {}};
  for (const domain::Lot& lot : LotsOf7Points(2)) hold.reserved.push_back({lot.key, lot.points});
  return hold;
}

}  // namespace

void RegisterCodec() {
  Register("earn_partner_points", [] { return PostedIn(EarnsOfPartnerPoints(1)); });
  Register("earn_purchase_of_5_lines", [] { return PostedIn(EarnsOfPurchases(1)); });
  Register("burn_of_10_lots", [] { return PostedIn(BurnsOf10Lots(1)); });
  Register("burn_of_300_lots", [] { return PostedIn(BurnsOf300Lots(1)); });
  Register("capture", [] { return PostedIn(AuthorizationsWithCaptures(1)); });
  Register("transaction_with_every_field", [] { return store::SampleTransactions().at(1); });
  Register("member_of_3_cards", MemberOfThreeCards);
  Register("rejection", Insufficient);
  Register("hold", HoldOfTwoLots);
  Register("reversal_with_every_field", [] { return store::SampleReversals().at(1); });
  Register("partner", [] { return domain::Partners().front(); });
  Register("exchange_rate", [] { return domain::RateOf(domain::kBakery); });
  Register("terms", [] { return domain::TermsOf(domain::kBakery); });
}

}  // namespace coalition::microbench
