#ifndef COALITION_TESTS_CLUSTER_TILL_H_
#define COALITION_TESTS_CLUSTER_TILL_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/cluster/caller.h"
#include "tests/cluster/posting.h"
#include "tests/cluster/shop.h"

namespace coalition::cluster {

// One till of a shop, which sends one call after the other until it is told to end: earns, burns,
// holds and what becomes of them, reversals, batches, and now and then something once more. It
// knows what each answer has to say, and fails the test when one says anything else. Not
// thread-safe.
class Till {
 public:
  // Of all tills that number is its own; `servers` and `shop` outlive it.
  Till(const Servers& servers, const Shop& shop, std::size_t number, std::uint64_t seed);

  // Counts the answers in `answered`.
  void Run(const std::atomic<bool>& ends, std::atomic<std::int64_t>& answered);

  const Shop& shop() const { return shop_; }
  // Everything that was answered, in the order of the answers.
  const std::vector<Posting>& postings() const { return postings_; }
  const Caller<Client>& caller() const { return caller_; }

 private:
  struct Hold {
    std::string transaction_id;
    std::string card;
    std::int64_t points = 0;
  };
  struct Reversible {
    std::string transaction_id;
    Effect effect;
    // Not reversed yet.
    std::int64_t left = 0;
  };

  std::uint64_t Below(std::uint64_t end) { return random_() % end; }
  // From 1.
  std::int64_t PointsUpTo(std::int64_t max) {
    return 1 + static_cast<std::int64_t>(Below(static_cast<std::uint64_t>(max)));
  }
  std::string NextId();
  Identifier AnyCard();

  Posting Earn();
  Posting Burn();
  Posting Authorize();
  Posting CloseHold();
  Posting Reverse();
  Posting Any();

  void SendOne();
  void SendBatch();
  // Something that was answered before.
  Posting Repeated() { return postings_[Below(postings_.size())]; }

  // What the answer says about a posting that is new, or was answered before.
  void Hear(Posting posting, const Result<Receipt>& answer);
  void HearReceipt(Posting& posting, const Receipt& receipt, bool is_new);
  void HearRejection(Posting& posting, const Error& error, bool is_new);
  // What may be done about it later.
  void Note(const Posting& posting);

  const Shop& shop_;
  const std::string name_;
  std::mt19937_64 random_;
  Caller<Client> caller_;
  std::uint64_t ids_ = 0;
  std::vector<Posting> postings_;
  std::vector<Hold> holds_;
  std::vector<Reversible> reversibles_;
};

}  // namespace coalition::cluster

#endif  // COALITION_TESTS_CLUSTER_TILL_H_
