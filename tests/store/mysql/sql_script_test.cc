#include "server/store/mysql/sql_script.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "server/store/mysql/row_writer.h"
#include "tests/store/mysql/connect.h"

namespace coalition::store::mysql {
namespace {

using ::testing::HasSubstr;

class SqlScriptTest : public ::testing::Test {
 protected:
  SqlScriptTest() : address_(FreshDatabase()), connection_(Connect(address_)) {
    EXPECT_TRUE(connection_
                    ->Run(SqlText("CREATE TABLE notes (id INT PRIMARY KEY, text LONGTEXT NOT NULL) "
                                  "ENGINE = InnoDB"))
                    .ok());
  }

  absl::Status RunAll(std::initializer_list<std::string_view> statements) {
    SqlScript script(*connection_);
    for (const std::string_view statement : statements) script.Add(SqlText(statement));
    return script.Finish();
  }
  std::int64_t Count() { return Ask(*connection_, "SELECT COUNT(*) FROM notes"); }

  const std::string address_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(SqlScriptTest, DoesAllInOrder) {
  const std::int64_t before = connection_->statements();
  const absl::Status done =
      RunAll({"INSERT INTO notes VALUES (1, 'a'), (2, 'b')",
              "UPDATE notes SET text = CONCAT(text, '!')", "DELETE FROM notes WHERE text = 'a!'"});
  EXPECT_TRUE(done.ok()) << done;
  EXPECT_EQ(connection_->statements(), before + 3);
  EXPECT_EQ(Count(), 1);
  EXPECT_EQ(Ask<std::string>(*connection_, "SELECT text FROM notes"), "b!");
}

TEST_F(SqlScriptTest, DoesNothingWithoutStatements) {
  const std::int64_t before = connection_->statements();
  EXPECT_TRUE(RunAll({}).ok());
  EXPECT_EQ(connection_->statements(), before);
}

TEST_F(SqlScriptTest, EndsWithTheFirstThatFails) {
  const absl::Status failed =
      RunAll({"INSERT INTO notes VALUES (1, 'a')", "INSERT INTO notes VALUES (1, 'again')",
              "INSERT INTO notes VALUES (2, 'b')"});
  EXPECT_TRUE(absl::IsAborted(failed)) << failed;
  EXPECT_THAT(failed.message(), HasSubstr("INSERT INTO notes VALUES (1, ..."));
  EXPECT_EQ(Count(), 1);

  const absl::Status last =
      RunAll({"INSERT INTO notes VALUES (3, 'c')", "INSERT INTO nothing VALUES (1)"});
  EXPECT_EQ(last.code(), absl::StatusCode::kFailedPrecondition) << last;
  EXPECT_THAT(last.message(), HasSubstr("at: INSERT INTO nothing"));
  EXPECT_EQ(Count(), 2);
}

TEST_F(SqlScriptTest, FailsTheTransactionThatItIsIn) {
  ASSERT_TRUE(connection_->Begin().ok());
  EXPECT_FALSE(RunAll({"INSERT INTO notes VALUES (1, 'a')", "nonsense"}).ok());
  EXPECT_FALSE(connection_->Run(SqlText("INSERT INTO notes VALUES (2, 'b')")).ok());
  EXPECT_FALSE(connection_->Commit().ok());
  EXPECT_EQ(Count(), 0);
  // And the connection goes on.
  ASSERT_TRUE(connection_->Begin().ok());
  EXPECT_TRUE(
      RunAll({"INSERT INTO notes VALUES (1, 'a')", "INSERT INTO notes VALUES (2, 'b')"}).ok());
  EXPECT_TRUE(connection_->Commit().ok());
  EXPECT_EQ(Count(), 2);
}

TEST_F(SqlScriptTest, LiteralsMayHoldWhatDividesStatements) {
  const std::string text = "a;'; DROP TABLE notes; -- \\";
  SqlScript script(*connection_);
  for (int id = 1; id <= 2; ++id) {
    SqlText sql("INSERT INTO notes (id, text) VALUES ");
    script.Add(sql.Row(id, std::string_view(text)));
  }
  const absl::Status done = script.Finish();
  ASSERT_TRUE(done.ok()) << done;
  EXPECT_EQ(Count(), 2);
  EXPECT_EQ(Ask<std::string>(*connection_, "SELECT text FROM notes WHERE id = 2"), text);
}

// More than a server takes in one piece.
TEST_F(SqlScriptTest, AnyLengthIsSent) {
  constexpr int kStatements = 30;
  const std::string text(1'000'000, 'x');
  SqlScript script(*connection_);
  for (int id = 1; id <= kStatements; ++id) {
    SqlText sql("INSERT INTO notes (id, text) VALUES ");
    script.Add(sql.Row(id, std::string_view(text)));
  }
  const absl::Status done = script.Finish();
  EXPECT_TRUE(done.ok()) << done;
  EXPECT_EQ(Count(), kStatements);
}

TEST_F(SqlScriptTest, ARowWriterAddsAStatementOfItsRowsAtItsEnd) {
  const std::int64_t before = connection_->statements();
  SqlScript script(*connection_);
  {
    RowWriter rows(script, "INSERT INTO notes (id, text) VALUES ");
    RowWriter none(script, "INSERT INTO nothing VALUES ");
    for (int id = 1; id <= 1'000; ++id) rows.Row(id, std::string_view("text"));
  }
  const absl::Status done = script.Finish();
  EXPECT_TRUE(done.ok()) << done;
  EXPECT_EQ(connection_->statements(), before + 1);
  EXPECT_EQ(Count(), 1'000);
}

}  // namespace
}  // namespace coalition::store::mysql
