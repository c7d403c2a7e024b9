#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "benchmark/benchmark.h"
#include "server/domain/check.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/microbench/benchmarks.h"

namespace coalition::microbench {
namespace {

std::string TemporaryFolder() {
  std::string path = std::filesystem::temp_directory_path() / "coalition-microbench-XXXXXX";
  COALITION_CHECK(mkdtemp(path.data()) != nullptr, path);
  return path;
}

int Main(int argc, char** argv) {
  CLI::App app("Measures the parts of the server, apart from gRPC");
  app.footer(
      "All of Google Benchmark's flags apply; the first that one wants:\n"
      "  --benchmark_list_tests                         names\n"
      "  --benchmark_filter=store/earn/sqlite           some of them\n"
      "  --benchmark_min_time=5                         seconds each, at least\n"
      "  --benchmark_repetitions=5                      with mean, median and deviation\n"
      "  --benchmark_out=FILE --benchmark_out_format=json");
  std::vector<std::uint64_t> members = {0, 100'000};
  std::string ledgers;
  std::size_t memory_mb = store::SqliteOptions{}.memory_bytes_max >> 20;
  app.add_option("--members", members, "Sizes of the ledgers that stores are measured with")
      ->capture_default_str();
  app.add_option(
      "--ledgers", ledgers,
      "Make ledgers in this folder, and use those that are there. It decides which disk is "
      "measured. Otherwise a temporary folder, removed in the end");
  app.add_option("--memory-mb", memory_mb, "As of coalitiond")
      ->check(CLI::Range(1, 1'048'576))
      ->capture_default_str();
  app.allow_extras();
  CLI11_PARSE(app, argc, argv);

  std::vector<std::string> rest = app.remaining();
  std::vector<char*> others{argv[0]};
  for (std::string& argument : rest) others.push_back(argument.data());
  int count = static_cast<int>(others.size());
  benchmark::Initialize(&count, others.data());
  if (benchmark::ReportUnrecognizedArguments(count, others.data())) return 1;

  LedgerShelf shelf(ledgers.empty() ? TemporaryFolder() : ledgers, !ledgers.empty(),
                    memory_mb << 20);
  RegisterDecisions();
  RegisterPlanning();
  RegisterCodec();
  RegisterBatches(shelf, members);
  RegisterReads(shelf, members);
  RegisterSubmissions(shelf, members);
  const bool ran = benchmark::RunSpecifiedBenchmarks() > 0;
  benchmark::Shutdown();
  return ran ? 0 : 1;
}

}  // namespace
}  // namespace coalition::microbench

int main(int argc, char** argv) { return coalition::microbench::Main(argc, argv); }
