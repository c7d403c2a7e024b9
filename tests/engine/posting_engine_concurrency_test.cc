#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

#include "server/engine/read_pool.h"
#include "tests/engine/engine_bench.h"

namespace coalition::engine {
namespace {

using domain::Outcome;
using domain::Points;
using domain::Posted;

TEST(PostingEngineConcurrencyTest, ManyProducersLoseAndDoubleNothing) {
  constexpr int kProducers = 8;
  constexpr int kEach = 200;
  EngineBench bench;
  std::vector<std::thread> producers;
  std::vector<std::vector<std::int64_t>> sequences(kProducers);
  for (int p = 0; p < kProducers; ++p) {
    producers.emplace_back([&bench, &mine = sequences[static_cast<std::size_t>(p)], p] {
      std::vector<std::future<EngineBench::Answers>> all;
      for (int i = 0; i < kEach; ++i) {
        all.push_back(bench.Submit({EngineBench::Earn(std::to_string(p * kEach + i))}));
      }
      for (auto& answers : all) mine.push_back(Posted(answers.get().front()).id.sequence.value());
    });
  }
  for (std::thread& producer : producers) producer.join();
  std::set<std::int64_t> all;
  for (const auto& mine : sequences) {
    // What one producer submits is decided in its order.
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kProducers * kEach));
  EXPECT_EQ(*all.rbegin(), kProducers * kEach);
  EXPECT_EQ(bench.Available(), Points(kProducers * kEach));
  EXPECT_EQ(bench.world.FirstDifference(), "");
}

TEST(PostingEngineConcurrencyTest, OneRequestIdSentByManyHasOneEffect) {
  EngineBench bench;
  std::atomic<int> first{0};
  std::vector<std::thread> senders;
  for (int s = 0; s < 8; ++s) {
    senders.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto answer = bench.Submit({EngineBench::Earn(std::to_string(i))}).get().front();
        EXPECT_EQ(Outcome(answer), "ok");
        if (!answer.replayed) ++first;
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  EXPECT_EQ(first, 50);
  EXPECT_EQ(bench.Available(), Points(50));
}

TEST(PostingEngineConcurrencyTest, BurnsFromEverywhereNeverTakeABalanceBelowZero) {
  EngineBench bench;
  bench.OutcomeOf(EngineBench::Earn("earn", 100));
  std::atomic<int> burned{0};
  std::vector<std::thread> tills;
  for (int t = 0; t < 8; ++t) {
    tills.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const auto outcome = bench.OutcomeOf(domain::By(
            domain::kBakery, domain::BurnOf(domain::kBakery, domain::MemberNo(1), Points(3)),
            "burn" + std::to_string(t * 10 + i)));
        if (outcome == "ok") ++burned;
      }
    });
  }
  for (std::thread& till : tills) till.join();
  EXPECT_EQ(burned, 33);
  EXPECT_EQ(bench.Available(), Points(1));
}

TEST(PostingEngineConcurrencyTest, DrainRacesWithSubmitAndLosesNothingThatWasTaken) {
  for (int round = 0; round < 20; ++round) {
    EngineBench bench;
    std::atomic<int> taken{0};
    std::atomic<int> answered{0};
    std::vector<std::thread> producers;
    for (int p = 0; p < 4; ++p) {
      producers.emplace_back([&, p] {
        for (int i = 0; i < 50; ++i) {
          const auto accepted =
              bench.engine.Submit({EngineBench::Earn(std::to_string(p * 50 + i))},
                                  [&](const EngineBench::Answers&) { ++answered; });
          if (accepted.ok()) ++taken;
        }
      });
    }
    bench.engine.Drain();
    for (std::thread& producer : producers) producer.join();
    EXPECT_EQ(taken, answered);
    EXPECT_EQ(bench.Available(), Points(taken));
  }
}

// Partners are made and earn at once while readers look: whoever sees a transaction knows the
// partner that reported it.
TEST(PostingEngineConcurrencyTest, ASnapshotNeverKnowsMoreThanItsCatalog) {
  EngineBench bench;
  ReadPool pool(bench.store, bench.catalog, 3, 1'000);
  std::atomic<bool> stop{false};
  std::thread asker([&] {
    while (!stop) {
      std::promise<void> done;
      const auto taken = pool.Submit(
          [&](ReadPool::Snapshot snapshot, std::shared_ptr<const domain::Catalog> catalog) {
            EXPECT_TRUE((*snapshot)
                            ->ScanJournal({},
                                          [&](const domain::Transaction& t) {
                                            EXPECT_NE(catalog->FindPartner(t.partner), nullptr);
                                            EXPECT_NE(catalog->TermsByVersion(t.partner, t.currency,
                                                                              t.terms_version),
                                                      nullptr);
                                            return true;
                                          })
                            .ok());
            snapshot->reset();
            done.set_value();
          });
      ASSERT_TRUE(taken.ok());
      done.get_future().wait();
    }
  });
  for (std::uint32_t number = 4; number < 40; ++number) {
    const domain::PartnerId partner(number);
    const std::string name = "p" + std::to_string(number);
    domain::Terms terms = domain::TermsOf(domain::kGym);
    terms.partner = partner;
    // In one batch, so that everything becomes true at one moment.
    const auto answers =
        bench
            .Submit({EngineBench::CreatePartner(name),
                     domain::ByOperator(domain::SetTerms{terms, true}, name + "t"),
                     domain::ByOperator(domain::EarnOf(partner, domain::MemberNo(1), Points(1)),
                                        name + "e")})
            .get();
    EXPECT_EQ(Outcome(answers[2]), "ok");
  }
  stop = true;
  asker.join();
}

}  // namespace
}  // namespace coalition::engine
