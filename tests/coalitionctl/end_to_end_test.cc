#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <signal.h>
#include <unistd.h>

#include "gmock/gmock.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"

#include "clients/coalitionctl/run.h"
#include "tests/coalitionctl/error_statuses.h"
#include "tests/coalitionctl/fake_server.h"

namespace coalition::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

struct Outcome {
  ExitCode exit_code;
  std::string out;
  std::string err;
};

class EndToEndTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("coalitionctl." + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    key_file_ = Write("operator.key", "  secret-key\n");
  }

  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = folder_ / name;
    std::ofstream(path) << text;
    return path.string();
  }

  Outcome Run(std::vector<std::string> arguments, const std::string& input = "") const {
    arguments.insert(arguments.end(), {"--server=" + server_.address(), "--key-file=" + key_file_});
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    const ExitCode exit_code = coalition::ctl::Run(arguments, in, out, err);
    return {exit_code, out.str(), err.str()};
  }

  std::filesystem::path folder_;
  std::string key_file_;
  FakeServer server_;
};

TEST_F(EndToEndTest, ASuccessfulCallPrintsTheAnswer) {
  const Outcome outcome = Run({"earn", "--member=card:1", "--points=5", "--request-id=r-1"});
  EXPECT_EQ(outcome.exit_code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, HasSubstr("transaction.transaction_id  3-17\n"));
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_EQ(server_.points.earn_request.ShortDebugString(),
            "request_id: \"r-1\" member { identifier { kind: \"card\" value: \"1\" } } points: 5");
  EXPECT_EQ(server_.points.authorization, "Bearer secret-key");
}

TEST_F(EndToEndTest, AMissingRequestIdIsGenerated) {
  Run({"earn", "--points=5"});
  const std::string first = server_.points.earn_request.request_id();
  Run({"earn", "--points=5"});
  EXPECT_THAT(first, MatchesRegex("[0-9a-f]+-[0-9a-f]+-7[0-9a-f]+-[0-9a-f]+-[0-9a-f]+"));
  EXPECT_NE(server_.points.earn_request.request_id(), first);
}

TEST_F(EndToEndTest, TheRequestMayBeJsonThatFlagsChange) {
  const Outcome outcome = Run({"earn", "--request-json=-", "--points=6"},
                              R"({"request_id":"r-2","partner_points":5,"reference":"till 4"})");
  EXPECT_EQ(outcome.exit_code, ExitCode::kOk);
  EXPECT_EQ(server_.points.earn_request.ShortDebugString(),
            "request_id: \"r-2\" points: 6 reference: \"till 4\"");
}

