#include "clients/bench/compare/work_folder.h"

#include <filesystem>
#include <fstream>

#include "gtest/gtest.h"

namespace coalition::bench::compare {
namespace {

TEST(WorkFolder, IsDeletedWithAllThatIsInIt) {
  auto folder = WorkFolder::Make("");
  ASSERT_TRUE(folder.ok()) << folder.status();
  const std::string path = (*folder)->path();
  std::filesystem::create_directories((*folder)->File("deep/er"));
  std::ofstream((*folder)->File("deep/er/file")) << "content";
  EXPECT_EQ(ReadWholeFile((*folder)->File("deep/er/file")), "content");
  folder->reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(WorkFolder, IsMadeWhereItIsAskedFor) {
  const auto outer = WorkFolder::Make("");
  const auto inner = WorkFolder::Make((*outer)->path());
  ASSERT_TRUE(inner.ok()) << inner.status();
  EXPECT_TRUE((*inner)->path().starts_with((*outer)->path() + "/"));
}

TEST(WorkFolder, CannotBeMadeNowhere) { EXPECT_FALSE(WorkFolder::Make("/no/such/folder").ok()); }

TEST(FreeBytes, AreToldOfFoldersThatExist) {
  EXPECT_TRUE(FreeBytes("/").ok());
  EXPECT_FALSE(FreeBytes("/no/such/folder").ok());
}

TEST(ReadWholeFile, OfWhatIsNotThereIsEmpty) { EXPECT_EQ(ReadWholeFile("/no/such/file"), ""); }

}  // namespace
}  // namespace coalition::bench::compare
