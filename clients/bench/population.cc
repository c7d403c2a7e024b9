#include "clients/bench/population.h"

#include <algorithm>

namespace coalition::bench {
namespace {

constexpr double kHotShare = 0.9;

}  // namespace

Population::Population(std::int64_t members, int partners, Spread spread)
    : members_(members), spread_(spread), members_of_(static_cast<std::size_t>(partners)) {
  std::int64_t first = 0;
  std::int64_t left = members;
  if (spread == Spread::kOneHotPartner && partners > 1) {
    const auto hot = static_cast<std::int64_t>(kHotShare * static_cast<double>(members));
    const std::int64_t others = partners - 1;
    members_of_[0] = static_cast<std::uint32_t>(std::clamp<std::int64_t>(hot, 1, members - others));
    first = 1;
    left -= members_of_[0];
  }
  const std::int64_t sharers = partners - first;
  for (std::int64_t i = 0; i < sharers; ++i) {
    members_of_[static_cast<std::size_t>(first + i)] =
        static_cast<std::uint32_t>(left / sharers + (i < left % sharers ? 1 : 0));
  }
}

double Population::ShareOf(int partner) const {
  if (spread_ != Spread::kOneHotPartner || partners() == 1) return 1.0 / partners();
  return partner == 0 ? kHotShare : (1 - kHotShare) / (partners() - 1);
}

std::string Population::PartnerIdOf(int partner) {
  const std::string number = std::to_string(partner + 1);
  return (number.size() < 2 ? "bench-0" : "bench-") + number;
}

void WriteCard(int partner, std::uint32_t member, std::string* text) {
  // Four digits for the partner, twelve for the member.
  text->assign(16, '0');
  char* out = text->data();
  for (int i = 15; member > 0; --i, member /= 10) out[i] = static_cast<char>('0' + member % 10);
  std::uint32_t issuer = 6000 + static_cast<std::uint32_t>(partner);
  for (int i = 3; i >= 0; --i, issuer /= 10) out[i] = static_cast<char>('0' + issuer % 10);
}

}  // namespace coalition::bench
