#ifndef COALITION_TESTS_REPLAY_REPLAY_RUN_H_
#define COALITION_TESTS_REPLAY_REPLAY_RUN_H_

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/replay/model.h"
#include "tests/testing/server_process.h"

namespace coalition::replay_model {

// The real program's runs over a real server, and what they must come to.

inline constexpr std::chrono::minutes kPatience(5);

struct Setting {
  std::string name;
  Unit unit = Unit::kInvoice;
  std::vector<std::string> server_flags{};
  NetworkSettings network{};
};

inline void PrintTo(const Setting& setting, std::ostream* out) { *out << setting.name; }

std::string Sample();
// The header and some rows of a file, by row from 0 up to, and without, `end`.
std::string Rows(const std::string& csv, const std::vector<std::pair<int, int>>& ranges);
// Real purchases when this machine has them: the first days, and the days about the end of the
// first month. The environment's COALITION_REPLAY_ROWS asks for the first so many rows instead.
std::string RealInvoices();

std::vector<std::string> ReplayArguments(const testing_processes::ServerProcess& server,
                                         const std::string& file, Unit unit);
testing_processes::Finished Replay(const testing_processes::ServerProcess& server,
                                   const std::string& file, Unit unit);

// Names and texts that only one of the two has.
std::string Differences(const Facts& expected, const Facts& actual);
void ExpectLedgerIsTheModels(const testing_processes::ServerProcess& server, const std::string& csv,
                             const Setting& setting);

// What the program says of itself: the count in the row of a command and an outcome.
std::int64_t CountOf(const std::string& out, const std::string& command,
                     const std::string& outcome);
void ExpectCountsAreTheModels(const std::string& out, const std::string& csv,
                              const testing_processes::ServerProcess& server,
                              const Setting& setting);

}  // namespace coalition::replay_model

#endif  // COALITION_TESTS_REPLAY_REPLAY_RUN_H_
