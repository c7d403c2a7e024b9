#include "server/reporting/liability.h"

#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::reporting {
namespace {

using domain::kBakery;
using domain::kCinema;
using domain::kGym;
using domain::kMiles;
using domain::kStars;
using domain::MemberNo;
using domain::Points;

// "<issuer> <currency> <month> <points> <owed> <lots>; ..."
std::string LiabilityOf(domain::World& world, std::optional<domain::PartnerId> issuer = {},
                        std::optional<domain::CurrencyId> currency = {}) {
  const auto snapshot = *world.store().OpenSnapshot();
  const auto now = PointAt(*snapshot, world.catalog().network, world.now);
  const auto liabilities = ReadLiability(*snapshot, *now, issuer, currency);
  if (!liabilities.ok()) return liabilities.status().ToString();
  std::string text;
  for (const Liability& l : *liabilities) {
    text += std::to_string(l.issuer.value()) + " " + std::to_string(l.currency.value()) + " " +
            (l.last_month == domain::kNever ? "never" : domain::MonthOf(l.last_month)) + " " +
            std::to_string(l.points.value()) + " " + std::to_string(l.owed_points.value()) + " " +
            std::to_string(l.lots) + "; ";
  }
  return text;
}

domain::Catalog WithMiles() {
  domain::Terms terms = domain::TermsOf(kBakery);
  terms.currency = kMiles;
  return domain::With(domain::NewCatalog(), terms);
}

void EarnAt(domain::World& world, domain::PartnerId partner, std::uint64_t member,
            std::int64_t points, const char* time, domain::CurrencyId currency = kStars) {
  domain::Earn earn = domain::EarnOf(partner, MemberNo(member), Points(points));
  earn.event_time = domain::At(time);
  earn.currency = currency;
  ASSERT_EQ(domain::Outcome(world.Do(partner, earn)), "ok");
}

TEST(LiabilityTest, GroupsByIssuerCurrencyAndLastMonth) {
  domain::World world(WithMiles());
  EXPECT_EQ(LiabilityOf(world), "");
  EarnAt(world, kBakery, 1, 5, "2026-03-01T00:00:00Z");
  EarnAt(world, kBakery, 1, 7, "2026-02-28T23:59:59Z");
  EarnAt(world, kBakery, 2, 11, "2026-03-09T00:00:00Z");
  EarnAt(world, kBakery, 2, 13, "2025-12-31T12:00:00Z");
  EarnAt(world, kBakery, 2, 17, "2026-03-09T00:00:00Z", kMiles);
  EarnAt(world, kGym, 1, 19, "2026-03-09T00:00:00Z");
  EarnAt(world, kCinema, 3, 23, "2026-03-09T00:00:00Z");
  EXPECT_EQ(LiabilityOf(world),
            "1 1 2026-12 13 0 1; 1 1 2027-02 7 0 1; 1 1 2027-03 16 0 2; 1 2 2027-03 17 0 1; "
            "2 1 2027-03 23 0 1; 3 1 never 19 0 1; ");
  EXPECT_EQ(LiabilityOf(world, kGym), "3 1 never 19 0 1; ");
  EXPECT_EQ(LiabilityOf(world, {}, kMiles), "1 2 2027-03 17 0 1; ");
  EXPECT_EQ(LiabilityOf(world, kGym, kMiles), "");
}

TEST(LiabilityTest, PointsThatAreOwedStandApart) {
  domain::World world;
  const auto earned = world.Do(kBakery, domain::EarnOf(kBakery, MemberNo(1), Points(10)));
  world.Do(kGym, domain::BurnOf(kGym, MemberNo(1), Points(10)));
  world.Do(kBakery, domain::ReverseOf(kBakery, domain::Posted(earned).id, Points(4)));
  world.Do(kBakery, domain::EarnOf(kBakery, MemberNo(2), Points(3)));
  EXPECT_EQ(LiabilityOf(world), "1 1 2027-03 3 -4 2; ");
}

// The bakery's lot expires with the month of March 2027.
TEST(LiabilityTest, ExpiredPointsCountOnlyWhileTheyAreHeld) {
  domain::World world;
  world.Do(kBakery, domain::EarnOf(kBakery, MemberNo(1), Points(10)));
  world.now = domain::At("2027-03-31T12:00:00Z");
  EXPECT_EQ(LiabilityOf(world), "1 1 2027-03 10 0 1; ");
  world.Do(kBakery, domain::AuthorizeOf(kBakery, MemberNo(1), Points(4), 24 * domain::kHour));
  world.now = domain::At("2027-04-01T00:00:00Z");
  EXPECT_EQ(LiabilityOf(world), "1 1 2027-03 4 0 1; ");
  // Swept or not.
  world.Do(domain::ByOperator(domain::ExpirePoints{{{MemberNo(1), kStars}}, false}));
  EXPECT_EQ(LiabilityOf(world), "1 1 2027-03 4 0 1; ");
  world.now = domain::At("2027-04-01T12:00:00Z");
  EXPECT_EQ(LiabilityOf(world), "");
}

TEST(LiabilityTest, PendingPointsCount) {
  domain::Terms terms = domain::TermsOf(kBakery);
  terms.pending_days = 90;
  domain::World world(domain::With(domain::NewCatalog(), terms));
  world.Do(kBakery, domain::EarnOf(kBakery, MemberNo(1), Points(10)));
  EXPECT_EQ(LiabilityOf(world), "1 1 2027-03 10 0 1; ");
}

}  // namespace
}  // namespace coalition::reporting
