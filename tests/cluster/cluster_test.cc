// Three nodes of a database and three servers, of which some are killed under load, again and
// again: what was answered is in the ledger, once, and clients saw at most a stall.
// COALITION_CLUSTER_SEED repeats a run's order of faults; COALITION_TEST_LANES divides the ledger.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/cluster/caller.h"
#include "tests/cluster/checks.h"
#include "tests/cluster/faults.h"
#include "tests/cluster/rivals.h"
#include "tests/cluster/servers.h"
#include "tests/cluster/shop.h"
#include "tests/cluster/till.h"
#include "tests/testing/private_galera.h"
#include "tests/testing/server_process.h"
#include "tests/testing/wait_until.h"

namespace coalition::cluster {
namespace {

using testing_processes::PrivateGalera;
using testing_processes::ServerOptions;
using testing_processes::ServerProcess;
using testing_processes::TemporaryFolder;
using testing_processes::WaitUntil;

constexpr std::size_t kTills = 6;
constexpr std::size_t kSharedCards = 6;
constexpr std::size_t kNewCardsOfEachShop = 12;
// Answers between two closings of a window.
constexpr std::int64_t kAnswersOfAWindow = 200;
// The longest that any one call may take, however often it is sent: some seconds until a node is
// found dead, twice, and as much again for a busy machine.
constexpr std::chrono::milliseconds kStallMax{30'000};

std::uint64_t Seed() {
  const char* given = std::getenv("COALITION_CLUSTER_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
}

class ClusterTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const absl::Status there = PrivateGalera::Check(); !there.ok()) {
      GTEST_SKIP() << "SKIPPED: " << there.message()
                   << "\nSKIPPED: deploy/test.sh --cluster installs what is missing";
    }
    auto galera = PrivateGalera::Start();
    ASSERT_TRUE(galera.ok()) << galera.status();
    galera_ = *std::move(galera);
    std::vector<ServerOptions> options(PrivateGalera::kNodes);
    for (int node = 0; node < PrivateGalera::kNodes; ++node) {
      ServerOptions& of_node = options[static_cast<std::size_t>(node)];
      of_node.store_address = galera_->address(node);
      of_node.key_folder = keys_.path();
      if (const char* lanes = std::getenv("COALITION_TEST_LANES"); lanes != nullptr) {
        of_node.flags.push_back(absl::StrCat("--lanes=", lanes));
      }
    }
    // On a database with nothing in it.
    auto processes = ServerProcess::StartTogether(std::move(options));
    ASSERT_TRUE(processes.ok()) << processes.status();
    processes_ = *std::move(processes);
    std::vector<std::string> addresses;
    for (const auto& process : processes_) addresses.push_back(process->address());
    operator_key_ = processes_.front()->operator_key();
    servers_ = std::make_unique<Servers>(std::move(addresses));
    ASSERT_NO_FATAL_FAILURE(OpenShops());
  }

  void OpenShops() {
    Caller<OperatorClient> network(*servers_, operator_key_, 0);
    for (const char* partner : {"nike", "headspace"}) shops_.push_back(OpenShop(network, partner));
    EnrolMembers(network, shops_, kSharedCards, kNewCardsOfEachShop);
    // A server knows new keys when it has seen a question since.
    for (std::size_t server = 0; server < servers_->count(); ++server) {
      const OperatorClient each(OneAttempt(servers_->address(server), operator_key_));
      const auto open = each.GetWindow(0);
      ASSERT_TRUE(open.ok()) << open.error();
    }
  }

  // Runs `faults` while tills and the operator work; then all have their answers.
  void WorkDuring(Faults& faults, std::uint64_t seed, std::atomic<std::int64_t>& answered) {
    for (std::size_t i = 0; i < kTills; ++i) {
      tills_.push_back(std::make_unique<Till>(*servers_, shops_[i % shops_.size()], i, seed));
    }
    std::atomic<bool> ends = false;
    std::vector<std::thread> threads;
    for (const auto& till : tills_) {
      threads.emplace_back([&] { till->Run(ends, answered); });
    }
    rivals_ = std::make_unique<Rivals>(*servers_, shops_.front(), seed + kTills);
    threads.emplace_back([&] { rivals_->Run(ends, answered); });
    threads.emplace_back([&] { CloseWindows(ends, answered); });
    faults.Run();
    ends = true;
    for (std::thread& thread : threads) thread.join();
  }

