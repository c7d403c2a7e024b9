#ifndef COALITION_SERVER_RPC_DECODE_HEADER_H_
#define COALITION_SERVER_RPC_DECODE_HEADER_H_

#include <string>
#include <utility>

#include "server/rpc/decode.h"
#include "server/rpc/keys.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {

// The payload is everything but the request id. `request` is a copy.
template <typename Request>
domain::PayloadDigest DigestOf(Request request) {
  request.clear_request_id();
  const std::string& name = Request::descriptor()->full_name();
  std::string payload;
  payload.reserve(name.size() + 1 + request.ByteSizeLong());
  payload.append(name).push_back('\0');
  request.AppendToString(&payload);
  return Digest(payload);
}

// What a message means by leaving a field of its own out.
void SayDefaults(v1::AuthorizeRequest& request);
void SayDefaults(v1::EarnRequest& request);
void SayDefaults(v1::CreatePartnerRequest& request);
void SayDefaults(v1::CreateCredentialRequest& request);
void SayDefaults(v1::SetLimitsRequest& request);
void SayDefaults(v1::ExchangeRate& rate);
void SayDefaults(v1::Terms& terms);
inline void SayDefaults(google::protobuf::Message&) {}

// Makes explicit what a request leaves to a default, whose and in which currency above all, here
// and in what is nested, so that saying it or not makes no difference to the digest.
class Meaning {
 public:
  Meaning(std::string partner_id, std::string currency)
      : partner_id_(std::move(partner_id)), currency_(std::move(currency)) {}

  template <typename Message>
  void Say(Message& message) const {
    SayDefaults(message);
    if constexpr (requires { message.set_partner_id(""); }) {
      if (message.partner_id().empty()) message.set_partner_id(partner_id_);
    }
    SayCurrencies(message);
    SayMembers(message);
    if constexpr (requires { message.mutable_exchange_rate(); }) {
      if (message.has_exchange_rate()) Say(*message.mutable_exchange_rate());
    }
    if constexpr (requires { message.mutable_conversion_rate(); }) {
      if (message.has_conversion_rate()) Say(*message.mutable_conversion_rate());
    }
    if constexpr (requires { message.mutable_terms(); }) Say(*message.mutable_terms());
  }

 private:
  template <typename Message>
  void SayCurrencies(Message& message) const {
    if constexpr (requires { message.set_currency(""); }) {
      if (message.currency().empty()) message.set_currency(currency_);
    }
    if constexpr (requires { message.set_from_currency(""); }) {
      if (message.from_currency().empty()) message.set_from_currency(currency_);
      if (message.to_currency().empty()) message.set_to_currency(currency_);
    }
  }

  template <typename Message>
  void SayMembers(Message& message) const {
    if constexpr (requires { message.member().has_identifier(); }) Say(*message.mutable_member());
    if constexpr (requires { message.mutable_from_member(); }) {
      Say(*message.mutable_from_member());
      Say(*message.mutable_to_member());
    }
    if constexpr (requires { message.mutable_identifier(); }) {
      if (message.has_identifier()) Say(*message.mutable_identifier());
    }
    if constexpr (requires { message.mutable_identifiers(0); }) {
      for (v1::Identifier& identifier : *message.mutable_identifiers()) Say(identifier);
    }
  }

  const std::string partner_id_;
  const std::string currency_;
};

// Checks the request id, too. `scope` is the partner that an empty partner id means, or kNetwork
// where it means none.
template <typename Request>
domain::CommandHeader HeaderOf(const Request& request, domain::PartnerId scope,
                               const DecodeContext& context, FieldChecks& checks) {
  checks.RequestId(request.request_id());
  Request payload = request;
  const Meaning meaning(
      scope == domain::kNetwork ? std::string() : context.catalog.GetPartner(scope).handle,
      context.catalog.DefaultCurrency().code);
  meaning.Say(payload);
  return {{scope, request.request_id()}, DigestOf(std::move(payload)), context.caller};
}

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_DECODE_HEADER_H_
