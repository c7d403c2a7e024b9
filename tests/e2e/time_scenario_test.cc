#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

std::string EventDaysAgo(int days) { return " event_time { " + DaysAgo(days) + " }"; }

std::string EventIn(absl::Duration ahead) {
  return absl::StrCat(" event_time { seconds: ", absl::ToUnixSeconds(absl::Now() + ahead), " }");
}

std::string DateOf(absl::Time time, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d", time, zone);
}

TEST(Dates, PendingPointsCanBeBurnedFromTheirDateOn) {
  Network network;
  const Partner nike =
      network.Join("nike", {"GBP", EvenRate(), absl::StrCat(kPlainTerms, " pending_days: 14")});
  const std::string member = network.Enroll(nike, "card");
  const auto pending = network.Earned(nike, member, "points: 100");
  EXPECT_EQ(pending.balance().available(), 0);
  EXPECT_EQ(pending.balance().pending(), 100);
  EXPECT_EQ(network.Burn(nike, member, "points: 1").reason(), "INSUFFICIENT_POINTS");
  network.Earned(nike, member, "points: 30" + EventDaysAgo(15));
  const auto balance = network.BalanceOf(member);
  EXPECT_EQ(balance.available(), 30);
  EXPECT_EQ(balance.pending(), 100);
  EXPECT_EQ(network.Burned(nike, member, "points: 30").balance().pending(), 100);
  // What is pending can be taken back.
  EXPECT_EQ(network.Reversed(nike, pending.transaction().transaction_id(), "points: 40")
                .balance()
                .pending(),
            60);
  network.ExpectLedgerOk();
}

TEST(Dates, ALateEarnIsHeldToTheCapOfToday) {
  Network network;
  const Partner nike = network.Join("nike", {"GBP", EvenRate(), kPlainTerms});
  const std::string member = network.Enroll(nike, "card");
  network.Must<v1::SetTermsRequest>(
      network.operator_key(),
      absl::StrCat("terms { partner_id: 'nike' ", kPlainTerms,
                   " net_debit_cap { kind: KIND_POSTPAID limit_micros: 10000 } }"));
  EXPECT_EQ(network.Earn(nike, member, "points: 2" + EventDaysAgo(1)).reason(),
            "NET_DEBIT_CAP_EXCEEDED");
  EXPECT_EQ(network.Earn(nike, member, "points: 1" + EventDaysAgo(1)).reason(), "OK");
  network.ExpectLedgerOk();
}

TEST(Dates, ExpiredPointsCannotBeBurnedButByAnEventOfTheirTime) {
  Network network;
  const Partner nike =
      network.Join("nike", {"GBP", EvenRate(), absl::StrCat(kPlainTerms, " valid_months: 1")});
  const std::string member = network.Enroll(nike, "card");
  const auto earned = network.Earned(nike, member, "points: 100" + EventDaysAgo(100));
  EXPECT_EQ(earned.balance().available(), 100) << "by the date of the event";
  EXPECT_EQ(earned.balance().expiring_next().points(), 100);
  EXPECT_EQ(network.AvailableTo(member), 0) << "today";
  EXPECT_EQ(network.Burn(nike, member, "points: 1").reason(), "INSUFFICIENT_POINTS");
  EXPECT_EQ(network.Burned(nike, member, "points: 40" + EventDaysAgo(99)).balance().available(),
            60);
  // The last date is that before expires_on.
  const std::string expires_on = earned.balance().expiring_next().expires_on();
  absl::Time expiry;
  ASSERT_TRUE(absl::ParseTime("%Y-%m-%d", expires_on, &expiry, nullptr)) << expires_on;
  const auto at = [](absl::Time time) {
    return absl::StrCat(" event_time { seconds: ", absl::ToUnixSeconds(time), " }");
  };
  EXPECT_EQ(network.Burn(nike, member, "points: 1" + at(expiry)).reason(), "INSUFFICIENT_POINTS");
  EXPECT_EQ(network.Burn(nike, member, "points: 1" + at(expiry - absl::Seconds(1))).reason(), "OK");
  network.ExpectLedgerOk();
}

TEST(Dates, PointsThatExpireFirstAreBurnedFirst) {
  Network network;
  const Partner nike = network.Join("nike");
  const Partner headspace = network.Join(
      "headspace", {"EUR", EvenRate("EUR"), absl::StrCat(kPlainTerms, " valid_months: 2")});
  const std::string member = network.Enroll(nike, "card");
  network.Link(member, headspace, "card");
  network.Earned(nike, member, "points: 100");
  network.Earned(headspace, member, "points: 10");
  const auto burned = network.Burned(nike, member, "points: 30").transaction();
  ASSERT_EQ(burned.lots_size(), 2);
  EXPECT_EQ(burned.lots(0).lot().issuer_id(), "headspace");
  EXPECT_EQ(burned.lots(0).lot().points(), -10);
  EXPECT_EQ(burned.lots(1).lot().issuer_id(), "nike");
  EXPECT_TRUE(burned.lots(1).lot().expires_on().empty());
}

