#ifndef COALITION_CLIENTS_BENCH_TALLY_H_
#define COALITION_CLIENTS_BENCH_TALLY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "clients/bench/event.h"
#include "clients/bench/latency_histogram.h"
#include "clients/bench/request_id.h"
#include "coalition/v1/transaction.pb.h"

namespace coalition::bench {

// What the acknowledged transactions did, by their receipts: what the ledger's totals must have
// moved by. A partner is shown its own legs only; those that others have, by the burning of their
// points, are left out.
struct AcknowledgedTotals {
  struct LegSum {
    std::int64_t lines = 0;
    std::int64_t points = 0;
    std::int64_t micros = 0;

    bool operator==(const LegSum&) const = default;
  };
  // Of one partner, by v1::LegKind.
  using LegSums = std::array<LegSum, v1::LegKind_ARRAYSIZE>;

  // Of all members.
  std::int64_t points = 0;
  std::vector<LegSums> partners;
};

// One acknowledged transaction.
struct Acknowledged {
  TransactionNumber number;
  RequestId request_id;
};

// How much of what was acknowledged is kept for the checks.
enum class Check { kNone, kTotals, kFull };

// What one thread saw. Not thread-safe.
struct Tally {
  explicit Tally(std::size_t partners) { totals.partners.resize(partners); }
  void Add(const Tally& other);

  // Answered in the measured span: calls, their latency, and the events in them.
  std::int64_t calls = 0;
  std::int64_t events = 0;
  LatencyHistogram latency;

  // From the first call to the last.
  std::int64_t transactions = 0;
  std::int64_t replayed = 0;
  // By reason, or by gRPC's code where there is none.
  std::map<std::string, std::int64_t> failures;
  AcknowledgedTotals totals;
  std::vector<Acknowledged> acknowledged;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_TALLY_H_
