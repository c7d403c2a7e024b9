#ifndef COALITION_CLIENTS_BENCH_COMPARE_LOAD_FLAGS_H_
#define COALITION_CLIENTS_BENCH_COMPARE_LOAD_FLAGS_H_

#include <string>
#include <vector>

namespace coalition::bench::compare {

// Flags of `coalition_bench run`: what is asked for. Without them, unary earns.
std::vector<std::string> EarnBatches();
// 60 % earn, 25 % burn, 10 % authorise then capture, 5 % reverse.
std::vector<std::string> MixBatches();
// 90 % of the events are one partner's.
std::vector<std::string> OneHotPartner();

// And how much of it at a time.
//
// So many calls are always on their way.
std::vector<std::string> ClosedLoop(int in_flight);
// So many events fall due each second, whatever comes back.
std::vector<std::string> OpenLoop(double events_per_second);
// One caller on one connection that waits for each answer.
std::vector<std::string> Lonely();

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_LOAD_FLAGS_H_
