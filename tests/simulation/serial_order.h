#ifndef COALITION_TESTS_SIMULATION_SERIAL_ORDER_H_
#define COALITION_TESTS_SIMULATION_SERIAL_ORDER_H_

#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/model.h"
#include "tests/simulation/program.h"

namespace coalition::simulation {

// What several lanes did with submissions that they had at the same time.
//
// The lanes decide at once, and what one of them may not decide alone is decided by all of them
// later, so the order of commands is known only as far as they are of one submission and one lane.
// But whatever the lanes did, it must be as if all was decided in some order, one command or linked
// group after the other, each at its moment.

// What is known of a request.
struct Heard {
  // Absent: none came, or only that the store was not there.
  std::optional<Answer> answer;
  // Where no answer came: what is kept of it afterwards (see KeptOf); absent where nothing is.
  std::optional<std::string> kept;
};

struct LanesRun {
  Model::Submissions submissions;
  Moment clock = 0;
  // As the submissions.
  std::vector<std::vector<Heard>> heard;
  // Afterwards, of each lane.
  std::vector<Moment> lane_times;
  // A commit was done of which the engine did not know: what it did is answered as a replay.
  bool may_be_replayed = false;
};

// Writes into each command how its symbols read if all were decided one after the other.
void Resolve(const Model& model, Model::Submissions& submissions, Moment clock);

// Finds an order in which the model does all that was heard, and moves the model on. Answers what
// differed when there is none.
//
// Of the moments: a transaction's number says when it was posted. That may be a microsecond after
// the clock for each transaction that the lane posted before, or all lanes together; and after the
// last moment of the lane. Given the moment, all that the model says is compared to the letter. A
// lane must then be where its last transaction was, or further on by what all lanes did together;
// where the run was one command, or all of it for all lanes together, and all was answered,
// exactly where the model is.
std::string FollowLanes(Model& model, const LanesRun& run);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_SERIAL_ORDER_H_
