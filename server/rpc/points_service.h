#ifndef COALITION_SERVER_RPC_POINTS_SERVICE_H_
#define COALITION_SERVER_RPC_POINTS_SERVICE_H_

#include "coalition/v1/points_service.grpc.pb.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

// coalition.v1.PointsService. What is not overridden answers UNIMPLEMENTED.
class PointsService final : public v1::PointsService::CallbackService {
 public:
  // `backend` must outlive this.
  explicit PointsService(const Backend& backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* Quote(grpc::CallbackServerContext* context,
                                  const v1::QuoteRequest* request,
                                  v1::QuoteResponse* response) override;
  grpc::ServerUnaryReactor* Earn(grpc::CallbackServerContext* context,
                                 const v1::EarnRequest* request,
                                 v1::EarnResponse* response) override;
  grpc::ServerUnaryReactor* Burn(grpc::CallbackServerContext* context,
                                 const v1::BurnRequest* request,
                                 v1::BurnResponse* response) override;
  grpc::ServerUnaryReactor* Reverse(grpc::CallbackServerContext* context,
                                    const v1::ReverseRequest* request,
                                    v1::ReverseResponse* response) override;
  grpc::ServerUnaryReactor* SubmitBatch(grpc::CallbackServerContext* context,
                                        const v1::SubmitBatchRequest* request,
                                        v1::SubmitBatchResponse* response) override;
  grpc::ServerUnaryReactor* GetBalance(grpc::CallbackServerContext* context,
                                       const v1::GetBalanceRequest* request,
                                       v1::GetBalanceResponse* response) override;
  grpc::ServerUnaryReactor* GetTransaction(grpc::CallbackServerContext* context,
                                           const v1::GetTransactionRequest* request,
                                           v1::GetTransactionResponse* response) override;
  grpc::ServerUnaryReactor* ListTransactions(grpc::CallbackServerContext* context,
                                             const v1::ListTransactionsRequest* request,
                                             v1::ListTransactionsResponse* response) override;

 private:
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Post(grpc::CallbackServerContext* context, const Request* request,
                                 Response* response);

  const Backend& backend_;
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_POINTS_SERVICE_H_