TEST_F(EndToEndTest, AnErrorHasOneLineAndItsDetails) {
  server_.points.earn_status = ToGrpc(InsufficientPoints());
  const Outcome outcome = Run({"earn", "--points=5"});
  EXPECT_EQ(outcome.exit_code, ExitCode::kFailed);
  EXPECT_EQ(outcome.err,
            "coalitionctl: INSUFFICIENT_POINTS: 120 points are needed and 80 are there\n"
            "  available: 80\n"
            "  needed: 120\n");
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_F(EndToEndTest, UnavailableTellsHowToRepeatSafely) {
  server_.points.earn_status = {grpc::StatusCode::UNAVAILABLE, "the store is away"};
  const Outcome outcome = Run({"earn", "--points=5"});
  EXPECT_EQ(outcome.exit_code, ExitCode::kUnreachable);
  EXPECT_EQ(outcome.err,
            "coalitionctl: UNAVAILABLE: the store is away\n  repeat safely with: --request-id " +
                server_.points.earn_request.request_id() + "\n");
}

TEST_F(EndToEndTest, ACallThatTheServerDoesNotServeFails) {
  EXPECT_EQ(Run({"burn", "--points=5"}).exit_code, ExitCode::kFailed);
}

TEST_F(EndToEndTest, WithoutAServerTheExitCodeSaysSo) {
  int port = 0;
  {
    // Found free a moment ago.
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    FakePoints points;
    builder.RegisterService(&points);
    builder.BuildAndStart()->Shutdown();
  }
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(coalition::ctl::Run({"get-window", "--server=127.0.0.1:" + std::to_string(port),
                                 "--key-file=" + key_file_},
                                in, out, err),
            ExitCode::kUnreachable);
  EXPECT_THAT(err.str(), StartsWith("coalitionctl: UNAVAILABLE: "));
}

TEST_F(EndToEndTest, WrongValuesAndFilesAreUsageErrors) {
  EXPECT_EQ(Run({"earn", "--points=five"}).exit_code, ExitCode::kUsage);
  EXPECT_EQ(Run({"earn", "--request-json=/no/such/file"}).exit_code, ExitCode::kUsage);
  EXPECT_EQ(Run({"submit-batch", "--items-file=/no/such/file"}).exit_code, ExitCode::kUsage);
  EXPECT_EQ(Run({"submit-batch", "--items-file=-"}, "nonsense").exit_code, ExitCode::kUsage);
  for (const char* key : {"", " \n", "two words", "control\x01"}) {
    key_file_ = Write("bad.key", key);
    EXPECT_EQ(Run({"earn", "--points=5"}).exit_code, ExitCode::kUsage) << key;
  }
  key_file_ = "/no/such/key";
  EXPECT_EQ(Run({"earn", "--points=5"}).err,
            "coalitionctl: /no/such/key: No such file or directory\n");
}

TEST_F(EndToEndTest, AListShowsOnePageUnlessAllAreWanted) {
  const Outcome page = Run({"list-partners"});
  EXPECT_EQ(page.exit_code, ExitCode::kOk);
  EXPECT_EQ(page.out, "partner_id\nadidas\n");
  EXPECT_EQ(page.err, "There is more: --page-token second or --all\n");
  const Outcome all = Run({"list-partners", "--all"});
  EXPECT_EQ(all.out, "partner_id\nadidas\nnike\n");
  EXPECT_THAT(all.err, IsEmpty());
}

TEST_F(EndToEndTest, JsonIsForPrograms) {
  const Outcome outcome = Run({"list-partners", "--all", "--json"});
  EXPECT_THAT(outcome.out, StartsWith("{\n \"partners\": [\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\"partner_id\": \"nike\""));
}

TEST_F(EndToEndTest, ALedgerThatDoesNotVerifyFails) {
  server_.reporting.verify_response.set_ok(true);
  EXPECT_EQ(Run({"verify-ledger"}).exit_code, ExitCode::kOk);
  server_.reporting.verify_response.set_ok(false);
  server_.reporting.verify_response.set_first_difference("lane 3");
  const Outcome outcome = Run({"verify-ledger"});
  EXPECT_EQ(outcome.exit_code, ExitCode::kFailed);
  EXPECT_THAT(outcome.out, StartsWith("VerifyLedger: FAILED\nlane 3\n"));
  EXPECT_EQ(Run({"verify-ledger", "--json"}).exit_code, ExitCode::kFailed);
}

TEST_F(EndToEndTest, ABatchComesFromAFileOfJsonLines) {
  *server_.points.batch_response.add_results()->mutable_error() = InsufficientPoints();
  const std::string file = Write("items.jsonl",
                                 "{\"earn\":{\"request_id\":\"a\",\"points\":1}}\n"
                                 "{\"burn\":{\"request_id\":\"b\",\"points\":2}}\n");
  const Outcome outcome = Run({"submit-batch", "--partner-id=nike", "--items-file", file});
  EXPECT_EQ(outcome.exit_code, ExitCode::kFailed);
  EXPECT_THAT(outcome.out, HasSubstr("0 ok, 1 failed\n"));
  EXPECT_EQ(server_.points.batch_request.items_size(), 2);
  EXPECT_EQ(server_.points.batch_request.items(1).burn().points(), 2);
  EXPECT_EQ(Run({"submit-batch", "--items-file", file, "--json"}).exit_code, ExitCode::kFailed);
}

v1::WatchTransactionsResponse Seen(const std::string& id, const std::string& token) {
  v1::WatchTransactionsResponse message;
  if (!id.empty()) message.mutable_transaction()->set_transaction_id(id);
  message.set_resume_token(token);
  return message;
}

TEST_F(EndToEndTest, AStreamIsPrintedMessageByMessageToItsEnd) {
  server_.points.watch_messages = {Seen("0-1", "t1"), Seen("0-2", "t2")};
  server_.points.watch_status = grpc::Status::OK;
  const Outcome outcome = Run({"watch-transactions", "--resume-token=0", "--partner-id=nike"});
  EXPECT_EQ(outcome.exit_code, ExitCode::kOk);
  EXPECT_EQ(server_.points.watch_request.ShortDebugString(),
            "partner_id: \"nike\" resume_token: \"0\"");
  EXPECT_THAT(outcome.out, MatchesRegex("(.|\n)*0-1(.|\n)*t1\n\n(.|\n)*0-2(.|\n)*t2\n"));
  EXPECT_EQ(outcome.err, "Go on after the last message with: --resume-token t2\n");
}

TEST_F(EndToEndTest, AStreamAsJsonHasAMessagePerLine) {
  server_.points.watch_messages = {Seen("", "t0"), Seen("0-2", "t2")};
  server_.points.watch_status = grpc::Status::OK;
  const Outcome outcome = Run({"watch-transactions", "--json"});
  EXPECT_THAT(outcome.out,
              MatchesRegex("\\{\"resume_token\":\"t0\"\\}\n\\{[^\n]*\"0-2\"[^\n]*\\}\n"));
}

TEST_F(EndToEndTest, AStreamThatBreaksFailsAndSaysHowToGoOn) {
  server_.points.watch_messages = {Seen("0-1", "t1")};
  server_.points.watch_status = grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server goes");
  const Outcome outcome = Run({"watch-transactions", "--resume-token=0"});
  EXPECT_EQ(outcome.exit_code, ExitCode::kUnreachable);
  EXPECT_EQ(outcome.err,
            "coalitionctl: UNAVAILABLE: the server goes\n"
            "Go on after the last message with: --resume-token t1\n");
}

TEST_F(EndToEndTest, AStreamThatIsRefusedFails) {
  server_.points.watch_status = grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "not you");
  const Outcome outcome = Run({"watch-transactions"});
  EXPECT_EQ(outcome.exit_code, ExitCode::kFailed);
  EXPECT_EQ(outcome.err, "coalitionctl: PERMISSION_DENIED: not you\n");
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_F(EndToEndTest, CtrlCEndsAStreamAndTellsTheTokenOfTheLastMessage) {
  for (int signal : {SIGINT, SIGTERM}) {
    server_.points.watch_messages = {Seen("0-1", "t1"), Seen("0-2", "t2"), Seen("0-3", "t3")};
    server_.points.watch_then = [signal] { ::kill(::getpid(), signal); };
    const Outcome outcome = Run({"watch-transactions", "--resume-token=0"});
    EXPECT_EQ(outcome.exit_code, ExitCode::kOk);
    // It may come before the last messages do.
    const std::size_t last = outcome.out.rfind("resume_token");
    const std::string token =
        last == std::string::npos ? "" : outcome.out.substr(outcome.out.find_last_of(' ') + 1);
    EXPECT_EQ(outcome.err,
              token.empty() ? "" : "Go on after the last message with: --resume-token " + token);
  }
}

TEST_F(EndToEndTest, ACallAfterAStreamWorksAsEver) {
  server_.points.watch_status = grpc::Status::OK;
  EXPECT_EQ(Run({"watch-transactions"}).exit_code, ExitCode::kOk);
  EXPECT_EQ(Run({"earn", "--points=5"}).exit_code, ExitCode::kOk);
}

TEST_F(EndToEndTest, PiecesOfAFileMakeTheFile) {
  const Outcome outcome = Run({"export-obligations"});
  EXPECT_EQ(outcome.exit_code, ExitCode::kOk);
  EXPECT_EQ(outcome.out, "partner,net\nnike,5\n");
  EXPECT_THAT(outcome.err, IsEmpty());
}

}  // namespace
}  // namespace coalition::ctl
