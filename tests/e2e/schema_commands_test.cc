// `coalitiond migrate`, `coalitiond schema --check`, and serving with --no-migrate, over the kind
// of database that the program is linked with.

#include "server/main/schema_commands.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/e2e/database.h"
#include "tests/testing/child_process.h"
#include "tests/testing/server_process.h"

namespace coalition::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_processes::ChildProcess;
using testing_processes::Exit;
using testing_processes::Finished;
using testing_processes::RunProgram;
using testing_processes::ServerProcess;

constexpr std::chrono::minutes kPatience{2};

Finished Migrate(const std::string& store) {
  return RunProgram(COALITIOND_PATH, {"migrate", "--store=" + store});
}
Finished Check(const std::string& store) {
  return RunProgram(COALITIOND_PATH, {"schema", "--check", "--store=" + store});
}

void ExpectExit(const Finished& finished, SchemaExit code) {
  EXPECT_EQ(finished.exit, (Exit{static_cast<int>(code), 0})) << finished.ToString();
}

std::size_t TimesIn(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

class SchemaCommandsTest : public testing::Test {
 protected:
  std::string store() const { return database_->address(); }

  absl::StatusOr<std::unique_ptr<ServerProcess>> Serve(std::vector<std::string> flags = {}) {
    return ServerProcess::Start({.flags = std::move(flags), .store_address = store()});
  }
  // --check says so and changes nothing.
  void ExpectChecked(SchemaExit code, const std::string& said) {
    const std::string before = database_->Content();
    const Finished checked = Check(store());
    ExpectExit(checked, code);
    EXPECT_THAT(checked.out + checked.err, HasSubstr(said));
    EXPECT_THAT(checked.out, HasSubstr("program: migration"));
    EXPECT_EQ(database_->Content(), before);
  }
  // Neither migrate nor a start touches it.
  void ExpectRefused(SchemaExit code, const std::string& said) {
    ExpectChecked(code, said);
    const std::string before = database_->Content();
    const Finished migrated = Migrate(store());
    ExpectExit(migrated, code);
    EXPECT_THAT(migrated.err, HasSubstr(said));
    EXPECT_EQ(migrated.out, "");
    for (const std::vector<std::string>& flags :
         std::vector<std::vector<std::string>>{{}, {"--no-migrate"}}) {
      EXPECT_THAT(std::string(Serve(flags).status().message()), HasSubstr(said));
    }
    EXPECT_EQ(TimesIn(database_->Content(), "0001_initial"), TimesIn(before, "0001_initial"));
  }

  const std::unique_ptr<Database> database_ = NewDatabase();
};

TEST_F(SchemaCommandsTest, WhereThereIsNoLedgerThatIsSaidAndNothingIsMade) {
  ExpectChecked(SchemaExit::kAbsent, "there is no ledger");
  const std::string before = database_->Content();
  const auto server = Serve({"--no-migrate"});
  EXPECT_THAT(std::string(server.status().message()), HasSubstr("`coalitiond migrate`"));
  EXPECT_EQ(database_->Content(), before);
}

TEST_F(SchemaCommandsTest, MigrateMakesASchemaOnce) {
  const Finished first = Migrate(store());
  ExpectExit(first, SchemaExit::kCurrent);
  EXPECT_THAT(first.out, HasSubstr("applied migration 1 (0001_initial)\n"));
  EXPECT_EQ(TimesIn(first.out, "applied"), static_cast<std::size_t>(database_->migrations()));
  ExpectChecked(SchemaExit::kCurrent, absl::StrCat("migration ", database_->migrations(), " ("));
  const Finished again = Migrate(store());
  ExpectExit(again, SchemaExit::kCurrent);
  EXPECT_THAT(again.out, HasSubstr("nothing to do"));
  EXPECT_THAT(again.out, Not(HasSubstr("applied")));
  const auto server = Serve({"--no-migrate"});
  EXPECT_TRUE(server.ok()) << server.status();
}

TEST_F(SchemaCommandsTest, WhatIsMissingIsToldAndAppliedByMigrateOnly) {
  const int missing = database_->MakeBehind();
  ExpectChecked(SchemaExit::kBehind, absl::StrCat("by ", missing, " of ", database_->migrations()));
  EXPECT_THAT(Check(store()).out, HasSubstr("missing  "));
  const auto refused = Serve({"--no-migrate"});
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("`coalitiond migrate`"));
  ExpectChecked(SchemaExit::kBehind, "missing  ");
  const Finished migrated = Migrate(store());
  ExpectExit(migrated, SchemaExit::kCurrent);
  EXPECT_EQ(TimesIn(migrated.out, "applied"), static_cast<std::size_t>(missing));
  ExpectChecked(SchemaExit::kCurrent, "equal    ");
}

TEST_F(SchemaCommandsTest, AStartBringsTheSchemaUpUnlessItIsToldNotTo) {
  database_->MakeBehind();
  {
    const auto server = Serve();
    ASSERT_TRUE(server.ok()) << server.status();
    ExpectExit(Check(store()), SchemaExit::kCurrent);
  }
  ExpectExit(Check(store()), SchemaExit::kCurrent);
}

