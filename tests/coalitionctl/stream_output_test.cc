#include "clients/coalitionctl/stream_output.h"

#include <sstream>
#include <streambuf>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"

namespace coalition::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::WatchTransactionsResponse Message(const std::string& id, const std::string& token) {
  v1::WatchTransactionsResponse message;
  message.mutable_transaction()->set_transaction_id(id);
  message.set_resume_token(token);
  return message;
}

TEST(StreamOutputTest, RemembersTheTokenOfWhatItPrinted) {
  std::ostringstream out;
  StreamOutput output(/*json=*/false, out);
  EXPECT_THAT(output.resume_token(), IsEmpty());
  EXPECT_TRUE(output.Print(Message("0-1", "a")));
  EXPECT_EQ(output.resume_token(), "a");
  EXPECT_THAT(out.str(), HasSubstr("0-1"));
  EXPECT_TRUE(output.Print(Message("0-2", "b")));
  EXPECT_EQ(output.resume_token(), "b");
}

TEST(StreamOutputTest, AMessageThatIsNotWrittenDoesNotCount) {
  // Has room for nothing.
  class Full : public std::streambuf {
  } full;
  std::ostringstream good;
  std::ostream out(good.rdbuf());
  StreamOutput output(/*json=*/true, out);
  EXPECT_TRUE(output.Print(Message("0-1", "a")));
  out.rdbuf(&full);
  EXPECT_FALSE(output.Print(Message("0-2", "b")));
  EXPECT_EQ(output.resume_token(), "a");
}

TEST(StreamOutputTest, AMessageWithoutATokenHasNone) {
  std::ostringstream out;
  StreamOutput output(/*json=*/false, out);
  v1::WatchPositionsResponse message;
  message.mutable_position()->set_partner_id("nike");
  EXPECT_TRUE(output.Print(message));
  EXPECT_THAT(output.resume_token(), IsEmpty());
}

TEST(StreamOutputTest, AsJsonAPieceOfAFileIsAMessageLikeOthers) {
  std::ostringstream out;
  v1::ExportObligationsResponse message;
  message.set_chunk("a");
  EXPECT_TRUE(StreamOutput(/*json=*/true, out).Print(message));
  EXPECT_EQ(out.str(), "{\"chunk\":\"YQ==\"}\n");
}

}  // namespace
}  // namespace coalition::ctl
