#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/store/kept_rows.h"

namespace coalition::store {
namespace {

using KeptRowsScanTest = KeptRowsTest;

TEST_P(KeptRowsScanTest, WhatTheNetworkPostsShowsToWhomItMovesMoneyFor) {
  Commit([](domain::Changes& changes) {
    domain::Transaction expiry;
    expiry.id = At(1);
    expiry.type = domain::TransactionType::kExpiry;
    expiry.legs.resize(2);
    expiry.legs[0].partner = kBakery;
    changes.transactions = {expiry};
    changes.lane.next_sequence = domain::Sequence(2);
  });
  const auto snapshot = Snapshot();
  const auto count = [&](domain::PartnerId partner, bool reported_only) {
    int rows = 0;
    EXPECT_TRUE(snapshot
                    ->ScanPartnerJournal(partner, reported_only, {},
                                         [&](const auto&) { return ++rows > 0; })
                    .ok());
    return rows;
  };
  EXPECT_EQ(count(kBakery, false), 1);
  EXPECT_EQ(count(kBakery, true), 0);
  EXPECT_EQ(count(kCinema, false), 0);
  EXPECT_EQ(count(domain::kNetwork, false), 0);
}

TEST_P(KeptRowsScanTest, AuditEventsComeNewestFirst) {
  const auto event = [](std::int64_t number) {
    return domain::AuditEvent{number, {number * 10}, "operator", "Erase\xC3\xA9", "members/1", "b"};
  };
  Commit([&](domain::Changes& changes) {
    changes.audit_events = {event(1), event(2)};
    changes.lane.next_event = 3;
  });
  Commit([&](domain::Changes& changes) {
    changes.audit_events = {event(3)};
    changes.lane.next_event = 4;
  });
  const auto snapshot = Snapshot();
  const auto events = [&](std::int64_t before, std::size_t rows_max) {
    std::vector<domain::AuditEvent> seen;
    EXPECT_TRUE(snapshot
                    ->ScanAuditEvents(before,
                                      [&](const domain::AuditEvent& row) {
                                        seen.push_back(row);
                                        return seen.size() < rows_max;
                                      })
                    .ok());
    return seen;
  };
  using Events = std::vector<domain::AuditEvent>;
  EXPECT_EQ(events(INT64_MAX, 100), (Events{event(3), event(2), event(1)}));
  EXPECT_EQ(events(3, 100), (Events{event(2), event(1)}));
  EXPECT_EQ(events(INT64_MAX, 1), Events{event(3)});
  EXPECT_EQ(events(1, 100), Events{});
}

TEST_P(KeptRowsScanTest, MembersComeByIdAfterAnyOfThem) {
  Commit([](domain::Changes& changes) {
    for (const std::uint64_t number : {3, 1, 2}) {
      changes.members.emplace_back().id = Member(number);
    }
  });
  const auto snapshot = Snapshot();
  const auto ids = [&](std::optional<domain::MemberId> after, std::size_t rows_max) {
    std::vector<domain::MemberId> seen;
    EXPECT_TRUE(snapshot
                    ->ScanMembers(after,
                                  [&](const domain::Member& member) {
                                    seen.push_back(member.id);
                                    return seen.size() < rows_max;
                                  })
                    .ok());
    return seen;
  };
  using Ids = std::vector<domain::MemberId>;
  EXPECT_EQ(ids(std::nullopt, 100), (Ids{Member(1), Member(2), Member(3)}));
  EXPECT_EQ(ids(Member(1), 100), (Ids{Member(2), Member(3)}));
  EXPECT_EQ(ids(domain::MemberId{}, 2), (Ids{Member(1), Member(2)}));
  EXPECT_EQ(ids(Member(3), 100), Ids{});
}

TEST_P(KeptRowsScanTest, APartnersIdentifiersComeByKindAndValueAfterAnyOfThem) {
  const std::vector<domain::Identifier> all{{kBakery, "", ""},
                                            {kBakery, "card", "1"},
                                            {kBakery, "card", "10"},
                                            {kBakery, "card", "\xFF"},
                                            {kBakery, "mail", "0"}};
  Commit([&](domain::Changes& changes) {
    for (const auto& identifier : all) changes.identifiers.push_back({identifier, Member(1)});
    changes.identifiers.push_back({{kCinema, "card", "1"}, Member(2)});
    changes.identifiers.push_back({{domain::kNetwork, "card", "1"}, Member(2)});
  });
  const auto snapshot = Snapshot();
  const auto after = [&](const std::optional<domain::Identifier>& last, std::size_t rows_max) {
    std::vector<domain::Identifier> seen;
    EXPECT_TRUE(snapshot
                    ->ScanIdentifiersOf(kBakery, last,
                                        [&](const auto& identifier, const auto& member) {
                                          EXPECT_EQ(member, Member(1));
                                          seen.push_back(identifier);
                                          return seen.size() < rows_max;
                                        })
                    .ok());
    return seen;
  };
  EXPECT_EQ(after(std::nullopt, 100), all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    domain::Identifier last = all[i];
    last.partner = kCinema;
    const auto next = all.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    EXPECT_EQ(after(last, 100), std::vector<domain::Identifier>(next, all.end()));
  }
  EXPECT_EQ(after(std::nullopt, 2), std::vector<domain::Identifier>(all.begin(), all.begin() + 2));
}

TEST_P(KeptRowsScanTest, AccountsWithExpiredPointsComeOnceInOneOrder) {
  const domain::AccountKey third{Member(3), kPoints};
  Commit([&](domain::Changes& changes) {
    // Two expired lots; one that expires later; a debt that is past its date.
    changes.lots = {{kAccount, LotOf(99, 1)},    {kAccount, LotOf(100, 1)}, {kOther, LotOf(100, 1)},
                    {kNeighbour, LotOf(101, 1)}, {third, LotOf(50, -1)},    {third, LotOf(100, 2)}};
  });
  const auto snapshot = Snapshot();
  const auto expired = [&](std::int32_t day, const std::optional<domain::AccountKey>& after,
                           std::size_t rows_max) {
    std::vector<domain::AccountKey> seen;
    EXPECT_TRUE(snapshot
                    ->ScanExpiredAccounts({day}, after,
                                          [&](const domain::AccountKey& account) {
                                            seen.push_back(account);
                                            return seen.size() < rows_max;
                                          })
                    .ok());
    return seen;
  };
  using testing::UnorderedElementsAre;
  EXPECT_THAT(expired(98, std::nullopt, 100), UnorderedElementsAre());
  EXPECT_THAT(expired(99, std::nullopt, 100), UnorderedElementsAre(kAccount));
  EXPECT_THAT(expired(100, std::nullopt, 100), UnorderedElementsAre(kAccount, kOther, third));
  const auto all = expired(101, std::nullopt, 100);
  ASSERT_THAT(all, UnorderedElementsAre(kAccount, kOther, kNeighbour, third));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto next = all.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    EXPECT_EQ(expired(101, all[i], 100), std::vector<domain::AccountKey>(next, all.end()));
    // Those that are not asked for have their place in the order too.
    std::vector<domain::AccountKey> without(next, all.end());
    std::erase(without, kNeighbour);
    EXPECT_EQ(expired(100, all[i], 100), without);
  }
  EXPECT_EQ(expired(101, std::nullopt, 2),
            std::vector<domain::AccountKey>(all.begin(), all.begin() + 2));
}

COALITION_OVER_STORES_OF_ONE_LANE(KeptRowsScanTest);

}  // namespace
}  // namespace coalition::store
