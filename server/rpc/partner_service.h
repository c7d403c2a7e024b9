#ifndef COALITION_SERVER_RPC_PARTNER_SERVICE_H_
#define COALITION_SERVER_RPC_PARTNER_SERVICE_H_

#include "coalition/v1/partner_service.grpc.pb.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

// coalition.v1.PartnerService.
class PartnerService final : public v1::PartnerService::CallbackService {
 public:
  // Both must outlive this. Keys of new credentials are hashed with `server_key`.
  PartnerService(const Backend& backend, const ServerKey& server_key)
      : backend_(backend), server_key_(server_key) {}

  grpc::ServerUnaryReactor* CreatePartner(grpc::CallbackServerContext* context,
                                          const v1::CreatePartnerRequest* request,
                                          v1::CreatePartnerResponse* response) override;
  grpc::ServerUnaryReactor* GetPartner(grpc::CallbackServerContext* context,
                                       const v1::GetPartnerRequest* request,
                                       v1::GetPartnerResponse* response) override;
  grpc::ServerUnaryReactor* ListPartners(grpc::CallbackServerContext* context,
                                         const v1::ListPartnersRequest* request,
                                         v1::ListPartnersResponse* response) override;
  grpc::ServerUnaryReactor* UpdatePartner(grpc::CallbackServerContext* context,
                                          const v1::UpdatePartnerRequest* request,
                                          v1::UpdatePartnerResponse* response) override;
  grpc::ServerUnaryReactor* SuspendPartner(grpc::CallbackServerContext* context,
                                           const v1::SuspendPartnerRequest* request,
                                           v1::SuspendPartnerResponse* response) override;
  grpc::ServerUnaryReactor* ResumePartner(grpc::CallbackServerContext* context,
                                          const v1::ResumePartnerRequest* request,
                                          v1::ResumePartnerResponse* response) override;
  grpc::ServerUnaryReactor* CreateCurrency(grpc::CallbackServerContext* context,
                                           const v1::CreateCurrencyRequest* request,
                                           v1::CreateCurrencyResponse* response) override;
  grpc::ServerUnaryReactor* SetExchangeRate(grpc::CallbackServerContext* context,
                                            const v1::SetExchangeRateRequest* request,
                                            v1::SetExchangeRateResponse* response) override;
  grpc::ServerUnaryReactor* ListExchangeRates(grpc::CallbackServerContext* context,
                                              const v1::ListExchangeRatesRequest* request,
                                              v1::ListExchangeRatesResponse* response) override;
  grpc::ServerUnaryReactor* ListConversionRates(grpc::CallbackServerContext* context,
                                                const v1::ListConversionRatesRequest* request,
                                                v1::ListConversionRatesResponse* response) override;
  grpc::ServerUnaryReactor* SetTerms(grpc::CallbackServerContext* context,
                                     const v1::SetTermsRequest* request,
                                     v1::SetTermsResponse* response) override;
  grpc::ServerUnaryReactor* ListTerms(grpc::CallbackServerContext* context,
                                      const v1::ListTermsRequest* request,
                                      v1::ListTermsResponse* response) override;
  grpc::ServerUnaryReactor* SetLimits(grpc::CallbackServerContext* context,
                                      const v1::SetLimitsRequest* request,
                                      v1::SetLimitsResponse* response) override;
  grpc::ServerUnaryReactor* GetLimits(grpc::CallbackServerContext* context,
                                      const v1::GetLimitsRequest* request,
                                      v1::GetLimitsResponse* response) override;
  grpc::ServerUnaryReactor* CreateCredential(grpc::CallbackServerContext* context,
                                             const v1::CreateCredentialRequest* request,
                                             v1::CreateCredentialResponse* response) override;
  grpc::ServerUnaryReactor* RevokeCredential(grpc::CallbackServerContext* context,
                                             const v1::RevokeCredentialRequest* request,
                                             v1::RevokeCredentialResponse* response) override;

 private:
  const Backend& backend_;
  const ServerKey& server_key_;
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_PARTNER_SERVICE_H_
