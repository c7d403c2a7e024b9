#include "server/engine/batch_gate.h"

#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace coalition::engine {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kEnough = 100;
// No test waits so long unless it fails.
constexpr std::chrono::seconds kLong(20);

BatchGate::Options TwoAtOnce(std::chrono::microseconds wait_max) {
  return {.batches_max = 2, .commands_enough = kEnough, .wait_max = wait_max};
}

std::size_t Few() { return kEnough - 1; }
std::size_t Enough() { return kEnough; }

TEST(BatchGateTest, AFewEnterAtOnce) {
  BatchGate gate(TwoAtOnce(kLong));
  const auto begun = steady_clock::now();
  const auto first = gate.Enter(Few);
  const auto second = gate.Enter(Few);
  EXPECT_LT(steady_clock::now() - begun, kLong / 2);
}

TEST(BatchGateTest, OneMoreWaitsUntilOneLeaves) {
  BatchGate gate(TwoAtOnce(kLong));
  std::optional<BatchGate::Pass> first(gate.Enter(Few));
  const auto second = gate.Enter(Few);
  // Asked when it is its turn to wait.
  std::promise<void> asked;
  std::atomic<bool> left = false;
  bool was_left = false;
  std::thread third([&] {
    bool is_first = true;
    const auto pass = gate.Enter([&] {
      if (std::exchange(is_first, false)) asked.set_value();
      return Few();
    });
    was_left = left.load();
  });
  asked.get_future().wait();
  left = true;
  first.reset();
  third.join();
  EXPECT_TRUE(was_left);
}

TEST(BatchGateTest, EnoughCommandsDoNotWait) {
  BatchGate gate(TwoAtOnce(kLong));
  const auto begun = steady_clock::now();
  const auto first = gate.Enter(Few);
  const auto second = gate.Enter(Few);
  const auto third = gate.Enter(Enough);
  EXPECT_LT(steady_clock::now() - begun, kLong / 2);
}

TEST(BatchGateTest, NobodyWaitsLongerThanTheLimit) {
  constexpr std::chrono::milliseconds kWaitMax(30);
  BatchGate gate(TwoAtOnce(kWaitMax));
  // They do not leave.
  const auto first = gate.Enter(Few);
  const auto second = gate.Enter(Few);
  const auto begun = steady_clock::now();
  const auto third = gate.Enter(Few);
  EXPECT_GE(steady_clock::now() - begun, kWaitMax);
}

TEST(BatchGateTest, CountsWhoLeft) {
  BatchGate gate(TwoAtOnce(kLong));
  std::atomic<int> under_way = 0;
  std::atomic<int> most = 0;
  std::vector<std::thread> lanes;
  for (int lane = 0; lane < 6; ++lane) {
    lanes.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        const auto pass = gate.Enter(Few);
        const int now = ++under_way;
        int before = most.load();
        while (before < now && !most.compare_exchange_weak(before, now)) {
        }
        --under_way;
      }
    });
  }
  for (std::thread& lane : lanes) lane.join();
  EXPECT_LE(most.load(), 2);
}

}  // namespace
}  // namespace coalition::engine
