#ifndef COALITION_TESTS_FUZZ_SMALL_NETWORK_H_
#define COALITION_TESTS_FUZZ_SMALL_NETWORK_H_

#include <array>
#include <cstddef>

#include "server/rpc/decode.h"

namespace coalition::fuzz {

// Whom requests are decoded for: the partners "bakery" and "cinema", the points STARS, which are
// the default, and the cinema's MILES, one key for all time, and noon on 10 March 2026.
class SmallNetwork {
 public:
  static const SmallNetwork& Get();

  const domain::Catalog& catalog() const { return catalog_; }
  const rpc::QuoteTokens& quotes() const { return quotes_; }
  // "operator", "bakery", "cinema".
  static constexpr std::array<const char*, 3> kCallers{"operator", "bakery", "cinema"};
  rpc::DecodeContext ContextOf(std::size_t caller) const;

 private:
  SmallNetwork();

  domain::Catalog catalog_;
  const rpc::ServerKey key_{};
  const rpc::QuoteTokens quotes_{key_};
  std::array<domain::Caller, kCallers.size()> callers_;
};

}  // namespace coalition::fuzz

#endif  // COALITION_TESTS_FUZZ_SMALL_NETWORK_H_
