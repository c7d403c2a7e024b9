#ifndef COALITION_CLIENTS_BENCH_FLAGS_H_
#define COALITION_CLIENTS_BENCH_FLAGS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "clients/bench/load_options.h"
#include "clients/bench/run_options.h"

namespace coalition::bench {

inline constexpr int kUsageExitCode = 2;

// The flags that the subcommands have in common; `options` is filled by parsing. `cpus` texts are
// checked, and read by ParseCpus.
void AddServerFlags(CLI::App& app, ServerOptions& options);
void AddPopulationFlags(CLI::App& app, PopulationOptions& options);

void AddBatchSizeFlag(CLI::App& app, LoadOptions& load);
void AddInFlightFlag(CLI::App& app, LoadOptions& load);
// What is posted.
void AddEventFlags(CLI::App& app, LoadOptions& load);

// What is wrong with flags that are right each by itself; empty: nothing.
std::string Contradiction(const ServerOptions& server, const PopulationOptions& population);

// `0,2-3`; nothing when it is no such list.
std::optional<std::vector<int>> ParseCpus(std::string_view list);
// A flag that takes such a list.
CLI::Option* AddCpusFlag(CLI::App& app, const std::string& name, std::vector<int>& cpus,
                         const std::string& description);

// A flag that takes one of some names. `value` must outlive the parsing.
template <typename Value>
CLI::Option* AddChoice(CLI::App& app, const std::string& name, Value& value,
                       const std::map<std::string, Value>& choices,
                       const std::string& description) {
  std::string names;
  std::string preset;
  for (const auto& [text, choice] : choices) {
    names += (names.empty() ? "" : ", ") + text;
    if (choice == value) preset = text;
  }
  const auto choose = [&value, choices, name, names](const std::string& text) {
    const auto found = choices.find(text);
    if (found == choices.end()) throw CLI::ValidationError(name, "must be one of " + names);
    value = found->second;
  };
  return app.add_option_function<std::string>(name, choose, description + ": " + names)
      ->default_str(preset)
      ->type_name("NAME");
}

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_FLAGS_H_
