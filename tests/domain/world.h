#ifndef COALITION_TESTS_DOMAIN_WORLD_H_
#define COALITION_TESTS_DOMAIN_WORLD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/domain/ledger.h"
#include "server/store/memory/memory_store.h"
#include "tests/domain/builders.h"
#include "tests/store/ledger_dump.h"

namespace coalition::domain {

// What a store is created with: a window, open since 2026 began, and the catalog. Members 1 to
// `members` have a card of the member's number at each partner.
Changes FirstChanges(const Catalog& catalog, std::uint64_t members);

// A ledger over a memory store: commands in, answers out, one commit per batch, time in the test's
// hand.
class World {
 public:
  explicit World(Catalog catalog = NewCatalog(), std::uint64_t members = 3);

  // Each in a batch of its own, or in one. A command without a request id gets one that was never
  // used; every id stands for one payload unless the command has a digest.
  Answer Do(Command command);
  Answer Do(PartnerId partner, decltype(Command::action) action) {
    return Do(By(partner, std::move(action)));
  }
  std::vector<Answer> DoTogether(std::vector<Command> commands);
  // What the last batch wrote, and how many rounds of loading it took.
  const Changes& last_changes() const { return last_changes_; }
  int last_rounds() const { return last_rounds_; }

  // For the next batches.
  Moment now = kNoon;
  const Catalog& catalog() const { return *catalog_; }
  store::MemoryStore& store() { return store_; }

  Account AccountOf(MemberId member, CurrencyId currency = kStars);
  Carries CarriesOf(MemberId member, PartnerId partner);
  Points OutstandingOf(PartnerId issuer);
  // All of a partner's legs in one window, or the open one.
  Micros PositionOf(PartnerId partner);
  Micros PositionOf(PartnerId partner, WindowId window);
  ReversalState ReversedOf(TransactionId id);
  std::vector<PartnerSettlement> SettlementsOf(WindowId window);
  // Everything stored; without `outcomes` on request.
  store::LedgerDump Dump();
  store::LedgerDump DumpWithoutOutcomes();
  // "" when the audit finds nothing.
  std::string FirstDifference();

 private:
  Command Prepared(Command command);

  store::MemoryStore store_;
  std::shared_ptr<const Catalog> catalog_;
  Changes last_changes_;
  int last_rounds_ = 0;
  std::uint64_t next_request_ = 1;
};

// The first table in which two ledgers differ, with the rows that only one of them has; "" when
// they are the same.
std::string DifferenceOf(const store::LedgerDump& a, const store::LedgerDump& b);

}  // namespace coalition::domain

#endif  // COALITION_TESTS_DOMAIN_WORLD_H_
