#ifndef COALITION_TESTS_MICROBENCH_TRADE_H_
#define COALITION_TESTS_MICROBENCH_TRADE_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "server/domain/catalog.h"
#include "server/domain/command.h"
#include "server/domain/ledger_state.h"
#include "tests/domain/builders.h"
#include "tests/microbench/request_ids.h"

namespace coalition::microbench {

// The network of tests/domain/builders.h, in which two partners of three have rates that leave
// fractions, and stars can be changed into miles with the bakery.
domain::Catalog TradeCatalog();

// Members are numbered from 1, and each has a card of 16 digits at each partner. The order of cards
// is not that of members.
domain::Identifier CardOf(domain::PartnerId partner, std::uint64_t member);
// Those from `first` up to, and without, `end`, with their cards.
void AddMembers(std::uint64_t first, std::uint64_t end, domain::Changes& changes);

// Endless earns of partner points, 1 to 500, as the server decodes them: by card, with a request id
// and digest of their own. The same in every run. Not thread-safe.
class Earns {
 public:
  // Request ids in time order begin at `first`.
  Earns(RequestIdKind ids, std::uint64_t seed, domain::Moment first = domain::kNoon);

  // By any partner, of any of the members 1 to `members`; of members that are enrolled by it when
  // there are none.
  std::vector<domain::Command> OfAny(std::uint64_t members, std::size_t count);
  // One of each, from `first` up to, and without, `end`.
  std::vector<domain::Command> OfEach(std::uint64_t first, std::uint64_t end);

 private:
  domain::Command Of(std::uint64_t member);
  domain::Command OfNewMember();

  RequestIds ids_;
  std::mt19937_64 random_;
  std::uint64_t enrolled_ = 0;
};

}  // namespace coalition::microbench

#endif  // COALITION_TESTS_MICROBENCH_TRADE_H_
