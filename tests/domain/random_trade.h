#ifndef COALITION_TESTS_DOMAIN_RANDOM_TRADE_H_
#define COALITION_TESTS_DOMAIN_RANDOM_TRADE_H_

#include <vector>

#include "tests/domain/world.h"

namespace coalition::domain {

// For rapidcheck properties; to be called within one.

// Awkward rates, fees for everybody, both charges, pending and expiring points.
Catalog AwkwardCatalog(NegativeBalancePolicy policy = NegativeBalancePolicy::kAllowNegative);

// By any partner, of any of the three members, of any kind, on any of the last sixty days.
Command AnyEarn();
Command AnyBurn();
// Of any part, which need not be there.
Command AnyReversal(PartnerId partner, TransactionId original);
// Any of these, and everything else that a batch may bring. Reversals are of guessed transactions.
Command AnyCommand();
std::vector<Command> AnyCommands(Command (*any)(), int max);

// Everything that was posted, oldest first.
std::vector<Transaction> JournalOf(World& world);

}  // namespace coalition::domain

#endif  // COALITION_TESTS_DOMAIN_RANDOM_TRADE_H_
