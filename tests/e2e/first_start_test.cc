#include <memory>
#include <string>

#include "gtest/gtest.h"

#include "server/main/key_files.h"
#include "server/main/network.h"
#include "server/store/memory/memory_store.h"
#include "tests/testing/child_process.h"

namespace coalition {
namespace {

using testing_processes::TemporaryFolder;

// A store of which others create the network between our look and our attempt.
class ContestedStore final : public store::LedgerStore {
 public:
  explicit ContestedStore(store::LedgerStore& below) : below_(below) {}

  bool HasNetwork() const override { return has_tried_ && below_.HasNetwork(); }
  absl::Status CreateNetwork(const domain::Network& network,
                             const domain::Changes& first) override {
    has_tried_ = true;
    return below_.CreateNetwork(network, first);
  }
  int lane_count() const override { return below_.lane_count(); }
  absl::StatusOr<std::shared_ptr<const domain::Catalog>> LoadCatalog() override {
    return below_.LoadCatalog();
  }
  absl::StatusOr<std::unique_ptr<store::LedgerBatch>> BeginBatch(domain::LaneId lane) override {
    return below_.BeginBatch(lane);
  }
  absl::StatusOr<std::unique_ptr<store::LedgerSnapshot>> OpenSnapshot() override {
    return below_.OpenSnapshot();
  }

 private:
  store::LedgerStore& below_;
  bool has_tried_ = false;
};

class FirstStartTest : public testing::Test {
 protected:
  FirstStartTest() { rpc::StartCryptography(); }

  Flags FlagsFor(const std::string& network) const {
    Flags flags;
    flags.network_name = network;
    flags.time_zone = "UTC";
    flags.currency_code = "POINTS";
    flags.operator_key_file = folder_.File("operator.key");
    return flags;
  }
  absl::StatusOr<std::shared_ptr<const domain::Catalog>> First() {
    return OpenNetwork(store_, FlagsFor("first"), clock_, key_);
  }
  absl::StatusOr<std::shared_ptr<const domain::Catalog>> Second(const Flags& flags,
                                                                const rpc::ServerKey& key) {
    ContestedStore contested(store_);
    return OpenNetwork(contested, flags, clock_, key);
  }

  const TemporaryFolder folder_;
  const engine::SystemClock clock_;
  const rpc::ServerKey key_ = rpc::NewServerKey();
  store::MemoryStore store_;
};

TEST_F(FirstStartTest, WhoComesSecondGoesOnWithTheNetworkOfTheFirst) {
  ASSERT_TRUE(First().ok());
  const auto catalog = Second(FlagsFor("second"), key_);
  ASSERT_TRUE(catalog.ok()) << catalog.status();
  EXPECT_EQ((*catalog)->network.name, "first");
  EXPECT_EQ((*catalog)->LiveCredentialCount(domain::kNetwork), 1);
}

TEST_F(FirstStartTest, WhoComesSecondWithAnotherServerKeyIsRefused) {
  ASSERT_TRUE(First().ok());
  const auto catalog = Second(FlagsFor("second"), rpc::NewServerKey());
  EXPECT_TRUE(absl::IsFailedPrecondition(catalog.status())) << catalog.status();
  EXPECT_NE(catalog.status().message().find("--server-key-file"), std::string::npos);
}

TEST_F(FirstStartTest, WhoComesSecondWithAnotherOperatorsKeyIsRefused) {
  ASSERT_TRUE(First().ok());
  Flags flags = FlagsFor("second");
  flags.operator_key_file = folder_.File("other.key");
  const auto catalog = Second(flags, key_);
  EXPECT_TRUE(absl::IsFailedPrecondition(catalog.status())) << catalog.status();
  EXPECT_NE(catalog.status().message().find(flags.operator_key_file), std::string::npos);
}

// What fails for a reason of its own is not taken for somebody else's success.
TEST_F(FirstStartTest, AnErrorIsAnErrorWhereThereIsNoNetwork) {
  Flags flags = FlagsFor("first");
  flags.time_zone = "Mars/Olympus_Mons";
  EXPECT_TRUE(absl::IsInvalidArgument(Second(flags, key_).status()));
  EXPECT_FALSE(store_.HasNetwork());
}

}  // namespace
}  // namespace coalition
