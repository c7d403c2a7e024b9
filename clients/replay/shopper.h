#ifndef COALITION_CLIENTS_REPLAY_SHOPPER_H_
#define COALITION_CLIENTS_REPLAY_SHOPPER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "clients/replay/returns.h"
#include "coalition/types.h"

namespace coalition::replay {

// What the run remembers of one customer. All of it follows from the file and from the network's
// answers, which stay the same when they are asked for again. Not thread-safe.
struct Shopper {
  // Empty until enrolled.
  std::string member_id{};
  // Countries whose partner knows the member.
  std::set<std::size_t> known_in{};
  // Invoices that earned.
  std::int64_t earning_invoices = 0;
  // What is left of each issuer's points, by the lots that answers named.
  std::map<std::string, std::int64_t> points_by_issuer{};
  ReturnableUnits returnable{};

  void NoteLots(const Transaction& transaction);
};

// Every this many earning invoices of a customer one is followed by a burn.
inline constexpr std::int64_t kInvoicesPerBurn = 5;
// Of the balance.
inline constexpr std::int64_t kBurnDivisor = 3;

// Where the shopper spends: at the partner that comes after the one that issued most of the
// balance, in the order in which the file shows them, around the end; of equal issuers the first
// counts. `partner_ids` are those seen so far. Absent when there is no other.
std::optional<std::size_t> ChooseRedeemer(const Shopper& shopper,
                                          const std::vector<std::string>& partner_ids,
                                          std::size_t partners_seen);

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_SHOPPER_H_
