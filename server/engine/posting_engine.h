#ifndef COALITION_SERVER_ENGINE_POSTING_ENGINE_H_
#define COALITION_SERVER_ENGINE_POSTING_ENGINE_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"

#include "server/domain/command.h"
#include "server/engine/clock.h"
#include "server/engine/journal_tail.h"
#include "server/engine/published_catalog.h"
#include "server/engine/submission.h"
#include "server/store/ledger_store.h"

namespace coalition::engine {

class LaneRouter;

// What became of one batch.
struct BatchReport {
  std::size_t commands = 0;
  // From 1; more when others came in the way, or the outcome of a commit was unknown.
  int attempts = 0;
  // From when it had its turn until it was durable, or was given up.
  std::chrono::nanoseconds took{0};
  bool is_durable = false;
};

struct EngineOptions {
  // Commands waiting for each lane; past it submissions are refused with QUEUE_FULL.
  std::size_t queue_commands_max = 65'536;
  // Commands in one commit. A submission is never divided, so one that is larger is committed
  // alone.
  std::size_t batch_commands_max = 4'096;
  // Batches of a lane that may be under way at once, from 1 to 3: one is decided while the one
  // before it is written, when at least `overlap_commands_min` wait; and for one more, what it
  // touches is read before it has its turn, when at least `read_ahead_commands_min` wait. Otherwise
  // all that waits during a commit is in the next batch: many small commits cost more than their
  // time. Of a store that others write to, it is always one.
  int batches_at_once = 3;
  std::size_t overlap_commands_min = 64;
  std::size_t read_ahead_commands_min = 512;
  // How often a batch is tried that others came in the way of, or whose commit has an unknown
  // outcome.
  int commit_attempts_max = 40;
  // Told of each batch that the store did not take, on the committer's thread.
  std::function<void(const absl::Status&)> on_store_error = [](const absl::Status&) {};
  // Told of each batch, before its answers are handed out, on the committer's thread.
  std::function<void(const BatchReport&)> on_batch = [](const BatchReport&) {};
};

// Turns commands into durable effects: group commit.
//
// Submit puts commands into the queue of their lane and returns. Each lane has committers: one
// takes all that waits, loads what it touches, decides it in order in memory, writes it in one
// transaction, and only after that is on disk hands out the answers. While it commits the next
// batch gathers, and, once it is worth it, is decided by the next committer, where the store lets
// batches overlap; a third one loads ahead what memory has for the batch after that. There is no
// timer, so one lonely command is as fast as a commit.
//
//   Submit --> queue --> committer: Begin, Load..., Decide each, Commit --> replier --> Completion
//
// A committer calls the completions of kAnsweredAtOnceMax commands or fewer itself, because waking
// the replier takes longer.
//
// Every mutation of the server comes this way, so that each has one outcome per request id, kept in
// the same commit as its effect.
//
// A ledger with several lanes has such a pipeline for each, and one for what needs them all; see
// LaneRouter.
//
// When the store fails, everything in the batch is answered STORE_UNAVAILABLE and nothing of it is
// done. Thread-safe.
class PostingEngine {
 public:
  static constexpr std::size_t kAnsweredAtOnceMax = 4;

  // `store`, `catalog` and `clock` must outlive the engine. A network must exist.
  PostingEngine(store::LedgerStore& store, PublishedCatalog& catalog, const Clock& clock,
                const EngineOptions& options);
  // Drains.
  ~PostingEngine();
  PostingEngine(const PostingEngine&) = delete;
  PostingEngine& operator=(const PostingEngine&) = delete;

  // Takes all of `commands`, at least one, or none: QUEUE_FULL or SHUTTING_DOWN, and `done` is not
  // called. They are decided in order and in one commit; with several lanes, in those that concern
  // one member, or are linked. Never blocks.
  domain::Decided<domain::Accepted> Submit(std::vector<domain::Command> commands, Completion done);

  // Takes no more, commits and answers what waits, and returns when all completions ran.
  void Drain();

  int lane_count() const { return lane_count_; }
  // Commands that wait, of all lanes.
  std::size_t waiting_commands() const;

  // Tells of each commit that posted something.
  JournalTail& tail() { return tail_; }

  // One lane's part; see lane.h.
  class Lane;

 private:
  const int lane_count_;
  JournalTail tail_;
  // One of them.
  std::unique_ptr<Lane> only_lane_;
  std::unique_ptr<LaneRouter> lanes_;
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_POSTING_ENGINE_H_
