// A server that answers as a test tells it, on a real socket of 127.0.0.1.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "grpcpp/server.h"

#include "coalition/v1/partner_service.grpc.pb.h"
#include "coalition/v1/points_service.grpc.pb.h"
#include "coalition/v1/reporting_service.grpc.pb.h"
#include "coalition/v1/settlement_service.grpc.pb.h"

namespace coalition::ctl {

class FakePoints : public v1::PointsService::Service {
 public:
  grpc::Status Earn(grpc::ServerContext* context, const v1::EarnRequest* request,
                    v1::EarnResponse* response) override;
  grpc::Status SubmitBatch(grpc::ServerContext* context, const v1::SubmitBatchRequest* request,
                           v1::SubmitBatchResponse* response) override;

  // Answers watch_messages, then calls watch_then, and ends with watch_status; without it waits
  // until the client goes.
  grpc::Status WatchTransactions(
      grpc::ServerContext* context, const v1::WatchTransactionsRequest* request,
      grpc::ServerWriter<v1::WatchTransactionsResponse>* writer) override;

  // Set before the call, read after it.
  v1::WatchTransactionsRequest watch_request;
  std::vector<v1::WatchTransactionsResponse> watch_messages;
  std::function<void()> watch_then;
  std::optional<grpc::Status> watch_status;
  grpc::Status earn_status;
  v1::SubmitBatchResponse batch_response;
  v1::EarnRequest earn_request;
  v1::SubmitBatchRequest batch_request;
  std::string authorization;
};

class FakeSettlement : public v1::SettlementService::Service {
 public:
  // Two pieces of a file.
  grpc::Status ExportObligations(
      grpc::ServerContext* context, const v1::ExportObligationsRequest* request,
      grpc::ServerWriter<v1::ExportObligationsResponse>* writer) override;
};

class FakePartners : public v1::PartnerService::Service {
 public:
  // Two partners, one per page.
  grpc::Status ListPartners(grpc::ServerContext* context, const v1::ListPartnersRequest* request,
                            v1::ListPartnersResponse* response) override;
};

class FakeReporting : public v1::ReportingService::Service {
 public:
  grpc::Status VerifyLedger(grpc::ServerContext* context, const v1::VerifyLedgerRequest* request,
                            v1::VerifyLedgerResponse* response) override;

  v1::VerifyLedgerResponse verify_response;
};

class FakeServer {
 public:
  // Listens on a free port.
  FakeServer();
  ~FakeServer();

  std::string address() const;

  FakePoints points;
  FakePartners partners;
  FakeSettlement settlement;
  FakeReporting reporting;

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace coalition::ctl
