#ifndef COALITION_TESTS_STORE_MYSQL_LANE_STORES_H_
#define COALITION_TESTS_STORE_MYSQL_LANE_STORES_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "gtest/gtest.h"

#include "server/domain/ids.h"
#include "server/store/mysql/mysql_store.h"
#include "tests/store/mysql/connect.h"
#include "tests/store/scenario.h"

namespace coalition::store::mysql {

inline constexpr int kLanes = 4;

inline domain::LaneId Lane(int number) {
  return domain::LaneId(static_cast<std::uint16_t>(number));
}

// A ledger of kLanes lanes, in which a batch waits a second for another one's lane.
class LanesTest : public testing::Test {
 protected:
  LanesTest() {
    MysqlOptions options;
    options.address = AddressOf(FreshDatabase());
    options.timeouts.lock = std::chrono::seconds(1);
    options.lane_count = kLanes;
    store_ = Need(MysqlStore::Open(options));
  }

  LedgerStore& store() { return *store_; }
  std::unique_ptr<LedgerSnapshot> Snapshot() { return Need(store_->OpenSnapshot()); }

  // The lane's member number `place`, from 0.
  static domain::MemberId MemberIn(int lane, std::uint64_t place) {
    // Member(n) has ~n as its low half, whose remainder is the lane.
    return Member(place * kLanes + static_cast<std::uint64_t>(kLanes - 1 - lane));
  }
  // The same command, sent for its partner by the operator, who knows all members.
  static domain::Command ForPartner(domain::Command command) {
    command.header.caller = {domain::Role::kOperator, domain::kNetwork, "operator"};
    return command;
  }

 private:
  std::unique_ptr<LedgerStore> store_;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_TESTS_STORE_MYSQL_LANE_STORES_H_