  void CloseWindows(const std::atomic<bool>& ends, const std::atomic<std::int64_t>& answered) {
    std::int64_t due = answered + kAnswersOfAWindow;
    while (!ends && !testing::Test::HasFailure()) {
      if (!WaitUntil([&] { return answered >= due || ends; }, kProgressMax)) continue;
      due = answered + kAnswersOfAWindow;
      const std::string name = absl::StrCat("window-", closed_.size() + 1);
      const CloseWindowRequest request{.request_id = name, .label = name};
      const auto closed =
          closer_->Send([&](const OperatorClient& client) { return client.CloseWindow(request); });
      ASSERT_TRUE(closed.ok()) << "the operator saw " << closed.error();
      closed_.push_back({request, closed->window.window_id});
      closer_->MoveOn();
    }
  }

  std::vector<ShopBook> Books() const {
    std::vector<ShopBook> books;
    for (const Shop& shop : shops_) {
      ShopBook& book = books.emplace_back(ShopBook{shop, {}});
      for (const auto& till : tills_) {
        if (&till->shop() != &shop) continue;
        book.postings.insert(book.postings.end(), till->postings().begin(), till->postings().end());
      }
      if (&rivals_->shop() == &shop) {
        book.postings.insert(book.postings.end(), rivals_->postings().begin(),
                             rivals_->postings().end());
      }
    }
    return books;
  }

  void ExpectOnlyStalls() {
    std::chrono::milliseconds longest = closer_->longest();
    std::map<std::string, std::int64_t> errors = closer_->errors();
    std::size_t postings = rivals_->postings().size();
    std::vector<const Caller<Client>*> callers{&rivals_->first(), &rivals_->second()};
    for (const auto& till : tills_) {
      callers.push_back(&till->caller());
      postings += till->postings().size();
    }
    for (const Caller<Client>* caller : callers) {
      longest = std::max(longest, caller->longest());
      for (const auto& [error, times] : caller->errors()) errors[error] += times;
    }
    std::cout << "  " << postings << " requests, " << closed_.size() << " windows; longest call "
              << longest.count() << " ms; sent again after";
    for (const auto& [error, times] : errors) std::cout << " " << error << " (" << times << ")";
    std::cout << std::endl;
    RecordProperty("longest_call_ms", absl::StrCat(longest.count()));
    EXPECT_LE(longest, kStallMax);
    EXPECT_FALSE(errors.empty()) << "no fault was met by anybody";
  }

  const TemporaryFolder keys_;
  std::unique_ptr<PrivateGalera> galera_;
  Faults::Processes processes_;
  std::string operator_key_;
  std::unique_ptr<Servers> servers_;
  std::vector<Shop> shops_;
  std::vector<std::unique_ptr<Till>> tills_;
  std::unique_ptr<Rivals> rivals_;
  std::unique_ptr<Caller<OperatorClient>> closer_;
  std::vector<WindowClosed> closed_;
};

TEST_F(ClusterTest, WhatWasAnsweredIsThereOnceHoweverNodesAndServersAreKilled) {
  const std::uint64_t seed = Seed();
  std::cout << "  COALITION_CLUSTER_SEED=" << seed << std::endl;
  closer_ = std::make_unique<Caller<OperatorClient>>(*servers_, operator_key_, 0);
  std::atomic<std::int64_t> answered = 0;
  Faults faults(*galera_, processes_, *servers_, answered, seed);
  WorkDuring(faults, seed, answered);
  ASSERT_FALSE(HasFailure());
  EXPECT_GT(faults.overlaps(), 0);
  ExpectOnlyStalls();

  const auto books = Books();
  ExpectTransactionsAreFound(*servers_, books);
  ExpectJournalIs(*servers_, operator_key_, books);
  ExpectSumsAre(*servers_, operator_key_, books);
  ExpectLedgerIsSound(*servers_, operator_key_, books);
  ExpectAnswersStand(*servers_, books);
  ExpectClosedWindowsStand(*servers_, operator_key_, closed_);
  // That was all asking.
  ExpectJournalIs(*servers_, operator_key_, books);
  for (const auto& process : processes_) {
    const absl::Status ended = process->Terminate();
    EXPECT_TRUE(ended.ok()) << ended;
  }
}

}  // namespace
}  // namespace coalition::cluster
