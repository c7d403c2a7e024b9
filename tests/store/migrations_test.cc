#include "server/store/sqlite/migrations.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/store/temp_folder.h"

namespace coalition::store {
namespace {

std::string View(std::string_view text) { return std::string(text); }

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// In capitals, without comments.
std::string Statements(std::string_view sql) {
  std::string statements = std::regex_replace(View(sql), std::regex("--[^\n]*"), "");
  std::transform(statements.begin(), statements.end(), statements.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return statements;
}

TEST(MigrationsTest, EveryFileIsBuiltIn) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(COALITION_SQLITE_MIGRATIONS)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  const auto migrations = SqliteMigrations();
  ASSERT_EQ(files.size(), migrations.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(files[i].extension(), ".sql");
    EXPECT_EQ(files[i].stem(), migrations[i].name);
    EXPECT_EQ(std::stoi(files[i].stem().string().substr(0, 4)), migrations[i].number);
    EXPECT_EQ(ReadFile(files[i]), migrations[i].sql);
  }
}

TEST(MigrationsTest, NoTableUsesWhatAClusterOfDatabasesCannot) {
  const std::regex forbidden(
      "FOREIGN\\s+KEY|\\bREFERENCES\\b|\\bTRIGGER\\b|\\bAUTOINCREMENT\\b|\\bUNIQUE\\b|"
      "CREATE\\s+INDEX|CREATE\\s+VIEW");
  for (const Migration& migration : SqliteMigrations()) {
    std::smatch found;
    const std::string sql = Statements(migration.sql);
    EXPECT_FALSE(std::regex_search(sql, found, forbidden)) << migration.name << ": " << found.str();
  }
}

TEST(MigrationsTest, EveryKeyBeginsWithTheLaneExceptTheNetworksOwn) {
  const std::set<std::string> network_wide{"NETWORK",        "PARTNERS", "CURRENCIES",
                                           "EXCHANGE_RATES", "TERMS",    "CREDENTIALS"};
  const std::regex table("CREATE TABLE (\\w+) \\(([^;]*)\\) STRICT, WITHOUT ROWID;");
  const std::regex key("PRIMARY KEY \\((\\w+)");
  for (const Migration& migration : SqliteMigrations()) {
    const std::string sql = Statements(migration.sql);
    std::size_t tables = 0;
    for (std::sregex_iterator it(sql.begin(), sql.end(), table), end; it != end; ++it, ++tables) {
      const std::string name = (*it)[1];
      const std::string columns = (*it)[2];
      std::smatch first;
      ASSERT_TRUE(std::regex_search(columns, first, key)) << name;
      if (!network_wide.contains(name)) {
        EXPECT_EQ(first[1], "LANE") << name;
      }
    }
    const std::regex create("CREATE TABLE");
    EXPECT_EQ(tables, static_cast<std::size_t>(
                          std::distance(std::sregex_iterator(sql.begin(), sql.end(), create), {})))
        << "a table of " << migration.name << " is not STRICT, WITHOUT ROWID";
  }
}

class MigrateTest : public testing::Test {
 protected:
  MigrateTest() : connection_(*Connection::Open(folder_.path() + "/db", 0)) {}

  absl::Status Run(std::vector<Migration> migrations) { return Migrate(*connection_, migrations); }

  TempFolder folder_;
  std::unique_ptr<Connection> connection_;
};

constexpr Migration kFirst{1, "0001_first", "CREATE TABLE a (x INTEGER);"};
constexpr Migration kSecond{2, "0002_second", "CREATE TABLE b (x INTEGER); DROP TABLE a;"};

TEST_F(MigrateTest, AppliesEachOnceInOrder) {
  ASSERT_TRUE(Run({kFirst}).ok());
  ASSERT_TRUE(Run({kFirst}).ok());
  ASSERT_TRUE(Run({kFirst, kSecond}).ok());
  ASSERT_TRUE(Run({kFirst, kSecond}).ok());
  EXPECT_TRUE(connection_->Execute("INSERT INTO b VALUES (1)").ok());
  EXPECT_FALSE(connection_->Execute("INSERT INTO a VALUES (1)").ok());
}

TEST_F(MigrateTest, RefusesASchemaNewerThanTheProgram) {
  ASSERT_TRUE(Run({kFirst, kSecond}).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Run({kFirst})));
}

TEST_F(MigrateTest, RefusesAMigrationThatChanged) {
  ASSERT_TRUE(Run({kFirst}).ok());
  Migration changed = kFirst;
  changed.sql = "CREATE TABLE a (x TEXT);";
  EXPECT_TRUE(absl::IsFailedPrecondition(Run({changed, kSecond})));
  EXPECT_FALSE(connection_->Execute("INSERT INTO b VALUES (1)").ok());
}

TEST_F(MigrateTest, AMigrationThatFailsHalfwayLeavesNothing) {
  const Migration broken{2, "0002_broken", "CREATE TABLE b (x INTEGER); CREATE TABLE a (y TEXT);"};
  EXPECT_FALSE(Run({kFirst, broken}).ok());
  EXPECT_FALSE(connection_->Execute("INSERT INTO b VALUES (1)").ok());
  EXPECT_TRUE(Run({kFirst, kSecond}).ok());
}

}  // namespace
}  // namespace coalition::store
