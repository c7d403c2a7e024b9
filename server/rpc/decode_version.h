#ifndef COALITION_SERVER_RPC_DECODE_VERSION_H_
#define COALITION_SERVER_RPC_DECODE_VERSION_H_

#include <string>

#include "server/rpc/decode.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {

// Of the decode_*.cc files: what dated versions, of rates and of terms, have in common.

// Beginning and reason of a new version of a rate or of terms.
template <typename Request, typename Proto, typename Version>
void DecodeVersion(const std::string& path, const Request& request, const Proto& proto,
                   FieldChecks& checks, Version& version) {
  if (proto.version() != 0) checks.Reject(Join(path, "version"), "is assigned by the server");
  if (proto.has_created_at()) {
    checks.Reject(Join(path, "created_at"), "is assigned by the server");
  }
  if (!proto.backdating_reason().empty()) {
    checks.Reject(Join(path, "backdating_reason"), "belongs into the request");
  }
  if (proto.has_effective_from()) {
    const auto from = checks.Moment(Join(path, "effective_from"), proto.effective_from());
    if (from) version.effective_from = *from;
  }
  checks.Text("backdating_reason", request.backdating_reason(), 0, kReasonCharsMax);
  version.backdating_reason = request.backdating_reason();
}

// The same of a partner's version for one currency.
template <typename Request, typename Proto, typename Version>
void DecodePartnersVersion(const std::string& path, const Request& request, const Proto& proto,
                           domain::PartnerId partner, const DecodeContext& context,
                           FieldChecks& checks, Version& version) {
  version.partner = partner;
  const auto currency = DecodeCurrency(Join(path, "currency"), proto.currency(), context, checks);
  if (currency) version.currency = *currency;
  DecodeVersion(path, request, proto, checks, version);
}

// The partner of a nested message, whose field is "<path>.partner_id".
inline Decoded<domain::PartnerId> DecodeNestedPartner(const std::string& path,
                                                      const std::string& partner_id,
                                                      const DecodeContext& context) {
  auto partner = DecodePartner(partner_id, context);
  if (partner.ok()) return partner;
  return Within(path, partner.rejection());
}

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_DECODE_VERSION_H_
