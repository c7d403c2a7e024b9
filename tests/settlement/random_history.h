#ifndef COALITION_TESTS_SETTLEMENT_RANDOM_HISTORY_H_
#define COALITION_TESTS_SETTLEMENT_RANDOM_HISTORY_H_

#include <vector>

#include "tests/domain/world.h"

namespace coalition::reporting {

// For rapidcheck properties; to be called within one. A network in which all that moves points or
// money happens, over weeks and months.

// Two currencies that can be changed into each other, awkward rates and prices, fees, breakage.
domain::Catalog HistoryCatalog(domain::NegativeBalancePolicy policy);

inline constexpr std::uint64_t kHistoryMembers = 4;
inline constexpr domain::CurrencyId kHistoryCurrencies[] = {domain::kStars, domain::kMiles};

class RandomHistory {
 public:
  explicit RandomHistory(domain::World& world) : world_(world) {}

  // Lets some time pass, or none, and does something, or several things in one batch, some of them
  // linked. Each may be rejected.
  void Step();

 private:
  domain::Command AnyCommand();
  domain::Command AnyMove();
  void Note(const domain::Answer& answer);

  domain::World& world_;
  struct Posting {
    domain::TransactionId id;
    domain::PartnerId partner;
  };
  std::vector<Posting> authorizations_;
  std::vector<Posting> reversible_;
};

}  // namespace coalition::reporting

#endif  // COALITION_TESTS_SETTLEMENT_RANDOM_HISTORY_H_
