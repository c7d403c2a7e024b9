#ifndef COALITION_SERVER_RPC_POINTS_SERVICE_H_
#define COALITION_SERVER_RPC_POINTS_SERVICE_H_

#include "coalition/v1/points_service.grpc.pb.h"
#include "server/rpc/arena_messages.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

// coalition.v1.PointsService.
class PointsService final : public v1::PointsService::CallbackService {
 public:
  // `backend` must outlive this.
  explicit PointsService(const Backend& backend) : backend_(backend) {
    SetMessageAllocatorFor_SubmitBatch(&batches_);
  }

  grpc::ServerUnaryReactor* Quote(grpc::CallbackServerContext* context,
                                  const v1::QuoteRequest* request,
                                  v1::QuoteResponse* response) override;
  grpc::ServerUnaryReactor* Earn(grpc::CallbackServerContext* context,
                                 const v1::EarnRequest* request,
                                 v1::EarnResponse* response) override;
  grpc::ServerUnaryReactor* Burn(grpc::CallbackServerContext* context,
                                 const v1::BurnRequest* request,
                                 v1::BurnResponse* response) override;
  grpc::ServerUnaryReactor* Authorize(grpc::CallbackServerContext* context,
                                      const v1::AuthorizeRequest* request,
                                      v1::AuthorizeResponse* response) override;
  grpc::ServerUnaryReactor* Capture(grpc::CallbackServerContext* context,
                                    const v1::CaptureRequest* request,
                                    v1::CaptureResponse* response) override;
  grpc::ServerUnaryReactor* Void(grpc::CallbackServerContext* context,
                                 const v1::VoidRequest* request,
                                 v1::VoidResponse* response) override;
  grpc::ServerUnaryReactor* Reverse(grpc::CallbackServerContext* context,
                                    const v1::ReverseRequest* request,
                                    v1::ReverseResponse* response) override;
  grpc::ServerUnaryReactor* Convert(grpc::CallbackServerContext* context,
                                    const v1::ConvertRequest* request,
                                    v1::ConvertResponse* response) override;
  grpc::ServerUnaryReactor* Transfer(grpc::CallbackServerContext* context,
                                     const v1::TransferRequest* request,
                                     v1::TransferResponse* response) override;
  grpc::ServerUnaryReactor* Adjust(grpc::CallbackServerContext* context,
                                   const v1::AdjustRequest* request,
                                   v1::AdjustResponse* response) override;
  grpc::ServerUnaryReactor* ExpirePoints(grpc::CallbackServerContext* context,
                                         const v1::ExpirePointsRequest* request,
                                         v1::ExpirePointsResponse* response) override;
  grpc::ServerUnaryReactor* SubmitBatch(grpc::CallbackServerContext* context,
                                        const v1::SubmitBatchRequest* request,
                                        v1::SubmitBatchResponse* response) override;
  grpc::ServerBidiReactor<v1::SubmitStreamRequest, v1::SubmitStreamResponse>* SubmitStream(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* GetBalance(grpc::CallbackServerContext* context,
                                       const v1::GetBalanceRequest* request,
                                       v1::GetBalanceResponse* response) override;
  grpc::ServerUnaryReactor* GetTransaction(grpc::CallbackServerContext* context,
                                           const v1::GetTransactionRequest* request,
                                           v1::GetTransactionResponse* response) override;
  grpc::ServerUnaryReactor* ListTransactions(grpc::CallbackServerContext* context,
                                             const v1::ListTransactionsRequest* request,
                                             v1::ListTransactionsResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchTransactionsResponse>* WatchTransactions(
      grpc::CallbackServerContext* context, const v1::WatchTransactionsRequest* request) override;

 private:
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Post(grpc::CallbackServerContext* context, Access access,
                                 const Request* request, Response* response);

  const Backend& backend_;
  ArenaMessages<v1::SubmitBatchRequest, v1::SubmitBatchResponse> batches_;
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_POINTS_SERVICE_H_
