#include "clients/bench/compare/mariadb_server.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/bench/compare/work_folder.h"
#include "server/store/mysql/server_address.h"

namespace coalition::bench::compare {
namespace {

using ::testing::HasSubstr;

TEST(AddressOnSocket, IsWhatTheServerReads) {
  for (const char* socket : {"/tmp/coalition-compare-aB3_x/mariadb/socket", "/a b/%41&?#=+é/s"}) {
    const auto address = store::mysql::ParseServerAddress(AddressOnSocket(socket, "ledger"));
    ASSERT_TRUE(address.ok()) << address.status();
    EXPECT_EQ(address->socket, socket);
    EXPECT_EQ(address->user, "root");
    EXPECT_EQ(address->database, "ledger");
    EXPECT_EQ(address->host, "");
  }
}

TEST(FindMariadb, LooksInTheFolderThatIsNamedOnly) {
  const auto folder = *WorkFolder::Make("");
  Options options;
  options.mariadb_bin = folder->path();
  const auto programs = FindMariadb(options);
  EXPECT_TRUE(absl::IsFailedPrecondition(programs.status()));
  EXPECT_THAT(programs.status().message(), HasSubstr("no mariadbd in " + folder->path()));
  EXPECT_THAT(programs.status().message(), HasSubstr("deploy/packages.sh bench"));
}

}  // namespace
}  // namespace coalition::bench::compare
