// What must hold across the lanes of a ledger, with three servers on one database.
#include "server/domain/lanes.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "server/reporting/ledger_audit.h"
#include "tests/engine/mysql_engines.h"

namespace coalition::engine {
namespace {

using domain::Points;
using store::kBakery;
using store::kCinema;
using store::kPoints;
using store::Member;

constexpr int kLanes = 4;
constexpr std::uint64_t kMembers = 12;
constexpr int kTills = 6;

class LanesTest : public testing::Test {
 protected:
  MysqlEngine& server(std::size_t number) { return servers_[number]; }

  // Each till is a thread.
  template <typename Till>
  static void InParallel(Till till) {
    std::vector<std::thread> threads;
    for (int number = 0; number < kTills; ++number)
      threads.emplace_back([&, number] { till(number); });
    for (std::thread& thread : threads) thread.join();
  }

  // Of the partner in the open window.
  std::int64_t PositionOf(domain::PartnerId partner) {
    const auto view = server(0).View();
    std::int64_t position = 0;
    EXPECT_TRUE(view.snapshot
                    ->ScanPositions(view.snapshot->lane().open_window.id,
                                    [&](const auto& key, const auto& total) {
                                      if (key.partner == partner) position += total.amount.value();
                                      return true;
                                    })
                    .ok());
    return position;
  }
  std::int64_t PointsOf(const domain::MemberId& member) {
    const auto view = server(1).View();
    domain::ReadSet wanted;
    wanted.accounts.insert({member, kPoints});
    domain::LedgerState state;
    EXPECT_TRUE(view.snapshot->Load(wanted, state).ok());
    return state.accounts.at({member, kPoints}).Available(domain::On("2026-03-10")).value();
  }
  int AlertCount() {
    const auto view = server(2).View();
    int count = 0;
    EXPECT_TRUE(view.snapshot
                    ->ScanAuditEvents(INT64_MAX,
                                      [&](const domain::AuditEvent& event) {
                                        count += event.action == "NET_DEBIT_ALERT" ? 1 : 0;
                                        return true;
                                      })
                    .ok());
    return count;
  }
  void ExpectSoundLedger() {
    const auto view = server(0).View();
    const auto report = reporting::AuditLedger(*view.snapshot, *view.catalog);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->first_difference, "");
  }
  void Expect(std::size_t number, const domain::Command& command,
              const testing::Matcher<std::string>& outcome) {
    EXPECT_THAT(server(number).OutcomeOf(command), outcome);
  }
  void SetTerms(const std::string& name, std::optional<domain::NetDebitCap> cap) {
    domain::Terms terms = *server(0).View().catalog->TermsInForce(kBakery, kPoints, domain::kNoon);
    terms.net_debit_cap = std::move(cap);
    Expect(0, store::ByOperator(name, domain::SetTerms{terms, true}), testing::Eq("ok"));
  }

