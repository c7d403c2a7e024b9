#include "server/engine/posting_engine.h"

#include <utility>

#include "server/domain/check.h"
#include "server/engine/lane.h"
#include "server/engine/lane_router.h"

namespace coalition::engine {

PostingEngine::PostingEngine(store::LedgerStore& store, PublishedCatalog& catalog,
                             const Clock& clock, const EngineOptions& options)
    : lane_count_(store.lane_count()) {
  if (lane_count_ > 1) {
    lanes_ = std::make_unique<LaneRouter>(store, catalog, tail_, clock, options);
  } else {
    only_lane_ = std::make_unique<Lane>(domain::LaneId(0), store, catalog, tail_, clock, options);
  }
}

PostingEngine::~PostingEngine() = default;

domain::Decided<domain::Accepted> PostingEngine::Submit(std::vector<domain::Command> commands,
                                                        Completion done) {
  COALITION_CHECK(!commands.empty(), "a submission has commands");
  return lanes_ != nullptr ? lanes_->Submit(std::move(commands), std::move(done))
                           : only_lane_->Submit(std::move(commands), std::move(done));
}

std::size_t PostingEngine::waiting_commands() const {
  return lanes_ != nullptr ? lanes_->waiting_commands() : only_lane_->waiting_commands();
}

void PostingEngine::Drain() { lanes_ != nullptr ? lanes_->Drain() : only_lane_->Drain(); }

}  // namespace coalition::engine
