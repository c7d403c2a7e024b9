#include "clients/bench/compare/number_text.h"

#include <cmath>

#include "absl/strings/str_format.h"

#include "clients/replay/thousands.h"

namespace coalition::bench::compare {

std::string WithThousands(double value) { return replay::Thousands(std::llround(value)); }

std::string Short(double value) {
  if (value >= 999.5) return WithThousands(value);
  if (value >= 99.95) return absl::StrFormat("%.0f", value);
  if (value >= 9.995) return absl::StrFormat("%.1f", value);
  return value >= 0.9995 ? absl::StrFormat("%.2f", value) : absl::StrFormat("%.3f", value);
}

}  // namespace coalition::bench::compare
