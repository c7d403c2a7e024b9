#include "clients/bench/tally.h"

namespace coalition::bench {

void Tally::Add(const Tally& other) {
  calls += other.calls;
  events += other.events;
  latency.Add(other.latency);
  transactions += other.transactions;
  replayed += other.replayed;
  for (const auto& [reason, count] : other.failures) failures[reason] += count;
  totals.points += other.totals.points;
  for (std::size_t partner = 0; partner < totals.partners.size(); ++partner) {
    for (std::size_t kind = 0; kind < totals.partners[partner].size(); ++kind) {
      AcknowledgedTotals::LegSum& sum = totals.partners[partner][kind];
      const AcknowledgedTotals::LegSum& more = other.totals.partners[partner][kind];
      sum.lines += more.lines;
      sum.points += more.points;
      sum.micros += more.micros;
    }
  }
  acknowledged.insert(acknowledged.end(), other.acknowledged.begin(), other.acknowledged.end());
}

}  // namespace coalition::bench
