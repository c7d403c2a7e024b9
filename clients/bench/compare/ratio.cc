#include "clients/bench/compare/ratio.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"

namespace coalition::bench::compare {
namespace {

constexpr Bounds AtLeast(double floor, double goal) { return {Better::kHigher, floor, goal}; }
constexpr Bounds AtMost(double floor, double goal) { return {Better::kLower, floor, goal}; }

constexpr std::array<RatioDefinition, 12> kRatios = {{
    {"unary_earn_vs_echo", kUnaryEarn, kEcho, Figure::kPerSecond, AtLeast(0.55, 0.80),
     "unary Earn a second, at its best, to bare gRPC echo at its best"},
    {"unary_earn_vs_pgbench", kUnaryEarn, kPgbench, Figure::kPerSecond, AtLeast(4, 6),
     "unary Earn a second to pgbench TPC-B transactions a second"},
    {"batch_earn_vs_pgbench", kBatchEarn, kPgbench, Figure::kPerSecond, AtLeast(10, 20),
     "earns a second in batches of 1,000 to pgbench TPC-B"},
    {"batch_mix_vs_pgbench", kBatchMix, kPgbench, Figure::kPerSecond, AtLeast(7, 12),
     "events a second of the mix in batches of 1,000 to pgbench TPC-B"},
    {"mysql_unary_earn_vs_pgbench", kMysqlUnaryEarn, kPgbench, Figure::kPerSecond, AtLeast(3, 5),
     "unary Earn a second with the ledger in MariaDB to pgbench TPC-B"},
    {"mysql_batch_earn_vs_pgbench", kMysqlBatchEarn, kPgbench, Figure::kPerSecond, AtLeast(8, 15),
     "earns a second in batches of 1,000 with the ledger in MariaDB to pgbench TPC-B"},
    {"mysql_two_servers_vs_one", kMysqlTwoServers, kMysqlBatchEarn, Figure::kPerSecond,
     std::nullopt, "the same by two servers on one database to one; as far as there are cores"},
    {"grown_vs_fresh", kGrownBatchEarn, kBatchEarn, Figure::kPerSecond, AtLeast(0.85, 0.95),
     "earns a second in batches on a grown ledger to an empty one"},
    {"hot_partner_vs_uniform", kBatchHotPartner, kBatchEarn, Figure::kPerSecond, AtLeast(0.9, 1.0),
     "earns a second with 90 % of one partner to an even spread"},
    {"unary_p99_vs_echo_p99", kUnaryAtHalf, kEchoAtHalf, Figure::kP99, AtMost(4, 2),
     "p99 of unary Earn at half of its best, open loop, to p99 of echo at that rate"},
    {"lonely_p50_vs_fdatasync", kUnaryLonely, kSyncOverwrite, Figure::kP50, AtMost(4, 2.5),
     "p50 of one caller alone to p50 of fdatasync of a page over a written file"},
    {"lonely_p50_vs_fdatasync_append", kUnaryLonely, kSyncAppend, Figure::kP50, std::nullopt,
     "the same to fdatasync of a page at a file's end"},
}};

std::optional<double> FigureOf(const Reading& reading, Figure figure) {
  switch (figure) {
    case Figure::kPerSecond:
      return reading.per_second;
    case Figure::kP50:
      return reading.p50_us;
    case Figure::kP99:
      return reading.p99_us;
  }
  return std::nullopt;
}

std::optional<double> FigureOf(const Round& round, const char* measurement, Figure figure) {
  const auto reading = round.find(measurement);
  return reading == round.end() ? std::nullopt : FigureOf(reading->second, figure);
}

std::string WhyAbsent(const RatioDefinition& definition, const Absences& absent) {
  for (const char* measurement : {definition.over, definition.under}) {
    const auto reason = absent.find(measurement);
    if (reason != absent.end()) return absl::StrCat(measurement, ": ", reason->second);
  }
  return std::string();
}

bool Reaches(double value, double bound, Better better) {
  return better == Better::kHigher ? value >= bound : value <= bound;
}

Verdict Judge(double median, const std::optional<Bounds>& bounds) {
  if (!bounds) return Verdict::kInformation;
  if (Reaches(median, bounds->goal, bounds->better)) return Verdict::kGoal;
  return Reaches(median, bounds->floor, bounds->better) ? Verdict::kFloor : Verdict::kBelowFloor;
}

}  // namespace

std::span<const RatioDefinition> RatioDefinitions() { return kRatios; }

Ratio Evaluate(const RatioDefinition& definition, std::span<const Round> rounds,
               const Absences& absent) {
  Ratio ratio;
  ratio.definition = &definition;
  for (const Round& round : rounds) {
    const auto over = FigureOf(round, definition.over, definition.figure);
    const auto under = FigureOf(round, definition.under, definition.figure);
    if (over && under && *under > 0) ratio.rounds.push_back(*over / *under);
  }
  ratio.spread = SpreadOf(ratio.rounds);
  ratio.why_not_measured = WhyAbsent(definition, absent);
  if (ratio.why_not_measured.empty() && ratio.rounds.empty()) {
    ratio.why_not_measured = "no round has both figures";
  }
  if (ratio.why_not_measured.empty()) ratio.verdict = Judge(ratio.spread.median, definition.bounds);
  return ratio;
}

std::vector<Ratio> EvaluateAll(std::span<const Round> rounds, const Absences& absent) {
  std::vector<Ratio> ratios;
  for (const RatioDefinition& definition : RatioDefinitions()) {
    ratios.push_back(Evaluate(definition, rounds, absent));
  }
  return ratios;
}

bool AnyMeasured(std::span<const Ratio> ratios) {
  return std::any_of(ratios.begin(), ratios.end(),
                     [](const Ratio& ratio) { return ratio.verdict != Verdict::kNotMeasured; });
}

bool AnyBelowFloor(std::span<const Ratio> ratios) {
  return std::any_of(ratios.begin(), ratios.end(),
                     [](const Ratio& ratio) { return ratio.verdict == Verdict::kBelowFloor; });
}

}  // namespace coalition::bench::compare
