#include "tests/microbench/trade.h"

#include <iterator>
#include <string>
#include <utility>

namespace coalition::microbench {
namespace {

using domain::kBakery;
using domain::kCinema;
using domain::kGym;
using domain::PartnerId;

constexpr PartnerId kPartners[] = {kBakery, kCinema, kGym};
constexpr std::uint64_t kPartnerPointsMax = 500;

PartnerId PartnerOf(std::uint64_t draw) { return kPartners[draw % std::size(kPartners)]; }

}  // namespace

domain::Catalog TradeCatalog() {
  domain::Catalog catalog = domain::NewCatalog();
  catalog = domain::With(std::move(catalog), domain::RateOf(kBakery, {3, 2}, {3, 2}));
  catalog = domain::With(std::move(catalog), domain::RateOf(kGym, {7, 3}, {7, 3}));
  domain::Terms miles = domain::TermsOf(kBakery);
  miles.currency = domain::kMiles;
  catalog = domain::With(std::move(catalog), miles);
  catalog.Put(domain::ConversionRate{
      domain::kStars, domain::kMiles, 1, miles.effective_from, {4, 3}, miles.effective_from, ""});
  return catalog;
}

domain::Identifier CardOf(PartnerId partner, std::uint64_t member) {
  constexpr std::uint64_t kCards = 10'000'000'000'000'000;
  // Shares no factor with kCards, so that no two members have one card.
  constexpr std::uint64_t kStep = 6'180'339'887'498'949;
  const auto wide = static_cast<unsigned __int128>(member) * kStep + partner.value();
  std::string digits = std::to_string(static_cast<std::uint64_t>(wide % kCards));
  return {partner, "card", std::string(16 - digits.size(), '0') + digits};
}

void AddMembers(std::uint64_t first, std::uint64_t end, domain::Changes& changes) {
  for (std::uint64_t number = first; number < end; ++number) {
    domain::Member& member = changes.members.emplace_back();
    member.id = domain::MemberNo(number);
    member.link_code = "LINK-" + std::to_string(number);
    member.enrolled_at = domain::kNoon;
    for (const PartnerId partner : kPartners) {
      const domain::Identifier card = CardOf(partner, number);
      member.Link(card);
      changes.identifiers.emplace_back(card, member.id);
    }
  }
}

Earns::Earns(RequestIdKind ids, std::uint64_t seed, domain::Moment first)
    : ids_(ids, seed, first), random_(seed) {}

domain::Command Earns::Of(std::uint64_t member) {
  const PartnerId partner = PartnerOf(random_());
  const auto points = static_cast<std::int64_t>(1 + random_() % kPartnerPointsMax);
  domain::Command command = domain::By(
      partner, domain::EarnOf(partner, CardOf(partner, member), domain::PartnerPoints(points)),
      ids_.Next());
  for (std::uint8_t& byte : command.header.digest) byte = static_cast<std::uint8_t>(random_());
  return command;
}

domain::Command Earns::OfNewMember() {
  const std::uint64_t number = ++enrolled_;
  domain::Command command = Of(number);
  std::get<domain::Earn>(command.action).enroll_if_unknown =
      domain::NewMember{domain::MemberNo(number), "LINK-" + std::to_string(number)};
  return command;
}

std::vector<domain::Command> Earns::OfAny(std::uint64_t members, std::size_t count) {
  std::vector<domain::Command> commands;
  commands.reserve(count);
  while (commands.size() < count) {
    commands.push_back(members == 0 ? OfNewMember() : Of(1 + random_() % members));
  }
  return commands;
}

std::vector<domain::Command> Earns::OfEach(std::uint64_t first, std::uint64_t end) {
  std::vector<domain::Command> commands;
  for (std::uint64_t member = first; member < end; ++member) commands.push_back(Of(member));
  return commands;
}

}  // namespace coalition::microbench
