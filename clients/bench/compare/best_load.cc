#include "clients/bench/compare/best_load.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/bench/compare/interruption.h"
#include "clients/bench/compare/number_text.h"

namespace coalition::bench::compare {
namespace {

// Of the highest throughput.
constexpr double kAsGood = 0.98;

// Of the reason of a failure: the line has other trials too.
constexpr std::size_t kReasonCharsMax = 120;

std::string OutcomeText(const Trial& trial) {
  if (trial.failure.empty()) return WithThousands(trial.per_second) + "/s";
  return absl::StrCat("failed (", trial.failure.substr(0, kReasonCharsMax), ")");
}

}  // namespace

std::string ToString(const BestLoad& best) {
  return absl::StrJoin(best.trials, ", ", [&](std::string* out, const Trial& trial) {
    absl::StrAppend(out, trial.load, ": ", OutcomeText(trial),
                    trial.load == best.load ? " (taken)" : "");
  });
}

absl::StatusOr<BestLoad> FindBestLoad(
    std::span<const int> loads, const std::function<absl::StatusOr<double>(int load)>& trial) {
  BestLoad best;
  double highest = 0;
  for (const int load : loads) {
    const auto per_second = trial(load);
    if (IsInterrupted(per_second.status())) return per_second.status();
    best.trials.push_back(
        {load, per_second.ok() ? *per_second : 0, std::string(per_second.status().message())});
    highest = std::max(highest, best.trials.back().per_second);
  }
  for (const Trial& tried : best.trials) {
    if (tried.per_second <= 0 || tried.per_second < kAsGood * highest) continue;
    best.load = tried.load;
    best.per_second = tried.per_second;
    return best;
  }
  return absl::InternalError(absl::StrCat(
      "every load failed", best.trials.empty() ? "" : ": " + best.trials.front().failure));
}

}  // namespace coalition::bench::compare
