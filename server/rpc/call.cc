#include "server/rpc/call.h"

namespace coalition::rpc {

Decoded<domain::Caller> Admit(const Backend& backend, const grpc::CallbackServerContext& context,
                              Access access) {
  auto caller = backend.authenticator.Authenticate(context);
  if (caller.ok() && access == Access::kOperatorOnly && !caller->IsOperator()) {
    return CallError(domain::Reason::kPermissionDenied);
  }
  return caller;
}

bool IsStillAdmitted(const Backend& backend, const domain::Caller& caller) {
  const auto catalog = backend.catalog.Get();
  const domain::Credential* credential = catalog->FindCredential(caller.credential_id);
  return credential != nullptr && !credential->revoked_at;
}

}  // namespace coalition::rpc
