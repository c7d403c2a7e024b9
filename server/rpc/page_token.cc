#include "server/rpc/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "server/rpc/limits.h"

namespace coalition::rpc {
namespace {

// Before base64: "<list>,<number>,...".
std::optional<std::vector<std::int64_t>> Parse(const std::string& list, const std::string& token) {
  std::string text;
  if (token.size() > kTokenCharsMax || !absl::WebSafeBase64Unescape(token, &text)) {
    return std::nullopt;
  }
  const std::vector<std::string> parts = absl::StrSplit(text, ',');
  if (parts.size() < 2 || parts[0] != list) return std::nullopt;
  std::vector<std::int64_t> position;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (!absl::SimpleAtoi(parts[i], &position.emplace_back())) return std::nullopt;
  }
  return position;
}

}  // namespace

std::string PageToken::Issue(const std::string& list, const std::vector<std::int64_t>& position) {
  return absl::WebSafeBase64Escape(absl::StrCat(list, ",", absl::StrJoin(position, ",")));
}

std::vector<std::int64_t> PageToken::Open(const std::string& list, const std::string& token,
                                          std::size_t size, FieldChecks& checks) {
  if (token.empty()) return {};
  auto position = Parse(list, token);
  if (position && (size == 0 || position->size() == size)) return *std::move(position);
  checks.Reject("page_token", "must come from the last page of the same list");
  return {};
}

}  // namespace coalition::rpc
