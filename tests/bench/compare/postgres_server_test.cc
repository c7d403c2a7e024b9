#include "clients/bench/compare/postgres_server.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/bench/compare/work_folder.h"

namespace coalition::bench::compare {
namespace {

using ::testing::HasSubstr;

class PostgresFolders : public ::testing::Test {
 protected:
  void Install(const std::string& version, std::initializer_list<const char*> programs) {
    const std::filesystem::path bin = std::filesystem::path(root_->path()) / version / "bin";
    std::filesystem::create_directories(bin);
    for (const char* program : programs) {
      std::ofstream(bin / program) << "#!/bin/sh\n";
      std::filesystem::permissions(bin / program, std::filesystem::perms::owner_all);
    }
  }

  const std::unique_ptr<WorkFolder> root_ = *WorkFolder::Make("");
};

TEST_F(PostgresFolders, OfTheHighestVersionCount) {
  for (const char* version : {"9.6", "15", "13"}) {
    Install(version, {"postgres", "initdb", "psql", "pgbench"});
  }
  EXPECT_EQ(NewestPostgresFolder(root_->path()), root_->File("15/bin"));
}

TEST_F(PostgresFolders, WithoutPgbenchOrOfNoVersionDoNotCount) {
  Install("16", {"postgres", "initdb", "psql"});
  Install("other", {"postgres", "initdb", "psql", "pgbench"});
  EXPECT_EQ(NewestPostgresFolder(root_->path()), "");
}

TEST_F(PostgresFolders, MayBeMissingAltogether) {
  EXPECT_EQ(NewestPostgresFolder("/no/such/folder"), "");
}

TEST_F(PostgresFolders, ThatAreNamedMustHaveAllPrograms) {
  Options options;
  options.postgres_bin = root_->path();
  const auto programs = FindPostgres(options);
  EXPECT_TRUE(absl::IsFailedPrecondition(programs.status()));
  EXPECT_THAT(programs.status().message(), HasSubstr("pgbench"));
}

}  // namespace
}  // namespace coalition::bench::compare
