#include "server/rpc/authenticator.h"

#include <string_view>

namespace coalition::rpc {
namespace {

constexpr std::string_view kScheme = "Bearer ";

std::string_view AuthorizationOf(const grpc::ServerContextBase& context) {
  const auto& metadata = context.client_metadata();
  // Two of them leave it open which one counts.
  if (metadata.count("authorization") != 1) return {};
  const grpc::string_ref value = metadata.find("authorization")->second;
  return {value.data(), value.size()};
}

}  // namespace

domain::Decided<domain::Caller, CallError> Authenticator::Authenticate(
    const grpc::ServerContextBase& context) const {
  const CallError unauthenticated(domain::Reason::kUnauthenticated);
  const std::string_view authorization = AuthorizationOf(context);
  if (!authorization.starts_with(kScheme)) return unauthenticated;
  const auto api_key = ApiKey::Parse(authorization.substr(kScheme.size()));
  if (!api_key) return unauthenticated;
  const auto catalog = catalog_.Get();
  const domain::Credential* credential = catalog->FindCredential(api_key->credential_id);
  if (credential == nullptr || credential->revoked_at ||
      !AreEqual(credential->key_hash, HashOf(*api_key, key_))) {
    return unauthenticated;
  }
  return domain::Caller{credential->role, credential->partner, credential->id};
}

}  // namespace coalition::rpc
