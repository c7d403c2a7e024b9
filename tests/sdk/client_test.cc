#include "coalition/client.h"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "coalition/operator_client.h"
#include "coalition/v1/member_service.pb.h"
#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/reporting_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"
#include "tests/sdk/failures.h"
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

// Every call of the contract, as `Points/Earn`.
std::set<std::string> CallsOfTheContract() {
  std::set<std::string> calls;
  for (const auto* file : {v1::EarnRequest::descriptor()->file(), v1::Member::descriptor()->file(),
                           v1::Partner::descriptor()->file(), v1::Window::descriptor()->file(),
                           v1::Liability::descriptor()->file()}) {
    const auto* service = file->service(0);
    const std::string name = service->name().substr(0, service->name().rfind("Service"));
    for (int i = 0; i < service->method_count(); ++i) {
      calls.insert(name + "/" + service->method(i)->name());
    }
  }
  return calls;
}

// Calls without a public method, because the server does not serve them yet.
const std::set<std::string> kNotInTheSdk = {
    "Settlement/WatchPositions",    "Settlement/ApproveWindow", "Settlement/RecordPayment",
    "Settlement/ExportObligations", "Settlement/Reconcile",     "Settlement/OpenDispute",
    "Settlement/ResolveDispute",    "Settlement/ListDisputes",  "Reporting/GetPartnerPerformance",
};

TEST_F(ClientTest, EachMethodCallsItsNamesake) {
  server_.OnStream("/coalition.v1.PointsService/WatchTransactions", [](FakeStream&) {
    return grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "not now");
  });
  const Client client(Options());
  const OperatorClient op(Options());
  using Method = std::function<void()>;
  const std::pair<std::string, Method> kRows[] = {
      {"Points/Quote", [&] { (void)client.Quote({}).ok(); }},
      {"Points/Earn", [&] { (void)client.Earn({}).ok(); }},
      {"Points/Burn", [&] { (void)client.Burn({}).ok(); }},
      {"Points/Authorize", [&] { (void)client.Authorize({}).ok(); }},
      {"Points/Capture", [&] { (void)client.Capture({}).ok(); }},
      {"Points/Void", [&] { (void)client.Void({}).ok(); }},
      {"Points/Reverse", [&] { (void)client.Reverse({}).ok(); }},
      {"Points/Convert", [&] { (void)client.Convert({}).ok(); }},
      {"Points/Transfer", [&] { (void)client.Transfer({}).ok(); }},
      {"Points/SubmitBatch", [&] { client.SubmitBatch({.items = {EarnRequest{}}}); }},
      {"Points/SubmitStream", [&] { client.SubmitStream().Send(EarnRequest{}); }},
      {"Points/GetBalance", [&] { (void)client.GetBalance({}).ok(); }},
      {"Points/GetTransaction", [&] { (void)client.GetTransaction("1-1").ok(); }},
      {"Points/ListTransactions", [&] { (void)client.ListTransactions({}).ok(); }},
      {"Points/ListTransactions", [&] { Walk(client.EachTransaction({})); }},
      {"Points/WatchTransactions", [&] { (void)client.WatchTransactions().ok(); }},
      {"Member/EnrollMember", [&] { (void)client.EnrollMember({}).ok(); }},
      {"Member/GetMember", [&] { (void)client.GetMember("m").ok(); }},
      {"Member/ResolveMember", [&] { (void)client.ResolveMember({}).ok(); }},
      {"Member/LinkIdentifier", [&] { (void)client.LinkIdentifier({}).ok(); }},
      {"Member/UnlinkIdentifier", [&] { (void)client.UnlinkIdentifier({}).ok(); }},
      {"Member/ListMembers", [&] { (void)client.ListMembers({}).ok(); }},
      {"Member/ListMembers", [&] { Walk(client.EachMember({})); }},
      {"Partner/SetExchangeRate", [&] { (void)client.SetExchangeRate({}).ok(); }},
      {"Partner/ListExchangeRates", [&] { (void)client.ListExchangeRates({}).ok(); }},
      {"Partner/ListExchangeRates", [&] { Walk(client.EachExchangeRate({})); }},
      {"Partner/ListConversionRates", [&] { (void)client.ListConversionRates({}).ok(); }},
      {"Partner/ListConversionRates", [&] { Walk(client.EachConversionRate({})); }},
      {"Partner/GetLimits", [&] { (void)client.GetLimits({}).ok(); }},
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
      {"Partner/UpdatePartner", [&] { (void)op.UpdatePartner({}).ok(); }},
      {"Partner/SuspendPartner", [&] { (void)op.SuspendPartner({}).ok(); }},
      {"Partner/ResumePartner", [&] { (void)op.ResumePartner({}).ok(); }},
      {"Partner/CreateCurrency", [&] { (void)op.CreateCurrency({}).ok(); }},
      {"Partner/SetExchangeRate", [&] { (void)op.SetConversionRate({}).ok(); }},
      {"Partner/SetTerms", [&] { (void)op.SetTerms({}).ok(); }},
      {"Partner/SetLimits", [&] { (void)op.SetLimits({}).ok(); }},
      {"Points/Adjust", [&] { (void)op.Adjust({}).ok(); }},
      {"Points/ExpirePoints", [&] { (void)op.ExpirePoints().ok(); }},
      {"Member/MergeMembers", [&] { (void)op.MergeMembers({}).ok(); }},
      {"Member/EraseMember", [&] { (void)op.EraseMember({}).ok(); }},
      {"Partner/CreateCredential", [&] { (void)op.CreateCredential({}).ok(); }},
      {"Partner/RevokeCredential", [&] { (void)op.RevokeCredential({}).ok(); }},
      {"Settlement/CloseWindow", [&] { (void)op.CloseWindow({}).ok(); }},
      {"Settlement/ListWindows", [&] { (void)op.ListWindows({}).ok(); }},
      {"Settlement/ListWindows", [&] { Walk(op.EachWindow({})); }},
      {"Settlement/GetWindow", [&] { (void)op.GetWindow(0).ok(); }},
      {"Reporting/ListAuditEvents", [&] { (void)op.ListAuditEvents({}).ok(); }},
      {"Reporting/ListAuditEvents", [&] { Walk(op.EachAuditEvent({})); }},
      {"Reporting/VerifyLedger", [&] { (void)op.VerifyLedger().ok(); }},
  };
  std::size_t expected = 0;
  std::set<std::string> covered = kNotInTheSdk;
  for (const auto& [name, method] : kRows) {
    covered.insert(name);
    method();
    const std::vector<FakeCall> calls = server_.calls();
    ASSERT_EQ(calls.size(), ++expected) << name;
    const std::size_t slash = name.find('/');
    EXPECT_EQ(calls.back().method,
              "/coalition.v1." + name.substr(0, slash) + "Service" + name.substr(slash));
    EXPECT_EQ(calls.back().metadata.find("authorization")->second, "Bearer ck_1");
  }
  EXPECT_EQ(covered, CallsOfTheContract());
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

