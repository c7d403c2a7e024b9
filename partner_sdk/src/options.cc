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

// What must hold, and what to say when it does not.
using Checks = std::vector<std::pair<bool, FieldViolation>>;

std::optional<Error> ErrorOf(const Checks& checks, const std::string& message) {
  std::vector<FieldViolation> violations;
  for (const auto& [holds, violation] : checks) {
    if (!holds) violations.push_back(violation);
  }
  if (violations.empty()) return std::nullopt;
  Error error;
  error.code = ErrorCode::kInvalidArgument;
  error.reason = ErrorReason::kInvalidField;
  error.reason_text = ToString(error.reason);
  error.message = message;
  error.metadata["field"] = violations.front().field;
  error.field_violations = std::move(violations);
  return error;
}

}  // namespace

std::optional<Error> CheckOptions(const ClientOptions& options) {
  const Checks checks = {
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
  return ErrorOf(checks, "the client's options make no sense");
}

std::optional<Error> CheckOptions(const PostingStreamOptions& options) {
  const bool in_range =
      options.unanswered_max >= 1 && options.unanswered_max <= kStreamUnansweredMax;
  return ErrorOf(
      {{in_range, {"unanswered_max", "from 1 to " + std::to_string(kStreamUnansweredMax)}}},
      "the stream's options make no sense");
}

}  // namespace sdk_internal

}  // namespace coalition
