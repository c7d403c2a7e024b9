#ifndef COALITION_TESTS_MICROBENCH_SCENE_H_
#define COALITION_TESTS_MICROBENCH_SCENE_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "server/domain/catalog.h"
#include "server/domain/command.h"
#include "server/domain/ledger.h"
#include "server/domain/ledger_state.h"

namespace coalition::microbench {

// Commands that are accepted, each of a member of its own, and a ledger in which everything that
// deciding them needs is loaded. A value: no store is behind it, and it can be played any number of
// times.
struct Scene {
  domain::LaneState lane;
  std::shared_ptr<const domain::Catalog> catalog;
  domain::LedgerState loaded;
  std::vector<domain::Command> commands;
  domain::Moment now;

  // With nothing loaded.
  domain::Ledger EmptyLedger() const { return domain::Ledger(lane, catalog); }
  domain::Ledger LoadedLedger() const;
};

// Of `count` members, one command of each unless said otherwise.

Scene EarnsOfPartnerPoints(std::size_t count);
// Of five lines.
Scene EarnsOfPurchases(std::size_t count);
// By cards that nobody has.
Scene EarnsThatEnroll(std::size_t count);
// Each takes all points, which are in so many lots.
Scene BurnsOfLots(std::size_t count, std::size_t lots);
Scene BurnsOfOneLot(std::size_t count);
Scene BurnsOf10Lots(std::size_t count);
Scene BurnsOf300Lots(std::size_t count);
// Two commands of each member.
Scene AuthorizationsWithCaptures(std::size_t count);
Scene ReversalsOfEarns(std::size_t count);
Scene ReversalsOfBurns(std::size_t count);
Scene Conversions(std::size_t count);
// `count` members give to as many others.
Scene Transfers(std::size_t count);
// Earns that were answered before.
Scene Retries(std::size_t count);
// Burns of points that are not there: the exception, these are rejected.
Scene RejectedBurns(std::size_t count);

// In burn order, of all three partners, 7 points each.
std::vector<domain::Lot> LotsOf7Points(std::size_t count);

}  // namespace coalition::microbench

#endif  // COALITION_TESTS_MICROBENCH_SCENE_H_