TEST(Dates, ALateEventTakesTheRateAndTermsOfItsTime) {
  Network network;
  const Partner nike = network.Join("nike");
  const std::string member = network.Enroll(nike, "card");
  const std::string from = "effective_from { " + DaysAgo(10) + " }";
  network.SetRate(
      "nike", "earn { numerator: 2 denominator: 1 } burn { numerator: 1 denominator: 1 }", from);
  network.SetTerms("nike", "issue_price_micros: 50000000 charge: CHARGE_ON_ISSUE", from);
  struct Row {
    int days_ago;
    std::int64_t points;
    std::int64_t micros;
    int version;
  };
  for (const Row& row : {Row{20, 10, -100'000, 1}, Row{11, 10, -100'000, 1},
                         Row{9, 20, -1'000'000, 2}, Row{0, 20, -1'000'000, 2}}) {
    const auto t = network.Earned(nike, member, "partner_points: 10" + EventDaysAgo(row.days_ago))
                       .transaction();
    EXPECT_EQ(t.points(), row.points) << row.days_ago;
    EXPECT_EQ(t.conversion().rate_version(), row.version) << row.days_ago;
    EXPECT_EQ(t.terms_version(), row.version) << row.days_ago;
    EXPECT_EQ(t.legs(0).amount().micros(), row.micros) << row.days_ago;
  }
  // A rate that begins later is not in force yet; a reversal takes the original's.
  const auto original = network.Earned(nike, member, "partner_points: 10");
  network.Must<v1::SetExchangeRateRequest>(
      nike.key, absl::StrCat("exchange_rate { effective_from { seconds: ",
                             absl::ToUnixSeconds(absl::Now() + absl::Hours(1)),
                             " } earn { numerator: 9 denominator: 1 } burn { numerator: 9"
                             " denominator: 1 } }"));
  EXPECT_EQ(network.Earned(nike, member, "partner_points: 10").transaction().points(), 20);
  network.SetTerms("nike", "issue_price_micros: 1 charge: CHARGE_ON_ISSUE");
  const auto back = network.Reversed(nike, original.transaction().transaction_id());
  EXPECT_EQ(back.transaction().legs(0).amount().micros(), 1'000'000);
  EXPECT_EQ(back.transaction().terms_version(), 2);
  network.ExpectLedgerOk();
}

TEST(Dates, OfSeveralVersionsWithOneBeginningTheHighestCounts) {
  Network network;
  const Partner nike = network.Join("nike");
  const std::string member = network.Enroll(nike, "card");
  network.SetRate("nike",
                  "earn { numerator: 5 denominator: 1 } burn { numerator: 1 denominator: 1 }",
                  kLongAgo);
  const auto receipt = network.Earned(nike, member, "partner_points: 10");
  EXPECT_EQ(receipt.transaction().points(), 50);
  EXPECT_EQ(receipt.transaction().conversion().rate_version(), 2);
}

TEST(Dates, EventsMayLieAFewMinutesAheadAndAsFarBackAsThePartnerMay) {
  Network network;
  const Partner nike = network.Join("nike", {"GBP", EvenRate(), kPlainTerms, 10});
  const std::string member = network.Enroll(nike, "card");
  const std::string late = "EVENT_TIME_OUT_OF_RANGE";
  EXPECT_EQ(network.Earn(nike, member, "points: 1" + EventIn(absl::Minutes(4))).reason(), "OK");
  EXPECT_EQ(network.Earn(nike, member, "points: 1" + EventIn(absl::Minutes(6))).reason(), late);
  EXPECT_EQ(network.Earn(nike, member, "points: 1" + EventIn(-absl::Hours(239))).reason(), "OK");
  EXPECT_EQ(network.Earn(nike, member, "points: 1" + EventIn(-absl::Hours(241))).reason(), late);
  EXPECT_EQ(network.Burn(nike, member, "points: 1" + EventIn(absl::Minutes(6))).reason(), late);
  const auto earned = network.Earned(nike, member, "points: 1");
  EXPECT_EQ(network.Reverse(nike, earned.transaction().transaction_id(), EventIn(-absl::Hours(241)))
                .reason(),
            late);
}

TEST(Dates, AreThoseOfTheNetworksTimeZone) {
  // Never on the same date.
  for (const std::string name : {"Pacific/Kiritimati", "Pacific/Pago_Pago"}) {
    Network network({testing_processes::Store::kMemory, {"--time-zone=" + name}});
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(name, &zone));
    const Partner nike = network.Join("nike");
    const std::string member = network.Enroll(nike, "card");
    const absl::Time event = absl::Now() - absl::Hours(1);
    const auto receipt = network.Earned(
        nike, member,
        absl::StrCat("points: 1 event_time { seconds: ", absl::ToUnixSeconds(event), " }"));
    EXPECT_EQ(receipt.balance().as_of_date(), DateOf(event, zone)) << name;
    EXPECT_EQ(receipt.transaction().lots(0).lot().available_on(), DateOf(event, zone)) << name;
  }
}

}  // namespace
}  // namespace coalition::e2e
