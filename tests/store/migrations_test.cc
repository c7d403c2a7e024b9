#include "server/store/sqlite/migrations.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"

#include "tests/store/temp_folder.h"

namespace coalition::store {
namespace {

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Each in capitals, without comments, its words one blank apart.
std::vector<std::string> StatementsOf(std::string_view sql) {
  std::string words;
  std::istringstream lines{std::string(sql)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream text(line.substr(0, line.find("--")));
    for (std::string word; text >> word;) words += word + " ";
  }
  absl::AsciiStrToUpper(&words);
  std::vector<std::string> statements = absl::StrSplit(words, "; ", absl::SkipEmpty());
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
  for (const Migration& migration : SqliteMigrations()) {
    for (const std::string& statement : StatementsOf(migration.sql)) {
      for (const char* forbidden : {"FOREIGN KEY", "REFERENCES", "TRIGGER", "AUTOINCREMENT",
                                    "UNIQUE", "CREATE INDEX", "CREATE VIEW"}) {
        EXPECT_FALSE(absl::StrContains(statement, forbidden)) << forbidden << " in " << statement;
      }
    }
  }
}

TEST(MigrationsTest, EveryKeyBeginsWithTheLaneExceptTheNetworksOwnAndWhatIsAppendedTo) {
  const std::set<std::string> appended_to{"JOURNAL_ROWS", "REDO_ROWS"};
  const std::set<std::string> network_wide{"NETWORK",        "PARTNERS",         "CURRENCIES",
                                           "EXCHANGE_RATES", "CONVERSION_RATES", "TERMS",
                                           "LIMITS",         "CREDENTIALS",      "IMPORTS"};
  std::size_t tables = 0;
  for (const Migration& migration : SqliteMigrations()) {
    for (const std::string& statement : StatementsOf(migration.sql)) {
      absl::string_view rest = statement;
      if (!absl::ConsumePrefix(&rest, "CREATE TABLE ")) continue;
      const std::string name(rest.substr(0, rest.find(' ')));
      ++tables;
      if (appended_to.contains(name)) {
        EXPECT_TRUE(absl::EndsWith(statement, ") STRICT")) << name;
        EXPECT_TRUE(absl::StrContains(statement, " INTEGER PRIMARY KEY,")) << name;
        EXPECT_TRUE(absl::StrContains(statement, "LANE INTEGER NOT NULL,")) << name;
        continue;
      }
      EXPECT_TRUE(absl::EndsWith(statement, ") STRICT, WITHOUT ROWID")) << name;
      EXPECT_TRUE(absl::StrContains(statement, "PRIMARY KEY (")) << name;
      if (!network_wide.contains(name)) {
        EXPECT_TRUE(absl::StrContains(statement, "PRIMARY KEY (LANE")) << name;
      }
    }
  }
  EXPECT_GE(tables, 29u);
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
