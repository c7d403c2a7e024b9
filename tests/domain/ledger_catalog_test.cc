#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

template <typename T>
const T& Made(const Answer& answer) {
  return std::get<T>(std::get<Effect>(answer.outcome));
}

SetExchangeRate RateFrom(Moment from, std::string reason = "") {
  SetExchangeRate set{RateOf(kGym, {2, 1})};
  set.rate.effective_from = from;
  set.from_now = from == Moment{};
  set.rate.backdating_reason = std::move(reason);
  return set;
}

SetTerms TermsFrom(Moment from, std::string reason = "") {
  SetTerms set{TermsOf(kGym)};
  set.terms.effective_from = from;
  set.from_now = from == Moment{};
  set.terms.backdating_reason = std::move(reason);
  return set;
}

TEST(CatalogCommandTest, PartnersAndCurrenciesAreNumberedInOrder) {
  World world;
  const auto answers = world.DoTogether({
      ByOperator(CreatePartner{"museum", "The Museum", MoneyOf("KWD"), 7}),
      ByOperator(CreatePartner{"museum", "Another", MoneyOf("GBP"), 7}),
      ByOperator(CreatePartner{"zoo", "The Zoo", MoneyOf("GBP"), 7}),
      ByOperator(CreateCurrency{"ROSES", 6, PartnerId(4)}),
      ByOperator(CreateCurrency{"ROSES", 0, kNetwork}),
  });
  EXPECT_EQ(Made<Partner>(answers[0]).id, PartnerId(4));
  EXPECT_EQ(Made<Partner>(answers[0]).created_at, kNoon);
  EXPECT_EQ(Made<Partner>(answers[0]).state, PartnerState::kActive);
  EXPECT_EQ(Made<Partner>(answers[0]).backdating_days, 7);
  EXPECT_EQ(Outcome(answers[1]), "ALREADY_EXISTS partner_id=museum");
  EXPECT_EQ(Made<Partner>(answers[2]).id, PartnerId(5));
  EXPECT_EQ(Made<Currency>(answers[3]).id, CurrencyId(3));
  EXPECT_EQ(Made<Currency>(answers[3]).owner, PartnerId(4));
  EXPECT_FALSE(Made<Currency>(answers[3]).network_default);
  EXPECT_EQ(Outcome(answers[4]), "ALREADY_EXISTS code=ROSES");
  EXPECT_EQ(world.catalog().FindPartner("museum")->display_name, "The Museum");
  EXPECT_EQ((*world.store().LoadCatalog())->FindPartner("zoo")->id, PartnerId(5));
}

TEST(CatalogCommandTest, VersionsBeginNowOrLaterUnlessTheOperatorSaysWhy) {
  struct Case {
    PartnerId caller;
    std::int64_t from;
    const char* reason;
    std::string outcome;
    std::int64_t in_force_from;
  };
  const std::string kNoReason =
      "INVALID_FIELD description=lies in the past and no backdating_reason was given field=";
  const Case kCases[] = {
      {kGym, 0, "", "ok", kNoon.micros},
      {kGym, kNoon.micros, "", "ok", kNoon.micros},
      {kGym, kNoon.micros + 1, "", "ok", kNoon.micros + 1},
      {kGym, kNoon.micros - 1, "", "PERMISSION_DENIED", 0},
      {kGym, kNoon.micros - 1, "please", "PERMISSION_DENIED", 0},
      {kNetwork, kNoon.micros - 1, "", kNoReason, 0},
      {kNetwork, kNoon.micros - 1, "typo", "ok", kNoon.micros - 1},
      {kNetwork, kFirstMoment.micros, "typo", "ok", kFirstMoment.micros},
      {kNetwork, kLastMoment.micros, "", "ok", kLastMoment.micros},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(testing::Message() << c.caller.value() << " from " << c.from << c.reason);
    World world;
    const Answer rate = world.Do(By(c.caller, RateFrom({c.from}, c.reason)));
    const Answer terms = world.Do(By(c.caller, TermsFrom({c.from}, c.reason)));
    const bool named = c.outcome == kNoReason;
    EXPECT_EQ(Outcome(rate), c.outcome + (named ? "exchange_rate.effective_from" : ""));
    EXPECT_EQ(Outcome(terms), c.outcome + (named ? "terms.effective_from" : ""));
    if (c.outcome != "ok") continue;
    EXPECT_EQ(Made<ExchangeRate>(rate).effective_from.micros, c.in_force_from);
    EXPECT_EQ(Made<ExchangeRate>(rate).version, 2);
    EXPECT_EQ(Made<ExchangeRate>(rate).created_at, kNoon);
    EXPECT_EQ(Made<Terms>(terms).effective_from.micros, c.in_force_from);
    EXPECT_EQ(Made<Terms>(terms).version, 2);
  }
}

