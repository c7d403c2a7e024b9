#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

// Later commands of a batch see what earlier ones did, however they name it.

EnrollMember Enrol(std::uint64_t number, std::string card) {
  return {kBakery, MemberNo(number), {Card(kBakery, std::move(card))}, "code"};
}

TEST(BatchTest, WhoWasEnrolledInItCanBeNamedByIdentifier) {
  World world(NewCatalog(), 0);
  const auto answers = world.DoTogether({
      By(kBakery, EarnOf(kBakery, Card(kBakery, "a"), Points(1))),
      By(kBakery, Enrol(1, "a")),
      By(kBakery, EarnOf(kBakery, Card(kBakery, "a"), Points(5))),
      By(kBakery, EarnOf(kBakery, MemberNo(1), Points(6))),
      By(kBakery, BurnOf(kBakery, Card(kBakery, "a"), Points(4))),
  });
  EXPECT_EQ(Outcome(answers[0]), "MEMBER_NOT_FOUND kind=card partner_id=bakery");
  EXPECT_EQ(Outcome(answers[1]), "ok");
  EXPECT_EQ(Posted(answers[2]).member, MemberNo(1));
  EXPECT_EQ(Outcome(answers[3]), "ok");
  EXPECT_EQ(Posted(answers[4]).balance_after.available, Points(7));
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(BatchTest, WhoeverOfSeveralGotTheIdentifierIsMeant) {
  World world(NewCatalog(), 0);
  world.Do(kBakery, Enrol(1, "a"));
  const auto answers = world.DoTogether({
      // Fails, because of "a"; so "b" is free for the next.
      By(kBakery, EnrollMember{kBakery, MemberNo(2), {Card(kBakery, "b"), Card(kBakery, "a")}, ""}),
      By(kBakery, Enrol(3, "b")),
      By(kBakery, Enrol(4, "b")),
      By(kBakery, EarnOf(kBakery, Card(kBakery, "b"), Points(5))),
  });
  EXPECT_EQ(Outcome(answers[0]), "IDENTIFIER_TAKEN kind=card");
  EXPECT_EQ(Posted(answers[3]).member, MemberNo(3));
}

TEST(BatchTest, ALinkedMemberKeepsItsBalanceUnderTheNewName) {
  World world(NewCatalog(), 0);
  world.Do(kBakery, Enrol(1, "a"));
  world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(9)));
  const auto answers = world.DoTogether({
      By(kGym, LinkIdentifier{MemberNo(1), Card(kGym, "g"), "code", "next"}),
      By(kGym, BurnOf(kGym, Card(kGym, "g"), Points(4))),
      By(kGym, EarnOf(kGym, Card(kGym, "g"), Points(1))),
  });
  EXPECT_EQ(Text(Posted(answers[1]).lots), "bakery~2027-04-01 -4");
  EXPECT_EQ(Posted(answers[2]).balance_after.available, Points(6));
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(BatchTest, WhatWasPostedInItCanBeReversedInIt) {
  World world;
  const auto answers = world.DoTogether({
      By(kBakery, ReverseOf(kBakery, {LaneId(0), Sequence(1)})),
      By(kBakery, EarnOf(kBakery, MemberNo(1), Points(5))),
      By(kBakery, ReverseOf(kBakery, {LaneId(0), Sequence(1)}, Points(2))),
      By(kBakery, ReverseOf(kBakery, {LaneId(0), Sequence(1)}, Points(4))),
      By(kBakery, ReverseOf(kBakery, {LaneId(0), Sequence(1)}, Points(3))),
  });
  EXPECT_EQ(Outcome(answers[0]), "PERMISSION_DENIED");
  EXPECT_EQ(Posted(answers[2]).balance_after.available, Points(3));
  EXPECT_EQ(Outcome(answers[3]), "REVERSAL_EXCEEDS_ORIGINAL remaining=3");
  EXPECT_EQ(Outcome(answers[4]), "ok");
  EXPECT_TRUE(world.AccountOf(MemberNo(1)).lots().empty());
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(BatchTest, NewRatesTermsAndPartnersCountAtOnce) {
  World world;
  ExchangeRate triple = RateOf(kGym, {3, 1});
  const auto answers = world.DoTogether({
      By(kGym, EarnOf(kGym, MemberNo(1), PartnerPoints(1))),
      By(kGym, SetExchangeRate{triple, true}),
      By(kGym, EarnOf(kGym, MemberNo(1), PartnerPoints(1))),
  });
  EXPECT_EQ(Posted(answers[0]).points, Points(1));
  EXPECT_EQ(Posted(answers[2]).points, Points(3));
  EXPECT_EQ(Posted(answers[2]).conversion->rate_version, 2);
}

TEST(BatchTest, LotsThatItMadeAreBurnedAndTheirIssuersCharged) {
  World world;
  const auto answers = world.DoTogether({
      By(kCinema, EarnOf(kCinema, MemberNo(1), Points(5))),
      By(kGym, BurnOf(kGym, MemberNo(1), Points(5))),
  });
  EXPECT_EQ(PartnerLegs(Posted(answers[1]).legs),
            "gym REDEMPTION 5000000 JPY -5; cinema CHARGE -100000 EUR -5");
  EXPECT_EQ(world.PositionOf(kCinema), Micros(-100'000));
  EXPECT_EQ(world.OutstandingOf(kCinema), Points(0));
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(LoadingTest, EndsInTimeForEveryKindOfCommand) {
  World world;
  // Member 1 has lots of three issuers and a debt, so that every read has something to find.
  const auto earned = world.Do(kCinema, EarnOf(kCinema, MemberNo(1), Points(5)));
  world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(5)));
  world.Do(kGym, EarnOf(kGym, MemberNo(1), Points(5)));
  const auto burned = world.Do(kGym, BurnOf(kGym, MemberNo(1), Points(12)));
  ExchangeRate rate = RateOf(kGym);
  Terms terms = TermsOf(kGym);
  const std::vector<Command> kCommands = {
      By(kBakery, EarnOf(kBakery, Card(kBakery, "1"), Points(1)), "again"),
      By(kBakery, EarnOf(kBakery, Card(kBakery, "1"), Points(1)), "again"),
      By(kBakery, EarnOf(kBakery, Card(kBakery, "x"), Points(1))),
      By(kBakery, EarnOf(kBakery, MemberNo(1), Points(1))),
      By(kBakery, BurnOf(kBakery, Card(kBakery, "1"), Points(1))),
      By(kGym, ReverseOf(kGym, Posted(burned).id, Points(3))),
      By(kCinema, ReverseOf(kCinema, Posted(earned).id)),
      By(kCinema, ReverseOf(kCinema, {LaneId(0), Sequence(999)})),
      By(kBakery, Enrol(8, "8")),
      By(kBakery, LinkIdentifier{MemberNo(8), Card(kBakery, "8b"), "", ""}),
      ByOperator(CreatePartner{"museum", "Museum", MoneyOf("GBP"), 30}),
      ByOperator(SetPartnerState{kGym, PartnerState::kSuspended, "why"}),
      ByOperator(SetPartnerState{kGym, PartnerState::kActive, "why"}),
      ByOperator(CreateCurrency{"ROSES", 2, kNetwork}),
      ByOperator(SetExchangeRate{rate, true}),
      ByOperator(SetTerms{terms, true}),
      ByOperator(CreateCredential{Credential{"key1", Role::kPartner, kBakery, "", {}, {}, {}}}),
      ByOperator(RevokeCredential{"key1"}),
      ByOperator(CloseWindow{}),
  };
  for (const Command& command : kCommands) {
    world.Do(command);
    EXPECT_LE(world.last_rounds(), Ledger::kMaxLoadRounds) << command.action.index();
  }
  // All at once, which is no slower than the slowest.
  World all;
  all.DoTogether(kCommands);
  EXPECT_LE(all.last_rounds(), Ledger::kMaxLoadRounds);
}

TEST(LoadingTest, AnAnsweredRequestNeedsItsTransactionOnly) {
  World world;
  const Command earn = By(kBakery, EarnOf(kBakery, MemberNo(1), Points(5)), "a");
  world.Do(earn);
  world.Do(earn);
  EXPECT_TRUE(world.last_changes().empty());
  EXPECT_TRUE(world.last_changes().transactions.empty());
}

}  // namespace
}  // namespace coalition::domain
