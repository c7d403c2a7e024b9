#ifndef COALITION_SERVER_RPC_DECODE_HEADER_H_
#define COALITION_SERVER_RPC_DECODE_HEADER_H_

#include <string>
#include <utility>

#include "server/rpc/decode.h"
#include "server/rpc/keys.h"

namespace coalition::rpc {

// The payload is everything but the request id. `request` is a copy.
template <typename Request>
domain::PayloadDigest DigestOf(Request request) {
  request.clear_request_id();
  return Digest(Request::descriptor()->full_name() + '\0' + request.SerializeAsString());
}

// Makes explicit whose and in which currency, here and in what is nested, so that saying it or not
// makes no difference to the digest.
template <typename Message>
void SayWhatIsMeant(const std::string& partner_id, const std::string& currency, Message& message) {
  if constexpr (requires { message.set_partner_id(""); }) {
    if (message.partner_id().empty()) message.set_partner_id(partner_id);
  }
  if constexpr (requires { message.set_currency(""); }) {
    if (message.currency().empty()) message.set_currency(currency);
  }
  if constexpr (requires { message.member().has_identifier(); }) {
    if (message.member().has_identifier()) {
      SayWhatIsMeant(partner_id, currency, *message.mutable_member()->mutable_identifier());
    }
  }
  if constexpr (requires { message.mutable_identifier(); }) {
    SayWhatIsMeant(partner_id, currency, *message.mutable_identifier());
  }
  if constexpr (requires { message.mutable_identifiers(0); }) {
    for (auto& identifier : *message.mutable_identifiers()) {
      SayWhatIsMeant(partner_id, currency, identifier);
    }
  }
  if constexpr (requires { message.mutable_exchange_rate(); }) {
    SayWhatIsMeant(partner_id, currency, *message.mutable_exchange_rate());
  }
  if constexpr (requires { message.mutable_terms(); }) {
    SayWhatIsMeant(partner_id, currency, *message.mutable_terms());
  }
}

// Checks the request id, too. `scope` is the partner that an empty partner id means, or kNetwork
// where it means none.
template <typename Request>
domain::CommandHeader HeaderOf(const Request& request, domain::PartnerId scope,
                               const DecodeContext& context, FieldChecks& checks) {
  checks.RequestId(request.request_id());
  Request payload = request;
  SayWhatIsMeant(
      scope == domain::kNetwork ? std::string() : context.catalog.GetPartner(scope).handle,
      context.catalog.DefaultCurrency().code, payload);
  return {{scope, request.request_id()}, DigestOf(std::move(payload)), context.caller};
}

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_DECODE_HEADER_H_
