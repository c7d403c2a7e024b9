#ifndef COALITION_TESTS_E2E_METRICS_FIXTURE_H_
#define COALITION_TESTS_E2E_METRICS_FIXTURE_H_

#include <string>

#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/e2e/scrape.h"
#include "tests/testing/child_process.h"

namespace coalition::e2e {

// A server that shows its metrics, with one partner and one member.
class MetricsFixture : public testing::Test {
 protected:
  // `address` of the ledger; empty: SQLite's, of its own.
  explicit MetricsFixture(const std::string& address = "")
      : network_({.flags = {"--metrics=127.0.0.1:0", "--metrics-port-file=" + port_file(),
                            "--expiry-sweep-minutes=0"},
                  .store_address = address}) {}

  std::string port_file() const { return folder_.File("metrics-port"); }
  Scraped Figures() const { return Scrape(port_file()); }

  // Earns of a point each, in one call.
  v1::SubmitBatchRequest Earns(int count) const {
    v1::SubmitBatchRequest request;
    for (int i = 0; i < count; ++i) {
      v1::EarnRequest* earn = request.add_items()->mutable_earn();
      earn->set_request_id(FreshId());
      earn->mutable_member()->set_member_id(member_);
      earn->set_points(1);
    }
    return request;
  }
  // They must all be done.
  void EarnInOneBatch(int count) {
    const auto reply = network_.Call(partner_.key, Earns(count));
    ASSERT_TRUE(reply.ok()) << reply.outcome;
    for (const auto& result : reply->results()) {
      ASSERT_TRUE(OutcomeOf(result).ok()) << OutcomeOf(result);
    }
  }

 private:
  testing_processes::TemporaryFolder folder_;

 protected:
  Network network_;
  const Partner partner_ = network_.Join("nike");
  const std::string member_ = network_.Enroll(partner_, "card");
};

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_METRICS_FIXTURE_H_
