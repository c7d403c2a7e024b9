#ifndef COALITION_TESTS_CLUSTER_SHOP_H_
#define COALITION_TESTS_CLUSTER_SHOP_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "coalition/operator_client.h"
#include "tests/cluster/caller.h"

namespace coalition::cluster {

inline constexpr char kMoney[] = "GBP";
// By kShopTerms, of one point.
inline constexpr std::int64_t kIssueMicros = 10'000;
inline constexpr std::int64_t kRedemptionMicros = 8'000;
inline constexpr char kCardKind[] = "card";

// A partner, and the cards of its shoppers.
struct Shop {
  std::string partner_id;
  std::string key;
  // Of members that were enrolled before; other shops know them by the same.
  std::vector<std::string> shared_cards;
  // That nobody has at first: whoever earns first enrols a member.
  std::vector<std::string> new_cards;
};

// Makes a partner whose points are the network's, with its prices and a key.
Shop OpenShop(Caller<OperatorClient>& network, const std::string& partner_id);

// Members that all of `shops` know, and for each shop cards of its own that nobody has yet.
void EnrolMembers(Caller<OperatorClient>& network, std::vector<Shop>& shops, std::size_t shared,
                  std::size_t new_of_each);

}  // namespace coalition::cluster

#endif  // COALITION_TESTS_CLUSTER_SHOP_H_
