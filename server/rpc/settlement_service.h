#ifndef COALITION_SERVER_RPC_SETTLEMENT_SERVICE_H_
#define COALITION_SERVER_RPC_SETTLEMENT_SERVICE_H_

#include "coalition/v1/settlement_service.grpc.pb.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

// coalition.v1.SettlementService. What is not overridden answers UNIMPLEMENTED.
class SettlementService final : public v1::SettlementService::CallbackService {
 public:
  // `backend` must outlive this.
  explicit SettlementService(const Backend& backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* GetPositions(grpc::CallbackServerContext* context,
                                         const v1::GetPositionsRequest* request,
                                         v1::GetPositionsResponse* response) override;
  grpc::ServerUnaryReactor* CloseWindow(grpc::CallbackServerContext* context,
                                        const v1::CloseWindowRequest* request,
                                        v1::CloseWindowResponse* response) override;
  grpc::ServerUnaryReactor* ListWindows(grpc::CallbackServerContext* context,
                                        const v1::ListWindowsRequest* request,
                                        v1::ListWindowsResponse* response) override;
  grpc::ServerUnaryReactor* GetWindow(grpc::CallbackServerContext* context,
                                      const v1::GetWindowRequest* request,
                                      v1::GetWindowResponse* response) override;
  grpc::ServerUnaryReactor* GetStatement(grpc::CallbackServerContext* context,
                                         const v1::GetStatementRequest* request,
                                         v1::GetStatementResponse* response) override;
  grpc::ServerUnaryReactor* ListStatementLines(grpc::CallbackServerContext* context,
                                               const v1::ListStatementLinesRequest* request,
                                               v1::ListStatementLinesResponse* response) override;
  grpc::ServerUnaryReactor* ListObligations(grpc::CallbackServerContext* context,
                                            const v1::ListObligationsRequest* request,
                                            v1::ListObligationsResponse* response) override;

 private:
  const Backend& backend_;
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_SETTLEMENT_SERVICE_H_
