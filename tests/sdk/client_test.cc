#include "coalition/client.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "coalition/operator_client.h"
#include "coalition/v1/member_service.pb.h"
#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"
#include "tests/sdk/fake_server.h"

namespace coalition::sdk_test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

template <class Listed>
void Walk(Listing<Listed> listing) {
  for (const Result<Listed>& each : listing) ASSERT_TRUE(each.ok());
}

class ClientTest : public testing::Test {
 protected:
  ClientOptions Options(const std::string& partner_id = "") {
    return {.server = server_.address(), .api_key = "ck_1", .partner_id = partner_id};
  }

  // Keeps the last request of the method in the result.
  template <class Request, class Response>
  std::shared_ptr<Request> Catch(const std::string& method) {
    auto caught = std::make_shared<Request>();
    server_.On<Request, Response>(method, [caught](const Request& request, Response*) {
      *caught = request;
      return grpc::Status::OK;
    });
    return caught;
  }

  FakeServer server_;
};

TEST_F(ClientTest, EachMethodCallsItsNamesake) {
  const Client client(Options());
  const OperatorClient op(Options());
  using Method = std::function<void()>;
  const std::pair<std::string, Method> kRows[] = {
      {"Points/Quote", [&] { (void)client.Quote({}).ok(); }},
      {"Points/Earn", [&] { (void)client.Earn({}).ok(); }},
      {"Points/Burn", [&] { (void)client.Burn({}).ok(); }},
      {"Points/Reverse", [&] { (void)client.Reverse({}).ok(); }},
      {"Points/SubmitBatch", [&] { client.SubmitBatch({.items = {EarnRequest{}}}); }},
      {"Points/GetBalance", [&] { (void)client.GetBalance({}).ok(); }},
      {"Points/GetTransaction", [&] { (void)client.GetTransaction("1-1").ok(); }},
      {"Points/ListTransactions", [&] { (void)client.ListTransactions({}).ok(); }},
      {"Points/ListTransactions", [&] { Walk(client.EachTransaction({})); }},
      {"Member/EnrollMember", [&] { (void)client.EnrollMember({}).ok(); }},
      {"Member/GetMember", [&] { (void)client.GetMember("m").ok(); }},
      {"Member/ResolveMember", [&] { (void)client.ResolveMember({}).ok(); }},
      {"Member/LinkIdentifier", [&] { (void)client.LinkIdentifier({}).ok(); }},
      {"Partner/SetExchangeRate", [&] { (void)client.SetExchangeRate({}).ok(); }},
      {"Partner/ListExchangeRates", [&] { (void)client.ListExchangeRates({}).ok(); }},
      {"Partner/ListExchangeRates", [&] { Walk(client.EachExchangeRate({})); }},
      {"Partner/ListTerms", [&] { (void)client.ListTerms({}).ok(); }},
      {"Partner/ListTerms", [&] { Walk(client.EachTerms({})); }},
      {"Settlement/GetPositions", [&] { (void)client.GetPositions({}).ok(); }},
      {"Settlement/GetStatement", [&] { (void)client.GetStatement({}).ok(); }},
      {"Settlement/ListStatementLines", [&] { (void)client.ListStatementLines({}).ok(); }},
      {"Settlement/ListStatementLines", [&] { Walk(client.EachStatementLine({})); }},
      {"Settlement/ListObligations", [&] { (void)client.ListObligations({}).ok(); }},
      {"Settlement/ListObligations", [&] { Walk(client.EachObligation({})); }},
      {"Reporting/GetLiability", [&] { (void)client.GetLiability({}).ok(); }},
      {"Partner/CreatePartner", [&] { (void)op.CreatePartner({}).ok(); }},
      {"Partner/GetPartner", [&] { (void)op.GetPartner("p").ok(); }},
      {"Partner/ListPartners", [&] { (void)op.ListPartners({}).ok(); }},
      {"Partner/ListPartners", [&] { Walk(op.EachPartner({})); }},
      {"Partner/SuspendPartner", [&] { (void)op.SuspendPartner({}).ok(); }},
      {"Partner/ResumePartner", [&] { (void)op.ResumePartner({}).ok(); }},
      {"Partner/CreateCurrency", [&] { (void)op.CreateCurrency({}).ok(); }},
      {"Partner/SetTerms", [&] { (void)op.SetTerms({}).ok(); }},
      {"Partner/CreateCredential", [&] { (void)op.CreateCredential({}).ok(); }},
      {"Partner/RevokeCredential", [&] { (void)op.RevokeCredential({}).ok(); }},
      {"Settlement/CloseWindow", [&] { (void)op.CloseWindow({}).ok(); }},
      {"Settlement/ListWindows", [&] { (void)op.ListWindows({}).ok(); }},
      {"Settlement/ListWindows", [&] { Walk(op.EachWindow({})); }},
      {"Settlement/GetWindow", [&] { (void)op.GetWindow(0).ok(); }},
      {"Reporting/VerifyLedger", [&] { (void)op.VerifyLedger().ok(); }},
  };
  std::size_t expected = 0;
  for (const auto& [name, method] : kRows) {
    method();
    const std::vector<FakeCall> calls = server_.calls();
    ASSERT_EQ(calls.size(), ++expected) << name;
    const std::size_t slash = name.find('/');
    EXPECT_EQ(calls.back().method,
              "/coalition.v1." + name.substr(0, slash) + "Service" + name.substr(slash));
    EXPECT_EQ(calls.back().metadata.find("authorization")->second, "Bearer ck_1");
  }
}