TEST_F(SchemaCommandsTest, ANewerSchemaIsRefused) {
  ExpectExit(Migrate(store()), SchemaExit::kCurrent);
  database_->Record(database_->migrations() + 1, "0099_of_tomorrow", "00ff");
  ExpectRefused(SchemaExit::kAhead, "newer than this program");
  EXPECT_THAT(Check(store()).out, HasSubstr("unknown  0099_of_tomorrow 00ff"));
}

TEST_F(SchemaCommandsTest, AMigrationThatWasAnotherThenIsRefused) {
  ExpectExit(Migrate(store()), SchemaExit::kCurrent);
  database_->Run("UPDATE " + database_->record() + " SET checksum = '00ff' WHERE number = 1");
  ExpectRefused(SchemaExit::kAltered, "in another form");
  EXPECT_THAT(Check(store()).out, HasSubstr("altered  0001_initial 00ff, the program has "));
}

TEST_F(SchemaCommandsTest, ARecordWithAGapIsRefused) {
  ExpectExit(Migrate(store()), SchemaExit::kCurrent);
  database_->Run("DELETE FROM " + database_->record() + " WHERE number = 1");
  database_->Record(database_->migrations() + 1, "0099_of_tomorrow", "00ff");
  ExpectRefused(SchemaExit::kAltered, "migration 1 is not recorded");
}

TEST_F(SchemaCommandsTest, WhereNoLedgerCanBeThatIsSaid) {
  for (const std::string& address : database_->AwayAddresses()) {
    for (const Finished& finished : {Check(address), Migrate(address)}) {
      ExpectExit(finished, SchemaExit::kUnreachable);
      EXPECT_EQ(finished.out, "") << address;
      EXPECT_NE(finished.err, "") << address;
    }
  }
}

TEST_F(SchemaCommandsTest, SeveralMayMigrateAtOnce) {
  constexpr int kPrograms = 6;
  for (const bool behind : {false, true}) {
    const auto database = NewDatabase();
    const int missing = behind ? database->MakeBehind() : database->migrations();
    std::vector<std::unique_ptr<ChildProcess>> programs;
    for (int i = 0; i < kPrograms; ++i) {
      auto program =
          ChildProcess::Start(COALITIOND_PATH, {"migrate", "--store=" + database->address()});
      ASSERT_TRUE(program.ok()) << program.status();
      programs.push_back(*std::move(program));
    }
    std::string said;
    for (const auto& program : programs) {
      EXPECT_EQ(program->Wait(kPatience), (Exit{0, 0})) << program->err();
      said += program->out();
    }
    EXPECT_EQ(TimesIn(said, "applied"), static_cast<std::size_t>(missing)) << said;
    ExpectExit(Check(database->address()), SchemaExit::kCurrent);
  }
}

TEST_F(SchemaCommandsTest, ALedgerInUseIsReadAndNotInTheWay) {
  const auto server = Serve();
  ASSERT_TRUE(server.ok()) << server.status();
  ExpectChecked(SchemaExit::kCurrent, "equal    ");
  const Finished migrated = Migrate(store());
  ExpectExit(migrated, SchemaExit::kCurrent);
  EXPECT_THAT(migrated.out, HasSubstr("nothing to do"));
  (*server)->Kill9();
  ExpectChecked(SchemaExit::kCurrent, "equal    ");
  EXPECT_TRUE((*server)->Restart().ok());
}

TEST(SchemaCommandLines, AreRefusedWhenTheyAreUnclear) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"migrate"}, "--store is required"},
      {{"schema", "--check"}, "--store is required"},
      {{"schema", "--store=memory:"}, "--check is required"},
      {{"migrate", "--store=memory:"}, "has no schema"},
      {{"schema", "--check", "--store=memory:"}, "has no schema"},
      {{"migrate", "--store=postgres:x"}, "a store is"},
      {{"schema", "--check", "--store=mysql://u:secret@h/d"}, "password"},
      {{"migrate", "--store=sqlite:x", "--listen=127.0.0.1:0"}, "--listen"},
      {{"upgrade", "--store=sqlite:x"}, "upgrade"},
      {{"--store=memory:"}, "--operator-key-file is required"},
      {{"--operator-key-file=x"}, "--store is required"},
  };
  for (const auto& [arguments, because] : cases) {
    const Finished finished = RunProgram(COALITIOND_PATH, arguments);
    ASSERT_TRUE(finished.exit.has_value()) << finished.ToString();
    EXPECT_EQ(finished.exit->signal, 0) << finished.ToString();
    EXPECT_NE(finished.exit->code, 0) << finished.ToString();
    EXPECT_THAT(finished.err + finished.out, HasSubstr(because));
    EXPECT_THAT(finished.err + finished.out, Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace coalition::e2e
