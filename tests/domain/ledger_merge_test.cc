#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

const MemberId kAnn = MemberNo(1);
const MemberId kBen = MemberNo(2);
const MemberId kCat = MemberNo(3);

Command Merging(MemberId from, MemberId into) {
  return ByOperator(MergeMembers{from, into, "one person"});
}

const Member& Made(const Answer& answer) {
  return std::get<Member>(std::get<Effect>(answer.outcome));
}

TEST(MergeTest, EverythingOfTheFirstIsTheSecondsAfterIt) {
  World world(With(NewCatalog(), RateOf(kBakery, {1, 3})));
  world.Do(kBakery, EarnOf(kBakery, kAnn, PartnerPoints(13)));
  world.Do(kBakery, EarnOf(kBakery, kBen, PartnerPoints(2)));
  world.Do(kGym, EarnOf(kGym, kAnn, Points(5)));
  const TransactionId hold = Posted(world.Do(kCinema, AuthorizeOf(kCinema, kAnn, Points(6)))).id;
  const Answer answer = world.Do(Merging(kAnn, kBen));
  EXPECT_EQ(Made(answer).id, kBen);
  EXPECT_EQ(Made(answer).identifiers.size(), 6U);
  EXPECT_EQ(Made(answer).merged, std::vector<MemberId>{kAnn});
  const Transaction& moved = world.last_changes().transactions.front();
  EXPECT_EQ(moved.type, TransactionType::kTransfer);
  EXPECT_EQ(moved.partner, kNetwork);
  EXPECT_EQ(moved.reason, "one person");
  EXPECT_EQ(Text(moved.counterpart->lots), "bakery~2027-04-01 +4; gym~never +5");
  EXPECT_EQ(Text(moved.counterpart->balance_after), "3 pending 0 held 6");
  EXPECT_EQ(Text(world.AccountOf(kAnn).lots()), "");
  // Ann's third and Ben's two thirds of a star are one.
  EXPECT_EQ(Text(world.CarriesOf(kBen, kBakery).earn), "1000200000/1000200000");
  EXPECT_EQ(Posted(world.Do(kBakery, EarnOf(kBakery, kBen, PartnerPoints(3)))).points, Points(2));
  EXPECT_EQ(Text(world.CarriesOf(kAnn, kBakery).earn).substr(0, 2), "0/");
  // The hold is Ben's now, and captured by its old name.
  const Transaction capture = Posted(world.Do(kCinema, CaptureOf(kCinema, hold)));
  EXPECT_EQ(capture.member, kBen);
  EXPECT_EQ(Text(capture.lots), "bakery~2027-04-01 -4; gym~never -2");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(MergeTest, TheOldIdMeansTheSurvivorAlsoAfterMergingOn) {
  World world;
  const TransactionId earn = Posted(world.Do(kBakery, EarnOf(kBakery, kAnn, Points(7)))).id;
  ASSERT_EQ(Outcome(world.Do(Merging(kAnn, kBen))), "ok");
  ASSERT_EQ(Outcome(world.Do(Merging(kBen, kCat))), "ok");
  EXPECT_EQ(Posted(world.Do(kGym, EarnOf(kGym, kAnn, Points(1)))).member, kCat);
  EXPECT_EQ(Posted(world.Do(kGym, EarnOf(kGym, Card(kGym, "1"), Points(1)))).member, kCat);
  const Transaction reversal = Posted(world.Do(kBakery, ReverseOf(kBakery, earn)));
  EXPECT_EQ(reversal.member, kCat);
  EXPECT_EQ(Text(reversal.lots), "bakery~2027-04-01 -7");
  EXPECT_EQ(Outcome(world.Do(Merging(kAnn, kCat))),
            "INVALID_FIELD description=must be another member field=into_member_id");
  EXPECT_EQ(Outcome(world.Do(Merging(MemberNo(77), kCat))).substr(0, 16), "MEMBER_NOT_FOUND");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(MergeTest, IsSeenByLaterCommandsOfItsBatch) {
  World world;
  world.Do(kBakery, EarnOf(kBakery, kAnn, Points(7)));
  const auto answers = world.DoTogether(
      {Merging(kAnn, kBen), By(kGym, EarnOf(kGym, Card(kGym, "1"), Points(1))),
       By(kGym, EarnOf(kGym, kAnn, Points(1))), By(kGym, BurnOf(kGym, kBen, Points(9))),
       By(kGym, UnlinkIdentifier{kAnn, Card(kGym, "1")}),
       By(kGym, LinkIdentifier{kCat, Card(kGym, "1"), "", "unused"}),
       By(kGym, EarnOf(kGym, Card(kGym, "1"), Points(2)))});
  for (const Answer& answer : answers) EXPECT_EQ(Outcome(answer), "ok");
  EXPECT_EQ(Posted(answers[1]).member, kBen);
  EXPECT_EQ(Posted(answers[2]).member, kBen);
  EXPECT_EQ(Posted(answers[6]).member, kCat);
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(MergeTest, AnIdentifierThatMovesTwiceInABatchIsWrittenOnce) {
  World world;
  world.Do(Merging(kAnn, kBen));
  world.DoTogether({ByOperator(LinkIdentifier{kAnn, Card(kGym, "91"), "", ""}),
                    Merging(kBen, kCat)});
  int written = 0;
  for (const auto& [identifier, member] : world.last_changes().identifiers) {
    if (identifier != Card(kGym, "91")) continue;
    ++written;
    EXPECT_EQ(member, kCat);
  }
  EXPECT_EQ(written, 1);
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(MergeTest, IsWholeOrNotAtAll) {
  Terms free = TermsOf(kCinema);
  free.issue_price = Micros(0);
  World world(With(NewCatalog(), free));
  ASSERT_EQ(Outcome(world.Do(kCinema, EarnOf(kCinema, kAnn, Points(kTotalMax)))), "ok");
  world.Do(kBakery, EarnOf(kBakery, kBen, Points(1)));
  const auto before = world.DumpWithoutOutcomes();
  EXPECT_EQ(Outcome(world.Do(Merging(kAnn, kBen))), "AMOUNT_OVERFLOW");
  EXPECT_EQ(DifferenceOf(world.DumpWithoutOutcomes(), before), "");

  World holds;
  for (const MemberId& member : {kAnn, kBen}) {
    holds.Do(kBakery, EarnOf(kBakery, member, Points(50)));
    for (int i = 0; i < (member == kAnn ? 16 : 17); ++i) {
      holds.Do(kGym, AuthorizeOf(kGym, member, Points(1)));
    }
  }
  EXPECT_EQ(Outcome(holds.Do(Merging(kAnn, kBen))), "LIMIT_EXCEEDED limit=open holds maximum=32");
  EXPECT_EQ(holds.FirstDifference(), "");
}

TEST(UnlinkTest, FreesTheIdentifierAndEndsTheLink) {
  World world;
  const auto unlink = [](PartnerId partner, MemberId member, const char* card) {
    return UnlinkIdentifier{member, Card(partner, card)};
  };
  EXPECT_EQ(Outcome(world.Do(kGym, unlink(kGym, kAnn, "77"))),
            "MEMBER_NOT_FOUND kind=card partner_id=gym");
  EXPECT_EQ(Outcome(world.Do(kGym, unlink(kGym, kAnn, "2"))), "IDENTIFIER_TAKEN kind=card");
  EXPECT_EQ(Outcome(world.Do(kGym, unlink(kGym, MemberNo(77), "1"))), "PERMISSION_DENIED");
  const Answer answer = world.Do(kGym, unlink(kGym, kAnn, "1"));
  EXPECT_EQ(Made(answer).identifiers.size(), 2U);
  EXPECT_EQ(Outcome(world.Do(kGym, EarnOf(kGym, kAnn, Points(1)))), "PERMISSION_DENIED");
  EXPECT_EQ(Outcome(world.Do(kGym, EarnOf(kGym, Card(kGym, "1"), Points(1)))),
            "MEMBER_NOT_FOUND kind=card partner_id=gym");
  EXPECT_EQ(Outcome(world.Do(kGym, EnrollMember{kGym, MemberNo(9), {Card(kGym, "1")}, "code"})),
            "ok");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(EraseTest, TakesThePersonAndLeavesTheLedger) {
  World world;
  const EnrollMember enroll{kGym, MemberNo(9), {Card(kGym, "secret")}, "code-9"};
  world.Do(By(kGym, enroll, "enrol"));
  const TransactionId earn =
      Posted(world.Do(kGym, EarnOf(kGym, Card(kGym, "secret"), Points(8)))).id;
  const Answer erased = world.Do(ByOperator(EraseMember{MemberNo(9), "asked for it"}));
  EXPECT_TRUE(Made(erased).erased);
  EXPECT_TRUE(Made(erased).identifiers.empty());
  // The answer of the enrolment, too.
  const Answer again = world.Do(By(kGym, enroll, "enrol"));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(Made(again).id, MemberNo(9));
  EXPECT_TRUE(Made(again).identifiers.empty());
  EXPECT_EQ(Made(again).link_code, "");
  EXPECT_EQ(Outcome(world.Do(kGym, EarnOf(kGym, MemberNo(9), Points(1)))), "PERMISSION_DENIED");
  EXPECT_EQ(Outcome(world.Do(ByOperator(EarnOf(kGym, MemberNo(9), Points(1))))).substr(0, 16),
            "MEMBER_NOT_FOUND");
  EXPECT_EQ(Outcome(world.Do(ByOperator(EraseMember{MemberNo(9), "again"}))).substr(0, 16),
            "MEMBER_NOT_FOUND");
  EXPECT_EQ(Posted(world.Do(kGym, ReverseOf(kGym, earn, Points(3)))).member, MemberNo(9));
  EXPECT_EQ(world.OutstandingOf(kGym), Points(5));
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(ReplayTest, AnEnrolmentIsAnsweredAsItWas) {
  World world;
  const EnrollMember enroll{kGym, MemberNo(9), {Card(kGym, "nine")}, "code-9"};
  const Member first = Made(world.Do(By(kGym, enroll, "enrol")));
  world.Do(kBakery, LinkIdentifier{MemberNo(9), Card(kBakery, "b9"), "code-9", "code-10"});
  const Member again = Made(world.Do(By(kGym, enroll, "enrol")));
  EXPECT_EQ(again.identifiers, first.identifiers);
  EXPECT_EQ(again.link_code, first.link_code);
}

}  // namespace
}  // namespace coalition::domain
