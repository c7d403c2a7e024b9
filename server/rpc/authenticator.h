#ifndef COALITION_SERVER_RPC_AUTHENTICATOR_H_
#define COALITION_SERVER_RPC_AUTHENTICATOR_H_

#include "grpcpp/server_context.h"

#include "server/domain/command.h"
#include "server/engine/published_catalog.h"
#include "server/rpc/call_error.h"
#include "server/rpc/keys.h"

namespace coalition::rpc {

// Who is calling, by the API key in `authorization: Bearer <key>`. Thread-safe.
class Authenticator {
 public:
  // Both must outlive this.
  Authenticator(const engine::PublishedCatalog& catalog, const ServerKey& key)
      : catalog_(catalog), key_(key) {}

  // UNAUTHENTICATED without saying what was wrong with the key.
  domain::Decided<domain::Caller, CallError> Authenticate(
      const grpc::ServerContextBase& context) const;

 private:
  const engine::PublishedCatalog& catalog_;
  const ServerKey& key_;
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_AUTHENTICATOR_H_
