#ifndef COALITION_TESTS_SIMULATION_LANE_CHAINS_H_
#define COALITION_TESTS_SIMULATION_LANE_CHAINS_H_

#include <algorithm>
#include <optional>
#include <vector>

#include "tests/simulation/model.h"
#include "tests/simulation/serial_order.h"

namespace coalition::simulation {

// What is known beforehand of the order in which lanes decide, and what answers tell of it.

// One command, or linked ones.
struct Unit {
  std::vector<Command> commands;
  std::vector<Heard> heard;

  bool is_linked() const { return commands.size() > 1; }
  bool is_unheard() const {
    return std::all_of(heard.begin(), heard.end(), [](const Heard& one) { return !one.answer; });
  }
};

// Units that are decided in their order.
struct Chain {
  std::vector<Unit> units;
  // All lanes decide them together.
  bool whole = false;
};

std::vector<Unit> UnitsOf(const std::vector<Command>& commands, const std::vector<Heard>& heard);

// Whether all lanes decide the submission together.
bool IsWhole(const Model& model, const std::vector<Command>& commands);
// The lane that decides the command, as far as that is known; absent otherwise, or when it is all
// lanes.
std::optional<int> LaneOf(const Model& model, const Command& command);
std::vector<Chain> ChainsOf(const Model& model, const std::vector<Command>& commands,
                            const std::vector<Heard>& heard);

// When the transaction was decided that the text tells of; absent when it is of none.
struct Posting {
  Moment decided_at = 0;
  int lane = 0;
};
std::optional<Posting> PostingOf(const Heard& heard);
// When the member was made that the answer shows; absent when it shows none.
std::optional<Moment> EnrolledAt(const Heard& heard);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_LANE_CHAINS_H_
