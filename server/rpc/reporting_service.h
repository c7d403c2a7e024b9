#ifndef COALITION_SERVER_RPC_REPORTING_SERVICE_H_
#define COALITION_SERVER_RPC_REPORTING_SERVICE_H_

#include "coalition/v1/reporting_service.grpc.pb.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

// coalition.v1.ReportingService. What is not overridden answers UNIMPLEMENTED.
class ReportingService final : public v1::ReportingService::CallbackService {
 public:
  // `backend` must outlive this.
  explicit ReportingService(const Backend& backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* GetLiability(grpc::CallbackServerContext* context,
                                         const v1::GetLiabilityRequest* request,
                                         v1::GetLiabilityResponse* response) override;
  grpc::ServerUnaryReactor* VerifyLedger(grpc::CallbackServerContext* context,
                                         const v1::VerifyLedgerRequest* request,
                                         v1::VerifyLedgerResponse* response) override;
  grpc::ServerUnaryReactor* ListAuditEvents(grpc::CallbackServerContext* context,
                                            const v1::ListAuditEventsRequest* request,
                                            v1::ListAuditEventsResponse* response) override;

 private:
  const Backend& backend_;
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_REPORTING_SERVICE_H_
