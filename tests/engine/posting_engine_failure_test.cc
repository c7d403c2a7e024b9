#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "server/reporting/ledger_audit.h"
#include "tests/engine/engine_bench.h"

namespace coalition::engine {
namespace {

using domain::Outcome;
using domain::Points;
using domain::Posted;
using Step = FaultStore::Step;

const absl::Status kDown = absl::UnavailableError("down");
const absl::Status kUnclear = absl::AbortedError("unclear");

TEST(StoreFailureTest, EverythingInTheBatchIsUnavailableAndNothingIsDone) {
  for (const Step step : {Step::kBegin, Step::kLoad, Step::kCommit}) {
    for (const absl::Status& status : {kDown, absl::DataLossError("torn")}) {
      EngineBench bench;
      const auto before = bench.world.Dump();
      bench.store.Plan(step, {status, false, {}});
      const auto answers = bench.Submit({EngineBench::Earn("a"), EngineBench::Earn("b")}).get();
      ASSERT_EQ(answers.size(), 2U);
      EXPECT_EQ(Outcome(answers[0]), kUnavailable);
      EXPECT_EQ(Outcome(answers[1]), kUnavailable);
      EXPECT_EQ(domain::DifferenceOf(bench.world.Dump(), before), "");
      EXPECT_EQ(bench.StoreErrors(), (std::vector<absl::StatusCode>{status.code()}));
      // The same request may be sent again.
      EXPECT_EQ(bench.OutcomeOf(EngineBench::Earn("a")), "ok");
      EXPECT_EQ(bench.Available(), Points(1));
    }
  }
}

TEST(StoreFailureTest, OnlyTheFailedBatchIsLost) {
  EngineBench bench;
  Gate commit;
  bench.store.Plan(Step::kCommit, {kDown, false, [&] { commit.Pass(); }});
  auto lost = bench.Submit({EngineBench::Earn("lost")});
  commit.AwaitArrivals(1);
  auto next = bench.Submit({EngineBench::Earn("next")});
  commit.Open();
  EXPECT_EQ(Outcome(lost.get().front()), kUnavailable);
  EXPECT_EQ(Outcome(next.get().front()), "ok");
  EXPECT_EQ(bench.Available(), Points(1));
}

TEST(UnknownOutcomeTest, FollowersOfTheJournalAreTold) {
  EngineBench bench;
  bench.store.Plan(Step::kCommit, {kUnclear, true, {}});
  std::promise<void> told;
  bench.engine.tail().CallAfter(0, [&] { told.set_value(); });
  EXPECT_EQ(bench.OutcomeOf(EngineBench::Earn("a")), "ok");
  told.get_future().get();
}

// Other servers' batches, which a database may prefer.
TEST(ContendedBatchTest, IsTriedAgainWhereverOthersCameInTheWay) {
  for (const Step step : {Step::kBegin, Step::kLoad, Step::kCommit}) {
    EngineBench bench;
    for (int i = 0; i < 3; ++i) bench.store.Plan(step, {kUnclear, false, {}});
    const auto answers = bench.Submit({EngineBench::Earn("a", 5)}).get();
    EXPECT_EQ(Outcome(answers.front()), "ok");
    EXPECT_FALSE(answers.front().replayed);
    EXPECT_EQ(bench.Available(), Points(5));
    EXPECT_TRUE(bench.StoreErrors().empty());
  }
}

TEST(ContendedBatchTest, IsGivenUpAfterSoManyAttempts) {
  EngineOptions options;
  options.commit_attempts_max = 4;
  EngineBench bench(options);
  for (int i = 0; i < options.commit_attempts_max; ++i) {
    bench.store.Plan(Step::kBegin, {kUnclear, false, {}});
  }
  EXPECT_EQ(bench.OutcomeOf(EngineBench::Earn("a")), kUnavailable);
  EXPECT_EQ(bench.StoreErrors(), std::vector{absl::StatusCode::kAborted});
  EXPECT_EQ(bench.OutcomeOf(EngineBench::Earn("a")), "ok");
}

TEST(EngineOptionsDeathTest, OneToThreeBatchesAtOnce) {
  for (const int good : {1, 3}) {
    EngineOptions options;
    options.batches_at_once = good;
    EngineBench bench(options);
    EXPECT_EQ(bench.OutcomeOf(EngineBench::Earn("a")), "ok");
  }
  for (const int bad : {0, 4}) {
    EngineOptions options;
    options.batches_at_once = bad;
    EXPECT_DEATH(EngineBench{options}, "1 to 3 at once");
  }
}

TEST(UnknownOutcomeTest, HasItsEffectExactlyOnce) {
  // How often the commit's answer is lost, each time done or not.
  const std::vector<std::vector<bool>> kLost = {
      {true}, {false}, {false, true}, {false, false, false, true}, {false, false, false, false}};
  for (const auto& lost : kLost) {
    EngineBench bench;
    for (const bool done : lost) bench.store.Plan(Step::kCommit, {kUnclear, done, {}});
    const auto answers = bench.Submit({EngineBench::Earn("a", 5), EngineBench::Earn("b", 7)}).get();
    EXPECT_EQ(Posted(answers[0]).id.sequence, domain::Sequence(1));
    EXPECT_EQ(Posted(answers[1]).balance_after.available, Points(12));
    EXPECT_EQ(answers[0].replayed, lost.back());
    EXPECT_EQ(bench.Available(), Points(12));
    EXPECT_EQ(bench.store.commit_sizes(), (std::vector<std::size_t>{2}));
    EXPECT_TRUE(bench.StoreErrors().empty());
    EXPECT_EQ(bench.world.FirstDifference(), "");
  }
}

TEST(UnknownOutcomeTest, ARejectionIsLookedUpToo) {
  EngineBench bench;
  bench.store.Plan(Step::kCommit, {kUnclear, true, {}});
  const auto answer =
      bench
          .Submit(
              {domain::By(domain::kBakery,
                          domain::BurnOf(domain::kBakery, domain::MemberNo(1), Points(5)), "a")})
          .get()
          .front();
  EXPECT_EQ(Outcome(answer), "INSUFFICIENT_POINTS available=0 needed=5");
  EXPECT_TRUE(answer.replayed);
}

TEST(UnknownOutcomeTest, GivesUpAfterTheAllowedAttempts) {
  for (const bool done : {true, false}) {
    EngineOptions options;
    options.commit_attempts_max = 3;
    EngineBench bench(options);
    for (int i = 0; i < 3; ++i) bench.store.Plan(Step::kCommit, {kUnclear, done && i == 2, {}});
    EXPECT_EQ(bench.OutcomeOf(EngineBench::Earn("a", 5)), kUnavailable);
    EXPECT_EQ(bench.StoreErrors(), (std::vector<absl::StatusCode>{absl::StatusCode::kAborted}));
    const auto again = bench.Submit({EngineBench::Earn("a", 5)}).get().front();
    EXPECT_EQ(Outcome(again), "ok");
    EXPECT_EQ(again.replayed, done);
    EXPECT_EQ(bench.Available(), Points(5));
  }
}

TEST(UnknownOutcomeTest, IsNotFoundOutWhenTheStoreGoesAway) {
  EngineBench bench;
  bench.store.Plan(Step::kCommit, {kUnclear, true, {}});
  bench.store.Plan(Step::kBegin, {});
  bench.store.Plan(Step::kBegin, {kDown, false, {}});
  EXPECT_EQ(bench.OutcomeOf(EngineBench::Earn("a")), kUnavailable);
  EXPECT_TRUE(bench.Submit({EngineBench::Earn("a")}).get().front().replayed);
  EXPECT_EQ(bench.Available(), Points(1));
}

TEST(UnknownOutcomeTest, TheCatalogIsPublishedAsItIsStored) {
  for (const bool done : {true, false}) {
    EngineBench bench;
    bench.store.Plan(Step::kCommit, {kUnclear, done, {}});
    EXPECT_EQ(bench.OutcomeOf(EngineBench::CreatePartner("museum")), "ok");
    ASSERT_NE(bench.catalog.Get()->FindPartner("museum"), nullptr);
    // The next one does not get its number.
    EXPECT_EQ(bench.OutcomeOf(EngineBench::CreatePartner("zoo")), "ok");
    EXPECT_EQ(bench.catalog.Get()->FindPartner("museum")->id, domain::PartnerId(4));
    EXPECT_EQ(bench.catalog.Get()->FindPartner("zoo")->id, domain::PartnerId(5));
  }
}

TEST(UnknownOutcomeTest, TheCatalogIsReadBeforeAnythingElseIsDecided) {
  EngineOptions options;
  options.commit_attempts_max = 1;
  EngineBench bench(options);
  bench.store.Plan(Step::kCommit, {kUnclear, true, {}});
  bench.store.Plan(Step::kLoadCatalog, {kDown, false, {}});
  bench.store.Plan(Step::kLoadCatalog, {kDown, false, {}});
  EXPECT_EQ(bench.OutcomeOf(EngineBench::CreatePartner("museum")), kUnavailable);
  EXPECT_EQ(bench.OutcomeOf(EngineBench::Earn("a")), kUnavailable);
  EXPECT_EQ(bench.OutcomeOf(EngineBench::Earn("a")), "ok");
  EXPECT_NE(bench.catalog.Get()->FindPartner("museum"), nullptr);
  EXPECT_EQ(bench.OutcomeOf(EngineBench::CreatePartner("zoo")), "ok");
  EXPECT_EQ(bench.catalog.Get()->FindPartner("zoo")->id, domain::PartnerId(5));
}

}  // namespace
}  // namespace coalition::engine
