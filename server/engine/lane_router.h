#ifndef COALITION_SERVER_ENGINE_LANE_ROUTER_H_
#define COALITION_SERVER_ENGINE_LANE_ROUTER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "server/base/mutex.h"
#include "server/domain/ledger_state.h"
#include "server/engine/bounded_queue.h"
#include "server/engine/lane.h"

namespace coalition::engine {

// The lanes of a ledger that has several, and one for what needs them all.
//
//   Submit --> queue --> router: whose lane? --> lane 0 .. lane n-1, each for itself
//                                            '-> all lanes together
//
// The router finds the lane of each command (domain::HomeOf). Identifiers it looks up, all that
// wait in one read, so that commands for one member, however they name it, come to its lane in the
// order in which they were submitted. A submission for several lanes is divided, and its answers
// are put together again; one that has a command for all lanes, or the same request id twice, is
// decided whole by all lanes, as its commands may depend on each other.
//
// A lane looks again. What it finds to be another's, because an identifier was linked or members
// were merged meanwhile, and what comes near a limit that lanes keep together, it sends on, and
// with it what follows of the submission. Thread-safe.
class LaneRouter {
 public:
  // `store` must have several lanes. All outlive it.
  LaneRouter(store::LedgerStore& store, PublishedCatalog& catalog, JournalTail& tail,
             const Clock& clock, const EngineOptions& options);
  // Drains.
  ~LaneRouter();
  LaneRouter(const LaneRouter&) = delete;
  LaneRouter& operator=(const LaneRouter&) = delete;

  // As PostingEngine's.
  domain::Decided<domain::Accepted> Submit(std::vector<domain::Command> commands, Completion done);
  void Drain();
  // Commands that were taken and not answered yet.
  std::size_t waiting_commands() const;

 private:
  // Absent: all lanes.
  using Home = std::optional<domain::LaneId>;

  void Run();
  // Looks up by what names the members are called, and sends all on.
  void Route(std::vector<Submission> submissions);
  void Send(Submission submission, const domain::LedgerState& known);
  // That of all the commands; absent also when they must not be divided for another reason.
  std::vector<Home> HomesOf(const std::vector<domain::Command>& commands,
                            const domain::LedgerState& known) const;
  void Divide(Submission submission, const std::vector<Home>& homes);
  // Whatever waits there.
  void Give(const Home& home, Submission submission);

  store::LedgerStore& store_;
  const EngineOptions options_;
  const int lane_count_;
  const std::size_t commands_max_;
  BoundedQueue<Submission> queue_;
  BatchGate gate_{BatchGate::Options()};
  std::vector<std::unique_ptr<PostingEngine::Lane>> lanes_;
  std::unique_ptr<PostingEngine::Lane> all_;

  mutable Mutex mutex_;
  CondVar none_in_flight_;
  std::size_t in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_LANE_ROUTER_H_
