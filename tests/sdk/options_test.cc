#include "coalition/options.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "coalition/client.h"
#include "partner_sdk/src/check_options.h"

namespace coalition::sdk_test {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

class KeyFileTest : public testing::Test {
 protected:
  std::string Write(const std::string& text) {
    const std::string path = testing::TempDir() + "/coalition_key_" +
                             testing::UnitTest::GetInstance()->current_test_info()->name();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
};

TEST_F(KeyFileTest, WhiteSpaceAtTheEndsIsDropped) {
  for (const char* text : {"ck_abc", "ck_abc\n", "ck_abc\r\n", " \tck_abc \n\n"}) {
    const Result<std::string> key = ReadKeyFile(Write(text));
    ASSERT_TRUE(key.ok()) << key.error();
    EXPECT_EQ(*key, "ck_abc");
  }
}

TEST_F(KeyFileTest, WhatIsNoKeyIsRefusedWithoutShowingIt) {
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("secret one"), std::string("secret\0x", 8),
        std::string("secret\xc3\xa9"), std::string("secret\nsecret\n"), std::string(5000, 's')}) {
    const std::string path = Write(text);
    const Result<std::string> key = ReadKeyFile(path);
    ASSERT_FALSE(key.ok()) << text;
    EXPECT_EQ(key.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(key.error().message, HasSubstr(path));
    EXPECT_THAT(key.error().message, Not(HasSubstr("secret")));
  }
}

TEST_F(KeyFileTest, SaysWhyAFileCannotBeRead) {
  const Result<std::string> missing = ReadKeyFile("/nonexistent/key");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().message, "key file /nonexistent/key: No such file or directory");
  const Result<std::string> directory = ReadKeyFile(testing::TempDir());
  ASSERT_FALSE(directory.ok());
  EXPECT_THAT(directory.error().message, HasSubstr("Is a directory"));
}

TEST(CheckOptions, DefaultsNeedOnlyAServer) {
  EXPECT_FALSE(sdk_internal::CheckOptions({.server = "localhost:7400"}).has_value());
}

TEST(CheckOptions, NamesEachFieldThatMakesNoSense) {
  const std::pair<ClientOptions, std::string> kRows[] = {
      {{}, "server"},
      {{.server = "s", .api_key = "two words"}, "api_key"},
      {{.server = "s", .api_key = "line\n"}, "api_key"},
      {{.server = "s", .deadline = milliseconds(0)}, "deadline"},
      {{.server = "s", .deadline = milliseconds::max()}, "deadline"},
      {{.server = "s", .attempt_deadline = milliseconds(-1)}, "attempt_deadline"},
      {{.server = "s", .retry = {.max_attempts = 0}}, "retry.max_attempts"},
      {{.server = "s", .retry = {.initial_backoff = milliseconds(0)}}, "retry.initial_backoff"},
      {{.server = "s", .retry = {.max_backoff = milliseconds(0)}}, "retry.max_backoff"},
      {{.server = "s", .user_agent = "a\nb"}, "user_agent"},
  };
  for (const auto& [options, field] : kRows) {
    const std::optional<Error> error = sdk_internal::CheckOptions(options);
    ASSERT_TRUE(error.has_value()) << field;
    EXPECT_EQ(error->reason, ErrorReason::kInvalidField);
    ASSERT_EQ(error->field_violations.size(), 1U) << *error;
    EXPECT_EQ(error->field_violations[0].field, field);
  }
}

TEST(CheckOptions, EveryCallAnswersWhatIsWrong) {
  const Client client(ClientOptions{});
  const Result<Receipt> receipt = client.Earn({.request_id = "r"});
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.error().reason, ErrorReason::kInvalidField);
  EXPECT_EQ(receipt.error().request_id, "r");
  EXPECT_EQ(receipt.error().attempts, 0);
  EXPECT_FALSE(client.GetTransaction("1-1").ok());
  EXPECT_FALSE(client.SubmitBatch({.items = {EarnRequest{}}})[0].receipt.ok());
}

}  // namespace
}  // namespace coalition::sdk_test
