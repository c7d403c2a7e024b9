#include "clients/bench/member_choice.h"

#include <algorithm>
#include <cmath>

namespace coalition::bench {
namespace {

constexpr double kTheta = 0.99;
const double kSecondWeight = std::pow(0.5, kTheta);

double Zeta(std::uint32_t n) {
  double sum = 0;
  for (std::uint32_t i = n; i > 0; --i) sum += std::pow(1.0 / i, kTheta);
  return sum;
}

// Another number below n for each number below n, far from its neighbours': the members with most
// traffic are not those that were enrolled first, side by side.
std::uint32_t Scatter(std::uint32_t rank, std::uint32_t n) {
  // A prime above every n, so that no two ranks meet.
  constexpr std::uint64_t kPrime = 6'180'339'923;
  return static_cast<std::uint32_t>(rank * kPrime % n);
}

}  // namespace

ZipfDistribution::ZipfDistribution(std::uint32_t n) : n_(n), zeta_n_(Zeta(n)) {
  eta_ = (1 - std::pow(2.0 / n, 1 - kTheta)) / (1 - (1 + kSecondWeight) / zeta_n_);
}

std::uint32_t ZipfDistribution::Draw(double fraction) const {
  const double scaled = fraction * zeta_n_;
  if (scaled < 1 || n_ == 1) return 0;
  if (scaled < 1 + kSecondWeight || n_ == 2) return 1;
  const double rank = n_ * std::pow(eta_ * fraction - eta_ + 1, 1 / (1 - kTheta));
  return std::min(static_cast<std::uint32_t>(rank), n_ - 1);
}

MemberChoice::MemberChoice(const Population& population) : population_(population) {
  double end = 0;
  for (int partner = 0; partner < population.partners(); ++partner) {
    partner_ends_.push_back(end += population.ShareOf(partner));
    if (population.spread() == Spread::kZipf) zipf_.emplace_back(population.members_of(partner));
  }
}

int MemberChoice::DrawPartner(RandomNumbers& random) const {
  const double at = random.Fraction();
  const auto found = std::upper_bound(partner_ends_.begin(), partner_ends_.end() - 1, at);
  return static_cast<int>(found - partner_ends_.begin());
}

std::uint32_t MemberChoice::DrawMember(int partner, RandomNumbers& random) const {
  if (zipf_.empty()) return DrawMemberEvenly(partner, random);
  const std::uint32_t rank = zipf_[static_cast<std::size_t>(partner)].Draw(random.Fraction());
  return Scatter(rank, population_.members_of(partner));
}

}  // namespace coalition::bench
