#ifndef COALITION_CLIENTS_BENCH_MEMBER_CHOICE_H_
#define COALITION_CLIENTS_BENCH_MEMBER_CHOICE_H_

#include <cstdint>
#include <vector>

#include "clients/bench/population.h"
#include "clients/bench/random_numbers.h"

namespace coalition::bench {

// Draws numbers from 0 to n - 1, number r in proportion to 1 / (r + 1)^0.99: the Zipf distribution
// of YCSB, by the method of Gray et al. (SIGMOD 1994). Making one takes time in proportion to n;
// drawing does not. Immutable.
class ZipfDistribution {
 public:
  explicit ZipfDistribution(std::uint32_t n);

  // `fraction` is uniform from 0 to 1, without 1.
  std::uint32_t Draw(double fraction) const;

 private:
  std::uint32_t n_;
  double zeta_n_ = 0;
  double eta_ = 0;
};

// Draws partners and their members as the population's spread says. Immutable: threads share it and
// bring their own random numbers.
class MemberChoice {
 public:
  explicit MemberChoice(const Population& population);

  int DrawPartner(RandomNumbers& random) const;
  std::uint32_t DrawMember(int partner, RandomNumbers& random) const;
  // Each member as likely as any other, whatever the spread.
  std::uint32_t DrawMemberEvenly(int partner, RandomNumbers& random) const {
    return random.Below(population_.members_of(partner));
  }

 private:
  const Population& population_;
  // The upper ends of the partners' parts of the range from 0 to 1.
  std::vector<double> partner_ends_;
  // By partner; empty when members are as likely as one another.
  std::vector<ZipfDistribution> zipf_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_MEMBER_CHOICE_H_
