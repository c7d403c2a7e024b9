#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/e2e/metrics_fixture.h"
#include "tests/testing/private_mariadb.h"

namespace coalition::e2e {
namespace {

using testing_processes::PrivateMariadb;

// Of a batch, whatever its size: a few to load by, and one for each table that changes.
constexpr double kStatementsMax = 25;

class MysqlMetricsTest : public MetricsFixture {
 protected:
  MysqlMetricsTest() : MetricsFixture(PrivateMariadb::Shared().FreshDatabase()) {}
};

TEST_F(MysqlMetricsTest, ABatchOfAThousandTakesAFewStatements) {
  constexpr int kBatches = 5;
  const Scraped before = Figures();
  for (int i = 0; i < kBatches; ++i) EarnInOneBatch(1'000);
  const Scraped after = Figures();
  const std::string name = "coalition_store_statements_per_batch";
  const double batches = after[name + "_count"] - before[name + "_count"];
  const double statements = after[name + "_sum"] - before[name + "_sum"];
  EXPECT_EQ(batches, kBatches);
  EXPECT_GE(statements, 3 * batches) << "each begins, writes and commits";
  EXPECT_LE(statements, kStatementsMax * batches);
  EXPECT_EQ(after["coalition_batch_commands_sum"],
            before["coalition_batch_commands_sum"] + 1'000 * kBatches);
}

// With a database of its own, which goes away and comes back.
class MysqlOutageMetricsTest : public testing::Test {
 protected:
  class Served : public MetricsFixture {
   public:
    explicit Served(const std::string& address) : MetricsFixture(address) {}
    using MetricsFixture::Figures;
    std::string EarnReason() {
      return network_.Earn(partner_, member_, "points: 1").outcome.reason;
    }

   private:
    void TestBody() override {}
  };

  PrivateMariadb mariadb_;
  Served served_{mariadb_.FreshDatabase()};
};

TEST_F(MysqlOutageMetricsTest, BatchesThatTheDatabaseDoesNotTakeAreCounted) {
  const std::string unavailable = "coalition_store_errors_total{code=\"UNAVAILABLE\"}";
  const Scraped before = served_.Figures();
  EXPECT_EQ(before.samples.at(unavailable), 0);
  mariadb_.Kill();
  EXPECT_EQ(served_.EarnReason(), "STORE_UNAVAILABLE");
  const Scraped during = served_.Figures();
  EXPECT_EQ(during[unavailable], 1);
  EXPECT_EQ(during["coalition_batches_total"], before["coalition_batches_total"]);
  EXPECT_EQ(during["coalition_batch_commands_count"], before["coalition_batch_commands_count"]);
}

}  // namespace
}  // namespace coalition::e2e
