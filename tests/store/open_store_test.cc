#include "server/store/open_store.h"

#include "gtest/gtest.h"

#include "tests/store/temp_folder.h"

namespace coalition::store {
namespace {

TEST(OpenStoreTest, OpensTheStoreOfAnAddress) {
  const TempFolder folder;
  EXPECT_TRUE(OpenStore("sqlite:" + folder.path() + "/ledger").ok());
  EXPECT_TRUE(OpenStore("memory:").ok());
}

TEST(OpenStoreTest, RefusesOtherAddresses) {
  for (const char* address : {"", "sqlite", "sqlite:", "memory", "memory:x", "SQLITE:/tmp/x",
                              "mysql://localhost/coalition", "/var/lib/coalition"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(OpenStore(address).status())) << address;
  }
}

}  // namespace
}  // namespace coalition::store
