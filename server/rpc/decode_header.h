#ifndef COALITION_SERVER_RPC_DECODE_HEADER_H_
#define COALITION_SERVER_RPC_DECODE_HEADER_H_

#include <string>

#include "server/rpc/decode.h"
#include "server/rpc/keys.h"

namespace coalition::rpc {

// The payload is everything but the request id. `request` is a copy, in which whatever has a
// default was made explicit, so that saying it or not makes no difference.
template <typename Request>
domain::PayloadDigest DigestOf(Request request) {
  request.clear_request_id();
  return Digest(Request::descriptor()->full_name() + '\0' + request.SerializeAsString());
}

// Checks the request id, too.
template <typename Request>
domain::CommandHeader HeaderOf(const Request& request, domain::PartnerId scope,
                               const DecodeContext& context, FieldChecks& checks) {
  checks.RequestId(request.request_id());
  Request payload = request;
  if constexpr (requires { payload.set_partner_id(""); }) {
    if (scope != domain::kNetwork) {
      payload.set_partner_id(context.catalog.GetPartner(scope).handle);
    }
  }
  return {{scope, request.request_id()}, DigestOf(std::move(payload)), context.caller};
}

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_DECODE_HEADER_H_
