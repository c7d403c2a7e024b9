#include "clients/replay/shopper.h"

#include <gtest/gtest.h>

namespace coalition::replay {
namespace {

const std::vector<std::string> kPartners = {"uk", "france", "malta"};

TEST(ChooseRedeemerTest, IsTheNextAfterTheMainIssuer) {
  Shopper shopper;
  shopper.points_by_issuer = {{"uk", 10}, {"france", 30}, {"malta", -50}};
  EXPECT_EQ(ChooseRedeemer(shopper, kPartners, 3), 2u);
  shopper.points_by_issuer["malta"] = 31;
  EXPECT_EQ(ChooseRedeemer(shopper, kPartners, 3), 0u);
}

TEST(ChooseRedeemerTest, OfEqualIssuersTheFirstCounts) {
  Shopper shopper;
  shopper.points_by_issuer = {{"france", 30}, {"uk", 30}};
  EXPECT_EQ(ChooseRedeemer(shopper, kPartners, 3), 1u);
}

TEST(ChooseRedeemerTest, OnlyPartnersSeenSoFarCount) {
  Shopper shopper;
  shopper.points_by_issuer = {{"france", 30}};
  EXPECT_EQ(ChooseRedeemer(shopper, kPartners, 2), 0u);
  EXPECT_EQ(ChooseRedeemer(shopper, kPartners, 1), std::nullopt);
}

TEST(ChooseRedeemerTest, IssuerOfAnotherFileIsPassedOver) {
  Shopper shopper;
  shopper.points_by_issuer = {{"chile", 30}};
  EXPECT_EQ(ChooseRedeemer(shopper, kPartners, 3), 0u);
}

TEST(ShopperTest, SumsLotMovementsByIssuer) {
  Shopper shopper;
  Transaction transaction;
  transaction.lots = {LotMovement{{.issuer_id = "uk", .points = 7}},
                      LotMovement{{.issuer_id = "france", .points = -2}},
                      LotMovement{{.issuer_id = "uk", .points = -3}}};
  shopper.NoteLots(transaction);
  EXPECT_EQ(shopper.points_by_issuer.at("uk"), 4);
  EXPECT_EQ(shopper.points_by_issuer.at("france"), -2);
}

}  // namespace
}  // namespace coalition::replay
