#ifndef COALITION_CLIENTS_BENCH_LOAD_OPTIONS_H_
#define COALITION_CLIENTS_BENCH_LOAD_OPTIONS_H_

#include <cstdint>

#include "clients/bench/event_messages.h"
#include "clients/bench/event_source.h"
#include "clients/bench/tally.h"

namespace coalition::bench {

// How events travel.
enum class Shape { kUnary, kBatch, kStream };

// What a load generator does.
struct LoadOptions {
  Shape shape = Shape::kUnary;
  int batch_size = 1'000;
  EventOptions events;
  EarnBy earn_by = EarnBy::kPartnerPoints;
  Check check = Check::kTotals;
  // Calls on their way at one time, of a stream items without an answer.
  int in_flight = 64;
  // Events a second, open loop. 0: closed loop, each call as soon as one has ended.
  double rate = 0;
  int threads = 1;
  int channels = 1;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_LOAD_OPTIONS_H_
