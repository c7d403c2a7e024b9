#ifndef COALITION_SERVER_RPC_PAGE_TOKEN_H_
#define COALITION_SERVER_RPC_PAGE_TOKEN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/rpc/field_checks.h"

namespace coalition::rpc {

// Where the next page begins: a text or a few numbers that one kind of list understands. It carries
// no permission: each page is asked for, and checked, anew.
class PageToken {
 public:
  static std::string Issue(const std::string& list, const std::vector<std::int64_t>& position);
  // Empty for an empty token (the first page). Rejects what Issue did not make for `list` with as
  // many numbers as `size`; a size of 0 takes any.
  static std::vector<std::int64_t> Open(const std::string& list, const std::string& token,
                                        std::size_t size, FieldChecks& checks);

  // Any text.
  static std::string IssueText(const std::string& list, const std::string& position);
  // Absent for an empty token. Rejects what IssueText did not make for `list`; what the text says
  // is for the caller to check, see Reject.
  static std::optional<std::string> OpenText(const std::string& list, const std::string& token,
                                             FieldChecks& checks);

  static void Reject(FieldChecks& checks);
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_PAGE_TOKEN_H_
