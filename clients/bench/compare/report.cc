#include "clients/bench/compare/report.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/bench/compare/number_text.h"
#include "clients/coalitionctl/table.h"

namespace coalition::bench::compare {
namespace {

using ctl::Table;

// From here on the figures of a round are as much about the others as about us.
constexpr double kOthersCoresMax = 0.25;

std::string VerdictText(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNotMeasured:
      return "not measured";
    case Verdict::kInformation:
      return "";
    case Verdict::kBelowFloor:
      return "FLOOR MISSED";
    case Verdict::kFloor:
      return "floor";
    case Verdict::kGoal:
      return "goal";
  }
  return "";
}

std::string BoundText(const RatioDefinition& definition, double Bounds::*bound) {
  if (!definition.bounds) return "";
  return absl::StrCat(definition.bounds->better == Better::kHigher ? "≥ " : "≤ ",
                      (*definition.bounds).*bound);
}

std::vector<std::string> RatioRow(const Ratio& ratio) {
  const RatioDefinition& definition = *ratio.definition;
  std::vector<std::string> row{definition.name};
  if (ratio.verdict == Verdict::kNotMeasured) {
    row.insert(row.end(), {"-", "-", "-"});
  } else {
    row.insert(row.end(),
               {Short(ratio.spread.median), Short(ratio.spread.min), Short(ratio.spread.max)});
  }
  row.insert(row.end(), {BoundText(definition, &Bounds::floor),
                         BoundText(definition, &Bounds::goal), VerdictText(ratio.verdict)});
  return row;
}

Table RatioTable(const std::vector<Ratio>& ratios) {
  Table table;
  table.columns = {{"ratio"},       {"median", true}, {"min", true}, {"max", true},
                   {"floor", true}, {"goal", true},   {"reached"}};
  for (const Ratio& ratio : ratios) table.rows.push_back(RatioRow(ratio));
  return table;
}

using Get = std::function<std::optional<double>(const Reading&)>;

Spread SpreadOver(const std::vector<Round>& rounds, const std::string& measurement,
                  const Get& get) {
  std::vector<double> values;
  for (const Round& round : rounds) {
    const auto reading = round.find(measurement);
    if (reading == round.end()) continue;
    if (const auto value = get(reading->second)) values.push_back(*value);
  }
  return SpreadOf(std::move(values));
}

std::string MedianText(const Spread& spread) {
  return spread.count == 0 ? "" : Short(spread.median);
}

Table ReadingTable(const std::vector<Round>& rounds) {
  Table table;
  table.columns = {{"measurement"},         {"a second", true},      {"min", true},
                   {"max", true},           {"p50 µs", true},        {"p99 µs", true},
                   {"client CPU µs", true}, {"server CPU µs", true}, {"database CPU µs", true},
                   {"others' cores", true}};
  for (const std::string measurement : kMeasurementOrder) {
    const auto over = [&](const Get& get) { return SpreadOver(rounds, measurement, get); };
    const Spread rate = over([](const Reading& reading) { return reading.per_second; });
    if (rate.count == 0) continue;
    table.rows.push_back(
        {measurement, Short(rate.median), Short(rate.min), Short(rate.max),
         MedianText(over([](const Reading& reading) { return reading.p50_us; })),
         MedianText(over([](const Reading& reading) { return reading.p99_us; })),
         MedianText(over([](const Reading& reading) { return reading.client_cpu_us; })),
         MedianText(over([](const Reading& reading) { return reading.server_cpu_us; })),
         MedianText(over([](const Reading& reading) { return reading.database_cpu_us; })),
         MedianText(over([](const Reading& reading) { return reading.others_cores; }))});
  }
  return table;
}

std::size_t DisturbedRounds(const std::vector<Round>& rounds) {
  const auto disturbed = [](const Round::value_type& reading) {
    return reading.second.others_cores > kOthersCoresMax;
  };
  return static_cast<std::size_t>(std::count_if(
      rounds.begin(), rounds.end(),
      [&](const Round& round) { return std::any_of(round.begin(), round.end(), disturbed); }));
}

// What must not be overlooked, a line each.
std::vector<std::string> Warnings(const Report& report) {
  std::vector<std::string> lines;
  const std::vector<Round>& rounds = report.measured.rounds;
  for (const Ratio& ratio : report.ratios) {
    if (ratio.verdict != Verdict::kNotMeasured) continue;
    lines.push_back(
        absl::StrCat(ratio.definition->name, " not measured: ", ratio.why_not_measured));
  }
  std::set<std::string> notes;
  for (const Round& round : rounds) {
    for (const auto& [measurement, reading] : round) {
      if (!reading.note.empty()) notes.insert(absl::StrCat(measurement, ": ", reading.note));
    }
  }
  lines.insert(lines.end(), notes.begin(), notes.end());
  if (report.measured.interrupted) lines.push_back("interrupted: the last round is incomplete");
  if (report.measured.cut_short) {
    lines.push_back(absl::StrFormat("the time was enough for %d of %d rounds", rounds.size(),
                                    report.options.rounds));
  }
  if (rounds.size() < static_cast<std::size_t>(kRoundsToTrust)) {
    lines.push_back(absl::StrFormat("%d rounds: a median of fewer than %d proves little",
                                    rounds.size(), kRoundsToTrust));
  }
  if (const std::size_t disturbed = DisturbedRounds(rounds); disturbed > 0) {
    lines.push_back(absl::StrFormat(
        "in %d of %d rounds others took more than %.2f cores of this machine during a measurement",
        disturbed, rounds.size(), kOthersCoresMax));
  }
  return lines;
}

std::string Meanings() {
  Table table;
  table.columns = {{""}, {""}};
  for (const RatioDefinition& definition : RatioDefinitions()) {
    table.rows.push_back({absl::StrCat("  ", definition.name), definition.meaning});
  }
  return ctl::ToText(table);
}

}  // namespace

std::string ReadingText(const std::string& measurement, const Reading& reading) {
  std::string text = absl::StrFormat("%-20s %s/s", measurement, WithThousands(reading.per_second));
  if (reading.p50_us) absl::StrAppend(&text, ", p50 ", Short(*reading.p50_us), " µs");
  if (reading.p99_us) absl::StrAppend(&text, ", p99 ", Short(*reading.p99_us), " µs");
  if (!reading.note.empty()) absl::StrAppend(&text, " (", reading.note, ")");
  return text;
}

std::string ReportText(const Report& report) {
  std::string text = absl::StrCat("\n", ctl::ToText(RatioTable(report.ratios)), "\n",
                                  ctl::ToText(ReadingTable(report.measured.rounds)));
  absl::StrAppend(&text, "\nMedians over ", report.measured.rounds.size(),
                  " rounds; a ratio is made in each round. CPU is for each event.\n", Meanings(),
                  "\n");
  for (const auto& [name, value] : report.facts) absl::StrAppend(&text, name, ": ", value, "\n");
  for (const std::string& warning : Warnings(report)) absl::StrAppend(&text, "! ", warning, "\n");
  return text;
}

}  // namespace coalition::bench::compare