TEST_F(ClientTest, SendsNoAuthorizationWithoutAKey) {
  ClientOptions options = Options();
  options.api_key.clear();
  options.user_agent = "acme-pos/4.2";
  (void)Client(options).GetMember("m").ok();
  const FakeCall call = server_.calls().at(0);
  EXPECT_EQ(call.metadata.count("authorization"), 0U);
  EXPECT_THAT(call.metadata.find("user-agent")->second, StartsWith("acme-pos/4.2 coalition-cpp/"));
}

TEST_F(ClientTest, PartnerOfTheOptionsFillsWhatIsOpen) {
  const auto earn = Catch<v1::EarnRequest, v1::EarnResponse>("/coalition.v1.PointsService/Earn");
  const Client client(Options("acme"));
  (void)client.Earn({.member = Identifier{.kind = "card", .value = "1"}}).ok();
  EXPECT_EQ(earn->partner_id(), "acme");
  EXPECT_EQ(earn->member().identifier().partner_id(), "acme");
}

TEST_F(ClientTest, NearestPartnerCounts) {
  const auto earn = Catch<v1::EarnRequest, v1::EarnResponse>("/coalition.v1.PointsService/Earn");
  const Client client(Options("acme"));
  (void)client.Earn({.partner_id = "bistro", .member = Identifier{.kind = "card"}}).ok();
  EXPECT_EQ(earn->partner_id(), "bistro");
  EXPECT_EQ(earn->member().identifier().partner_id(), "bistro");
  (void)client.Earn({.member = Identifier{.partner_id = "cinema", .kind = "card"}}).ok();
  EXPECT_EQ(earn->partner_id(), "acme");
  EXPECT_EQ(earn->member().identifier().partner_id(), "cinema");
}

TEST_F(ClientTest, PartnerOfTheOptionsReachesNestedFields) {
  const auto enroll = Catch<v1::EnrollMemberRequest, v1::EnrollMemberResponse>(
      "/coalition.v1.MemberService/EnrollMember");
  const auto resolve = Catch<v1::ResolveMemberRequest, v1::ResolveMemberResponse>(
      "/coalition.v1.MemberService/ResolveMember");
  const auto rate = Catch<v1::SetExchangeRateRequest, v1::SetExchangeRateResponse>(
      "/coalition.v1.PartnerService/SetExchangeRate");
  const auto batch = Catch<v1::SubmitBatchRequest, v1::SubmitBatchResponse>(
      "/coalition.v1.PointsService/SubmitBatch");
  const Client client(Options("acme"));
  (void)client.EnrollMember({.identifiers = {{.kind = "card"}, {.kind = "app"}}}).ok();
  EXPECT_EQ(enroll->identifiers(1).partner_id(), "acme");
  (void)client.ResolveMember({.kind = "card"}).ok();
  EXPECT_EQ(resolve->identifier().partner_id(), "acme");
  (void)client.SetExchangeRate({}).ok();
  EXPECT_EQ(rate->exchange_rate().partner_id(), "acme");
  client.SubmitBatch({.items = {BurnRequest{.member = Identifier{.kind = "card"}}}});
  EXPECT_EQ(batch->partner_id(), "acme");
  EXPECT_EQ(batch->items(0).burn().member().identifier().partner_id(), "acme");
}

TEST_F(ClientTest, WithoutAPartnerNothingIsFilled) {
  const auto earn = Catch<v1::EarnRequest, v1::EarnResponse>("/coalition.v1.PointsService/Earn");
  (void)Client(Options()).Earn({.member = Identifier{.kind = "card"}}).ok();
  EXPECT_THAT(earn->partner_id(), IsEmpty());
  EXPECT_THAT(earn->member().identifier().partner_id(), IsEmpty());
}

TEST_F(ClientTest, OperatorAsksForAllPartners) {
  const auto positions = Catch<v1::GetPositionsRequest, v1::GetPositionsResponse>(
      "/coalition.v1.SettlementService/GetPositions");
  (void)OperatorClient(Options("acme")).GetPositions({.window_id = 3}).ok();
  EXPECT_THAT(positions->partner_id(), IsEmpty());
  EXPECT_EQ(positions->window_id(), 3);
}

TEST_F(ClientTest, MutationsOfTheOperatorGetARequestId) {
  const auto close = Catch<v1::CloseWindowRequest, v1::CloseWindowResponse>(
      "/coalition.v1.SettlementService/CloseWindow");
  const OperatorClient op(Options());
  (void)op.CloseWindow({}).ok();
  EXPECT_EQ(close->request_id().size(), 36U);
  (void)op.CloseWindow({.request_id = "november"}).ok();
  EXPECT_EQ(close->request_id(), "november");
}

TEST_F(ClientTest, CopiesShareTheConnectionAndMovedFromClientsWork) {
  Client first(Options());
  const Client copy = first;
  const Client moved = std::move(first);
  EXPECT_TRUE(copy.GetMember("m").ok());
  EXPECT_TRUE(moved.GetMember("m").ok());
  EXPECT_TRUE(first.GetMember("m").ok());  // NOLINT: what is tested
  EXPECT_EQ(server_.calls().size(), 3U);
}

}  // namespace
}  // namespace coalition::sdk_test
