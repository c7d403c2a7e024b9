#ifndef COALITION_SERVER_ENGINE_SUBMISSION_H_
#define COALITION_SERVER_ENGINE_SUBMISSION_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"

#include "server/domain/command.h"

namespace coalition::engine {

// Receives the answers to one submission, in the order of its commands, on a thread of the engine.
// It must not block.
using Completion = absl::AnyInvocable<void(std::vector<domain::Answer>)>;

// Commands that are decided in order.
struct Submission {
  std::vector<domain::Command> commands;
  Completion done;
};

// The answers to a submission whose parts are decided apart. Thread-safe.
class JoinedAnswers {
 public:
  JoinedAnswers(std::size_t commands, std::size_t parts, Completion done)
      : answers_(commands), parts_left_(parts), done_(std::move(done)) {}

  // Takes one part's answers, to the commands at `places`; after the last part all are handed out.
  void Take(const std::vector<std::size_t>& places, std::vector<domain::Answer> answers) {
    for (std::size_t i = 0; i < places.size(); ++i) answers_[places[i]] = std::move(answers[i]);
    if (parts_left_.fetch_sub(1) == 1) done_(std::move(answers_));
  }

 private:
  // Each part has places of its own.
  std::vector<domain::Answer> answers_;
  std::atomic<std::size_t> parts_left_;
  Completion done_;
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_SUBMISSION_H_
