#include "server/store/mysql/error.h"

#include <stdexcept>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace coalition::store::mysql {
namespace {

using absl::StatusCode;
using ::testing::HasSubstr;
using ::testing::Not;

struct Row {
  int number;
  const char* sqlstate;
  StatusCode code;
  StatusCode at_commit;
  bool ends_session;
};

constexpr Row kRows[] = {
    // Conflicts.
    {1213, "40001", StatusCode::kAborted, StatusCode::kAborted, false},
    {1205, "HY000", StatusCode::kAborted, StatusCode::kAborted, false},
    {1062, "23000", StatusCode::kAborted, StatusCode::kAborted, false},
    {1586, "23000", StatusCode::kAborted, StatusCode::kAborted, false},
    {1022, "23000", StatusCode::kAborted, StatusCode::kAborted, false},
    {1020, "HY000", StatusCode::kAborted, StatusCode::kAborted, false},
    {1180, "HY000", StatusCode::kAborted, StatusCode::kAborted, false},
    {1317, "70100", StatusCode::kAborted, StatusCode::kAborted, false},
    {1412, "HY000", StatusCode::kAborted, StatusCode::kAborted, false},
    {1689, "HY000", StatusCode::kAborted, StatusCode::kAborted, false},
    {3101, "40000", StatusCode::kAborted, StatusCode::kAborted, false},
    {9999, "40001", StatusCode::kAborted, StatusCode::kAborted, false},
    // Not a server to write to, or not now.
    {1290, "HY000", StatusCode::kUnavailable, StatusCode::kUnavailable, true},
    {1836, "HY000", StatusCode::kUnavailable, StatusCode::kUnavailable, true},
    {1047, "08S01", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {3032, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {3100, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    // Not enough of something.
    {1021, "HY000", StatusCode::kUnavailable, StatusCode::kUnavailable, false},
    {1114, "HY000", StatusCode::kUnavailable, StatusCode::kUnavailable, false},
    {1026, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, false},
    {1030, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, false},
    {1040, "08004", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {1041, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, false},
    {1203, "42000", StatusCode::kUnavailable, StatusCode::kAborted, false},
    {1226, "42000", StatusCode::kUnavailable, StatusCode::kAborted, false},
    {1969, "70100", StatusCode::kUnavailable, StatusCode::kAborted, false},
    {3024, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, false},
    // The connection.
    {2002, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {2003, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {2005, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {2006, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {2013, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {2026, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {2055, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {1053, "08S01", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {1077, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {1078, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {1079, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {1080, "08S01", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {1158, "08S01", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {1927, "70100", StatusCode::kUnavailable, StatusCode::kAborted, true},
    {4031, "HY000", StatusCode::kUnavailable, StatusCode::kAborted, true},
    // Somebody has to set something up.
    {1044, "42000", StatusCode::kFailedPrecondition, StatusCode::kAborted, false},
    {1045, "28000", StatusCode::kFailedPrecondition, StatusCode::kAborted, false},
    {1049, "42000", StatusCode::kFailedPrecondition, StatusCode::kAborted, false},
    {1130, "HY000", StatusCode::kFailedPrecondition, StatusCode::kAborted, false},
    {1142, "42000", StatusCode::kFailedPrecondition, StatusCode::kAborted, false},
    {1146, "42S02", StatusCode::kFailedPrecondition, StatusCode::kAborted, false},
    {1153, "08S01", StatusCode::kFailedPrecondition, StatusCode::kAborted, true},
    {1193, "HY000", StatusCode::kFailedPrecondition, StatusCode::kAborted, false},
    {1665, "HY000", StatusCode::kFailedPrecondition, StatusCode::kAborted, false},
    {1698, "28000", StatusCode::kFailedPrecondition, StatusCode::kAborted, false},
    {2020, "HY000", StatusCode::kFailedPrecondition, StatusCode::kAborted, true},
    {2059, "HY000", StatusCode::kFailedPrecondition, StatusCode::kAborted, true},
    {9999, "28000", StatusCode::kFailedPrecondition, StatusCode::kAborted, false},
    // What this program should not make a healthy server say.
    {1054, "42S22", StatusCode::kDataLoss, StatusCode::kAborted, false},
    {1064, "42000", StatusCode::kDataLoss, StatusCode::kAborted, false},
    {1105, "HY000", StatusCode::kDataLoss, StatusCode::kAborted, false},
    {1264, "22003", StatusCode::kDataLoss, StatusCode::kAborted, false},
    {1366, "22007", StatusCode::kDataLoss, StatusCode::kAborted, false},
    {1406, "22001", StatusCode::kDataLoss, StatusCode::kAborted, false},
    {1792, "25006", StatusCode::kDataLoss, StatusCode::kAborted, false},
    {0, "", StatusCode::kDataLoss, StatusCode::kAborted, true},
};

TEST(MysqlErrorTest, EachNumberHasItsMeaning) {
  for (const Row& row : kRows) {
    const ServerError error{row.number, row.sqlstate, "words"};
    EXPECT_EQ(ErrorOf(error, "SELECT 1").code(), row.code) << row.number;
    EXPECT_EQ(CommitErrorOf(error).code(), row.at_commit) << row.number;
    EXPECT_EQ(EndsSession(error), row.ends_session) << row.number;
  }
}

TEST(MysqlErrorTest, MessageHasTheServersWordsAndTheStatementsBeginning) {
  const ServerError error{1146, "42S02", "Table 'a.b' doesn't exist"};
  EXPECT_EQ(ErrorOf(error, "SELECT x FROM b").message(),
            "mysql 1146 42S02 (Table 'a.b' doesn't exist) at: SELECT x FROM b");
}

TEST(MysqlErrorTest, MessageHasNoLiterals) {
  const absl::Status status = ErrorOf({1062, "23000", "words"}, "INSERT INTO t VALUES ('Ada')");
  EXPECT_EQ(status.message(), "mysql 1062 23000 (words) at: INSERT INTO t VALUES (...");
}

TEST(MysqlErrorTest, MessageHasEightyBytesOfAStatement) {
  const ServerError error{1064, "42000", "words"};
  const std::string eighty(80, 'x');
  EXPECT_THAT(std::string(ErrorOf(error, eighty).message()), HasSubstr(" at: " + eighty));
  EXPECT_THAT(std::string(ErrorOf(error, eighty).message()), Not(HasSubstr("...")));
  EXPECT_THAT(std::string(ErrorOf(error, eighty + "y").message()), HasSubstr(eighty + "..."));
}

TEST(MysqlErrorTest, WhatIsNotOfTheDriverHasNoNumber) {
  const ServerError error = ServerErrorOf(std::runtime_error("words"));
  EXPECT_EQ(error.number, 0);
  EXPECT_EQ(error.message, "words");
}

}  // namespace
}  // namespace coalition::store::mysql
