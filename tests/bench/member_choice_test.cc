#include "clients/bench/member_choice.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "clients/bench/population.h"

namespace coalition::bench {
namespace {

constexpr int kDraws = 200'000;

std::int64_t MembersOf(const Population& population) {
  std::int64_t members = 0;
  for (int i = 0; i < population.partners(); ++i) members += population.members_of(i);
  return members;
}

double SharesOf(const Population& population) {
  double shares = 0;
  for (int i = 0; i < population.partners(); ++i) shares += population.ShareOf(i);
  return shares;
}

TEST(PopulationTest, HasAllMembersAndAtLeastOneForEachPartner) {
  for (const Spread spread : {Spread::kUniform, Spread::kZipf, Spread::kOneHotPartner}) {
    for (const int partners : {1, 2, 7, 100}) {
      for (const std::int64_t members : {partners, partners + 1, 1'000, 1'000'003}) {
        const Population population(members, partners, spread);
        EXPECT_EQ(population.partners(), partners);
        EXPECT_EQ(MembersOf(population), members);
        EXPECT_NEAR(SharesOf(population), 1, 1e-9);
        for (int i = 0; i < partners; ++i) EXPECT_GE(population.members_of(i), 1u);
      }
    }
  }
}

TEST(PopulationTest, GivesTheHotPartnerItsShareOfTrafficAndMembers) {
  const Population population(10'000, 5, Spread::kOneHotPartner);
  EXPECT_EQ(population.members_of(0), 9'000u);
  EXPECT_EQ(population.members_of(1), 250u);
  EXPECT_DOUBLE_EQ(population.ShareOf(0), 0.9);
  EXPECT_DOUBLE_EQ(population.ShareOf(4), 0.025);
}

TEST(PopulationTest, ALargerOneHasTheMembersOfASmallerOne) {
  for (const Spread spread : {Spread::kUniform, Spread::kZipf, Spread::kOneHotPartner}) {
    const Population small(1'234, 8, spread);
    const Population large(56'789, 8, spread);
    for (int i = 0; i < 8; ++i) EXPECT_LE(small.members_of(i), large.members_of(i));
  }
}

TEST(PopulationTest, CardsAreNumbersOfSixteenDigits) {
  std::set<std::string> cards;
  std::string card;
  for (const int partner : {0, 1, 99}) {
    for (const std::uint32_t member : {0u, 1u, 10u, 99'999'999u}) {
      WriteCard(partner, member, &card);
      EXPECT_EQ(card.size(), 16u);
      EXPECT_TRUE(
          std::all_of(card.begin(), card.end(), [](char c) { return c >= '0' && c <= '9'; }));
      EXPECT_TRUE(cards.insert(card).second) << card;
    }
  }
}

TEST(PopulationTest, PartnerIdsAreInTheOrderOfTheirNumbers) {
  EXPECT_EQ(Population::PartnerIdOf(0), "bench-01");
  EXPECT_EQ(Population::PartnerIdOf(98), "bench-99");
  EXPECT_EQ(Population::PartnerIdOf(99), "bench-100");
}

TEST(MemberChoiceTest, UniformDrawsAllAlike) {
  const Population population(100, 4, Spread::kUniform);
  const MemberChoice choice(population);
  RandomNumbers random(1);
  std::map<std::pair<int, std::uint32_t>, int> drawn;
  for (int i = 0; i < kDraws; ++i) {
    const int partner = choice.DrawPartner(random);
    ++drawn[{partner, choice.DrawMember(partner, random)}];
  }
  EXPECT_EQ(drawn.size(), 100u);
  for (const auto& [who, times] : drawn) EXPECT_NEAR(times, kDraws / 100, 300);
}

TEST(MemberChoiceTest, TheHotPartnerGetsNineTenths) {
  const Population population(1'000, 8, Spread::kOneHotPartner);
  const MemberChoice choice(population);
  RandomNumbers random(1);
  std::vector<int> drawn(8);
  for (int i = 0; i < kDraws; ++i) ++drawn[static_cast<std::size_t>(choice.DrawPartner(random))];
  EXPECT_NEAR(drawn[0], 0.9 * kDraws, 0.01 * kDraws);
  for (std::size_t i = 1; i < 8; ++i) EXPECT_NEAR(drawn[i], 0.1 / 7 * kDraws, 0.003 * kDraws);
}

TEST(MemberChoiceTest, ZipfDrawsEachMemberAndFewOfThemOften) {
  const Population population(1'000, 1, Spread::kZipf);
  const MemberChoice choice(population);
  RandomNumbers random(1);
  std::vector<int> drawn(1'000);
  for (int i = 0; i < 10 * kDraws; ++i) ++drawn[choice.DrawMember(0, random)];
  EXPECT_GT(*std::min_element(drawn.begin(), drawn.end()), 0);
  std::sort(drawn.rbegin(), drawn.rend());
  double zeta = 0;
  for (int rank = 1; rank <= 1'000; ++rank) zeta += std::pow(rank, -0.99);
  // Exact for the first two ranks, by construction of the method; near it below.
  EXPECT_NEAR(drawn[0], 10 * kDraws / zeta, kDraws * 0.02);
  EXPECT_NEAR(drawn[1], 10 * kDraws * std::pow(2, -0.99) / zeta, kDraws * 0.02);
  EXPECT_NEAR(drawn[99], 10 * kDraws * std::pow(100, -0.99) / zeta,
              10 * kDraws * std::pow(100, -0.99) / zeta * 0.2);
}

TEST(MemberChoiceTest, ZipfTakesAnyNumberOfMembers) {
  for (const std::uint32_t members : {1u, 2u, 3u, 10u}) {
    const Population population(members, 1, Spread::kZipf);
    const MemberChoice choice(population);
    RandomNumbers random(1);
    std::set<std::uint32_t> drawn;
    for (int i = 0; i < 5'000; ++i) drawn.insert(choice.DrawMember(0, random));
    EXPECT_EQ(drawn.size(), members);
    EXPECT_LT(*drawn.rbegin(), members);
  }
}

TEST(MemberChoiceTest, TheMostFrequentMembersDoNotStandSideBySide) {
  const Population population(10'000, 1, Spread::kZipf);
  const MemberChoice choice(population);
  RandomNumbers random(1);
  std::map<std::uint32_t, int> drawn;
  for (int i = 0; i < kDraws; ++i) ++drawn[choice.DrawMember(0, random)];
  std::vector<std::pair<int, std::uint32_t>> by_times;
  for (const auto& [member, times] : drawn) by_times.emplace_back(times, member);
  std::sort(by_times.rbegin(), by_times.rend());
  for (std::size_t i = 1; i < 5; ++i) {
    const auto one = static_cast<std::int64_t>(by_times[i - 1].second);
    const auto next = static_cast<std::int64_t>(by_times[i].second);
    EXPECT_GT(std::abs(one - next), 50);
  }
}

}  // namespace
}  // namespace coalition::bench
