#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "server/store/mysql/connection.h"
#include "tests/store/mysql/connect.h"
#include "tests/store/mysql/listener.h"

namespace coalition::store::mysql {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing_processes::PrivateMariadb;

class OpenTest : public ::testing::Test {
 protected:
  absl::Status Open() { return Connection::Open(address_, ShortTimeouts()).status(); }

  ServerAddress address_ = AddressOf(FreshDatabase());
};

TEST_F(OpenTest, WrongPasswordIsAPrecondition) {
  address_.password = "no-such-secret";
  const absl::Status status = Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("1045"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("no-such-secret")));
}

TEST_F(OpenTest, MissingDatabaseIsAPrecondition) {
  address_.database = "coalition_that_is_not_there";
  const absl::Status status = Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("1049"));
}

TEST_F(OpenTest, ServerThatIsAwayIsUnavailable) {
  for (const Listener::Manner manner :
       {Listener::Manner::kRefuses, Listener::Manner::kHangsUp, Listener::Manner::kIsSilent}) {
    const Listener listener(manner);
    address_ = listener.address();
    const absl::Status status = Open();
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr(absl::StrCat("127.0.0.1:", address_.port)));
  }
}

TEST_F(OpenTest, NameThatNobodyKnowsIsUnavailable) {
  address_.host = "database.invalid";
  const absl::Status status = Open();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

TEST_F(OpenTest, SocketIsAsGoodAsAPort) {
  address_.host.clear();
  address_.socket = PrivateMariadb::Shared().folder() + "/socket";
  EXPECT_TRUE(Open().ok()) << Open();
  address_.socket += "-that-is-not-there";
  EXPECT_TRUE(absl::IsUnavailable(Open())) << Open();
}

class TlsTest : public OpenTest {
 protected:
  TlsTest() {
    address_.tls = ServerAddress::Tls::kVerified;
    address_.tls_ca = folder_ + "/ca.pem";
  }

  const std::string folder_ = PrivateMariadb::Shared().folder() + "/tls";
};

TEST_F(TlsTest, VerifiedSessionIsEncrypted) {
  for (const char* host : {"127.0.0.1", "localhost"}) {
    address_.host = host;
    const auto connection = Need(Connection::Open(address_));
    std::string name;
    std::string cipher;
    Rows rows = connection->Query(SqlText("SHOW SESSION STATUS LIKE 'Ssl_cipher'"));
    ASSERT_TRUE(rows.Next(name, cipher)) << rows.status();
    EXPECT_NE(cipher, "");
  }
}

TEST_F(TlsTest, ServerOfAnotherCaIsRefused) {
  address_.tls_ca = folder_ + "/server.pem";
  const absl::Status status = Open();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

TEST_F(TlsTest, MissingCaIsRefused) {
  address_.tls_ca = folder_ + "/missing.pem";
  EXPECT_FALSE(Open().ok());
}

TEST_F(TlsTest, ServerOfAnotherNameIsRefused) {
  // The same address, but not what the certificate says.
  address_.host = "127.1";
  EXPECT_FALSE(Open().ok());
  address_.tls = ServerAddress::Tls::kOff;
  EXPECT_TRUE(Open().ok()) << Open();
}

TEST_F(TlsTest, ServerWithoutTlsLearnsNothing) {
  for (const auto tls : {ServerAddress::Tls::kOff, ServerAddress::Tls::kVerified}) {
    Listener listener(Listener::Manner::kOffersNoTls);
    address_.host = "127.0.0.1";
    address_.port = listener.address().port;
    address_.tls = tls;
    EXPECT_FALSE(Open().ok());
    const bool is_told = listener.Heard().find(address_.user) != std::string::npos;
    EXPECT_EQ(is_told, tls == ServerAddress::Tls::kOff);
  }
}

}  // namespace
}  // namespace coalition::store::mysql
