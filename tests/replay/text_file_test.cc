#include "clients/replay/text_file.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/testing/child_process.h"

namespace coalition::replay {
namespace {

using testing_processes::ReadFileOrEmpty;
using testing_processes::TemporaryFolder;
using testing_processes::WriteFile;

void WriteGzip(const std::string& path, const std::string& content) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
  gzclose(file);
}

TEST(ReadTextFileTest, ReadsPlainAndPackedAlike) {
  const TemporaryFolder folder;
  std::string content;
  for (int i = 0; i < 100'000; ++i) content += std::to_string(i) + ",x\n";
  WriteFile(folder.File("plain.csv"), content);
  WriteGzip(folder.File("packed.csv.gz"), content);
  EXPECT_EQ(ReadTextFile(folder.File("plain.csv")).value(), content);
  EXPECT_EQ(ReadTextFile(folder.File("packed.csv.gz")).value(), content);
}

TEST(ReadTextFileTest, EmptyFileIsEmpty) {
  const TemporaryFolder folder;
  WriteFile(folder.File("empty"), "");
  EXPECT_EQ(ReadTextFile(folder.File("empty")).value(), "");
}

TEST(ReadTextFileTest, CutOffGzipIsAnError) {
  const TemporaryFolder folder;
  std::string content;
  for (int i = 0; i < 100'000; ++i) content += std::to_string(i) + ",x\n";
  WriteGzip(folder.File("packed.gz"), content);
  const std::string packed = ReadFileOrEmpty(folder.File("packed.gz"));
  WriteFile(folder.File("cut.gz"), packed.substr(0, packed.size() / 2));
  EXPECT_FALSE(ReadTextFile(folder.File("cut.gz")).ok());
}

TEST(ReadTextFileTest, MissingFileIsNamed) {
  const auto text = ReadTextFile("/nowhere/invoices.csv");
  ASSERT_FALSE(text.ok());
  EXPECT_NE(text.status().message().find("/nowhere/invoices.csv"), std::string::npos);
}

}  // namespace
}  // namespace coalition::replay
