#ifndef COALITION_CLIENTS_BENCH_POPULATION_H_
#define COALITION_CLIENTS_BENCH_POPULATION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace coalition::bench {

// How traffic falls on partners and members.
enum class Spread {
  // On each partner the same, and on each of its members.
  kUniform,
  // On each partner the same; of its members some much more than others (Zipf, exponent 0.99).
  kZipf,
  // 90 % on one partner, which has 90 % of the members; the rest evenly.
  kOneHotPartner,
};

// The partners and members of a benchmark's network, which follow from their numbers alone: whoever
// fills a ledger and whoever loads it later mean the same ones. Partners are numbered from 0 and
// each has members of its own, numbered from 0. A larger population has all members of a smaller
// one of the same spread. Immutable.
class Population {
 public:
  // At least one member for each partner.
  Population(std::int64_t members, int partners, Spread spread);

  int partners() const { return static_cast<int>(members_of_.size()); }
  std::uint32_t members_of(int partner) const {
    return members_of_[static_cast<std::size_t>(partner)];
  }
  std::int64_t members() const { return members_; }
  Spread spread() const { return spread_; }
  // The partner's share of the traffic, from 0 to 1.
  double ShareOf(int partner) const;

  // `bench-01`.
  static std::string PartnerIdOf(int partner);

 private:
  std::int64_t members_;
  Spread spread_;
  std::vector<std::uint32_t> members_of_;
};

// The kind of the identifier by which a partner knows its members.
inline constexpr char kCardKind[] = "card";
// The number on a member's card, 16 digits. Allocates only when `text` is shorter.
void WriteCard(int partner, std::uint32_t member, std::string* text);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_POPULATION_H_
