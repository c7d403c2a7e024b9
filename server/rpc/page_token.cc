#include "server/rpc/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "server/rpc/limits.h"

namespace coalition::rpc {
namespace {

// Before base64 a token is "<list>,<position>".
std::optional<std::string> PositionIn(const std::string& list, const std::string& token) {
  std::string text;
  if (token.size() > kPageTokenCharsMax || !absl::WebSafeBase64Unescape(token, &text) ||
      absl::WebSafeBase64Escape(text) != token) {
    return std::nullopt;
  }
  const std::string prefix = list + ",";
  if (!text.starts_with(prefix)) return std::nullopt;
  return text.substr(prefix.size());
}

std::optional<std::vector<std::int64_t>> NumbersIn(const std::optional<std::string>& position) {
  if (!position) return std::nullopt;
  std::vector<std::int64_t> numbers;
  for (const absl::string_view part : absl::StrSplit(*position, ',')) {
    if (!absl::SimpleAtoi(part, &numbers.emplace_back())) return std::nullopt;
  }
  return numbers;
}

}  // namespace

std::string PageToken::Issue(const std::string& list, const std::vector<std::int64_t>& position) {
  return IssueText(list, absl::StrJoin(position, ","));
}

std::vector<std::int64_t> PageToken::Open(const std::string& list, const std::string& token,
                                          std::size_t size, FieldChecks& checks) {
  if (token.empty()) return {};
  auto numbers = NumbersIn(PositionIn(list, token));
  const bool is_issued = numbers && Issue(list, *numbers) == token;
  if (is_issued && (size == 0 || numbers->size() == size)) return *std::move(numbers);
  Reject(checks);
  return {};
}

std::string PageToken::IssueText(const std::string& list, const std::string& position) {
  return absl::WebSafeBase64Escape(absl::StrCat(list, ",", position));
}

std::optional<std::string> PageToken::OpenText(const std::string& list, const std::string& token,
                                               FieldChecks& checks) {
  if (token.empty()) return std::nullopt;
  auto position = PositionIn(list, token);
  if (!position) Reject(checks);
  return position;
}

void PageToken::Reject(FieldChecks& checks) {
  checks.Reject("page_token", "must come from the last page of the same list");
}

}  // namespace coalition::rpc
