#include "server/rpc/server.h"

#include <utility>

#include "grpc/health/v1/health.pb.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

#include "server/rpc/limits.h"
#include "server/rpc/member_service.h"
#include "server/rpc/open_calls.h"
#include "server/rpc/partner_service.h"
#include "server/rpc/points_service.h"
#include "server/rpc/reporting_service.h"
#include "server/rpc/settlement_service.h"

namespace coalition::rpc {
namespace {

class GrpcServer final : public Server {
 public:
  GrpcServer(engine::PostingEngine& engine, engine::ReadPool& reads,
             engine::PublishedCatalog& catalog, const engine::Clock& clock, const ServerKey& key)
      : authenticator_(catalog, key),
        quotes_(key),
        backend_{engine,  reads,       catalog,  clock,   authenticator_,
                 quotes_, statements_, streams_, watches_},
        points_(backend_),
        members_(backend_),
        partners_(backend_, key),
        settlement_(backend_),
        reporting_(backend_) {}

  absl::Status Listen(const std::string& address) {
    // Linked in, so that reflection can describe the health service.
    grpc::health::v1::HealthCheckRequest::descriptor();
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    // Two servers on one port would each get half of the calls.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    // Clients may ping once in a while during a long call.
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                               kClientPingIntervalMinMs);
    builder.SetMaxReceiveMessageSize(kMessageBytesMax);
    // What was committed must be answered: a full batch's answer is larger than the batch.
    builder.SetMaxSendMessageSize(-1);
    builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&points_);
    builder.RegisterService(&members_);
    builder.RegisterService(&partners_);
    builder.RegisterService(&settlement_);
    builder.RegisterService(&reporting_);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0) {
      return absl::UnavailableError("cannot listen on " + address);
    }
    server_->GetHealthCheckService()->SetServingStatus(true);
    return absl::OkStatus();
  }

  int port() const override { return port_; }

  void AnnounceShutdown() override {
    server_->GetHealthCheckService()->SetServingStatus(false);
    watches_.WindDown();
    streams_.WindDown();
  }

  void Shutdown(std::chrono::milliseconds patience) override {
    const auto end = std::chrono::system_clock::now() + patience;
    // gRPC says goodbye to each connection and closes it once the client answered that and no call
    // is left. Said before a stream's last answers are sent, the close may meet items that are
    // still coming in, and then the kernel drops answers that the client did not read yet.
    streams_.AwaitNone(std::chrono::steady_clock::now() + patience);
    server_->Shutdown(end);
    server_->Wait();
  }

 private:
  Authenticator authenticator_;
  QuoteTokens quotes_;
  settlement::StatementReader statements_;
  OpenCalls streams_{kStreamsMax};
  OpenCalls watches_{kWatchersMax};
  Backend backend_;
  PointsService points_;
  MemberService members_;
  PartnerService partners_;
  SettlementService settlement_;
  ReportingService reporting_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options, engine::PostingEngine& engine, engine::ReadPool& reads,
    engine::PublishedCatalog& catalog, const engine::Clock& clock, const ServerKey& key) {
  auto server = std::make_unique<GrpcServer>(engine, reads, catalog, clock, key);
  if (absl::Status listening = server->Listen(options.listen); !listening.ok()) return listening;
  return server;
}

}  // namespace coalition::rpc
