#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

const MemberId kAnn = MemberNo(1);

Command Linked(Command command) {
  command.linked = true;
  return command;
}

Command EarnBy(PartnerId partner, std::int64_t points, std::string request_id = "") {
  return By(partner, EarnOf(partner, kAnn, Points(points)), std::move(request_id));
}

Command BurnBy(PartnerId partner, std::int64_t points, std::string request_id = "") {
  return By(partner, BurnOf(partner, kAnn, Points(points)), std::move(request_id));
}

std::vector<std::string> Outcomes(const std::vector<Answer>& answers) {
  std::vector<std::string> outcomes;
  for (const Answer& answer : answers) {
    outcomes.push_back((answer.replayed ? "again " : "") + Outcome(answer));
  }
  return outcomes;
}

TEST(LinkedTest, SucceedTogether) {
  World world;
  EXPECT_EQ(Outcomes(world.DoTogether(
                {Linked(EarnBy(kBakery, 5)), Linked(BurnBy(kGym, 5)), EarnBy(kGym, 1)})),
            (std::vector<std::string>{"ok", "ok", "ok"}));
  EXPECT_EQ(Text(world.AccountOf(kAnn).lots()), "gym~never 1");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(LinkedTest, FailTogetherAndLeaveNothingButTheReason) {
  World world;
  world.Do(EarnBy(kGym, 1));
  const auto before = world.DumpWithoutOutcomes();
  const std::vector<Command> group{Linked(EarnBy(kBakery, 5, "a")), Linked(BurnBy(kGym, 7, "b")),
                                   EarnBy(kGym, 1, "c")};
  const std::vector<std::string> failed{"LINKED_ITEM_FAILED request_id=b",
                                        "INSUFFICIENT_POINTS available=6 needed=7",
                                        "LINKED_ITEM_FAILED request_id=b"};
  EXPECT_EQ(Outcomes(world.DoTogether(group)), failed);
  EXPECT_EQ(DifferenceOf(world.DumpWithoutOutcomes(), before), "");
  ASSERT_EQ(world.last_changes().outcomes.size(), 1U);
  EXPECT_EQ(world.last_changes().outcomes.front().first.request_id, "b");
  // Again: the reason is an outcome for ever, the others may still be used.
  std::vector<std::string> replayed = failed;
  replayed[1] = "again " + replayed[1];
  EXPECT_EQ(Outcomes(world.DoTogether(group)), replayed);
  EXPECT_EQ(Outcomes(world.DoTogether({EarnBy(kBakery, 5, "a"), EarnBy(kGym, 1, "c")})),
            (std::vector<std::string>{"ok", "ok"}));
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(LinkedTest, GroupsOfOneBatchFailByThemselves) {
  World world;
  EXPECT_EQ(
      Outcomes(
          world.DoTogether({EarnBy(kBakery, 5), Linked(BurnBy(kGym, 2, "x")), BurnBy(kGym, 4, "y"),
                            Linked(BurnBy(kGym, 3)), BurnBy(kGym, 2), EarnBy(kGym, 1)})),
      (std::vector<std::string>{"ok", "LINKED_ITEM_FAILED request_id=y",
                                "INSUFFICIENT_POINTS available=3 needed=4", "ok", "ok", "ok"}));
  EXPECT_EQ(Text(world.AccountOf(kAnn).lots()), "gym~never 1");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(LinkedTest, ARepeatedGroupIsAnsweredAsBefore) {
  World world;
  const std::vector<Command> group{Linked(EarnBy(kBakery, 5, "a")), BurnBy(kGym, 5, "b")};
  world.DoTogether(group);
  EXPECT_EQ(Outcomes(world.DoTogether(group)), (std::vector<std::string>{"again ok", "again ok"}));
  // Whole in the middle of a batch, and together with what is new.
  EXPECT_EQ(Outcomes(world.DoTogether({Linked(EarnBy(kBakery, 5, "a")), BurnBy(kGym, 5, "c")})),
            (std::vector<std::string>{"again ok", "INSUFFICIENT_POINTS available=0 needed=5"}));
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(LinkedTest, WithoutAnEndFails) {
  World world;
  EXPECT_EQ(Outcomes(world.DoTogether(
                {Linked(EarnBy(kBakery, 5, "a")), Linked(EarnBy(kBakery, 5, "b"))})),
            (std::vector<std::string>{"LINKED_ITEM_FAILED request_id=b",
                                      "INVALID_FIELD description=no item follows field=linked"}));
  EXPECT_TRUE(world.last_changes().empty());
}

TEST(LinkedTest, UndoesEveryKindOfChange) {
  Catalog catalog = NewCatalog();
  PartnerLimits limits{kBakery, kStars, {}};
  limits.limits.earn_per_member_day = Points(1'000);
  catalog.Put(limits);
  Terms alerting = TermsOf(kBakery);
  alerting.net_debit_cap =
      NetDebitCap{NetDebitCap::Kind::kPostpaid, Micros(10'000'000), Micros(10'000)};
  World world(With(With(catalog, alerting), RateOf(kBakery, {1, 3})));
  world.Do(EarnBy(kGym, 9));
  const TransactionId burn = Posted(world.Do(BurnBy(kGym, 3))).id;
  const TransactionId held = Posted(world.Do(kCinema, AuthorizeOf(kCinema, kAnn, Points(2)))).id;
  const auto before = world.DumpWithoutOutcomes();
  Earn enrolling = EarnOf(kBakery, Card(kBakery, "new"), PartnerPoints(100));
  enrolling.enroll_if_unknown = NewMember{MemberNo(50), "new-code"};
  const auto answers = world.DoTogether(
      {Linked(By(kBakery, enrolling)), Linked(By(kBakery, EarnOf(kBakery, kAnn, PartnerPoints(4)))),
       Linked(By(kGym, ReverseOf(kGym, burn, Points(1)))),
       Linked(By(kCinema, CaptureOf(kCinema, held, Points(1)))),
       Linked(By(kCinema, AuthorizeOf(kCinema, kAnn, Points(1)))),
       Linked(By(kGym, TransferOf(kGym, kAnn, MemberNo(2), Points(1)))),
       By(kGym, BurnOf(kGym, kAnn, Points(100)))});
  EXPECT_EQ(Outcome(answers.back()), "INSUFFICIENT_POINTS available=5 needed=100");
  EXPECT_EQ(DifferenceOf(world.DumpWithoutOutcomes(), before), "");
  EXPECT_EQ(Outcome(world.Do(kBakery, EarnOf(kBakery, Card(kBakery, "new"), Points(1)))),
            "MEMBER_NOT_FOUND kind=card partner_id=bakery");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(LinkedTest, AHoldThatExpiredIsForgottenEvenIfTheGroupThatSawItFails) {
  World world;
  world.Do(EarnBy(kBakery, 10));
  world.Do(kGym, AuthorizeOf(kGym, kAnn, Points(5), 60));
  world.now = At("2026-03-10T12:02:00Z");
  world.DoTogether({Linked(BurnBy(kGym, 1)), BurnBy(kGym, 1'000), BurnBy(kGym, 2)});
  EXPECT_TRUE(world.AccountOf(kAnn).holds().empty());
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(LinkedTest, TimePassesThoughTheGroupFails) {
  World world;
  world.now = At("2026-03-10T13:00:00Z");
  world.DoTogether({Linked(EarnBy(kBakery, 1)), BurnBy(kGym, 100)});
  EXPECT_EQ(world.last_changes().lane.latest_at, world.now);
}

TEST(EnrollIfUnknownTest, MakesTheMemberWithTheEarnOrNotAtAll) {
  World world;
  Earn earn = EarnOf(kBakery, Card(kBakery, "new"), Points(5));
  earn.enroll_if_unknown = NewMember{MemberNo(50), "new-code"};
  Earn too_much = earn;
  too_much.amount = Points(kTotalMax + 1);
  EXPECT_EQ(Outcome(world.Do(kBakery, too_much)), "AMOUNT_OVERFLOW");
  EXPECT_TRUE(world.last_changes().members.empty());
  EXPECT_EQ(Posted(world.Do(kBakery, earn)).member, MemberNo(50));
  ASSERT_EQ(world.last_changes().members.size(), 1U);
  EXPECT_EQ(world.last_changes().members.front().link_code, "new-code");
  // Known by now: another draw changes nothing. Both within one batch too.
  earn.enroll_if_unknown = NewMember{MemberNo(51), "other"};
  EXPECT_EQ(Posted(world.Do(kBakery, earn)).member, MemberNo(50));
  Earn twin = EarnOf(kBakery, Card(kBakery, "twin"), Points(5));
  twin.enroll_if_unknown = NewMember{MemberNo(60), "one"};
  Earn second = twin;
  second.enroll_if_unknown = NewMember{MemberNo(61), "two"};
  const auto answers = world.DoTogether({By(kBakery, twin), By(kBakery, second)});
  EXPECT_EQ(Posted(answers[1]).member, MemberNo(60));
  EXPECT_EQ(Posted(answers[1]).balance_after.available, Points(10));
  EXPECT_EQ(world.FirstDifference(), "");
}

}  // namespace
}  // namespace coalition::domain
