// `coalitiond export` and `coalitiond import`: what they refuse, and what they survive.
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/transfer/moved_network.h"

namespace coalition::e2e {
namespace {

using testing::HasSubstr;
using testing_processes::Finished;
using testing_processes::ReadFileOrEmpty;
using testing_processes::WriteFile;

class TransferDamageTest : public MovedNetworkTest {
 protected:
  std::string There() const { return "sqlite:" + folder_.File("there"); }

  static void Expect(const Finished& finished, const testing_processes::Exit& exit,
                     const std::string& says) {
    EXPECT_EQ(finished.exit, exit) << finished.ToString();
    EXPECT_THAT(finished.err, HasSubstr(says));
  }
  // On a disk that lets no file become larger. What is over fails, as on a full one.
  static Finished RunWithin(int kib, const std::vector<std::string>& arguments) {
    std::string script =
        absl::StrCat("trap '' XFSZ; ulimit -f ", kib, "; exec '", Coalitiond(), "'");
    for (const std::string& argument : arguments) absl::StrAppend(&script, " '", argument, "'");
    return testing_processes::RunProgram("/bin/bash", {"-c", script});
  }
};

TEST_F(TransferDamageTest, ARunningServerKeepsItsLedger) {
  source_.Restart();
  Expect(Run(ExportTo(SourceStore(), File())), kRefused, "in use by another server");
  EXPECT_TRUE(source_.process().Terminate().ok());
  Succeed(ExportTo(SourceStore(), File()));
}

TEST_F(TransferDamageTest, WhatIsNotThereIsNotMade) {
  const std::string nowhere = folder_.File("nowhere");
  Expect(Run(ExportTo("sqlite:" + nowhere, File())), kRefused, "there is no ledger in");
  EXPECT_FALSE(std::filesystem::exists(nowhere));
  Expect(Run(ImportFrom("sqlite:" + nowhere, File())), kRefused, "cannot open");
  EXPECT_FALSE(std::filesystem::exists(nowhere));
}

TEST_F(TransferDamageTest, WrongFlagsAreSaid) {
  Expect(Run({"import", "--store=" + There()}), kRefused, "either --in or --drop");
  Expect(Run({"export", "--store=" + SourceStore()}), kRefused, "--out is required");
  Succeed(ExportTo(SourceStore(), File()));
  Expect(Run({"import", "--store=" + There(), "--in=" + File(), "--lanes=65"}), kRefused,
         "--lanes");
  Expect(Run({"import", "--store=" + There(), "--in=" + File(), "--lanes=2"}), kRefused,
         "only a ledger in MySQL has several lanes");
  Expect(Run(ImportFrom("memory:", File())), kRefused, "is gone when the import ends");
  EXPECT_THAT(Run({"import", "--help"}).out, HasSubstr("Exit codes"));
}

TEST_F(TransferDamageTest, ANetworkIsNotOverwritten) {
  Succeed(ExportTo(SourceStore(), File()));
  Expect(Run(ImportFrom(SourceStore(), File())), kRefused, "there is a network already");
  Expect(Run({"import", "--store=" + SourceStore(), "--in=" + File(), "--restart"}), kRefused,
         "there is a network already");
  Succeed({"import", "--store=" + SourceStore(), "--drop"});
  ExpectServes(SourceStore());
}

TEST_F(TransferDamageTest, AFileIsNotOverwritten) {
  Succeed(ExportTo(SourceStore(), File()));
  Expect(Run(ExportTo(SourceStore(), File())), kRefused, "is complete already");
  WriteFile(folder_.File("letter"), "Dear Sir or Madam, we write to you today about your ledger.");
  Expect(Run(ExportTo(SourceStore(), folder_.File("letter"))), kRefused, "is no file of");
  EXPECT_THAT(ReadFileOrEmpty(folder_.File("letter")), testing::StartsWith("Dear Sir"));
  auto anew = ExportTo(SourceStore(), File());
  anew.emplace_back("--restart");
  Succeed(anew);
}

TEST_F(TransferDamageTest, ADamagedFileIsFound) {
  Succeed(ExportTo(SourceStore(), File()));
  const std::string whole = ReadFileOrEmpty(File());
  std::string damaged = whole;
  damaged[whole.size() / 2] ^= 1;
  WriteFile(File(), damaged);
  Expect(Run(ImportFrom(There(), File())), kDamaged, "was altered or damaged: frame ");
  WriteFile(File(), whole.substr(0, whole.size() / 2));
  Expect(Run(ImportFrom(There(), File())), kCanGoOn, "it is not complete");
  WriteFile(File(), whole);
  auto import = ImportFrom(There(), File());
  import.emplace_back("--no-audit");
  const auto imported = Run(import);
  ASSERT_EQ(imported.exit, kDone) << imported.ToString();
  EXPECT_THAT(imported.err, testing::Not(HasSubstr("recomputing")));
  ExpectServes(There());
}

TEST_F(TransferDamageTest, AnImportCanBeDropped) {
  Succeed(ExportTo(SourceStore(), File()));
  const std::string whole = ReadFileOrEmpty(File());
  const std::string part = folder_.File("part.export");
  WriteFile(part, whole.substr(0, whole.size() / 2));
  Expect(Run(ImportFrom(There(), part)), kCanGoOn, "the same command goes on");
  Expect(Run(ExportTo(There(), folder_.File("x"))), kRefused, "is not finished");
  const std::string other = folder_.File("other.export");
  Succeed(ExportTo(SourceStore(), other));
  Expect(Run(ImportFrom(There(), other)), kRefused, "this is another file");
  auto anew = ImportFrom(There(), other);
  anew.emplace_back("--restart");
  Succeed(anew);
  ExpectServes(There());
}

TEST_F(TransferDamageTest, AFullDiskIsSaidAndGoneOnWith) {
  constexpr int kFileKib = 1'024;
  Expect(RunWithin(kFileKib, ExportTo(SourceStore(), File())), kCanGoOn, "File too large");
  Succeed(ExportTo(SourceStore(), File()));
  const auto full = RunWithin(kFileKib, ImportFrom(There(), File()));
  Expect(full, kCanGoOn, "the same command goes on");
  Succeed(ImportFrom(There(), File()));
  ExpectServes(There());
}

}  // namespace
}  // namespace coalition::e2e
