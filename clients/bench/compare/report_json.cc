#include "clients/bench/compare/report.h"
#include "nlohmann/json.hpp"

namespace coalition::bench::compare {
namespace {

// Members in the order in which they are added.
using Json = nlohmann::ordered_json;

const char* VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNotMeasured:
      return "not_measured";
    case Verdict::kInformation:
      return "information";
    case Verdict::kBelowFloor:
      return "below_floor";
    case Verdict::kFloor:
      return "floor";
    case Verdict::kGoal:
      return "goal";
  }
  return "";
}

Json OptionsJson(const Options& options) {
  return {{"rounds", options.rounds},
          {"seconds", options.span.count()},
          {"warm_up_seconds", options.warm_up.count()},
          {"members", options.members},
          {"grown_transactions", options.grown_transactions},
          {"grown_members", options.grown_members},
          {"pgbench_scale", options.pgbench_scale},
          {"lanes", options.lanes},
          {"server_flags", options.server_flags},
          {"skipped", options.skipped}};
}

Json RatioJson(const Ratio& ratio) {
  const RatioDefinition& definition = *ratio.definition;
  Json json{{"name", definition.name}, {"verdict", VerdictName(ratio.verdict)}};
  if (definition.bounds) {
    json["better"] = definition.bounds->better == Better::kHigher ? "higher" : "lower";
    json["floor"] = definition.bounds->floor;
    json["goal"] = definition.bounds->goal;
  }
  if (ratio.verdict == Verdict::kNotMeasured) {
    json["why_not_measured"] = ratio.why_not_measured;
  } else {
    json["median"] = ratio.spread.median;
    json["min"] = ratio.spread.min;
    json["max"] = ratio.spread.max;
  }
  json["rounds"] = ratio.rounds;
  return json;
}

Json ReadingJson(const Reading& reading) {
  Json json{{"per_second", reading.per_second}};
  const auto add = [&](const char* name, const std::optional<double>& value) {
    if (value) json[name] = *value;
  };
  add("p50_us", reading.p50_us);
  add("p99_us", reading.p99_us);
  add("max_us", reading.max_us);
  add("client_cpu_us", reading.client_cpu_us);
  add("server_cpu_us", reading.server_cpu_us);
  add("database_cpu_us", reading.database_cpu_us);
  json["others_cores"] = reading.others_cores;
  if (!reading.note.empty()) json["note"] = reading.note;
  return json;
}

Json RoundJson(const Round& round) {
  Json json = Json::object();
  for (const auto& [measurement, reading] : round) json[measurement] = ReadingJson(reading);
  return json;
}

}  // namespace

std::string ReportJson(const Report& report) {
  Json json{{"options", OptionsJson(report.options)},
            {"facts", Json::object()},
            {"ratios", Json::array()},
            {"rounds", Json::array()},
            {"absent", report.absent},
            {"cut_short", report.measured.cut_short},
            {"interrupted", report.measured.interrupted}};
  for (const auto& [name, value] : report.facts) json["facts"][name] = value;
  for (const Ratio& ratio : report.ratios) json["ratios"].push_back(RatioJson(ratio));
  for (const Round& round : report.measured.rounds) json["rounds"].push_back(RoundJson(round));
  // What other programs said need not be UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace coalition::bench::compare
