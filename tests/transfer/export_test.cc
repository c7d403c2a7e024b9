#include "server/store/transfer/export.h"

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "server/store/memory/memory_store.h"
#include "server/store/transfer/file_streams.h"
#include "tests/store/ledger_driver.h"
#include "tests/store/scenario.h"
#include "tests/store/store_contract.h"
#include "tests/transfer/moving.h"

namespace coalition::store::transfer {
namespace {

absl::Status GoOn(const Progress&) { return absl::OkStatus(); }

class ExportTest : public StoreContractTest {
 protected:
  ExportTest() { FillWithEverything(store()); }

  absl::StatusOr<PartialFile> Partial(std::string_view file) {
    StringSource source(file);
    return ReadPartialFile(source, &GoOn);
  }
  // What comes of it when the export goes on from a beginning of its file.
  absl::StatusOr<std::string> GoOnFrom(std::string_view begun) {
    const auto partial = Partial(begun);
    if (!partial.ok()) return partial.status();
    auto ledger = OpenLedger(store());
    if (!ledger.ok()) return ledger.status();
    if (absl::Status same = CheckUnchanged(partial->header, *ledger); !same.ok()) return same;
    StringSink sink(std::string(begun.substr(0, static_cast<std::size_t>(partial->bytes))));
    FrameWriter writer(sink, partial->header.id, partial->frames);
    const auto all = ExportLedger(*ledger, partial->next, partial->so_far, writer, &GoOn);
    if (!all.ok()) return all.status();
    return sink.bytes();
  }
};

TEST_P(ExportTest, GoesOnFromAnyByteAfterTheHeader) {
  const std::string file = ExportOf(store());
  std::size_t header_bytes = 0;
  while (!Partial(std::string_view(file).substr(0, header_bytes)).ok()) ++header_bytes;
  constexpr std::size_t kStride = 13;
  for (std::size_t size = header_bytes; size < file.size(); size += kStride) {
    // The store's order is the same each time, and so are the frames.
    const auto whole = GoOnFrom(std::string_view(file).substr(0, size));
    ASSERT_TRUE(whole.ok()) << size << ": " << whole.status();
    ASSERT_EQ(*whole, file) << size;
  }
}

TEST_P(ExportTest, GoesOnBeforeWhatWasDamagedByAPowerCut) {
  const std::string file = ExportOf(store());
  std::string torn = file.substr(0, file.size() * 3 / 4);
  torn.replace(file.size() / 2, 100, std::string(100, '\0'));
  const auto whole = GoOnFrom(torn);
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(*whole, file);
}

TEST_P(ExportTest, DoesNotGoOnWhenTheLedgerHasChanged) {
  const std::string file = ExportOf(store());
  LedgerDriver driver(store());
  ASSERT_TRUE(driver.Run({EarnPoints("meanwhile", kBakery, Member(1), 1)}).status.ok());
  const auto whole = GoOnFrom(std::string_view(file).substr(0, file.size() / 2));
  EXPECT_TRUE(absl::IsFailedPrecondition(whole.status())) << whole.status();
  EXPECT_THAT(whole.status().message(), testing::HasSubstr("--restart"));
}

TEST_P(ExportTest, ACompleteFileIsKnown) {
  const std::string file = ExportOf(store());
  EXPECT_TRUE(Partial(file)->is_complete);
  EXPECT_FALSE(Partial(std::string_view(file).substr(0, file.size() - 1))->is_complete);
}

TEST_P(ExportTest, WithoutANetworkThereIsNothing) {
  TempFolder folder;
  const auto empty = GetParam().open(folder.path());
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenLedger(*empty).status()));
}

COALITION_OVER_EVERY_STORE(ExportTest);

TEST(FileStreamsTest, AFileIsItsOwnersAlone) {
  TempFolder folder;
  const std::string path = folder.path() + "/ledger.export";
  const auto file = OpenToWrite(path);
  ASSERT_TRUE(file.ok()) << file.status();
  FileSink sink(*file, [] { return false; });
  ASSERT_TRUE(sink.Write("abc").ok());
  ASSERT_TRUE(sink.Sync().ok());
  EXPECT_EQ(file->FileBytes(), 3);
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenToWrite(path).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(OpenToRead(folder.path() + "/none").status()));
}

TEST(FileStreamsTest, AFullDiskIsSaid) {
  const auto file = OpenToWrite("/dev/full");
  ASSERT_TRUE(file.ok()) << file.status();
  FileSink sink(*file, [] { return false; });
  const absl::Status written = sink.Write("abc");
  EXPECT_TRUE(absl::IsUnavailable(written)) << written;
}

TEST(FileStreamsTest, WaitingEndsWhenStopped) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Descriptor out(ends[0], "a pipe", true);
  const Descriptor in(ends[1], "a pipe", true);
  int asked = 0;
  FileSource source(out, [&] { return ++asked > 2; });
  char byte = 0;
  EXPECT_TRUE(absl::IsCancelled(source.Read(&byte, 1).status()));
  FileSink sink(in, [&] { return ++asked > 100; });
  absl::Status written;
  for (int i = 0; i < 1'000 && written.ok(); ++i) written = sink.Write(std::string(4096, 'x'));
  EXPECT_TRUE(absl::IsCancelled(written)) << written;
}

}  // namespace
}  // namespace coalition::store::transfer
