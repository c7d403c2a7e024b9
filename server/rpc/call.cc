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

}  // namespace coalition::rpc