  MysqlEngines servers_{kLanes, kMembers};
};

TEST_F(LanesTest, TheMembersAreInAllLanes) {
  std::set<domain::LaneId> lanes;
  for (std::uint64_t i = 1; i <= kMembers; ++i) lanes.insert(domain::LaneOf(Member(i), kLanes));
  EXPECT_EQ(lanes.size(), std::size_t{kLanes});
}

TEST_F(LanesTest, ANetDebitCapHoldsToTheLastMicro) {
  constexpr int kAccepted = 137;
  const auto first = server(0).Submit({store::EarnPoints("first", kBakery, Member(1), 10)});
  const std::int64_t charge = -PositionOf(kBakery);
  ASSERT_GT(charge, 0) << domain::Outcome(first.front());
  // All of it is used, but for half an earn; the alert is at the half.
  const std::int64_t limit = charge * kAccepted + charge / 2;
  SetTerms("cap", domain::NetDebitCap{domain::NetDebitCap::Kind::kPostpaid, domain::Micros(limit),
                                      domain::Micros(limit / 2)});
  std::atomic<int> accepted = 1;
  InParallel([&](int till) {
    for (std::size_t i = 0; i < 40; ++i) {
      const std::string name = std::to_string(till) + "-" + std::to_string(i);
      const auto member = Member(1 + (i * 7 + static_cast<std::size_t>(till)) % kMembers);
      const std::string outcome = server(i + static_cast<std::size_t>(till))
                                      .OutcomeOf(store::EarnPoints(name, kBakery, member, 10));
      if (outcome == "ok") {
        ++accepted;
      } else {
        EXPECT_THAT(outcome, testing::StartsWith("NET_DEBIT_CAP_EXCEEDED"));
      }
    }
  });
  EXPECT_EQ(accepted, kAccepted);
  EXPECT_EQ(PositionOf(kBakery), -charge * kAccepted);
  EXPECT_EQ(AlertCount(), 1);

  // What comes in through one lane may be used in every other.
  Expect(1, store::BurnPoints("spent", kBakery, Member(1), 30), testing::Eq("ok"));
  int more = 0;
  while (server(2).OutcomeOf(store::EarnPoints("more " + std::to_string(more), kBakery,
                                               Member(2 + static_cast<std::uint64_t>(more) % 5),
                                               10)) == "ok") {
    ++more;
    ASSERT_LT(more, 10);
  }
  EXPECT_GT(more, 0);
  EXPECT_GE(PositionOf(kBakery), -limit);
  EXPECT_LT(PositionOf(kBakery) - charge, -limit);
  ExpectSoundLedger();
}

// Points that are spent through one lane bring the partner back over its alert in all of them.
TEST_F(LanesTest, AnAlertIsGivenEachTimeThatItIsPassed) {
  Expect(0, store::EarnPoints("first", kBakery, Member(1), 100), testing::Eq("ok"));
  const std::int64_t charge = -PositionOf(kBakery);
  SetTerms("cap", domain::NetDebitCap{domain::NetDebitCap::Kind::kPostpaid,
                                      domain::Micros(100 * charge), domain::Micros(5 * charge)});
  int passed = 0;
  const auto post = [&](const domain::Command& command, std::size_t number) {
    const bool before = PositionOf(kBakery) < -5 * charge;
    Expect(number, command, testing::Eq("ok"));
    passed += !before && PositionOf(kBakery) < -5 * charge ? 1 : 0;
  };
  for (std::uint64_t round = 0; round < 3; ++round) {
    for (std::uint64_t i = 1; i <= kMembers; ++i) {
      const std::string name = std::to_string(round) + "-" + std::to_string(i);
      post(store::EarnPoints(name, kBakery, Member(i), 60), i);
    }
    for (std::uint64_t i = 1; i <= kMembers; ++i) {
      const std::string name = "burn " + std::to_string(round) + "-" + std::to_string(i);
      post(store::BurnPoints(name, kBakery, Member(i), 60), i + 1);
    }
  }
  EXPECT_GE(passed, 3);
  EXPECT_EQ(AlertCount(), passed);
  ExpectSoundLedger();
}

// The lanes' shares are those of the cap as it is.
TEST_F(LanesTest, ACapThatIsSetOrLiftedHoldsAtOnceInEveryLane) {
  for (std::uint64_t i = 1; i <= kMembers; ++i) {
    Expect(i, store::EarnPoints("before " + std::to_string(i), kBakery, Member(i), 10),
           testing::Eq("ok"));
  }
  SetTerms("cap", domain::NetDebitCap{domain::NetDebitCap::Kind::kPostpaid, domain::Micros(1), {}});
  for (std::uint64_t i = 1; i <= kMembers; ++i) {
    Expect(i, store::EarnPoints("capped " + std::to_string(i), kBakery, Member(i), 1),
           testing::StartsWith("NET_DEBIT_CAP_EXCEEDED"));
  }
  SetTerms("no cap", std::nullopt);
  for (std::uint64_t i = 1; i <= kMembers; ++i) {
    Expect(i, store::EarnPoints("after " + std::to_string(i), kBakery, Member(i), 10),
           testing::Eq("ok"));
  }
  ExpectSoundLedger();
}

TEST_F(LanesTest, APartnersLimitPerDayHoldsToTheLastPoint) {
  domain::Limits limits;
  limits.earn_per_partner_day = Points(1'000);
  limits.burn_per_partner_day = Points(300);
  Expect(0, store::ByOperator("limits", domain::SetLimits{{kCinema, kPoints, limits}}),
         testing::Eq("ok"));
  for (std::uint64_t i = 1; i <= kMembers; ++i) {
    Expect(0, store::Link("link " + std::to_string(i), Member(i), store::Card(kCinema, i)),
           testing::Eq("ok"));
  }
  std::atomic<int> earned = 0;
  std::atomic<int> burned = 0;
  InParallel([&](int till) {
    for (std::size_t i = 0; i < 60; ++i) {
      const std::string name = std::to_string(till) + "-" + std::to_string(i);
      const auto card =
          store::Card(kCinema, 1 + (i * 5 + static_cast<std::size_t>(till)) % kMembers);
      const bool burns = i % 3 == 2;
      const std::string outcome =
          server(i).OutcomeOf(burns ? store::BurnPoints(name, kCinema, card, 4)
                                    : store::EarnPoints(name, kCinema, card, 7));
      if (outcome == "ok") ++(burns ? burned : earned);
    }
  });
  EXPECT_EQ(earned, 1'000 / 7);
  EXPECT_LE(burned, 300 / 4);
  // The next day begins anew, in all lanes.
  for (std::size_t i = 0; i < 3; ++i) server(i).clock().micros += domain::kMicrosPerDay;
  for (std::uint64_t i = 1; i <= kMembers; ++i) {
    Expect(i,
           store::EarnPoints("tomorrow " + std::to_string(i), kCinema, store::Card(kCinema, i), 80),
           testing::Eq("ok"));
  }
  Expect(0, store::EarnPoints("over", kCinema, store::Card(kCinema, 1), 41),
         testing::StartsWith("LIMIT_EXCEEDED"));
  Expect(1, store::EarnPoints("just", kCinema, store::Card(kCinema, 2), 40), testing::Eq("ok"));
  ExpectSoundLedger();
}

TEST_F(LanesTest, ARequestIdHasOneOutcomeWhoseverTheMember) {
  constexpr int kIds = 40;
  std::mutex mutex;
  std::map<std::string, std::vector<std::string>> outcomes;
  InParallel([&](int till) {
    for (int i = 0; i < kIds; ++i) {
      const std::string name = "id " + std::to_string(i);
      auto earn = store::EarnPoints(name, kBakery, Member(1 + static_cast<std::uint64_t>(till)), 5);
      earn.header.digest.fill(static_cast<std::uint8_t>(till));
      const std::string outcome = server(static_cast<std::size_t>(till)).OutcomeOf(earn);
      const std::lock_guard lock(mutex);
      outcomes[name].push_back(outcome);
    }
  });
  for (const auto& [name, all] : outcomes) {
    EXPECT_EQ(std::count(all.begin(), all.end(), "ok"), 1) << name;
    for (const std::string& outcome : all) {
      EXPECT_THAT(outcome, testing::AnyOf("ok", testing::StartsWith("REQUEST_ID_REUSED")));
    }
  }
  std::int64_t points = 0;
  for (std::uint64_t i = 1; i <= kMembers; ++i) points += PointsOf(Member(i));
  EXPECT_EQ(points, 5 * kIds);
  ExpectSoundLedger();
}

TEST_F(LanesTest, AnIdentifierNamesOneMember) {
  constexpr std::uint64_t kCards = 20;
  InParallel([&](int till) {
    for (std::uint64_t i = 0; i < kCards; ++i) {
      const std::uint64_t number = 100 + i;
      auto earn = store::EarnPoints(std::to_string(till) + " of " + std::to_string(i), kBakery,
                                    store::Card(kBakery, number), 3);
      std::get<domain::Earn>(earn.action).enroll_if_unknown = domain::NewMember{
          Member(1'000 + number * kTills + static_cast<std::uint64_t>(till)), "code"};
      Expect(static_cast<std::size_t>(till), earn, testing::Eq("ok"));
    }
  });
  const auto view = server(0).View();
  std::uint64_t members = 0;
  ASSERT_TRUE(view.snapshot
                  ->ScanMembers(std::nullopt,
                                [&](const domain::Member&) {
                                  ++members;
                                  return true;
                                })
                  .ok());
  EXPECT_EQ(members, kMembers + kCards);
  domain::ReadSet wanted;
  for (std::uint64_t i = 0; i < kCards; ++i)
    wanted.identifiers.insert(store::Card(kBakery, 100 + i));
  domain::LedgerState state;
  ASSERT_TRUE(view.snapshot->Load(wanted, state).ok());
  for (const auto& [card, member] : state.identifiers) {
    ASSERT_TRUE(member.has_value());
    EXPECT_EQ(PointsOf(*member), 3 * kTills);
  }
  ExpectSoundLedger();
}

TEST_F(LanesTest, AnIdentifierIsLinkedToOneOfThoseWhoWantIt) {
  std::mutex mutex;
  std::map<int, int> linked;
  InParallel([&](int till) {
    for (int i = 0; i < 15; ++i) {
      const auto outcome =
          server(static_cast<std::size_t>(till))
              .OutcomeOf(store::Link(std::to_string(till) + " wants " + std::to_string(i),
                                     Member(1 + static_cast<std::uint64_t>(till)),
                                     store::Card(kBakery, 500 + static_cast<std::uint64_t>(i))));
      EXPECT_THAT(outcome, testing::AnyOf("ok", testing::StartsWith("IDENTIFIER_TAKEN")));
      const std::lock_guard lock(mutex);
      linked[i] += outcome == "ok" ? 1 : 0;
    }
  });
  for (const auto& [card, times] : linked) EXPECT_EQ(times, 1) << card;
  ExpectSoundLedger();
}

TEST_F(LanesTest, GiftsAndMergersBetweenLanesKeepEveryPoint) {
  constexpr std::int64_t kEach = 1'000;
  for (std::uint64_t i = 1; i <= kMembers; ++i) {
    Expect(i, store::EarnPoints("start " + std::to_string(i), kBakery, Member(i), kEach),
           testing::Eq("ok"));
  }
  std::thread merging([&] {
    for (std::uint64_t i = 1; i <= 4; ++i) {
      Expect(i,
             store::ByOperator("merge " + std::to_string(i),
                               domain::MergeMembers{Member(i), Member(i + 4), "the same"}),
             testing::Eq("ok"));
    }
  });
  InParallel([&](int till) {
    for (std::uint64_t i = 0; i < 30; ++i) {
      const std::uint64_t from = 1 + (i + static_cast<std::uint64_t>(till)) % kMembers;
      const std::uint64_t to = 1 + (i * 5 + static_cast<std::uint64_t>(till) * 3 + 1) % kMembers;
      domain::Command gift = store::EarnPoints(std::to_string(till) + " gift " + std::to_string(i),
                                               kBakery, Member(1), 1);
      gift.action = domain::TransferOf(kBakery, store::Card(kBakery, from), Member(to), Points(3));
      Expect(i, gift,
             // Who was merged is one with the other; nobody runs out of points.
             testing::AnyOf("ok", testing::StartsWith("INVALID_FIELD")));
    }
  });
  merging.join();
  std::int64_t points = 0;
  for (std::uint64_t i = 1; i <= kMembers; ++i) points += PointsOf(Member(i));
  EXPECT_EQ(points, kEach * static_cast<std::int64_t>(kMembers));
  ExpectSoundLedger();
}

TEST_F(LanesTest, WhatWasPostedBeforeAMergerIsEndedInTheSurvivorsLane) {
  const auto answers =
      server(0).Submit({store::EarnPoints("earn", kBakery, Member(1), 50),
                        store::Hold("hold", kBakery, Member(1), 20, domain::kHour),
                        store::Hold("held", kBakery, Member(1), 5, domain::kHour)});
  Expect(0, store::ByOperator("merge", domain::MergeMembers{Member(1), Member(2), "the same"}),
         testing::Eq("ok"));
  ASSERT_NE(domain::LaneOf(Member(1), kLanes), domain::LaneOf(Member(2), kLanes));
  auto command = store::EarnPoints("capture", kBakery, Member(1), 1);
  command.action = domain::CaptureOf(kBakery, domain::Posted(answers[1]).id);
  Expect(1, command, testing::Eq("ok"));
  command = store::EarnPoints("void", kBakery, Member(1), 2);
  command.action = domain::VoidOf(kBakery, domain::Posted(answers[2]).id);
  Expect(2, command, testing::Eq("ok"));
  Expect(1, store::Reversal("undo", kBakery, domain::Posted(answers[0]).id, Points(10)),
         testing::Eq("ok"));
  Expect(2, store::EarnPoints("by the old name", kBakery, Member(1), 7), testing::Eq("ok"));
  EXPECT_EQ(PointsOf(Member(2)), 50 - 20 - 10 + 7);
  ExpectSoundLedger();
}

TEST_F(LanesTest, ASubmissionForManyLanesIsInOrderForEachMember) {
  constexpr std::uint64_t kRounds = 15;
  InParallel([&](int till) {
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      std::vector<domain::Command> commands;
      const std::string name = std::to_string(till) + "-" + std::to_string(round) + "-";
      for (std::uint64_t i = 1; i <= kMembers; ++i) {
        commands.push_back(store::EarnPoints(name + "card" + std::to_string(i), kBakery,
                                             store::Card(kBakery, i), 10));
        commands.push_back(
            store::BurnPoints(name + "id" + std::to_string(i), kBakery, Member(i), 10));
      }
      const Answers answers = server(round).Submit(commands);
      ASSERT_EQ(answers.size(), commands.size());
      for (std::size_t i = 0; i < answers.size(); ++i) {
        ASSERT_EQ(domain::Outcome(answers[i]), "ok");
        EXPECT_EQ(domain::Posted(answers[i]).request_id, commands[i].header.request.request_id);
      }
    }
  });
  for (std::uint64_t i = 1; i <= kMembers; ++i) EXPECT_EQ(PointsOf(Member(i)), 0);
  ExpectSoundLedger();
}

TEST_F(LanesTest, LinkedCommandsOfSeveralLanesSucceedOrFailTogether) {
  std::vector<domain::Command> commands;
  for (std::uint64_t i = 1; i <= 4; ++i) {
    commands.push_back(store::EarnPoints("linked " + std::to_string(i), kBakery, Member(i), 5));
    commands.back().linked = true;
  }
  commands.push_back(store::BurnPoints("too much", kBakery, Member(5), 1));
  const Answers failed = server(0).Submit(commands);
  EXPECT_THAT(domain::Outcome(failed[0]), testing::StartsWith("LINKED_ITEM_FAILED"));
  EXPECT_THAT(domain::Outcome(failed[4]), testing::StartsWith("INSUFFICIENT_POINTS"));
  for (std::uint64_t i = 1; i <= 5; ++i) EXPECT_EQ(PointsOf(Member(i)), 0);
  commands.back() = store::BurnPoints("as much", kBakery, Member(1), 5);
  for (const auto& answer : server(1).Submit(commands)) EXPECT_EQ(domain::Outcome(answer), "ok");
  EXPECT_EQ(PointsOf(Member(1)), 0);
  EXPECT_EQ(PointsOf(Member(4)), 5);
  ExpectSoundLedger();
}

TEST_F(LanesTest, OfTheSameRequestIdInOneSubmissionTheFirstCounts) {
  for (int round = 0; round < 10; ++round) {
    const std::string name = "twice " + std::to_string(round);
    auto second = store::EarnPoints(name, kBakery, Member(2), 6);
    second.header.digest.fill(6);
    const Answers answers =
        server(0).Submit({store::EarnPoints(name, kBakery, Member(1), 5), second});
    EXPECT_EQ(domain::Outcome(answers[0]), "ok");
    EXPECT_THAT(domain::Outcome(answers[1]), testing::StartsWith("REQUEST_ID_REUSED"));
  }
}

TEST_F(LanesTest, ServersWhoseClocksDifferKeepOneOrder) {
  server(1).clock().micros += 90 * domain::kMicrosPerSecond;
  server(2).clock().micros -= 90 * domain::kMicrosPerSecond;
  InParallel([&](int till) {
    for (std::size_t i = 0; i < 30; ++i) {
      const std::string name = std::to_string(till) + "-" + std::to_string(i);
      Expect(i, store::EarnPoints(name, kBakery, Member(1 + i % kMembers), 2), testing::Eq("ok"));
      if (i % 10 == 3) Expect(i + 1, store::Close("close " + name, name), testing::Eq("ok"));
    }
  });
  ExpectSoundLedger();
}

TEST_F(LanesTest, PointsOfAllLanesExpire) {
  domain::ExpirePoints expire;
  for (std::uint64_t i = 1; i <= kMembers; ++i) {
    Expect(i, store::EarnPoints("earn " + std::to_string(i), kBakery, Member(i), 10),
           testing::Eq("ok"));
    expire.accounts.push_back({Member(i), kPoints});
  }
  for (std::size_t i = 0; i < 3; ++i) server(i).clock().micros += 800 * domain::kMicrosPerDay;
  const auto view = server(0).View();
  std::vector<domain::AccountKey> expired;
  ASSERT_TRUE(view.snapshot
                  ->ScanExpiredAccounts(domain::On("2028-05-01"), std::nullopt,
                                        [&](const domain::AccountKey& key) {
                                          expired.push_back(key);
                                          return true;
                                        })
                  .ok());
  EXPECT_THAT(expired, testing::UnorderedElementsAreArray(expire.accounts));
  const Answers answers = server(1).Submit({store::ByOperator("expire", expire)});
  const auto& sweep =
      std::get<domain::ExpirySweep>(std::get<domain::Effect>(answers.front().outcome));
  EXPECT_EQ(sweep.accounts, static_cast<std::int64_t>(kMembers));
  ExpectSoundLedger();
}

}  // namespace
}  // namespace coalition::engine
