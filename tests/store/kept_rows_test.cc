#include "tests/store/kept_rows.h"

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/store/ledger_dump.h"

namespace coalition::store {
namespace {

TEST_P(KeptRowsTest, ALaneKeepsItsTimeAndTheNumberOfItsNextEvent) {
  EXPECT_EQ(Snapshot()->lane().latest_at, domain::kFirstMoment);
  EXPECT_EQ(Snapshot()->lane().next_event, 1);
  Commit([](domain::Changes& changes) {
    changes.lane.latest_at = domain::kLastMoment;
    changes.audit_events.push_back({1, {5}, "operator", "Adjust", "transactions/0-1", "why"});
    changes.lane.next_event = 2;
  });
  EXPECT_EQ(Snapshot()->lane().latest_at, domain::kLastMoment);
  EXPECT_EQ(Snapshot()->lane().next_event, 2);
}

TEST_P(KeptRowsTest, HoldsComeWithTheirAccountUntilNothingIsReserved) {
  Commit([](domain::Changes& changes) {
    changes.accounts = {{kAccount, domain::Sequence(3)}, {kNeighbour, domain::Sequence(4)}};
    changes.lots = {{kAccount, LotOf(100, 50)}};
    changes.holds = {
        {kAccount, HoldOf(3, 30)}, {kNeighbour, HoldOf(4, 4)}, {kAccount, HoldOf(2, 5)}};
  });
  domain::ReadSet wanted;
  wanted.accounts = {kAccount};
  EXPECT_EQ(Loaded(wanted).accounts.at(kAccount).holds(),
            (std::vector<domain::Hold>{HoldOf(2, 5), HoldOf(3, 30)}));

  Commit([](domain::Changes& changes) {
    domain::Hold gone = HoldOf(3, 30);
    gone.reserved.clear();
    changes.holds = {{kAccount, gone}, {kAccount, HoldOf(2, 6)}};
  });
  EXPECT_EQ(Loaded(wanted).accounts.at(kAccount).holds(), std::vector<domain::Hold>{HoldOf(2, 6)});
  std::vector<domain::Hold> all;
  EXPECT_TRUE(Snapshot()
                  ->ScanHolds([&](const auto&, const domain::Hold& hold) {
                    all.push_back(hold);
                    return true;
                  })
                  .ok());
  EXPECT_THAT(all, testing::UnorderedElementsAre(HoldOf(2, 6), HoldOf(4, 4)));
}

TEST_P(KeptRowsTest, CarriesAreApartByWhatWasGivenUp) {
  const domain::CarryKey plain{Member(1), domain::kNetwork, kPoints};
  const domain::CarryKey from_buns{Member(1), domain::kNetwork, kPoints, kBuns};
  Commit([&](domain::Changes& changes) {
    changes.carries = {{from_buns, {{1, 3}, {0, 1}}}, {plain, {{2, 3}, {1, 2}}}};
  });
  domain::ReadSet wanted;
  wanted.carries = {plain, from_buns};
  const domain::LedgerState state = Loaded(wanted);
  EXPECT_EQ(state.carries.at(plain), (domain::Carries{{2, 3}, {1, 2}}));
  EXPECT_EQ(state.carries.at(from_buns), (domain::Carries{{1, 3}, {0, 1}}));
}

TEST_P(KeptRowsTest, DayTotalsAreThoseThatWereWrittenLast) {
  const domain::DayKey of_member{Member(1), kBakery, kPoints};
  const domain::DayKey of_partner{{}, kBakery, kPoints};
  const domain::DayTotals first{{20'000}, domain::Points(1), domain::Points(2)};
  const domain::DayTotals next{{20'001}, domain::Points(3), domain::Points(0)};
  Commit([&](domain::Changes& changes) {
    changes.day_totals = {{of_member, first}, {of_partner, first}};
  });
  Commit([&](domain::Changes& changes) { changes.day_totals = {{of_partner, next}}; });
  domain::ReadSet wanted;
  wanted.day_totals = {of_member, of_partner};
  const domain::LedgerState state = Loaded(wanted);
  EXPECT_EQ(state.day_totals.at(of_member), first);
  EXPECT_EQ(state.day_totals.at(of_partner), next);
}

class WholeMemberTest : public KeptRowsTest {
 protected:
  WholeMemberTest() {
    Commit([&](domain::Changes& changes) {
      changes.accounts = {{kAccount, domain::Sequence(1)},
                          {kOther, domain::Sequence(2)},
                          {kNeighbour, domain::Sequence(3)},
                          {{Member(0), kPoints}, domain::Sequence(4)}};
      changes.lots = {{kAccount, LotOf(100, 50)}, {kOther, LotOf(100, 7)}};
      changes.holds = {{kOther, HoldOf(2, 5)}};
      changes.carries = {{carry_, {{1, 3}, {0, 1}}}, {{Member(2), kBakery, kPoints}, {{1, 2}, {}}}};
      changes.day_totals = {{day_, {{5}, domain::Points(1), domain::Points(2)}},
                            {{Member(2), kBakery, kPoints}, {{6}, {}, {}}}};
    });
    wanted_.whole_members = {Member(1)};
  }

  const domain::CarryKey carry_{Member(1), domain::kNetwork, kPoints, kBuns};
  const domain::DayKey day_{Member(1), kCinema, kBuns};
  domain::ReadSet wanted_;
};

TEST_P(WholeMemberTest, IsAllItsAccountsCarriesAndDayTotalsAndNobodyElses) {
  const domain::LedgerState state = Loaded(wanted_);
  EXPECT_EQ(state.accounts.size(), 2u);
  EXPECT_EQ(state.accounts.at(kAccount).lots(), std::vector<domain::Lot>{LotOf(100, 50)});
  EXPECT_EQ(state.accounts.at(kAccount).last_transaction(), domain::Sequence(1));
  EXPECT_EQ(state.accounts.at(kOther).holds(), std::vector<domain::Hold>{HoldOf(2, 5)});
  EXPECT_EQ(state.carries.size(), 1u);
  EXPECT_EQ(state.carries.at(carry_), (domain::Carries{{1, 3}, {0, 1}}));
  EXPECT_EQ(state.day_totals.size(), 1u);
  EXPECT_EQ(state.day_totals.at(day_),
            (domain::DayTotals{{5}, domain::Points(1), domain::Points(2)}));
  EXPECT_TRUE(state.whole_members.contains(Member(1)));
  EXPECT_EQ(state.whole_members.size(), 1u);
}

TEST_P(WholeMemberTest, DoesNotTouchWhatIsKnownAlready) {
  domain::LedgerState known;
  known.accounts.try_emplace(kAccount, kAccount, std::vector<domain::Lot>{}, domain::Sequence(9));
  known.carries[carry_] = {{2, 3}, {}};
  known.day_totals[day_] = {{7}, {}, {}};
  const domain::LedgerState state = Loaded(wanted_, known);
  EXPECT_EQ(state.accounts.at(kAccount).last_transaction(), domain::Sequence(9));
  EXPECT_EQ(state.carries.at(carry_), known.carries.at(carry_));
  EXPECT_EQ(state.day_totals.at(day_), known.day_totals.at(day_));
  EXPECT_EQ(state.accounts.at(kOther).last_transaction(), domain::Sequence(2));
}

TEST_P(KeptRowsTest, ClosedTotalsComeWithPositionsAndAllOfThemForAClosing) {
  Commit([](domain::Changes& changes) {
    changes.closed_totals = {{kBakery, domain::Micros(-5)}, {kCinema, domain::Micros(7)}};
  });
  Commit([](domain::Changes& changes) { changes.closed_totals = {{kCinema, domain::Micros(8)}}; });
  domain::ReadSet wanted;
  wanted.positions = {kCinema, domain::PartnerId(9)};
  domain::LedgerState state = Loaded(wanted);
  EXPECT_EQ(state.closed_totals.size(), 1u);
  EXPECT_EQ(state.closed_totals.at(kCinema), domain::Micros(8));

  wanted = {};
  wanted.closing = true;
  state.closed_totals[kCinema] = domain::Micros(99);
  state = Loaded(wanted, state);
  EXPECT_EQ(state.closed_totals.size(), 2u);
  EXPECT_EQ(state.closed_totals.at(kBakery), domain::Micros(-5));
  EXPECT_EQ(state.closed_totals.at(kCinema), domain::Micros(99));
}

TEST_P(KeptRowsTest, ConversionRatesAreKeptByDirectionAndVersion) {
  const auto version = [](domain::CurrencyId from, domain::CurrencyId to, std::int32_t number) {
    return domain::ConversionRate{from, to, number, {number}, {number, 7}, {1}, "late"};
  };
  Commit([&](domain::Changes& changes) {
    changes.conversion_rates = {version(kPoints, kBuns, 1), version(kPoints, kBuns, 2)};
  });
  Commit([&](domain::Changes& changes) {
    changes.conversion_rates = {version(kBuns, kPoints, 1), version(kPoints, kBuns, 3)};
  });
  const auto catalog = Catalog();
  EXPECT_EQ(catalog->NextConversionRateVersion(kPoints, kBuns), 4);
  EXPECT_EQ(catalog->NextConversionRateVersion(kBuns, kPoints), 2);
  const auto& versions = catalog->conversion_rates().at({kPoints, kBuns});
  EXPECT_EQ(BytesOf(versions[1]), BytesOf(version(kPoints, kBuns, 2)));
}

TEST_P(KeptRowsTest, LimitsThatLimitNothingAreNoneAnyMore) {
  domain::Limits limits;
  limits.burn_per_partner_day = domain::Points(3);
  Commit([&](domain::Changes& changes) {
    changes.limits = {{kBakery, kPoints, limits}, {kCinema, kPoints, limits}};
  });
  limits.earn_per_transaction = domain::Points(4);
  Commit([&](domain::Changes& changes) {
    changes.limits = {{kBakery, kPoints, limits}, {kCinema, kPoints, {}}};
  });
  const auto catalog = Catalog();
  ASSERT_EQ(catalog->limits().size(), 1u);
  EXPECT_EQ(*catalog->FindLimits(kBakery, kPoints), limits);
}

TEST_P(KeptRowsTest, OfSeveralLimitsInOneBatchTheLastCount) {
  domain::Limits first;
  first.burn_per_partner_day = domain::Points(3);
  domain::Limits last;
  last.earn_per_transaction = domain::Points(4);
  Commit([&](domain::Changes& changes) {
    changes.limits = {{kBakery, kPoints, {}},
                      {kCinema, kPoints, first},
                      {kBakery, kPoints, first},
                      {kCinema, kPoints, {}},
                      {kBakery, kPoints, last}};
  });
  const auto catalog = Catalog();
  ASSERT_EQ(catalog->limits().size(), 1u) << "the cinema's were lifted again";
  EXPECT_EQ(*catalog->FindLimits(kBakery, kPoints), last);
}

TEST_P(KeptRowsTest, AnIdentifierMayNameAnotherMemberOrNobody) {
  Commit([](domain::Changes& changes) {
    changes.identifiers = {{Card(kBakery, 1), Member(1)},
                           {Card(kBakery, 2), Member(2)},
                           {Card(kBakery, 3), Member(3)}};
  });
  Commit([](domain::Changes& changes) {
    changes.identifiers = {{Card(kBakery, 3), Member(1)},
                           {Card(kBakery, 2), std::nullopt},
                           {Card(kBakery, 4), std::nullopt}};
  });
  domain::ReadSet wanted;
  wanted.identifiers = {Card(kBakery, 1), Card(kBakery, 2), Card(kBakery, 3), Card(kBakery, 4)};
  const domain::LedgerState state = Loaded(wanted);
  EXPECT_EQ(state.identifiers.at(Card(kBakery, 1)), Member(1));
  EXPECT_EQ(state.identifiers.at(Card(kBakery, 2)), std::nullopt);
  EXPECT_EQ(state.identifiers.at(Card(kBakery, 3)), Member(1));
  EXPECT_EQ(state.identifiers.at(Card(kBakery, 4)), std::nullopt);
  EXPECT_EQ(DumpOf(store())["identifiers"].size(), 2u);
}

TEST_P(KeptRowsTest, AMembersOutcomeNamesIt) {
  const domain::MemberOutcome outcome{Member(1), 2, "link-me"};
  Commit([&](domain::Changes& changes) {
    changes.outcomes = {{{kBakery, "enrol"}, {{}, outcome}}};
  });
  domain::ReadSet wanted;
  wanted.requests = {{kBakery, "enrol"}};
  const auto kept = Loaded(wanted).requests.at({kBakery, "enrol"});
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(std::get<domain::MemberOutcome>(kept->result), outcome);
}

using KeptRowsDeathTest = KeptRowsTest;

TEST_P(KeptRowsDeathTest, AuditEventsWithAGapCrash) {
  EXPECT_DEATH(Commit([](domain::Changes& changes) {
                 changes.audit_events.emplace_back().number = 2;
                 changes.lane.next_event = 3;
               }),
               "audit events are numbered without gaps");
  EXPECT_DEATH(Commit([](domain::Changes& changes) { changes.lane.next_event = 2; }),
               "follows its last one");
}

TEST_P(KeptRowsDeathTest, ALanesTimeThatGoesBackCrashes) {
  Commit([](domain::Changes& changes) { changes.lane.latest_at = {5}; });
  EXPECT_DEATH(Commit([](domain::Changes& changes) { --changes.lane.latest_at.micros; }),
               "does not go back|follows its last");
}

COALITION_OVER_EVERY_STORE(KeptRowsTest);
COALITION_OVER_EVERY_STORE(WholeMemberTest);
COALITION_OVER_EVERY_STORE(KeptRowsDeathTest);

}  // namespace
}  // namespace coalition::store
