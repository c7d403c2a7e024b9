#ifndef COALITION_TESTS_CLUSTER_RIVALS_H_
#define COALITION_TESTS_CLUSTER_RIVALS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/cluster/caller.h"
#include "tests/cluster/posting.h"
#include "tests/cluster/shop.h"

namespace coalition::cluster {

// Two tills of a shop that use each request id at the same time, mostly through different servers:
// for the same earn, or each for another member, whose lane may be another one. One use counts,
// whoever comes first; the test fails when the answers say anything else. For one thread.
class Rivals {
 public:
  // `servers` and `shop` outlive it.
  Rivals(const Servers& servers, const Shop& shop, std::uint64_t seed);

  // Counts the answers in `answered`.
  void Run(const std::atomic<bool>& ends, std::atomic<std::int64_t>& answered);

  const Shop& shop() const { return shop_; }
  // The uses that count.
  const std::vector<Posting>& postings() const { return postings_; }
  const Caller<Client>& first() const { return first_; }
  const Caller<Client>& second() const { return second_; }

 private:
  std::size_t Below(std::size_t end) { return random_() % end; }
  // To any of the members that were enrolled before.
  Posting Earn(const std::string& request_id);
  void UseOnce();
  void Hear(Posting posting, const Result<Receipt>& answer);

  const Shop& shop_;
  std::mt19937_64 random_;
  Caller<Client> first_;
  Caller<Client> second_;
  std::vector<Posting> postings_;
  std::int64_t ids_ = 0;
};

}  // namespace coalition::cluster

#endif  // COALITION_TESTS_CLUSTER_RIVALS_H_
