#include <string>

#include "gtest/gtest.h"

#include "tests/store/ledger_driver.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/scenario.h"
#include "tests/store/store_contract.h"

namespace coalition::store {
namespace {

using NetworkTest = StoreContractTest;

TEST_P(NetworkTest, AnEmptyStoreNeedsANetworkFirst) {
  EXPECT_FALSE(store().HasNetwork());
  EXPECT_EQ(store().lane_count(), GetParam().lane_count);
  EXPECT_TRUE(absl::IsFailedPrecondition(store().LoadCatalog().status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(store().BeginBatch(domain::LaneId(0)).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(store().OpenSnapshot().status()));
}

TEST_P(NetworkTest, ANetworkIsCreatedOnce) {
  ASSERT_TRUE(store().CreateNetwork(CoalitionNetwork(), FirstChanges()).ok());
  EXPECT_TRUE(store().HasNetwork());
  const LedgerDump before = DumpOf(store());
  domain::Network other = CoalitionNetwork();
  other.name = "Low Street";
  EXPECT_TRUE(absl::IsFailedPrecondition(store().CreateNetwork(other, FirstChanges())));
  EXPECT_EQ(DumpOf(store()), before);
  Reopen();
  EXPECT_TRUE(store().HasNetwork());
  EXPECT_TRUE(absl::IsFailedPrecondition(store().CreateNetwork(other, FirstChanges())));
  EXPECT_EQ(DumpOf(store()), before);
}

TEST_P(NetworkTest, ANewNetworkHasItsCurrencyItsKeyAndAnOpenWindow) {
  ASSERT_TRUE(store().CreateNetwork(CoalitionNetwork(), FirstChanges()).ok());
  Reopen();
  const auto catalog = store().LoadCatalog();
  ASSERT_TRUE(catalog.ok()) << catalog.status();
  EXPECT_EQ((*catalog)->network.name, "High Street");
  EXPECT_EQ((*catalog)->network.time_zone.name(), "Europe/London");
  EXPECT_EQ((*catalog)->DefaultCurrency().code, "PTS");
  EXPECT_NE((*catalog)->FindCredential("operator"), nullptr);
  const auto batch = Batch();
  EXPECT_EQ(batch->lane().lane, domain::LaneId(0));
  EXPECT_EQ(batch->lane().next_sequence, domain::Sequence(1));
  EXPECT_EQ(BytesOf(batch->lane().open_window), BytesOf(FirstChanges().lane.open_window));
}

TEST_P(NetworkTest, AZoneThatThisMachineDoesNotKnowIsRefused) {
  domain::Network network = CoalitionNetwork();
  network.time_zone_name = "Mars/Olympus_Mons";
  EXPECT_TRUE(absl::IsFailedPrecondition(store().CreateNetwork(network, FirstChanges())));
  EXPECT_FALSE(store().HasNetwork());
}

TEST_P(NetworkTest, TheCatalogComesBackAsItWasLeft) {
  SetUpNetwork(store(), 0);
  LedgerDriver driver(store());
  domain::Command suspend = PartnerCommands().front();
  suspend.header.request.request_id = "suspend";
  suspend.action = domain::SetPartnerState{kCinema, domain::PartnerState::kSuspended, "late"};
  domain::Command revoke = suspend;
  revoke.header.request.request_id = "revoke";
  revoke.action = domain::RevokeCredential{"cinema-1"};
  ASSERT_TRUE(driver.Run({suspend, revoke}).status.ok());
  Reopen();

  const auto loaded = store().LoadCatalog();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const domain::Catalog& catalog = **loaded;
  EXPECT_EQ(DumpOf(catalog), DumpOf(*driver.catalog()));
  EXPECT_EQ(catalog.FindPartner("cinema")->state, domain::PartnerState::kSuspended);
  EXPECT_TRUE(catalog.FindCredential("cinema-1")->revoked_at.has_value());
  EXPECT_FALSE(catalog.FindCredential("bakery-1")->revoked_at.has_value());
  EXPECT_EQ(catalog.NextRateVersion(kCinema, kPoints), 3);
  EXPECT_EQ(catalog.NextTermsVersion(kBakery, kPoints), 3);
  EXPECT_EQ(catalog.FindCurrency("BUNS")->owner, kBakery);
}

COALITION_OVER_EVERY_STORE(NetworkTest);

}  // namespace
}  // namespace coalition::store
