#ifndef COALITION_CLIENTS_BENCH_LOAD_GENERATOR_H_
#define COALITION_CLIENTS_BENCH_LOAD_GENERATOR_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "clients/bench/clock.h"
#include "clients/bench/load_options.h"
#include "clients/bench/member_choice.h"
#include "clients/bench/population.h"
#include "clients/bench/tally.h"

namespace coalition::bench {

// What the load is put on.
struct LoadTarget {
  // HOST:PORT of each server, over which the calls are spread.
  std::vector<std::string> servers;
  // A bare echo server, see echo.proto, and not a Coalition server.
  bool is_echo = false;
  // By partner: `Bearer …`.
  std::vector<std::string> authorizations{};
};

// A load, from its first call to its last. For one thread, but for done().
//
//   LoadGenerator load(options, target, population, measured);
//   load.Start();
//   ...                              // until measured.end_ns
//   load.Stop(patience);
//   Report(load.tally());
class LoadGenerator {
 public:
  // The population must outlive it.
  LoadGenerator(const LoadOptions& options, const LoadTarget& target, const Population& population,
                Span measured);
  ~LoadGenerator();

  void Start();
  // Events that were answered so far.
  std::int64_t done() const;
  // Sends nothing new, and waits for what is on its way; what has no answer after `patience` is
  // given up.
  void Stop(std::chrono::milliseconds patience);

  // After Stop().
  Tally tally() const;
  // Events of which nobody knows what became of them. After Stop().
  std::int64_t undecided() const;

 private:
  class Part;

  const LoadOptions options_;
  const Population& population_;
  const MemberChoice choice_;
  std::vector<std::unique_ptr<Part>> parts_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_LOAD_GENERATOR_H_
