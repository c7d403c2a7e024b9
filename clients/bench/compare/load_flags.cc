#include "clients/bench/compare/load_flags.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/bench/compare/options.h"

namespace coalition::bench::compare {
namespace {

// What may be unanswered before an open loop holds back; a server that keeps up never gets there.
constexpr int kOpenLoopInFlightMax = 4096;

}  // namespace

std::vector<std::string> EarnBatches() {
  return {"--shape=batch", absl::StrCat("--batch-size=", kBatchItems), "--work=earn"};
}

std::vector<std::string> MixBatches() {
  return {"--shape=batch", absl::StrCat("--batch-size=", kBatchItems), "--work=mix"};
}

std::vector<std::string> OneHotPartner() { return {"--spread=one_hot_partner"}; }

std::vector<std::string> ClosedLoop(int in_flight) {
  return {absl::StrCat("--in-flight=", in_flight)};
}

std::vector<std::string> OpenLoop(double events_per_second) {
  return {absl::StrFormat("--rate=%.0f", events_per_second),
          absl::StrCat("--in-flight=", kOpenLoopInFlightMax)};
}

std::vector<std::string> Lonely() { return {"--in-flight=1", "--threads=1", "--channels=1"}; }

}  // namespace coalition::bench::compare
