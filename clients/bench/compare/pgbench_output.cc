#include "clients/bench/compare/pgbench_output.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace coalition::bench::compare {
namespace {

// The number right after `label`, at which `line` begins; what follows the number is not read.
std::optional<absl::string_view> NumberAfter(absl::string_view line, absl::string_view label) {
  if (!absl::ConsumePrefix(&line, label)) return std::nullopt;
  return line.substr(0, line.find_first_not_of("0123456789."));
}

// Before PostgreSQL 14 there are two rates, and this is in the one that counts connecting.
bool CountsConnecting(absl::string_view line) {
  return absl::StrContains(line, "including connections establishing");
}

bool ReadLine(absl::string_view line, PgbenchResult& result, bool& has_rate) {
  if (const auto rate = NumberAfter(line, "tps = "); rate && !CountsConnecting(line)) {
    has_rate = true;
    return absl::SimpleAtod(*rate, &result.transactions_per_second);
  }
  if (const auto latency = NumberAfter(line, "latency average = ")) {
    return absl::SimpleAtod(*latency, &result.latency_average_ms);
  }
  if (const auto count = NumberAfter(line, "number of transactions actually processed: ")) {
    return absl::SimpleAtoi(*count, &result.transactions);
  }
  if (const auto count = NumberAfter(line, "number of failed transactions: ")) {
    return absl::SimpleAtoi(*count, &result.failed_transactions);
  }
  return true;
}

}  // namespace

absl::StatusOr<PgbenchResult> ParsePgbenchOutput(absl::string_view output) {
  PgbenchResult result;
  bool has_rate = false;
  for (const absl::string_view line : absl::StrSplit(output, '\n')) {
    if (absl::StrContains(line, "aborted") || absl::StrContains(line, "incomplete")) {
      return absl::DataLossError(absl::StrCat("pgbench: ", line));
    }
    if (!ReadLine(line, result, has_rate)) {
      return absl::DataLossError(absl::StrCat("pgbench: cannot read \"", line, "\""));
    }
  }
  if (!has_rate) return absl::DataLossError("pgbench: no \"tps = \" in its output");
  if (result.transactions_per_second <= 0) return absl::DataLossError("pgbench: a rate of 0");
  return result;
}

}  // namespace coalition::bench::compare
