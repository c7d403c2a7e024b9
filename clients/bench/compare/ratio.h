#ifndef COALITION_CLIENTS_BENCH_COMPARE_RATIO_H_
#define COALITION_CLIENTS_BENCH_COMPARE_RATIO_H_

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "clients/bench/compare/reading.h"
#include "clients/bench/compare/spread.h"

namespace coalition::bench::compare {

// The figure of a reading that a ratio is made of.
enum class Figure { kPerSecond, kP50, kP99 };

enum class Better { kHigher, kLower };

// What must be reached, and what is aimed at.
struct Bounds {
  Better better = Better::kHigher;
  double floor = 0;
  double goal = 0;

  bool operator==(const Bounds&) const = default;
};

// figure(over) ÷ figure(under), in one round.
struct RatioDefinition {
  const char* name;
  const char* over;
  const char* under;
  Figure figure = Figure::kPerSecond;
  // Absent: told for information.
  std::optional<Bounds> bounds;
  // For readers of the table.
  const char* meaning;
};

// In the order in which they are printed. Names are unique, measurements those of
// kMeasurementOrder.
std::span<const RatioDefinition> RatioDefinitions();

enum class Verdict { kNotMeasured, kInformation, kBelowFloor, kFloor, kGoal };

struct Ratio {
  const RatioDefinition* definition = nullptr;
  // Of the rounds that have both figures, in order.
  std::vector<double> rounds;
  Spread spread;
  Verdict verdict = Verdict::kNotMeasured;
  // Only of kNotMeasured.
  std::string why_not_measured;
};

// Measurement's name → why it is missing.
using Absences = std::map<std::string, std::string>;

// The ratio is made in each round; its median decides. A measurement that is among `absent` leaves
// its ratios unmeasured even when some rounds have it: what failed once proves nothing.
Ratio Evaluate(const RatioDefinition& definition, std::span<const Round> rounds,
               const Absences& absent);

// Of RatioDefinitions(), in their order.
std::vector<Ratio> EvaluateAll(std::span<const Round> rounds, const Absences& absent);

bool AnyMeasured(std::span<const Ratio> ratios);
// Whether a ratio was measured and is below its floor (or above, where less is better).
bool AnyBelowFloor(std::span<const Ratio> ratios);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_RATIO_H_