TEST(CatalogCommandTest, AReasonIsKeptForBackdatedVersionsOnly) {
  World world;
  EXPECT_EQ(
      Made<Terms>(world.Do(ByOperator(TermsFrom({kNoon.micros - 1}, "typo")))).backdating_reason,
      "typo");
  EXPECT_EQ(Made<Terms>(world.Do(ByOperator(TermsFrom(kNoon, "typo")))).backdating_reason, "");
}

TEST(CatalogCommandTest, TheBeginningOf1970IsAMomentLikeAnyOther) {
  World world;
  SetExchangeRate rate{RateOf(kGym, {2, 1})};
  rate.rate.effective_from = At("1970-01-01T00:00:00Z");
  rate.rate.backdating_reason = "since ever";
  EXPECT_EQ(Made<ExchangeRate>(world.Do(ByOperator(rate))).effective_from.micros, 0);
}

TEST(CatalogCommandTest, BackdatingChangesNothingPosted) {
  World world;
  Earn yesterday = EarnOf(kGym, MemberNo(1), PartnerPoints(3));
  yesterday.event_time = Moment{kNoon.micros - kMicrosPerDay};
  const Answer before = world.Do(kGym, yesterday);
  world.Do(ByOperator(RateFrom({kNoon.micros - 2 * kMicrosPerDay}, "typo")));
  EXPECT_EQ(Posted(world.Do(kGym, yesterday)).points, Points(6));
  EXPECT_EQ(Posted(before).points, Points(3));
  EXPECT_EQ(Posted(world.Do(kGym, ReverseOf(kGym, Posted(before).id))).points, Points(-3));
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(CatalogCommandTest, SuspendingTwiceChangesNothing) {
  World world;
  const SetPartnerState suspend{kGym, PartnerState::kSuspended, "why"};
  world.Do(ByOperator(suspend));
  EXPECT_EQ(world.last_changes().partners.size(), 1U);
  EXPECT_EQ(Made<Partner>(world.Do(ByOperator(suspend))).state, PartnerState::kSuspended);
  EXPECT_TRUE(world.last_changes().partners.empty());
}

CreateCredential KeyOf(PartnerId partner, std::string id) {
  return {{std::move(id), Role::kPartner, partner, "till", {}, {}, {}}};
}

TEST(CredentialTest, APartnerHasTwentyLiveOnes) {
  World world;
  std::vector<Command> commands;
  for (int i = 0; i < 21; ++i) commands.push_back(By(kGym, KeyOf(kGym, std::to_string(i))));
  const auto answers = world.DoTogether(commands);
  EXPECT_EQ(Outcome(answers[19]), "ok");
  EXPECT_EQ(Outcome(answers[20]), "LIMIT_EXCEEDED limit=live credentials per partner maximum=20");
  EXPECT_EQ(Outcome(world.Do(kBakery, KeyOf(kBakery, "b"))), "ok");
  world.Do(kGym, RevokeCredential{"3"});
  EXPECT_EQ(Outcome(world.Do(kGym, KeyOf(kGym, "again"))), "ok");
  EXPECT_EQ(Outcome(world.Do(kGym, KeyOf(kGym, "once more"))).substr(0, 14), "LIMIT_EXCEEDED");
}

TEST(CredentialTest, IsRevokedOnceByItsOwnerAndNotByItself) {
  World world;
  world.DoTogether({By(kGym, KeyOf(kGym, "key")), By(kGym, KeyOf(kGym, "other"))});
  const std::string kSelf =
      "INVALID_FIELD description=a credential cannot revoke itself field=credential_id";
  // By(...) calls with the credential "key".
  EXPECT_EQ(Outcome(world.Do(kGym, RevokeCredential{"key"})), kSelf);
  EXPECT_EQ(Outcome(world.Do(kBakery, RevokeCredential{"other"})), "PERMISSION_DENIED");
  EXPECT_EQ(Outcome(world.Do(kBakery, RevokeCredential{"nobody's"})), "PERMISSION_DENIED");
  EXPECT_EQ(Made<Credential>(world.Do(kGym, RevokeCredential{"other"})).revoked_at, kNoon);
  world.now.micros += kMicrosPerDay;
  EXPECT_EQ(Made<Credential>(world.Do(kGym, RevokeCredential{"other"})).revoked_at, kNoon);
  EXPECT_TRUE(world.last_changes().credentials.empty());
}

TEST(CatalogCommandTest, AReaderOfTheOldCatalogSeesNoChange) {
  World world;
  const auto before = *world.store().LoadCatalog();
  world.Do(ByOperator(CreatePartner{"museum", "Museum", MoneyOf("GBP"), 30}));
  EXPECT_EQ(before->FindPartner("museum"), nullptr);
  EXPECT_EQ(before->partners().size(), 3U);
}

}  // namespace
}  // namespace coalition::domain
