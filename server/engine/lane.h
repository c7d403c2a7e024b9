#ifndef COALITION_SERVER_ENGINE_LANE_H_
#define COALITION_SERVER_ENGINE_LANE_H_

#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"

#include "server/engine/bounded_queue.h"
#include "server/engine/load.h"
#include "server/engine/posting_engine.h"

namespace coalition::engine {

// One lane's queue, committers and replier; see PostingEngine.
class PostingEngine::Lane {
 public:
  Lane(domain::LaneId id, store::LedgerStore& store, PublishedCatalog& catalog, JournalTail& tail,
       const Clock& clock, const EngineOptions& options);
  ~Lane();

  domain::Decided<domain::Accepted> Submit(std::vector<domain::Command> commands, Completion done);
  void Drain();

 private:
  struct Submission {
    std::vector<domain::Command> commands;
    Completion done;
  };
  struct Reply {
    std::vector<domain::Answer> answers;
    Completion done;
  };
  using Answers = std::vector<std::vector<domain::Answer>>;
  // What is decided together.
  struct Batch {
    std::vector<Submission> submissions;
    // Those of all submissions.
    CommandPointers commands;
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
  // Answers of each submission, in order.
  Answers Process(Batch& batch, Turn& turn);
  // OK once everything is decided and durable. Holds the turn at first.
  absl::Status TryOnce(Batch& batch, Turn& turn, Answers& answers);
  // Replaces the published catalog by the stored one; its Change is held.
  absl::Status ReloadCatalog();

  const domain::LaneId id_;
  store::LedgerStore& store_;
  PublishedCatalog& catalog_;
  JournalTail& tail_;
  const Clock& clock_;
  const EngineOptions options_;
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