TEST_F(ClientTest, PartnerOfTheOptionsReachesBothMembersOfATransfer) {
  const auto transfer =
      Catch<v1::TransferRequest, v1::TransferResponse>("/coalition.v1.PointsService/Transfer");
  const Identifier anonymous{.kind = "card"};
  (void)Client(Options("acme")).Transfer({.from_member = anonymous, .to_member = anonymous}).ok();
  EXPECT_EQ(transfer->partner_id(), "acme");
  EXPECT_EQ(transfer->from_member().identifier().partner_id(), "acme");
  EXPECT_EQ(transfer->to_member().identifier().partner_id(), "acme");
}

TEST_F(ClientTest, PartnerThatBearsAnAdjustmentNamesItsMember) {
  const auto adjust =
      Catch<v1::AdjustRequest, v1::AdjustResponse>("/coalition.v1.PointsService/Adjust");
  (void)OperatorClient(Options())
      .Adjust({.partner_id = "acme", .member = Identifier{.kind = "card"}})
      .ok();
  EXPECT_EQ(adjust->member().identifier().partner_id(), "acme");
}

TEST_F(ClientTest, ConversionRatesTravelWithoutAPartner) {
  server_.On<v1::SetExchangeRateRequest, v1::SetExchangeRateResponse>(
      "/coalition.v1.PartnerService/SetExchangeRate",
      [](const v1::SetExchangeRateRequest& request, v1::SetExchangeRateResponse* response) {
        EXPECT_TRUE(request.has_conversion_rate());
        EXPECT_EQ(request.request_id().size(), 36U);
        *response->mutable_conversion_rate() = request.conversion_rate();
        response->mutable_conversion_rate()->set_version(4);
        return grpc::Status::OK;
      });
  const Result<ConversionRate> rate =
      OperatorClient(Options()).SetConversionRate({.conversion_rate = {.from_currency = "PTS"}});
  ASSERT_TRUE(rate.ok()) << rate.error();
  EXPECT_EQ(rate->from_currency, "PTS");
  EXPECT_EQ(rate->version, 4);
}

TEST_F(ClientTest, FailuresOfCallsWithoutANamesakeAnswerAreErrors) {
  const auto fail = [](const auto&, auto*) {
    return OnTheWire(Failure(grpc::StatusCode::NOT_FOUND, "MEMBER_NOT_FOUND"));
  };
  server_.On<v1::EraseMemberRequest, v1::EraseMemberResponse>(
      "/coalition.v1.MemberService/EraseMember", fail);
  server_.On<v1::SetExchangeRateRequest, v1::SetExchangeRateResponse>(
      "/coalition.v1.PartnerService/SetExchangeRate", fail);
  const OperatorClient op(Options());
  const Result<void> erased = op.EraseMember({.request_id = "e"});
  ASSERT_FALSE(erased.ok());
  EXPECT_EQ(erased.error().reason, ErrorReason::kMemberNotFound);
  EXPECT_EQ(erased.error().request_id, "e");
  EXPECT_FALSE(op.SetConversionRate({}).ok());
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
