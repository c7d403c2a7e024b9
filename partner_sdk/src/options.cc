#include "coalition/options.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "partner_sdk/src/check_options.h"
#include "partner_sdk/src/retry_budget.h"

namespace coalition {

namespace {

constexpr std::size_t kKeyFileBytesMax = 4096;

bool IsPrintable(char c) { return c > ' ' && c <= '~'; }
bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool IsOneWord(std::string_view text) { return std::all_of(text.begin(), text.end(), IsPrintable); }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  return text;
}

Error KeyFileError(const std::string& path, const std::string& problem) {
  return {.code = ErrorCode::kInvalidArgument, .message = "key file " + path + ": " + problem};
}

}  // namespace

Result<std::string> ReadKeyFile(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kKeyFileBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) {
    return KeyFileError(path, std::generic_category().message(errno != 0 ? errno : EIO));
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kKeyFileBytesMax) return KeyFileError(path, "over 4096 bytes");
  const std::string_view key = Trimmed(text);
  if (key.empty()) return KeyFileError(path, "empty");
  if (!IsOneWord(key)) return KeyFileError(path, "not one run of printable ASCII characters");
  return std::string(key);
}

namespace sdk_internal {

namespace {

bool InRange(std::chrono::milliseconds duration) {
  return duration >= std::chrono::milliseconds(1) && duration <= kDeadlineMax;
}

constexpr char kDurationRange[] = "from 1 ms to 24 hours";

std::vector<FieldViolation> Violations(const ClientOptions& options) {
  const std::pair<bool, FieldViolation> checks[] = {
      {!options.server.empty(), {"server", "HOST:PORT is needed"}},
      {IsOneWord(options.api_key), {"api_key", "printable ASCII without spaces"}},
      {std::all_of(options.user_agent.begin(), options.user_agent.end(),
                   [](char c) { return c == ' ' || IsPrintable(c); }),
       {"user_agent", "printable ASCII"}},
      {InRange(options.deadline), {"deadline", kDurationRange}},
      {InRange(options.attempt_deadline), {"attempt_deadline", kDurationRange}},
      {options.retry.max_attempts >= 1, {"retry.max_attempts", "from 1"}},
      {InRange(options.retry.initial_backoff), {"retry.initial_backoff", kDurationRange}},
      {InRange(options.retry.max_backoff), {"retry.max_backoff", kDurationRange}},
  };
  std::vector<FieldViolation> violations;
  for (const auto& [holds, violation] : checks) {
    if (!holds) violations.push_back(violation);
  }
  return violations;
}

}  // namespace

std::optional<Error> CheckOptions(const ClientOptions& options) {
  std::vector<FieldViolation> violations = Violations(options);
  if (violations.empty()) return std::nullopt;
  Error error;
  error.code = ErrorCode::kInvalidArgument;
  error.reason = ErrorReason::kInvalidField;
  error.reason_text = ToString(error.reason);
  error.message = "the client's options make no sense";
  error.metadata["field"] = violations.front().field;
  error.field_violations = std::move(violations);
  return error;
}

}  // namespace sdk_internal

}  // namespace coalition
