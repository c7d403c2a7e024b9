#ifndef COALITION_TESTS_SIMULATION_LANE_CHAINS_H_
#define COALITION_TESTS_SIMULATION_LANE_CHAINS_H_

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
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

// With the first line of each answer.
std::string ToText(const Chain& chain);

std::vector<Unit> UnitsOf(const std::vector<Command>& commands, const std::vector<Heard>& heard);

// Whether all lanes decide the submission together.
bool IsWhole(const Model& model, const std::vector<Command>& commands);
// The lane that decides the command, as far as that is known; absent otherwise, or when it is all
// lanes.
std::optional<int> LaneOf(const Model& model, const Command& command);
std::vector<Chain> ChainsOf(const Model& model, const std::vector<Command>& commands,
                            const std::vector<Heard>& heard);

// Request ids of several commands.
std::set<RequestName> RepeatedIn(const Model::Submissions& submissions);

// When the transaction was decided that the text tells of; absent when it is of none.
struct Posting {
  Moment decided_at = 0;
  int lane = 0;
};
std::optional<Posting> PostingOf(const Heard& heard);
// When the member was made that the answer shows, or what is kept; absent when it shows none.
std::optional<Moment> EnrolledAt(const Heard& heard);
// Whether what is kept may be of what was answered so. Of a member only the moment at which it was
// made tells, as the rest may have changed since.
bool TellsOf(const std::string& kept, const Answer& answer);

// The chains of which so many units are done and some are not, by how likely their next one is
// decided next when the run began at `clock`. Those with more `urgency` come first.
//
// What was rejected changes nothing, so it comes as soon as it can. What was posted or enrolled has
// its moment. A link, which others may know only later, has none: it comes before what its chain
// makes next, or else when what is next by its moment cannot.
std::vector<std::size_t> LikelyNext(const std::vector<Chain>& chains,
                                    const std::vector<std::size_t>& done,
                                    const std::vector<int>& urgency, Moment clock);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_LANE_CHAINS_H_
