#ifndef COALITION_CLIENTS_BENCH_COMPARE_TIME_PLAN_H_
#define COALITION_CLIENTS_BENCH_COMPARE_TIME_PLAN_H_

#include <chrono>
#include <cstdint>
#include <string>

#include "clients/bench/compare/options.h"

namespace coalition::bench::compare {

// How long the rounds will take, from what each measurement and its set-up do. Measurements of
// subjects that are skipped take nothing.
std::chrono::seconds RoundsEstimate(const Options& options);

// What is left for filling the grown ledger when `elapsed` of the time limit has passed, the rounds
// are still to come, and everything has to be ended and deleted. Not below zero.
std::chrono::seconds TimeToGrow(const Options& options, std::chrono::seconds elapsed);

// How large the ledger may grow on this disk.
struct GrowthRoom {
  std::int64_t transactions = 0;
  // Empty unless it is fewer than was asked for.
  std::string shortfall;
};

// Cuts `wanted` to what fits into `free_bytes`, so that some stay free for the rounds and for
// others.
GrowthRoom RoomToGrow(std::int64_t wanted, std::int64_t free_bytes);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_TIME_PLAN_H_
