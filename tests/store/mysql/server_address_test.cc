#include "server/store/mysql/server_address.h"

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/testing/child_process.h"

namespace coalition::store::mysql {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Tls = ServerAddress::Tls;

constexpr char kVariable[] = "COALITION_MYSQL_PASSWORD";

class ServerAddressTest : public ::testing::Test {
 protected:
  ServerAddressTest() { unsetenv(kVariable); }
  ~ServerAddressTest() override { unsetenv(kVariable); }

  std::string PasswordFile(const std::string& content) {
    testing_processes::WriteFile(folder_.File("password"), content);
    return folder_.File("password");
  }
  std::string AddressWith(const std::string& password_file) {
    return "mysql://u@h/d?password_file=" + password_file;
  }

  const testing_processes::TemporaryFolder folder_;
};

std::string PartsOf(const ServerAddress& address) {
  return absl::StrCat(address.user, "|", address.password, "|", address.host, "|", address.port,
                      "|", address.socket, "|", address.database, "|",
                      address.tls == Tls::kVerified ? "verified" : "off", "|", address.tls_ca, "|",
                      address.tls_certificate, "|", address.tls_key);
}

TEST_F(ServerAddressTest, ReadsEachPart) {
  struct Row {
    const char* address;
    const char* parts;
  };
  for (const Row& row : {
           Row{"mysql://u@h/d", "u||h|3306||d|off|||"},
           Row{"mysql://u@h:1/d", "u||h|1||d|off|||"},
           Row{"mysql://u@h:65535/d", "u||h|65535||d|off|||"},
           Row{"mysql://u@127.0.0.1/d", "u||127.0.0.1|3306||d|off|||"},
           Row{"mysql://u@[::1]/d", "u||::1|3306||d|off|||"},
           Row{"mysql://u@[::ffff:1.2.3.4]:33/d", "u||::ffff:1.2.3.4|33||d|off|||"},
           Row{"mysql://u%40x%3a@db-1.example/a%2Db", "u@x:||db-1.example|3306||a-b|off|||"},
           Row{"mysql://u@/d?socket=/run/my%20sql", "u|||3306|/run/my sql|d|off|||"},
           Row{"mysql://u@h/d?tls=off", "u||h|3306||d|off|||"},
           Row{"mysql://u@h/d?tls_ca=/c@a.pem", "u||h|3306||d|verified|/c@a.pem||"},
           Row{"mysql://u@h/d?tls_key=k&tls_certificate=c&tls_ca=a&tls=verified",
               "u||h|3306||d|verified|a|c|k"},
       }) {
    const absl::StatusOr<ServerAddress> address = ParseServerAddress(row.address);
    ASSERT_TRUE(address.ok()) << row.address << ": " << address.status();
    EXPECT_EQ(PartsOf(*address), row.parts) << row.address;
  }
}

TEST_F(ServerAddressTest, RefusesAllElse) {
  for (const char* address : {
           "",
           "mysql",
           "mysql:",
           "mysql://",
           "MYSQL://u@h/d",
           "mysqlx://u@h/d",
           " mysql://u@h/d",
           "mysql://u@h",
           "mysql://u@h/",
           "mysql://u@h/?tls=off",
           "mysql://h/d",
           "mysql://@h/d",
           "mysql://u:p@h/d",
           "mysql://u:@h/d",
           "mysql://:p@h/d",
           "mysql://u:p/w@h/d",
           "mysql://u@v@h/d",
           "mysql://u@/d",
           "mysql://u@:3306/d",
           "mysql://u@h:/d",
           "mysql://u@h:0/d",
           "mysql://u@h:65536/d",
           "mysql://u@h:99999999999/d",
           "mysql://u@h:-1/d",
           "mysql://u@h:+1/d",
           "mysql://u@h: 1/d",
           "mysql://u@h:1x/d",
           "mysql://u@h:1:2/d",
           "mysql://u@h,i/d",
           "mysql://u@h i/d",
           "mysql://u@h%2e/d",
           "mysql://u@::1/d",
           "mysql://u@[::1/d",
           "mysql://u@[]/d",
           "mysql://u@[h]/d",
           "mysql://u@[::1]3/d",
           "mysql://u@[::1]:/d",
           "mysql://u@h/d/e",
           "mysql://u@h/d%2Fe",
           "mysql://u@h/d%00",
           "mysql://u@h/d%",
           "mysql://u@h/d%2",
           "mysql://u@h/d%2g",
           "mysql://u@h/d e",
           "mysql://u@h/d\n",
           "mysql://u@h/d#e",
           "mysql://u@h/d?",
           "mysql://u@h/d?&",
           "mysql://u@h/d?tls=off&",
           "mysql://u@h/d?tls",
           "mysql://u@h/d?tls=",
           "mysql://u@h/d?tls=on",
           "mysql://u@h/d?TLS=off",
           "mysql://u@h/d?tls=off&tls=off",
           "mysql://u@h/d?tls=off?",
           "mysql://u@h/d?tls=verified",
           "mysql://u@h/d?tls=off&tls_ca=/ca.pem",
           "mysql://u@h/d?tls_key=k&tls_certificate=c",
           "mysql://u@h/d?tls_ca=a&tls_key=k",
           "mysql://u@h/d?tls_ca=a&tls_certificate=c",
           "mysql://u@h/d?password=p",
           "mysql://u@h/d?user=u",
           "mysql://u@h/d?socket=/run/mysql",
           "mysql://u@/d?socket=run/mysql",
           "mysql://u@/d?socket=/run/mysql&tls_ca=a",
           "mysql://u@h/d?password_file=/nowhere/at/all",
           "mysql://u@h/d?password_file=/tmp",
       }) {
    const absl::Status status = ParseServerAddress(address).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << address << ": " << status;
  }
}

TEST_F(ServerAddressTest, NeverRepeatsAPassword) {
  for (const char* address :
       {"mysql://u:secret@h/d", "mysql://u:secret/@h/d", "mysql://u@secret@h/d",
        "mysql://u@h/d?password=secret", "mysql://u@h/d?secret", "mysql://u@h:secret/d",
        "mysql://u@h/d#secret"}) {
    const absl::Status status = ParseServerAddress(address).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << address;
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret"))) << address;
  }
}

TEST_F(ServerAddressTest, PasswordIsTheFilesFirstLine) {
  setenv(kVariable, "of the environment", 1);
  for (const char* content : {"a b#%", "a b#%\n", "a b#%\r\n", "a b#%\nmore\n"}) {
    const auto address = ParseServerAddress(AddressWith(PasswordFile(content)));
    ASSERT_TRUE(address.ok()) << address.status();
    EXPECT_EQ(address->password, "a b#%");
  }
}

TEST_F(ServerAddressTest, FileWithoutAPasswordIsRefused) {
  setenv(kVariable, "of the environment", 1);
  for (const char* content : {"", "\n", "\r\n", "\nsecond"}) {
    const absl::Status status = ParseServerAddress(AddressWith(PasswordFile(content))).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(folder_.File("password")));
  }
}

TEST_F(ServerAddressTest, PasswordMayBeInTheEnvironment) {
  setenv(kVariable, "of the environment", 1);
  const auto address = ParseServerAddress("mysql://u@h/d");
  ASSERT_TRUE(address.ok());
  EXPECT_EQ(address->password, "of the environment");
}

}  // namespace
}  // namespace coalition::store::mysql
