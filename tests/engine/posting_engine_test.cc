#include "server/engine/posting_engine.h"

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <pthread.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/engine/engine_bench.h"

namespace coalition::engine {
namespace {

using domain::Outcome;
using domain::Points;
using domain::Posted;
using Answers = EngineBench::Answers;
using Step = FaultStore::Step;

bool IsAnswered(const std::future<Answers>& answers) {
  return answers.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

// Makes the next commit wait for the gate.
void HoldNextCommit(EngineBench& bench, Gate& gate) {
  bench.store.Plan(Step::kCommit, {absl::OkStatus(), false, [&gate] { gate.Pass(); }});
}

// Submits an earn whose commit is held, and waits until it is. It comes with a change of the
// catalog, so that no other batch is decided meanwhile.
std::future<Answers> OccupyCommitter(EngineBench& bench, Gate& gate) {
  HoldNextCommit(bench, gate);
  auto answers = bench.Submit({EngineBench::Earn("first"), EngineBench::CreatePartner("first")});
  gate.AwaitArrivals(1);
  return answers;
}

TEST(PostingEngineTest, AnswersOnlyAfterTheCommit) {
  EngineBench bench;
  Gate commit;
  auto answers = OccupyCommitter(bench, commit);
  EXPECT_FALSE(IsAnswered(answers));
  commit.Open();
  EXPECT_EQ(Outcome(answers.get().front()), "ok");
  EXPECT_EQ(bench.Available(), Points(1));
}

TEST(PostingEngineTest, WhatWaitsDuringACommitIsOneBatchInOrder) {
  EngineBench bench;
  Gate commit;
  std::vector<std::future<Answers>> answers;
  answers.push_back(OccupyCommitter(bench, commit));
  for (int i = 0; i < 50; ++i) {
    answers.push_back(bench.Submit({EngineBench::Earn("waits " + std::to_string(i))}));
  }
  commit.Open();
  std::int64_t sequence = Posted(answers.front().get().front()).id.sequence.value();
  for (std::size_t i = 1; i < answers.size(); ++i) {
    EXPECT_EQ(Posted(answers[i].get().front()).id.sequence.value(), ++sequence);
  }
  EXPECT_EQ(bench.store.commit_sizes(), (std::vector<std::size_t>{2, 50}));
}

// The first commit is of an earn alone, which would let the next batch be decided beside it.
std::future<Answers> HoldCommitOfAnEarn(EngineBench& bench, Gate& gate) {
  HoldNextCommit(bench, gate);
  auto answers = bench.Submit({EngineBench::Earn("first")});
  gate.AwaitArrivals(1);
  return answers;
}

TEST(PostingEngineTest, FewThatWaitDuringACommitAreOneBatchAfterIt) {
  EngineOptions options;
  options.overlap_commands_min = 3;
  EngineBench bench(options);
  Gate commit;
  auto first = HoldCommitOfAnEarn(bench, commit);
  auto second = bench.Submit({EngineBench::Earn("second")});
  auto third = bench.Submit({EngineBench::Earn("third")});
  commit.Open();
  first.wait();
  second.wait();
  third.wait();
  EXPECT_EQ(bench.store.commit_sizes(), (std::vector<std::size_t>{1, 2}));
}

TEST(PostingEngineTest, ManyThatWaitDuringACommitAreTakenBesideIt) {
  EngineOptions options;
  options.overlap_commands_min = 3;
  options.queue_commands_max = 3;
  EngineBench bench(options);
  Gate commit;
  std::vector<std::future<Answers>> answers;
  answers.push_back(HoldCommitOfAnEarn(bench, commit));
  for (const char* id : {"a", "b", "c"}) answers.push_back(bench.Submit({EngineBench::Earn(id)}));
  // There is room again when they were taken, although the first is not committed.
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  std::string refusal;
  do {
    refusal = bench.Refusal({EngineBench::Earn("d")});
  } while (refusal == kQueueFull && std::chrono::steady_clock::now() < end);
  EXPECT_EQ(refusal, "ok");
  EXPECT_FALSE(IsAnswered(answers.front()));
  commit.Open();
  for (auto& answer : answers) answer.wait();
  bench.engine.Drain();
  EXPECT_THAT(bench.store.commit_sizes(), testing::UnorderedElementsAre(1, 3, 1));
}

// Where the answers to so many commands are given out.
std::string AnsweringThread(std::size_t commands) {
  EngineBench bench;
  std::vector<domain::Command> earns;
  for (std::size_t i = 0; i < commands; ++i) earns.push_back(EngineBench::Earn(std::to_string(i)));
  char name[16] = "";
  const auto taken = bench.engine.Submit(std::move(earns), [&](const Answers&) {
    pthread_getname_np(pthread_self(), name, sizeof(name));
  });
  EXPECT_TRUE(taken.ok());
  bench.engine.Drain();
  return name;
}

TEST(PostingEngineTest, FewAreAnsweredByTheirCommitterAndOneMoreByTheReplier) {
  EXPECT_EQ(AnsweringThread(1), "committer");
  EXPECT_EQ(AnsweringThread(PostingEngine::kAnsweredAtOnceMax), "committer");
  EXPECT_EQ(AnsweringThread(PostingEngine::kAnsweredAtOnceMax + 1), "replier");
}

TEST(PostingEngineTest, ASubmissionIsOneCommitHoweverLarge) {
  EngineOptions options;
  options.batch_commands_max = 4;
  EngineBench bench(options);
  std::vector<domain::Command> commands;
  for (int i = 0; i < 100; ++i) commands.push_back(EngineBench::Earn("part " + std::to_string(i)));
  EXPECT_EQ(bench.Submit(std::move(commands)).get().size(), 100U);
  EXPECT_EQ(bench.store.commit_sizes(), (std::vector<std::size_t>{100}));
}

TEST(PostingEngineTest, ABatchStopsAtItsBound) {
  EngineOptions options;
  options.batch_commands_max = 4;
  EngineBench bench(options);
  Gate commit;
  std::vector<std::future<Answers>> answers;
  answers.push_back(OccupyCommitter(bench, commit));
  for (int i = 0; i < 9; ++i) {
    answers.push_back(bench.Submit({EngineBench::Earn("waits " + std::to_string(i))}));
  }
  commit.Open();
  for (auto& answer : answers) answer.wait();
  EXPECT_THAT(bench.store.commit_sizes(), testing::UnorderedElementsAre(2, 4, 4, 1));
}

TEST(PostingEngineTest, RefusesPastTheQueuesBoundAndTakesAllOrNothing) {
  EngineOptions options;
  options.queue_commands_max = 3;
  EngineBench bench(options);
  Gate commit;
  auto running = OccupyCommitter(bench, commit);
  auto waiting = bench.Submit({EngineBench::Earn("a"), EngineBench::Earn("b")});
  EXPECT_EQ(bench.Refusal({EngineBench::Earn("c"), EngineBench::Earn("d")}), kQueueFull);
  auto fits = bench.Submit({EngineBench::Earn("e")});
  EXPECT_EQ(bench.Refusal({EngineBench::Earn("f")}), kQueueFull);
  commit.Open();
  running.wait();
  waiting.wait();
  fits.wait();
  EXPECT_EQ(bench.Available(), Points(4));
}

TEST(PostingEngineTest, DrainAnswersEverythingAndThenTakesNothing) {
  EngineBench bench;
  Gate commit;
  std::vector<std::future<Answers>> answers;
  answers.push_back(OccupyCommitter(bench, commit));
  for (int i = 0; i < 20; ++i) {
    answers.push_back(bench.Submit({EngineBench::Earn("waits " + std::to_string(i))}));
  }
  std::thread draining([&] { bench.engine.Drain(); });
  commit.Open();
  draining.join();
  for (auto& answer : answers) {
    ASSERT_TRUE(IsAnswered(answer));
    EXPECT_EQ(Outcome(answer.get().front()), "ok");
  }
  EXPECT_EQ(bench.Refusal({EngineBench::Earn("late")}), kShuttingDown);
}

TEST(PostingEngineTest, ARejectionIsKeptAndARepeatCommitsNothing) {
  EngineBench bench;
  const domain::Command burn = domain::By(
      domain::kBakery, domain::BurnOf(domain::kBakery, domain::MemberNo(1), domain::Points(1)),
      "too much");
  EXPECT_EQ(bench.OutcomeOf(burn), "INSUFFICIENT_POINTS available=0 needed=1");
  ASSERT_EQ(bench.store.commit_sizes().size(), 1U);
  const domain::Answer again = bench.Submit({burn}).get().front();
  EXPECT_EQ(Outcome(again), "INSUFFICIENT_POINTS available=0 needed=1");
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(bench.store.commit_sizes().size(), 1U);
}

TEST(PostingEngineTest, TheCatalogIsPublishedBeforeTheAnswer) {
  EngineBench bench;
  std::promise<bool> known;
  const auto taken =
      bench.engine.Submit({EngineBench::CreatePartner("florist")}, [&](const Answers&) {
        known.set_value(bench.catalog.Get()->FindPartner("florist") != nullptr);
      });
  ASSERT_TRUE(taken.ok());
  EXPECT_TRUE(known.get_future().get());
}

TEST(PostingEngineTest, ACatalogThatWasNotCommittedIsNotPublished) {
  EngineBench bench;
  bench.store.Plan(Step::kCommit, {absl::UnavailableError("down"), false, {}});
  EXPECT_EQ(bench.OutcomeOf(EngineBench::CreatePartner("florist")), kUnavailable);
  EXPECT_EQ(bench.catalog.Get()->FindPartner("florist"), nullptr);
}

TEST(PostingEngineTest, AClockThatGoesBackDoesNotTakeTheLedgerBack) {
  EngineBench bench;
  const auto before = Posted(bench.Submit({EngineBench::Earn("a")}).get().front()).posted_at;
  bench.clock.micros -= domain::kMicrosPerDay;
  EXPECT_EQ(Posted(bench.Submit({EngineBench::Earn("b")}).get().front()).posted_at, before);
}

}  // namespace
}  // namespace coalition::engine
