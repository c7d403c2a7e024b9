#include "server/store/mysql/connection.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/store/mysql/connect.h"

namespace coalition::store::mysql {
namespace {

using absl::StatusCode;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_processes::PrivateMariadb;

class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest() : address_(DatabaseWithCounts()), connection_(Connect(address_)) {}

  absl::Status Run(std::string_view sql) { return connection_->Run(SqlText(sql)); }
  std::int64_t CountOf(int id) {
    return Ask(*Connect(address_), absl::StrCat("SELECT n FROM counts WHERE id = ", id));
  }
  // As an administrator would, or a server that shuts down.
  void EndSession() {
    const std::int64_t id = Ask(*connection_, "SELECT CONNECTION_ID()");
    const absl::Status ended = Connect(address_)->Run(SqlText(absl::StrCat("KILL ", id)));
    EXPECT_TRUE(ended.ok()) << ended;
  }

  const std::string address_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(ConnectionTest, RowsAreReadInOrder) {
  Rows rows = connection_->Query(SqlText("SELECT id, n FROM counts ORDER BY id DESC"));
  std::vector<std::pair<int, std::int64_t>> read;
  for (std::pair<int, std::int64_t> row; rows.Next(row.first, row.second);) read.push_back(row);
  EXPECT_TRUE(rows.status().ok()) << rows.status();
  EXPECT_EQ(read, (std::vector<std::pair<int, std::int64_t>>{{2, 20}, {1, 10}}));
  int again = 0;
  EXPECT_FALSE(rows.Next(again));
}

TEST_F(ConnectionTest, RowsOutliveTheirConnection) {
  Rows some = connection_->Query(SqlText("SELECT id FROM counts ORDER BY id"));
  Rows none = connection_->Query(SqlText("SELECT id FROM counts WHERE id = 3"));
  int id = 0;
  EXPECT_TRUE(some.Next(id));
  EXPECT_TRUE(Run("DELETE FROM counts").ok());
  connection_.reset();
  EXPECT_TRUE(some.Next(id));
  EXPECT_EQ(id, 2);
  EXPECT_FALSE(some.Next(id));
  EXPECT_FALSE(none.Next(id));
  EXPECT_TRUE(some.status().ok()) << some.status();
  EXPECT_TRUE(none.status().ok()) << none.status();
}

template <typename T>
absl::StatusCode ReadAs(Connection& connection, const char* expression) {
  T value{};
  Rows rows = connection.Query(SqlText(absl::StrCat("SELECT ", expression)));
  const bool read = rows.Next(value);
  EXPECT_EQ(read, rows.status().ok()) << expression;
  return rows.status().code();
}

TEST_F(ConnectionTest, ColumnsOfAnotherTypeAreDataLoss) {
  using Optional = std::optional<std::int32_t>;
  struct Row {
    absl::StatusCode (*read)(Connection&, const char*);
    const char* expression;
    StatusCode code;
  };
  constexpr StatusCode kBad = StatusCode::kDataLoss;
  for (const Row& row : {
           Row{&ReadAs<std::int8_t>, "127", StatusCode::kOk},
           Row{&ReadAs<std::int8_t>, "128", kBad},
           Row{&ReadAs<std::uint16_t>, "65535", StatusCode::kOk},
           Row{&ReadAs<std::uint16_t>, "65536", kBad},
           Row{&ReadAs<std::uint16_t>, "-1", kBad},
           Row{&ReadAs<std::int64_t>, "-9223372036854775808", StatusCode::kOk},
           Row{&ReadAs<std::int64_t>, "9223372036854775808", kBad},
           Row{&ReadAs<std::int64_t>, "1.0", kBad},
           Row{&ReadAs<std::int64_t>, "1.5e0", kBad},
           Row{&ReadAs<std::int64_t>, "''", kBad},
           Row{&ReadAs<std::int64_t>, "' 1'", kBad},
           Row{&ReadAs<std::int64_t>, "'1 '", kBad},
           Row{&ReadAs<std::int64_t>, "_binary'1\\0'", kBad},
           Row{&ReadAs<std::int64_t>, "NULL", kBad},
           Row{&ReadAs<bool>, "1", StatusCode::kOk},
           Row{&ReadAs<bool>, "2", kBad},
           Row{&ReadAs<domain::LegKind>, "1", StatusCode::kOk},
           Row{&ReadAs<domain::LegKind>, "255", kBad},
           Row{&ReadAs<domain::LegKind>, "-1", kBad},
           Row{&ReadAs<domain::PartnerId>, "4294967295", StatusCode::kOk},
           Row{&ReadAs<domain::PartnerId>, "4294967296", kBad},
           Row{&ReadAs<domain::Points>, "-5", StatusCode::kOk},
           Row{&ReadAs<domain::Points>, "'5 points'", kBad},
           Row{&ReadAs<domain::Date>, "2147483647", StatusCode::kOk},
           Row{&ReadAs<domain::Date>, "2147483648", kBad},
           Row{&ReadAs<domain::MoneyCurrency>, "''", StatusCode::kOk},
           Row{&ReadAs<domain::MoneyCurrency>, "'GBP'", StatusCode::kOk},
           Row{&ReadAs<domain::MoneyCurrency>, "'gbp'", kBad},
           Row{&ReadAs<domain::MemberId>, "REPEAT('x', 16)", StatusCode::kOk},
           Row{&ReadAs<domain::MemberId>, "REPEAT('x', 17)", kBad},
           Row{&ReadAs<std::array<std::uint8_t, 3>>, "'abc'", StatusCode::kOk},
           Row{&ReadAs<std::array<std::uint8_t, 3>>, "'ab'", kBad},
           Row{&ReadAs<std::string>, "''", StatusCode::kOk},
           Row{&ReadAs<std::string>, "NULL", kBad},
           Row{&ReadAs<Optional>, "NULL", StatusCode::kOk},
           Row{&ReadAs<Optional>, "7", StatusCode::kOk},
           Row{&ReadAs<Optional>, "'seven'", kBad},
       }) {
    EXPECT_EQ(row.read(*connection_, row.expression), row.code) << row.expression;
  }
}

TEST_F(ConnectionTest, ColumnThatIsNotThereIsDataLoss) {
  Rows rows = connection_->Query(SqlText("SELECT 1, 2"));
  int one = 0;
  int two = 0;
  int three = 0;
  EXPECT_FALSE(rows.Next(one, two, three));
  EXPECT_TRUE(absl::IsDataLoss(rows.status())) << rows.status();
  std::optional<int> four;
  EXPECT_FALSE(rows.Next(four));
}

TEST_F(ConnectionTest, BodiesAndBytesComeBack) {
  domain::ReversalState state;
  state.points = domain::Points(5);
  std::string body;
  Encode(state, body);
  SqlText sql("SELECT ");
  sql.Value(Blob{body}).Text(",").Value(Blob{body}).Text(",NULL,").Value(Blob{body});
  Rows rows = connection_->Query(sql);
  domain::ReversalState read;
  std::optional<domain::ReversalState> some;
  std::optional<domain::ReversalState> none = state;
  std::string bytes;
  ASSERT_TRUE(rows.Next(Body(read), OptionalBody(some), OptionalBody(none), Bytes{bytes}))
      << rows.status();
  EXPECT_EQ(read.points, domain::Points(5));
  EXPECT_EQ(some->points, domain::Points(5));
  EXPECT_FALSE(none.has_value());
  EXPECT_EQ(bytes, body);
  Rows bad = connection_->Query(SqlText("SELECT 'no body'"));
  EXPECT_FALSE(bad.Next(Body(read)));
  EXPECT_TRUE(absl::IsDataLoss(bad.status())) << bad.status();
}

TEST_F(ConnectionTest, ErrorsTellWhatFailed) {
  struct Row {
    const char* sql;
    StatusCode code;
  };
  for (const Row& row : {
           Row{"INSERT INTO counts VALUES (1, 1)", StatusCode::kAborted},
           Row{"INSERT INTO missing VALUES (1, 1)", StatusCode::kFailedPrecondition},
           Row{"INSERT INTO mysql.user VALUES (1)", StatusCode::kFailedPrecondition},
           Row{"SET GLOBAL max_connections = 1", StatusCode::kFailedPrecondition},
           Row{"SET SESSION no_such_variable = 1", StatusCode::kFailedPrecondition},
           Row{"INSERT INTO counts VALUES (3, 99999999999)", StatusCode::kDataLoss},
           Row{"INSERT INTO counts VALUES (3, 'three')", StatusCode::kDataLoss},
           Row{"INSERT INTO counts VALUES (3, 1 / 0)", StatusCode::kDataLoss},
           Row{"INSERT INTO counts VALUES (3, NULL)", StatusCode::kDataLoss},
           Row{"INSERT INTO", StatusCode::kDataLoss},
           Row{"", StatusCode::kDataLoss},
           // One statement is one statement.
           Row{"DELETE FROM counts; DELETE FROM counts", StatusCode::kDataLoss},
       }) {
    const absl::Status status = Run(row.sql);
    EXPECT_EQ(status.code(), row.code) << row.sql << ": " << status;
  }
  EXPECT_FALSE(connection_->is_lost());
  EXPECT_EQ(CountOf(1), 10);
}

TEST_F(ConnectionTest, QueryWithoutRowsAndRunWithRowsAreErrors) {
  Rows rows = connection_->Query(SqlText("DELETE FROM counts WHERE id = 3"));
  EXPECT_FALSE(rows.status().ok());
  EXPECT_FALSE(Connect(address_)->Run(SqlText("SELECT 1")).ok());
}

TEST_F(ConnectionTest, CommitKeepsAndRollbackDoesNot) {
  ASSERT_TRUE(connection_->Begin().ok());
  ASSERT_TRUE(Run("UPDATE counts SET n = 11 WHERE id = 1").ok());
  EXPECT_EQ(CountOf(1), 10);
  ASSERT_TRUE(connection_->Commit().ok());
  EXPECT_EQ(CountOf(1), 11);
  ASSERT_TRUE(connection_->Begin().ok());
  ASSERT_TRUE(Run("UPDATE counts SET n = 12 WHERE id = 1").ok());
  connection_->Rollback();
  EXPECT_EQ(CountOf(1), 11);
  connection_->Rollback();
  EXPECT_FALSE(connection_->is_lost());
}

TEST_F(ConnectionTest, ConnectionThatEndsRollsBack) {
  ASSERT_TRUE(connection_->Begin().ok());
  ASSERT_TRUE(Run("UPDATE counts SET n = 11 WHERE id = 1").ok());
  connection_.reset();
  const auto other = Connect(address_);
  ASSERT_TRUE(other->Run(SqlText("UPDATE counts SET n = n + 5 WHERE id = 1")).ok());
  EXPECT_EQ(CountOf(1), 15);
}

// The server itself would go on outside of the transaction.
TEST_F(ConnectionTest, NothingIsDoneInATransactionThatFailed) {
  ASSERT_TRUE(connection_->Begin().ok());
  ASSERT_TRUE(Run("UPDATE counts SET n = 11 WHERE id = 1").ok());
  const absl::Status first = Run("INSERT INTO counts VALUES (2, 2)");
  EXPECT_TRUE(absl::IsAborted(first)) << first;
  EXPECT_EQ(Run("UPDATE counts SET n = 12 WHERE id = 1"), first);
  EXPECT_EQ(connection_->Query(SqlText("SELECT 1")).status(), first);
  EXPECT_EQ(connection_->Commit(), first);
  EXPECT_EQ(CountOf(1), 10);
  // The next one is another matter.
  ASSERT_TRUE(connection_->Begin().ok());
  ASSERT_TRUE(Run("UPDATE counts SET n = 13 WHERE id = 1").ok());
  ASSERT_TRUE(connection_->Commit().ok());
  EXPECT_EQ(CountOf(1), 13);
}

TEST_F(ConnectionTest, TransactionSeesWhatOthersCommitStatementByStatement) {
  ASSERT_TRUE(connection_->Begin().ok());
  EXPECT_EQ(Ask(*connection_, "SELECT n FROM counts WHERE id = 1"), 10);
  ASSERT_TRUE(Connect(address_)->Run(SqlText("UPDATE counts SET n = 11 WHERE id = 1")).ok());
  EXPECT_EQ(Ask(*connection_, "SELECT n FROM counts WHERE id = 1"), 11);
}

TEST_F(ConnectionTest, SnapshotSeesOneStateFromItsBeginning) {
  ASSERT_TRUE(connection_->BeginSnapshot().ok());
  ASSERT_TRUE(Connect(address_)->Run(SqlText("UPDATE counts SET n = 11")).ok());
  EXPECT_EQ(Ask(*connection_, "SELECT n FROM counts WHERE id = 1"), 10);
  EXPECT_EQ(Ask(*connection_, "SELECT n FROM counts WHERE id = 2"), 20);
  connection_->Rollback();
  EXPECT_EQ(Ask(*connection_, "SELECT n FROM counts WHERE id = 1"), 11);
}

TEST_F(ConnectionTest, SnapshotChangesNothing) {
  ASSERT_TRUE(connection_->BeginSnapshot().ok());
  const absl::Status status = Run("UPDATE counts SET n = 11");
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  connection_->Rollback();
  EXPECT_EQ(CountOf(1), 10);
}

TEST_F(ConnectionTest, TransactionAfterASnapshotIsAnOrdinaryOne) {
  for (const bool commits : {true, false}) {
    ASSERT_TRUE(connection_->BeginSnapshot().ok());
    EXPECT_EQ(Ask(*connection_, "SELECT COUNT(*) FROM counts"), 2);
    if (commits) {
      EXPECT_TRUE(connection_->Commit().ok());
    } else {
      connection_->Rollback();
    }
    ASSERT_TRUE(connection_->Begin().ok());
    const std::int64_t before = Ask(*connection_, "SELECT n FROM counts WHERE id = 1");
    ASSERT_TRUE(Connect(address_)->Run(SqlText("UPDATE counts SET n = n + 1")).ok());
    EXPECT_EQ(Ask(*connection_, "SELECT n FROM counts WHERE id = 1"), before + 1);
    EXPECT_TRUE(Run("UPDATE counts SET n = n + 1").ok());
    EXPECT_TRUE(connection_->Commit().ok());
  }
}

TEST_F(ConnectionTest, LockThatIsNotGivenInTimeIsAborted) {
  ASSERT_TRUE(connection_->Begin().ok());
  ASSERT_TRUE(Run("UPDATE counts SET n = 11 WHERE id = 1").ok());
  Timeouts timeouts = ShortTimeouts();
  timeouts.io = std::chrono::seconds(30);
  const auto waiter = Connect(address_, timeouts);
  ASSERT_TRUE(waiter->Begin().ok());
  const absl::Status status = waiter->Run(SqlText("SELECT n FROM counts WHERE id = 1 FOR UPDATE"));
  EXPECT_TRUE(absl::IsAborted(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("1205"));
  EXPECT_FALSE(waiter->is_lost());
}

TEST_F(ConnectionTest, OneOfADeadlockIsAborted) {
  const auto other = Connect(address_);
  ASSERT_TRUE(connection_->Begin().ok());
  ASSERT_TRUE(other->Begin().ok());
  ASSERT_TRUE(Run("UPDATE counts SET n = 11 WHERE id = 1").ok());
  ASSERT_TRUE(other->Run(SqlText("UPDATE counts SET n = 21 WHERE id = 2")).ok());
  const auto finish = [](Connection& connection, const char* update) {
    absl::Status status = connection.Run(SqlText(update));
    if (status.ok()) status = connection.Commit();
    connection.Rollback();
    return status;
  };
  absl::Status one;
  std::thread thread([&] { one = finish(*connection_, "UPDATE counts SET n = 12 WHERE id = 2"); });
  const absl::Status two = finish(*other, "UPDATE counts SET n = 22 WHERE id = 1");
  thread.join();
  EXPECT_NE(one.ok(), two.ok()) << one << two;
  EXPECT_TRUE(one.ok() || absl::IsAborted(one)) << one;
  EXPECT_TRUE(two.ok() || absl::IsAborted(two)) << two;
  EXPECT_EQ(CountOf(1), one.ok() ? 11 : 22);
  EXPECT_EQ(CountOf(2), one.ok() ? 12 : 21);
}

TEST_F(ConnectionTest, SessionThatWasEndedIsLost) {
  EndSession();
  const absl::Status status = connection_->Query(SqlText("SELECT 1")).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_TRUE(connection_->is_lost());
  EXPECT_TRUE(absl::IsUnavailable(connection_->Begin()));
  connection_->Rollback();
}

TEST_F(ConnectionTest, TransactionOfASessionThatWasEndedIsUnavailable) {
  ASSERT_TRUE(connection_->Begin().ok());
  ASSERT_TRUE(Run("UPDATE counts SET n = 11 WHERE id = 1").ok());
  EndSession();
  EXPECT_TRUE(absl::IsUnavailable(Run("UPDATE counts SET n = 12 WHERE id = 1")));
  const absl::Status status = connection_->Commit();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_EQ(CountOf(1), 10);
}

TEST_F(ConnectionTest, CommitWithoutAnAnswerIsAborted) {
  ASSERT_TRUE(connection_->Begin().ok());
  ASSERT_TRUE(Run("UPDATE counts SET n = 11 WHERE id = 1").ok());
  EndSession();
  const absl::Status status = connection_->Commit();
  EXPECT_TRUE(absl::IsAborted(status)) << status;
  EXPECT_TRUE(connection_->is_lost());
}

TEST_F(ConnectionTest, ServerThatDoesNotAnswerInTimeIsLost) {
  const auto connection = Connect(address_, ShortTimeouts());
  const absl::Status status = connection->Query(SqlText("SELECT SLEEP(20)")).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_TRUE(connection->is_lost());
}

TEST_F(ConnectionTest, MayMoveBetweenThreads) {
  std::unique_ptr<Connection> connection;
  std::thread([&] { connection = Connect(address_); }).join();
  std::thread([&] { EXPECT_EQ(Ask(*connection, "SELECT n FROM counts WHERE id = 2"), 20); }).join();
  EXPECT_TRUE(connection->Begin().ok());
  std::thread([&] { connection.reset(); }).join();
}

TEST_F(ConnectionTest, CountsItsStatements) {
  const std::int64_t before = connection_->statements();
  EXPECT_GT(before, 0);
  EXPECT_TRUE(connection_->Begin().ok());
  EXPECT_TRUE(Run("UPDATE counts SET n = 11 WHERE id = 1").ok());
  EXPECT_TRUE(connection_->Commit().ok());
  connection_->Rollback();
  EXPECT_EQ(connection_->statements(), before + 3);
}

// Servers whose settings are changed.
class OwnServerTest : public ::testing::Test {
 protected:
  // As root, who is let in on the socket.
  void SetGlobal(const std::string& setting) {
    ServerAddress address;
    address.user = "root";
    address.socket = mariadb_.folder() + "/socket";
    address.database = "mysql";
    const auto root = Need(Connection::Open(address));
    const absl::Status set = root->Run(SqlText(absl::StrCat("SET GLOBAL ", setting)));
    EXPECT_TRUE(set.ok()) << set;
  }

  PrivateMariadb mariadb_;
  const std::string address_ = mariadb_.FreshDatabase();
};

TEST_F(OwnServerTest, SessionIsSetUpWhateverTheServersDefaults) {
  const std::string transaction = PrivateMariadb::IsMysql() ? "transaction" : "tx";
  for (const std::string& setting : std::vector<std::string>{
           transaction + "_isolation = 'SERIALIZABLE'", transaction + "_read_only = 1",
           "autocommit = 0", "sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'",
           "time_zone = '+03:00'", "character_set_server = latin1", "completion_type = 'CHAIN'",
           "innodb_lock_wait_timeout = 100000", "lock_wait_timeout = 100000",
           "wait_timeout = 1000"}) {
    SetGlobal(setting);
  }
  struct Row {
    std::string variable;
    const char* value;
  };
  const auto connection = Connect(address_);
  for (const Row& row : {
           Row{"character_set_client", "utf8mb4"},
           Row{"character_set_connection", "utf8mb4"},
           Row{"character_set_results", "utf8mb4"},
           Row{"collation_connection", "utf8mb4_bin"},
           Row{"time_zone", "+00:00"},
           Row{transaction + "_isolation", "READ-COMMITTED"},
           Row{transaction + "_read_only", "0"},
           Row{"autocommit", "1"},
           Row{"completion_type", "NO_CHAIN"},
           Row{"innodb_lock_wait_timeout", "5"},
           Row{"lock_wait_timeout", "5"},
           Row{"wait_timeout", "60"},
       }) {
    EXPECT_EQ(Ask<std::string>(*connection, absl::StrCat("SELECT @@", row.variable)), row.value)
        << row.variable;
  }
  const auto mode = Ask<std::string>(*connection, "SELECT @@sql_mode");
  EXPECT_THAT(mode, HasSubstr("STRICT_ALL_TABLES"));
  EXPECT_THAT(mode, Not(HasSubstr("NO_BACKSLASH_ESCAPES")));
  EXPECT_THAT(mode, Not(HasSubstr("ANSI_QUOTES")));
}

TEST_F(OwnServerTest, ServerThatIsReadOnlyIsReadOnly) {
  const auto connection = Connect(address_);
  ASSERT_TRUE(connection->Run(SqlText("CREATE TABLE t (a INT PRIMARY KEY)")).ok());
  SetGlobal("read_only = 1");
  const auto reader = Connect(address_);
  EXPECT_TRUE(reader->BeginSnapshot().ok());
  EXPECT_EQ(Ask(*reader, "SELECT COUNT(*) FROM t"), 0);
  const absl::Status begun = connection->Begin();
  EXPECT_TRUE(absl::IsUnavailable(begun)) << begun;
  // Another session may be led to another server.
  EXPECT_TRUE(connection->is_lost());
}

TEST_F(OwnServerTest, CommitIsRefusedByAServerThatBecameReadOnly) {
  const auto connection = Connect(address_);
  ASSERT_TRUE(connection->Run(SqlText("CREATE TABLE t (a INT PRIMARY KEY)")).ok());
  ASSERT_TRUE(connection->Begin().ok());
  ASSERT_TRUE(connection->Run(SqlText("INSERT INTO t VALUES (1)")).ok());
  SetGlobal("read_only = 1");
  const absl::Status committed = connection->Commit();
  EXPECT_TRUE(absl::IsUnavailable(committed)) << committed;
  EXPECT_EQ(Ask(*Connect(address_), "SELECT COUNT(*) FROM t"), 0);
}

}  // namespace
}  // namespace coalition::store::mysql
