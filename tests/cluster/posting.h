#ifndef COALITION_TESTS_CLUSTER_POSTING_H_
#define COALITION_TESTS_CLUSTER_POSTING_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "coalition/points.h"

namespace coalition::cluster {

// What a posting does when it is accepted, as whoever sends it reckons.
struct Effect {
  // The shopper's card.
  std::string card;
  // Of the account: by how much its points change, and what open holds have of them.
  std::int64_t points = 0;
  std::int64_t held = 0;
  // Points that the partner issued, and that were redeemed with it.
  std::int64_t issued = 0;
  std::int64_t redeemed = 0;
};

// A request, and what came of it.
struct Posting {
  PostingCommand command;
  Effect effect;
  // The receipt's; empty: rejected.
  std::string transaction_id{};
  // Of a rejection, which is the request's outcome for ever.
  ErrorReason rejected = ErrorReason::kUnknown;

  bool accepted() const { return !transaction_id.empty(); }
};

inline const std::string& RequestIdOf(const PostingCommand& command) {
  return std::visit([](const auto& request) -> const std::string& { return request.request_id; },
                    command);
}

// What the accepted of `postings` add up to. It knows sums, and nothing of how a ledger keeps them.
struct Sums {
  struct Account {
    std::int64_t points = 0;
    std::int64_t held = 0;
  };
  // By card.
  std::map<std::string, Account> accounts;
  std::int64_t issued = 0;
  std::int64_t redeemed = 0;

  void Add(const std::vector<Posting>& postings) {
    for (const Posting& posting : postings) {
      if (!posting.accepted()) continue;
      accounts[posting.effect.card].points += posting.effect.points;
      accounts[posting.effect.card].held += posting.effect.held;
      issued += posting.effect.issued;
      redeemed += posting.effect.redeemed;
    }
  }
};

}  // namespace coalition::cluster

#endif  // COALITION_TESTS_CLUSTER_POSTING_H_
