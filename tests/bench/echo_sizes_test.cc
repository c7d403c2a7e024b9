// What is echoed is as long as what is earned.
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

#include "clients/bench/echo_call.h"
#include "clients/bench/event_messages.h"
#include "clients/bench/network_setup.h"
#include "clients/bench/request_id.h"
#include "coalition/client.h"
#include "coalition/operator_client.h"
#include "coalition/v1/points_service.grpc.pb.h"
#include "tests/testing/server_process.h"

namespace coalition::bench {
namespace {

using testing_processes::ServerProcess;

TEST(EchoSizesTest, EchoedMessagesAreAsLongAsThoseOfAnEarn) {
  auto server = ServerProcess::Start();
  ASSERT_TRUE(server.ok()) << server.status();
  ClientOptions options;
  options.server = (*server)->address();
  options.api_key = (*server)->operator_key();
  const OperatorClient network(options);
  const Population population(100, 1, Spread::kUniform);
  ASSERT_TRUE(JoinPartners(network, 1));
  ASSERT_TRUE(PrepareMembers(Preparation::kEnrol, Client(options), population, 100,
                             [](std::int64_t, std::int64_t) { return true; }));
  const auto keys = PartnerKeys::Create(network, 1);
  ASSERT_TRUE(keys);

  const auto stub = v1::PointsService::NewStub(
      grpc::CreateChannel((*server)->address(), grpc::InsecureChannelCredentials()));
  RequestIdSource ids(IdKind::kTimeOrdered, 1);
  double request_bytes = 0;
  double response_bytes = 0;
  constexpr int kEarns = 100;
  for (std::uint32_t i = 0; i < kEarns; ++i) {
    Event event;
    event.id = ids.Next();
    event.member = i;
    event.partner_points = 1 + i;
    v1::EarnRequest request;
    WriteRequest(event, EarnBy::kPartnerPoints, &request);
    grpc::ClientContext context;
    context.AddMetadata("authorization", keys->authorizations()[0]);
    v1::EarnResponse response;
    const grpc::Status status = stub->Earn(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    request_bytes += static_cast<double>(request.ByteSizeLong()) / kEarns;
    response_bytes += static_cast<double>(response.ByteSizeLong()) / kEarns;
  }

  const EchoRequest echo = EchoRequestLikeAnEarn();
  EXPECT_NEAR(static_cast<double>(echo.ByteSizeLong()), request_bytes, 2);
  EchoResponse echoed;
  echoed.set_payload(std::string(static_cast<std::size_t>(echo.response_payload_bytes()), 'x'));
  EXPECT_NEAR(static_cast<double>(echoed.ByteSizeLong()), response_bytes, 0.03 * response_bytes);
}

}  // namespace
}  // namespace coalition::bench
