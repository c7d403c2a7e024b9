#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

EnrollMember Enrol(PartnerId partner, std::uint64_t number, std::vector<Identifier> identifiers) {
  return {partner, MemberNo(number), std::move(identifiers), "code-" + std::to_string(number)};
}

LinkIdentifier Link(std::uint64_t member, Identifier identifier, std::string code = "") {
  return {MemberNo(member), std::move(identifier), std::move(code), "fresh code"};
}

const Member& MadeOf(const Answer& answer) {
  return std::get<Member>(std::get<Effect>(answer.outcome));
}

TEST(EnrolMemberTest, MakesAMemberKnownByItsIdentifiers) {
  World world(NewCatalog(), 0);
  const Answer answer =
      world.Do(kBakery, Enrol(kBakery, 1, {Card(kBakery, "a"), {kBakery, "email", "a"}}));
  EXPECT_EQ(MadeOf(answer).id, MemberNo(1));
  EXPECT_EQ(MadeOf(answer).identifiers.size(), 2U);
  EXPECT_EQ(MadeOf(answer).enrolled_at, kNoon);
  EXPECT_EQ(Outcome(world.Do(kBakery, EarnOf(kBakery, Card(kBakery, "a"), Points(1)))), "ok");
  EXPECT_EQ(Outcome(world.Do(kBakery, EarnOf(kBakery, MemberNo(1), Points(1)))), "ok");
  EXPECT_EQ(Outcome(world.Do(kGym, EarnOf(kGym, MemberNo(1), Points(1)))), "PERMISSION_DENIED");
  // Kind, value and partner make the identifier together.
  EXPECT_EQ(Outcome(world.Do(kBakery, Enrol(kBakery, 2, {{kBakery, "email", "b"}}))), "ok");
  EXPECT_EQ(Outcome(world.Do(kGym, Enrol(kGym, 3, {Card(kGym, "a")}))), "ok");
}

TEST(EnrolMemberTest, AnIdentifierNamesOneMemberInOneBatchToo) {
  World world(NewCatalog(), 0);
  const auto answers =
      world.DoTogether({By(kBakery, Enrol(kBakery, 1, {Card(kBakery, "a")})),
                        By(kBakery, Enrol(kBakery, 2, {Card(kBakery, "b"), Card(kBakery, "a")})),
                        By(kBakery, Enrol(kBakery, 3, {Card(kBakery, "b")}))});
  EXPECT_EQ(Outcome(answers[0]), "ok");
  EXPECT_EQ(Outcome(answers[1]), "IDENTIFIER_TAKEN kind=card");
  EXPECT_EQ(Outcome(answers[2]), "ok");
}

TEST(LinkIdentifierTest, ALinkCodeWorksOnce) {
  World world(NewCatalog(), 0);
  world.Do(kBakery, Enrol(kBakery, 1, {Card(kBakery, "a")}));
  EXPECT_EQ(Outcome(world.Do(kGym, Link(1, Card(kGym, "g")))), "PERMISSION_DENIED");
  EXPECT_EQ(Outcome(world.Do(kGym, Link(1, Card(kGym, "g"), "code-2"))), "PERMISSION_DENIED");
  const Answer linked = world.Do(kGym, Link(1, Card(kGym, "g"), "code-1"));
  EXPECT_EQ(MadeOf(linked).link_code, "fresh code");
  EXPECT_EQ(MadeOf(linked).identifiers.size(), 2U);
  EXPECT_EQ(Outcome(world.Do(kCinema, Link(1, Card(kCinema, "c"), "code-1"))), "PERMISSION_DENIED");
  EXPECT_EQ(Outcome(world.Do(kCinema, Link(1, Card(kCinema, "c"), "fresh code"))), "ok");
}

TEST(LinkIdentifierTest, ALinkCodeWorksOnceInOneBatchToo) {
  World world(NewCatalog(), 0);
  world.Do(kBakery, Enrol(kBakery, 1, {Card(kBakery, "a")}));
  const auto answers = world.DoTogether({By(kGym, Link(1, Card(kGym, "g"), "code-1")),
                                         By(kCinema, Link(1, Card(kCinema, "c"), "code-1"))});
  EXPECT_EQ(Outcome(answers[0]), "ok");
  EXPECT_EQ(Outcome(answers[1]), "PERMISSION_DENIED");
}

TEST(LinkIdentifierTest, LinkedPartnersAndTheOperatorNeedNoCodeAndUseNoneUp) {
  World world(NewCatalog(), 0);
  world.Do(kBakery, Enrol(kBakery, 1, {Card(kBakery, "a")}));
  EXPECT_EQ(MadeOf(world.Do(kBakery, Link(1, Card(kBakery, "b")))).link_code, "code-1");
  EXPECT_EQ(MadeOf(world.Do(ByOperator(Link(1, Card(kGym, "g"))))).link_code, "code-1");
  EXPECT_EQ(Outcome(world.Do(kGym, EarnOf(kGym, Card(kGym, "g"), Points(1)))), "ok");
}

TEST(LinkIdentifierTest, TellsOfMembersOnlyWhoMayKnow) {
  World world(NewCatalog(), 0);
  EXPECT_EQ(Outcome(world.Do(kGym, Link(5, Card(kGym, "g"), ""))), "PERMISSION_DENIED");
  EXPECT_EQ(Outcome(world.Do(ByOperator(Link(5, Card(kGym, "g"))))),
            "MEMBER_NOT_FOUND member_id=" + MemberNo(5).ToString());
}

TEST(LinkIdentifierTest, RefusesAnIdentifierThatIsTakenByWhomeverItMayBe) {
  World world;
  EXPECT_EQ(Outcome(world.Do(kBakery, Link(1, Card(kBakery, "2")))), "IDENTIFIER_TAKEN kind=card");
  EXPECT_EQ(Outcome(world.Do(kBakery, Link(1, Card(kBakery, "1")))), "IDENTIFIER_TAKEN kind=card");
  // Without a right to link, nothing is told of the identifier.
  World apart(NewCatalog(), 0);
  apart.Do(kBakery, Enrol(kBakery, 1, {Card(kBakery, "a")}));
  apart.Do(kGym, Enrol(kGym, 2, {Card(kGym, "g")}));
  EXPECT_EQ(Outcome(apart.Do(kGym, Link(1, Card(kGym, "g"), "wrong"))), "PERMISSION_DENIED");
}

TEST(LinkIdentifierTest, AMemberHasAHundredIdentifiers) {
  World world(NewCatalog(), 0);
  world.Do(kBakery, Enrol(kBakery, 1, {Card(kBakery, "0")}));
  std::vector<Command> links;
  for (int i = 1; i < 99; ++i) {
    links.push_back(By(kBakery, Link(1, Card(kBakery, std::to_string(i)))));
  }
  world.DoTogether(links);
  const auto answers = world.DoTogether(
      {By(kBakery, Link(1, Card(kBakery, "99"))), By(kBakery, Link(1, Card(kBakery, "100")))});
  EXPECT_EQ(MadeOf(answers[0]).identifiers.size(), 100U);
  EXPECT_EQ(Outcome(answers[1]), "LIMIT_EXCEEDED limit=identifiers per member maximum=100");
}

}  // namespace
}  // namespace coalition::domain
