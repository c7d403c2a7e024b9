#ifndef COALITION_SERVER_ENGINE_LANE_H_
#define COALITION_SERVER_ENGINE_LANE_H_

#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "absl/status/status.h"

#include "server/engine/batch_gate.h"
#include "server/engine/bounded_queue.h"
#include "server/engine/load.h"
#include "server/engine/posting_engine.h"

namespace coalition::engine {

// The queue, committers and replier of one lane, or of what needs all lanes; see PostingEngine.
class PostingEngine::Lane {
 public:
  // Takes what another lane, or all together, must decide.
  using Forward = std::function<void(std::optional<domain::LaneId>, Submission)>;

  // Without an id: of all lanes. `forward` is needed where there are several; `gate`, which may be
  // null, is theirs together and outlives them.
  Lane(std::optional<domain::LaneId> id, store::LedgerStore& store, PublishedCatalog& catalog,
       JournalTail& tail, const Clock& clock, const EngineOptions& options, Forward forward = {},
       BatchGate* gate = nullptr);
  ~Lane();

  // As PostingEngine's.
  domain::Decided<domain::Accepted> Submit(std::vector<domain::Command> commands, Completion done);
  // Takes it, whatever waits. Not after Drain.
  void Give(Submission submission);
  void Drain();
  std::size_t waiting_commands() const { return queue_.weight(); }

 private:
  struct Reply {
    std::vector<domain::Answer> answers;
    Completion done;
  };
  using Answers = std::vector<std::vector<domain::Answer>>;
  // What is decided together.
  struct Batch {
    std::vector<Submission> submissions;
    // Where what was not decided of each goes.
    std::vector<std::optional<domain::LaneId>> next_homes;
    // Those of all submissions.
    CommandPointers commands;
    // It may have been done already, without an answer.
    bool was_tried = false;
    LoadedAhead ahead;
  };

  // Held by the committer that takes a batch and decides it, so that batches are decided in the
  // order of the queue; given on, when the next one may be decided while this one is written.
  using Turn = std::unique_lock<std::mutex>;

  // Takes batches when that many commands wait.
  void CommitLoop(std::size_t commands_min);
  void ReplyLoop();
  // Waits for the turn, and takes what waits then; or takes it before, when that is worth loading
  // ahead.
  Batch TakeBatch(Turn& turn);
  Batch TakeFromQueue();
  // Answers of each submission, in order: to all of its commands, or to those before the first that
  // others must decide.
  Answers Process(Batch& batch, Turn& turn);
  // OK once everything is decided and durable. Holds the turn at first.
  absl::Status TryOnce(Batch& batch, Turn& turn, Answers& answers);
  absl::StatusOr<std::unique_ptr<store::LedgerBatch>> Begin();
  // Hands over what has no answer yet.
  void SendOn(const std::optional<domain::LaneId>& home, Submission submission,
              std::vector<domain::Answer> answered);
  // Replaces the published catalog by the stored one; its Change is held.
  absl::Status ReloadCatalog();

  const std::optional<domain::LaneId> id_;
  store::LedgerStore& store_;
  PublishedCatalog& catalog_;
  JournalTail& tail_;
  const Clock& clock_;
  const EngineOptions options_;
  const Forward forward_;
  BatchGate* const gate_;
  BoundedQueue<Submission> queue_;
  BoundedQueue<Reply> replies_;
  // Held by the committer that is the next to have the turn, so that it may take its batch before.
  std::mutex next_;
  std::mutex turn_;
  // A commit with an unknown outcome may have changed the stored catalog. Guarded by turn_.
  bool catalog_in_doubt_ = false;
  std::vector<std::thread> committers_;
  std::thread replier_;
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_LANE_H_
