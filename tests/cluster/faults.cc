#include "tests/cluster/faults.h"

#include <algorithm>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "coalition/operator_client.h"
#include "tests/cluster/caller.h"
#include "tests/testing/wait_until.h"

namespace coalition::cluster {
namespace {

using testing_processes::PrivateGalera;
using testing_processes::WaitUntil;

// Answers that are awaited after each event, from and to.
constexpr std::int64_t kWorkMin = 20;
constexpr std::size_t kWorkSpread = 150;
// A server whose node has just lost another may not be able to start for some seconds.
constexpr std::chrono::seconds kStartMax{60};

std::vector<std::size_t> Without(std::size_t server, std::vector<std::size_t> servers) {
  std::erase(servers, server);
  return servers;
}

}  // namespace

Faults::Faults(PrivateGalera& galera, Processes& processes, Servers& servers,
               const std::atomic<std::int64_t>& answered, std::uint64_t seed)
    : galera_(galera),
      processes_(processes),
      servers_(servers),
      answered_(answered),
      random_(seed),
      is_away_(processes.size()) {}

void Faults::Run() {
  std::vector<Fault> order(kNodeFaults, Fault::kNode);
  order.insert(order.end(), kServerFaults, Fault::kServer);
  std::shuffle(order.begin(), order.end(), random_);
  WaitForWork();
  for (std::size_t i = 0; i < order.size() && !testing::Test::HasFailure(); ++i) {
    Happen(order[i]);
    WaitForWork();
    const bool next_is_other = i + 1 < order.size() && order[i + 1] != order[i];
    // At least once, both are away.
    if (overlaps_ == 0 && next_is_other) continue;
    if (Below(2) == 0) MendSomething();
    WaitForWork();
  }
  MendAll();
  WaitForWork();
}

void Faults::Say(const std::string& what) const {
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - begin_;
  std::cout << "  " << since.count() << " s, " << answered_ << " answers: " << what << std::endl;
}

void Faults::WaitForWork() {
  const std::int64_t wanted = answered_ + kWorkMin + static_cast<std::int64_t>(Below(kWorkSpread));
  const bool goes_on =
      WaitUntil([&] { return answered_ >= wanted || testing::Test::HasFailure(); }, kProgressMax);
  ASSERT_TRUE(goes_on) << "nobody got an answer any more";
  for (const std::size_t server : RunningServers()) {
    ASSERT_TRUE(processes_[server]->running())
        << "server " << server << " ended by itself: " << processes_[server]->err();
  }
}

void Faults::Happen(Fault fault) {
  if (fault == Fault::kNode) {
    KillNode();
  } else {
    KillServer();
  }
  if (node_away_ && RunningServers().size() < processes_.size()) ++overlaps_;
}

void Faults::KillNode() {
  MendNode();
  // Mostly one whose server has to go on without it.
  const auto running = RunningServers();
  const std::size_t node =
      Below(4) == 0 ? Below(PrivateGalera::kNodes) : running[Below(running.size())];
  ASSERT_NO_FATAL_FAILURE(KeepOneWorkingBut(node));
  Say(absl::StrCat("kill -9 of node ", node));
  server_then_ = is_away_[node] ? 0 : processes_[node]->pid();
  const absl::Status killed = galera_.Kill(static_cast<int>(node));
  ASSERT_TRUE(killed.ok()) << killed;
  node_away_ = node;
  if (server_then_ == 0) return;
  EXPECT_TRUE(WaitUntil([&] { return SaysThatTheStoreIsAway(node); }, kRecoveryMax))
      << "server " << node << " does not say that its node is away";
}

void Faults::KillServer() {
  const auto running = RunningServers();
  const std::size_t server = running[Below(running.size())];
  ASSERT_NO_FATAL_FAILURE(KeepOneWorkingBut(server));
  Say(absl::StrCat("kill -9 of server ", server));
  processes_[server]->Kill9();
  is_away_[server] = true;
}

void Faults::KeepOneWorkingBut(std::size_t server) {
  if (!Without(server, WorkingServers()).empty()) return;
  if (Without(server, StartableServers()).empty()) MendNode();
  if (!Without(server, WorkingServers()).empty()) return;
  const auto startable = Without(server, StartableServers());
  ASSERT_FALSE(startable.empty());
  StartServer(startable.front());
}

void Faults::MendSomething() {
  const auto startable = StartableServers();
  const bool node_is_first = startable.empty() || Below(2) == 0;
  if (node_away_ && node_is_first) {
    BeginJoin();
  } else if (!startable.empty()) {
    StartServer(startable[Below(startable.size())]);
  }
}

void Faults::MendAll() {
  MendNode();
  for (const std::size_t server : StartableServers()) StartServer(server);
}

void Faults::BeginJoin() {
  if (galera_.joins()) return;
  Say(absl::StrCat("node ", *node_away_, " is started"));
  const absl::Status begun = galera_.BeginJoin(static_cast<int>(*node_away_));
  ASSERT_TRUE(begun.ok()) << begun;
}

void Faults::MendNode() {
  if (!node_away_) return;
  ASSERT_NO_FATAL_FAILURE(BeginJoin());
  const absl::Status joined = galera_.WaitForJoin();
  ASSERT_TRUE(joined.ok()) << joined;
  const std::size_t node = *std::exchange(node_away_, std::nullopt);
  Say(absl::StrCat("node ", node, " takes part again"));
  if (is_away_[node] || processes_[node]->pid() != server_then_) return;
  EXPECT_TRUE(WaitUntil([&] { return Works(node); }, kRecoveryMax))
      << "server " << node << " does not go on although its node is back";
}

void Faults::StartServer(std::size_t number) {
  absl::Status started;
  WaitUntil([&] { return (started = processes_[number]->Restart()).ok(); }, kStartMax);
  ASSERT_TRUE(started.ok()) << started;
  is_away_[number] = false;
  servers_.Set(number, processes_[number]->address());
  Say(absl::StrCat("server ", number, " serves again"));
}

std::vector<std::size_t> Faults::RunningServers() const {
  std::vector<std::size_t> running;
  for (std::size_t i = 0; i < processes_.size(); ++i) {
    if (!is_away_[i]) running.push_back(i);
  }
  return running;
}

std::vector<std::size_t> Faults::WorkingServers() const {
  std::vector<std::size_t> working = RunningServers();
  if (node_away_) std::erase(working, *node_away_);
  return working;
}

std::vector<std::size_t> Faults::StartableServers() const {
  std::vector<std::size_t> startable;
  for (std::size_t i = 0; i < processes_.size(); ++i) {
    if (is_away_[i] && node_away_ != i) startable.push_back(i);
  }
  return startable;
}

bool Faults::Works(std::size_t server) {
  const OperatorClient client(
      OneAttempt(servers_.address(server), processes_[server]->operator_key()));
  return client.GetWindow(0).ok() &&
         client.ExpirePoints({.request_id = absl::StrCat("works-", ++requests_)}).ok();
}

bool Faults::SaysThatTheStoreIsAway(std::size_t server) const {
  const OperatorClient client(
      OneAttempt(servers_.address(server), processes_[server]->operator_key()));
  const auto window = client.GetWindow(0);
  return !window.ok() && window.error().code == ErrorCode::kUnavailable &&
         window.error().reason == ErrorReason::kStoreUnavailable;
}

}  // namespace coalition::cluster
