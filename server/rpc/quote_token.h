#ifndef COALITION_SERVER_RPC_QUOTE_TOKEN_H_
#define COALITION_SERVER_RPC_QUOTE_TOKEN_H_

#include <optional>
#include <string>

#include "server/domain/command.h"
#include "server/rpc/keys.h"

namespace coalition::rpc {

// What a quote promises, and to whom. It travels with the client as a signed text, so that the
// server keeps nothing and any server of the network can honour it.
struct QuoteTerms {
  domain::PartnerId partner;
  domain::CurrencyId currency;
  domain::QuotedVersions versions;
};

class QuoteTokens {
 public:
  // `key` must outlive this.
  explicit QuoteTokens(const ServerKey& key) : key_(key) {}

  // Printable ASCII, under 128 characters.
  std::string Issue(const QuoteTerms& terms) const;
  // Absent unless a server with the same key issued it.
  std::optional<QuoteTerms> Open(const std::string& token) const;

 private:
  const ServerKey& key_;
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_QUOTE_TOKEN_H_
