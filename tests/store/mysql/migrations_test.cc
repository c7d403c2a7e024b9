#include "server/store/mysql/migrations.h"

#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "server/store/mysql/mysql_store.h"
#include "tests/store/mysql/connect.h"

namespace coalition::store::mysql {
namespace {

constexpr Migration kFirst{1, "0001_first",
                           "-- Has a comment;\nCREATE TABLE IF NOT EXISTS a (x INT);\n"};
constexpr Migration kSecond{2, "0002_second",
                            "CREATE TABLE IF NOT EXISTS b (\n  x INT\n);\n"
                            "DROP TABLE IF EXISTS a;\n"};

class MysqlMigrationsTest : public testing::Test {
 protected:
  absl::Status Run(const std::vector<Migration>& migrations) {
    const auto guard = Connect(address_);
    return Migrate(*connection_, *guard, migrations);
  }
  SchemaStanding StandingTo(const std::vector<Migration>& migrations) {
    return Need(ReadSchema(*connection_, migrations)).standing;
  }
  bool HasTable(const std::string& name) {
    return connection_->Run(SqlText("INSERT INTO " + name + " VALUES (1)")).ok();
  }

  const std::string address_ = FreshDatabase();
  const std::unique_ptr<Connection> connection_ = Connect(address_);
};

TEST_F(MysqlMigrationsTest, AppliesEachOnceInOrder) {
  for (const auto& migrations : std::vector<std::vector<Migration>>{
           {kFirst}, {kFirst}, {kFirst, kSecond}, {kFirst, kSecond}}) {
    const absl::Status done = Run(migrations);
    ASSERT_TRUE(done.ok()) << done;
    EXPECT_EQ(StandingTo(migrations), SchemaStanding::kCurrent);
  }
  EXPECT_TRUE(HasTable("b"));
  EXPECT_FALSE(HasTable("a"));
}

// On a cluster each statement that changes a schema holds all nodes up.
TEST_F(MysqlMigrationsTest, ASchemaThatIsThereIsReadAndWaitsForNobody) {
  ASSERT_TRUE(Run({kFirst}).ok());
  const auto other = Connect(address_);
  ASSERT_TRUE(other->Begin().ok());
  EXPECT_EQ(Ask(*other, "SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE"), 1);
  const std::int64_t before = connection_->statements();
  EXPECT_TRUE(Run({kFirst}).ok());
  EXPECT_EQ(connection_->statements(), before + 2);
}

TEST_F(MysqlMigrationsTest, RefusesASchemaNewerThanTheProgram) {
  ASSERT_TRUE(Run({kFirst, kSecond}).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Run({kFirst})));
  EXPECT_EQ(StandingTo({kFirst}), SchemaStanding::kAhead);
}

TEST_F(MysqlMigrationsTest, RefusesAMigrationThatChanged) {
  ASSERT_TRUE(Run({kFirst}).ok());
  Migration changed = kFirst;
  changed.sql = "CREATE TABLE IF NOT EXISTS a (x BIGINT);\n";
  EXPECT_TRUE(absl::IsFailedPrecondition(Run({changed, kSecond})));
  EXPECT_EQ(StandingTo({changed, kSecond}), SchemaStanding::kAltered);
  EXPECT_FALSE(HasTable("b"));
}

TEST_F(MysqlMigrationsTest, ASchemaThatLacksSomethingIsToldAndLeftAlone) {
  ASSERT_TRUE(Run({kFirst}).ok());
  EXPECT_EQ(StandingTo({kFirst, kSecond}), SchemaStanding::kBehind);
  EXPECT_FALSE(HasTable("b"));
}

TEST_F(MysqlMigrationsTest, WhatAProgramThatDiedLeftHalfDoneIsDone) {
  ASSERT_TRUE(Run({kFirst}).ok());
  ASSERT_TRUE(connection_->Run(SqlText("CREATE TABLE b (x INT)")).ok());
  ASSERT_TRUE(Run({kFirst, kSecond}).ok());
  EXPECT_FALSE(HasTable("a"));
}

TEST_F(MysqlMigrationsTest, ServersMayStartTogether) {
  std::vector<std::future<absl::Status>> opened;
  for (int i = 0; i < 6; ++i) {
    opened.push_back(std::async(std::launch::async, [&] {
      return MysqlStore::Open({.address = AddressOf(address_)}).status();
    }));
  }
  for (auto& status : opened) {
    const absl::Status got = status.get();
    EXPECT_TRUE(got.ok()) << got;
  }
  EXPECT_EQ(StandingTo({MysqlMigrations().begin(), MysqlMigrations().end()}),
            SchemaStanding::kCurrent);
}

// What a database that is divided by lane, or checked row by row, cannot do.
class MysqlSchemaTest : public MysqlMigrationsTest {
 protected:
  MysqlSchemaTest() { EXPECT_TRUE(Run({MysqlMigrations().begin(), MysqlMigrations().end()}).ok()); }

  std::vector<std::string> Names(const char* question) {
    std::vector<std::string> names;
    std::string name;
    Rows rows = connection_->Query(SqlText(question));
    while (rows.Next(name)) names.push_back(name);
    EXPECT_TRUE(rows.status().ok()) << rows.status();
    return names;
  }
};

TEST_F(MysqlSchemaTest, HasNoForeignKeysTriggersRoutinesOrGeneratedNumbers) {
  EXPECT_THAT(Names("SELECT constraint_name FROM information_schema.table_constraints"
                    " WHERE table_schema = DATABASE() AND constraint_type = 'FOREIGN KEY'"),
              testing::IsEmpty());
  EXPECT_THAT(Names("SELECT trigger_name FROM information_schema.triggers"
                    " WHERE trigger_schema = DATABASE()"),
              testing::IsEmpty());
  EXPECT_THAT(Names("SELECT routine_name FROM information_schema.routines"
                    " WHERE routine_schema = DATABASE()"),
              testing::IsEmpty());
  EXPECT_THAT(Names("SELECT table_name FROM information_schema.columns"
                    " WHERE table_schema = DATABASE() AND (extra LIKE '%auto_increment%'"
                    " OR extra LIKE '%GENERATED%' OR column_type LIKE '%json%')"),
              testing::IsEmpty());
  EXPECT_THAT(Names("SELECT table_name FROM information_schema.tables"
                    " WHERE table_schema = DATABASE() AND engine <> 'InnoDB'"),
              testing::IsEmpty());
}

TEST_F(MysqlSchemaTest, EveryKeyBeginsWithTheLaneExceptTheNetworksOwn) {
  EXPECT_THAT(
      Names("SELECT DISTINCT table_name FROM information_schema.statistics"
            " WHERE table_schema = DATABASE() AND seq_in_index = 1 AND column_name <> 'lane'"),
      testing::UnorderedElementsAre("network", "partners", "currencies", "exchange_rates",
                                    "conversion_rates", "terms", "limits", "credentials",
                                    "migrations", "migration_lock", "imports"));
  EXPECT_THAT(Names("SELECT table_name FROM information_schema.tables"
                    " WHERE table_schema = DATABASE() AND table_name NOT IN (SELECT table_name"
                    " FROM information_schema.statistics WHERE table_schema = DATABASE()"
                    " AND index_name = 'PRIMARY')"),
              testing::IsEmpty());
}

}  // namespace
}  // namespace coalition::store::mysql
