#include "clients/bench/compare/time_plan.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace coalition::bench::compare {
namespace {

using std::chrono::seconds;

// How often a subject is measured in a round, and what surrounds each of these: servers that start
// and end, a disk that comes to rest.
struct Cost {
  const char* subject;
  int measurements;
  seconds around;
  // Of an empty ledger, before each measurement. 0: there are none.
  std::int64_t members_enrolled_per_second;
};
constexpr Cost kCosts[] = {
    {kEchoSubject, 2, seconds(1), 0},       {kPgbenchSubject, 1, seconds(2), 0},
    {kFreshSubject, 6, seconds(2), 40'000}, {kMysqlSubject, 3, seconds(3), 12'000},
    {kGrownSubject, 1, seconds(2), 0},      {kDiskSubject, 2, seconds(0), 0},
};
// For ending, deleting, and estimates that were too low.
constexpr seconds kReserve(45);

// A journal row with its index entries, a member's rows spread over its transactions, the
// database's log, and slack in pages.
constexpr std::int64_t kBytesPerTransaction = 700;
// For PostgreSQL and MariaDB and their logs, the small ledgers, and whoever else uses the disk.
constexpr std::int64_t kBytesKeptFree = std::int64_t{10} << 30;

}  // namespace

seconds RoundsEstimate(const Options& options) {
  seconds round{0};
  for (const Cost& cost : kCosts) {
    if (options.skipped.contains(cost.subject)) continue;
    round += cost.measurements * (options.warm_up + options.span + cost.around);
    if (cost.members_enrolled_per_second > 0) {
      round += seconds(cost.measurements * options.members / cost.members_enrolled_per_second);
    }
  }
  return options.rounds * round;
}

seconds TimeToGrow(const Options& options, seconds elapsed) {
  const seconds left = options.time_limit - elapsed - RoundsEstimate(options) - kReserve;
  return std::max(left, seconds(0));
}

GrowthRoom RoomToGrow(std::int64_t wanted, std::int64_t free_bytes) {
  const std::int64_t fits =
      std::max<std::int64_t>(free_bytes - kBytesKeptFree, 0) / kBytesPerTransaction;
  if (wanted <= fits) return {wanted, ""};
  return {fits, absl::StrFormat(
                    "the disk has %.1f GB free, which is enough for %.1f of %.1f million "
                    "transactions with %.0f GB kept free",
                    static_cast<double>(free_bytes) / 1e9, static_cast<double>(fits) / 1e6,
                    static_cast<double>(wanted) / 1e6, static_cast<double>(kBytesKeptFree) / 1e9)};
}

}  // namespace coalition::bench::compare
