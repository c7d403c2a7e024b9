#include "tests/testing/private_galera.h"

#include <chrono>
#include <filesystem>

#include <signal.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace coalition::testing_processes {
namespace {

constexpr char kScript[] = COALITION_GALERA_SCRIPT;
// The script's own patience is less.
constexpr std::chrono::minutes kPatience(6);

// Waits for the signal of its parent's death, and then runs `$0 remove $1`. The signal comes again
// for each thread that the parent had; the script does not hear it.
constexpr char kGuard[] =
    "trap 'trap \"\" TERM; exec \"$0\" remove \"$1\"' TERM; "
    "setpriv --pdeathsig KILL sleep infinity & wait";

absl::Status StatusOf(const char* verb, const Finished& finished) {
  if (finished.Succeeded()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(kScript, " ", verb, ": ", finished.ToString()));
}

absl::Status Script(const std::vector<std::string>& arguments) {
  return StatusOf(arguments.front().c_str(), RunProgram(kScript, arguments, kPatience));
}

// As the script counts them.
std::string NumberOf(int node) { return absl::StrCat(node + 1); }

}  // namespace

absl::Status PrivateGalera::Check() { return Script({"check"}); }

absl::StatusOr<std::unique_ptr<PrivateGalera>> PrivateGalera::Start() {
  std::unique_ptr<PrivateGalera> galera(new PrivateGalera);
  const std::string& folder = galera->folder_.path();
  auto guard = ChildProcess::Start(
      "/usr/bin/setpriv", {"--pdeathsig", "TERM", "/bin/bash", "-c", kGuard, kScript, folder});
  if (!guard.ok()) return guard.status();
  galera->guard_ = *std::move(guard);
  const Finished started = RunProgram(kScript, {"start", folder}, kPatience);
  if (!started.Succeeded()) return StatusOf("start", started);
  galera->addresses_ = absl::StrSplit(absl::StripAsciiWhitespace(started.out), '\n');
  if (galera->addresses_.size() == kNodes) return galera;
  return absl::UnavailableError("not one address for each node: " + started.out);
}

PrivateGalera::~PrivateGalera() {
  join_.reset();
  Script({"remove", folder_.path()}).IgnoreError();
}

const std::string& PrivateGalera::address(int node) const {
  return addresses_.at(static_cast<std::size_t>(node));
}

absl::Status PrivateGalera::Kill(int node) {
  return Script({"kill", folder_.path(), NumberOf(node)});
}

absl::Status PrivateGalera::BeginJoin(int node) {
  if (joins()) return absl::FailedPreconditionError("one node joins at a time");
  auto join = ChildProcess::Start(kScript, {"start-node", folder_.path(), NumberOf(node)});
  if (join.ok()) join_ = *std::move(join);
  return join.status();
}

absl::Status PrivateGalera::WaitForJoin() {
  if (!joins()) return absl::FailedPreconditionError("no node joins");
  const auto join = std::move(join_);
  const auto exit = join->Wait(kPatience);
  return StatusOf("start-node", {exit, join->out(), join->err()});
}

}  // namespace coalition::testing_processes
