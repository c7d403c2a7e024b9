#include "clients/bench/operator_access.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "clients/bench/network_setup.h"
#include "clients/bench/progress.h"
#include "coalition/options.h"

namespace coalition::bench {
namespace {

// For a batch while everything else is busy, and for a server that comes back.
constexpr std::chrono::seconds kDeadline(60);

absl::Status Prepare(Preparation preparation, const std::string& what, const OperatorAccess& by,
                     const Population& population, bool quiet,
                     const compare::Interruption& interruption) {
  std::atomic<std::int64_t> members = 0;
  const Progress progress(
      what, [&] { return members.load(); }, quiet);
  const auto done = PrepareMembers(preparation, by.client, population, kPreparingBatchItems,
                                   [&](std::int64_t more, std::int64_t) {
                                     members += more;
                                     return !interruption.Happened();
                                   });
  if (!done) return ToStatus(done.error());
  return interruption.Happened() ? compare::Interrupted() : absl::OkStatus();
}

absl::StatusOr<ClientOptions> OptionsOf(const MeasuredServer& server) {
  ClientOptions options;
  options.server = server.addresses().front();
  auto key = ReadKeyFile(server.operator_key_file());
  if (!key) return absl::InvalidArgumentError(key.error().message);
  options.api_key = *std::move(key);
  options.deadline = kDeadline;
  options.attempt_deadline = kDeadline;
  options.user_agent = "coalition_bench";
  return options;
}

}  // namespace

absl::Status ToStatus(const Error& error) { return absl::UnavailableError(error.ToString()); }

absl::StatusOr<OperatorAccess> OperatorAccess::To(const MeasuredServer& server) {
  const auto options = OptionsOf(server);
  if (!options.ok()) return options.status();
  return OperatorAccess(*options);
}

absl::Status MakeKeysKnown(const MeasuredServer& server) {
  auto options = OptionsOf(server);
  if (!options.ok()) return options.status();
  for (const std::string& address : server.addresses()) {
    options->server = address;
    if (const auto asked = OperatorClient(*options).GetPositions({}); !asked) {
      return ToStatus(asked.error());
    }
  }
  return absl::OkStatus();
}

absl::Status SetUpNetwork(const OperatorAccess& by, const Population& population,
                          bool wants_points_to_burn, bool quiet,
                          const compare::Interruption& interruption) {
  if (const auto joined = JoinPartners(by.network, population.partners()); !joined) {
    return ToStatus(joined.error());
  }
  absl::Status done =
      Prepare(Preparation::kEnrol, "members enrolled", by, population, quiet, interruption);
  if (!done.ok() || !wants_points_to_burn) return done;
  return Prepare(Preparation::kGrant, "members given points", by, population, quiet, interruption);
}

}  // namespace coalition::bench
