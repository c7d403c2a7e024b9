#include "server/engine/posting_engine.h"

#include <cstdint>
#include <utility>

#include "server/domain/check.h"
#include "server/engine/lane.h"

namespace coalition::engine {

PostingEngine::PostingEngine(store::LedgerStore& store, PublishedCatalog& catalog,
                             const Clock& clock, const EngineOptions& options) {
  // Which lane a command goes to, and how a request id stays unique across lanes, comes with the
  // first store that has more than one.
  COALITION_CHECK(store.lane_count() == 1, "the engine serves stores with one lane");
  lanes_.push_back(
      std::make_unique<Lane>(domain::LaneId(0), store, catalog, tail_, clock, options));
}

PostingEngine::~PostingEngine() = default;

domain::Decided<domain::Accepted> PostingEngine::Submit(std::vector<domain::Command> commands,
                                                        Completion done) {
  COALITION_CHECK(!commands.empty(), "a submission has commands");
  return lanes_.front()->Submit(std::move(commands), std::move(done));
}

void PostingEngine::Drain() {
  for (const auto& lane : lanes_) lane->Drain();
}

}  // namespace coalition::engine
