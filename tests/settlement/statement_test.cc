#include "server/settlement/statement.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "server/settlement/names.h"
#include "tests/domain/world.h"

namespace coalition::settlement {
namespace {

using domain::kBakery;
using domain::kCinema;
using domain::kGym;
using domain::MemberNo;
using domain::Points;
using domain::Sequence;
using domain::WindowId;

// The bakery takes a fee of 250 micros an earn.
//   0-1 bakery earns 7     0-3 bakery burns 9: 4 of its own, and cinema's 5, which come first
//   0-2 cinema earns 5     0-4 0-1 is reversed by 2, in the second window
class StatementTest : public testing::Test {
 protected:
  StatementTest() : world_(WithFee()) {
    EarnOnDay("earn-1", kBakery, 7, 10);
    EarnOnDay("earn-2", kCinema, 5, 9);
    world_.Do(domain::By(kBakery, domain::BurnOf(kBakery, MemberNo(1), Points(9)), "burn"));
    world_.Do(domain::ByOperator(domain::CloseWindow{{}, "first"}));
    world_.Do(domain::By(
        kBakery, domain::ReverseOf(kBakery, {domain::LaneId(0), Sequence(1)}, Points(2)), "back"));
  }

  static domain::Catalog WithFee() {
    domain::Terms terms = domain::TermsOf(kBakery);
    terms.fees.earn_fee = domain::Micros(250);
    return domain::With(domain::NewCatalog(), terms);
  }
  void EarnOnDay(const std::string& id, domain::PartnerId partner, std::int64_t points, int day) {
    domain::Earn earn = domain::EarnOf(partner, MemberNo(1), Points(points));
    earn.event_time = domain::Moment{domain::kNoon.micros - (10 - day) * domain::kMicrosPerDay};
    world_.Do(domain::By(partner, earn, id));
  }

  std::unique_ptr<store::LedgerSnapshot> Snapshot() { return *world_.store().OpenSnapshot(); }
  domain::Window WindowOf(std::int64_t id) { return **Snapshot()->FindWindow(WindowId(id)); }

  Statement Read(domain::PartnerId partner, std::int64_t window) {
    StatementReader reader;
    return ReadWith(reader, partner, window);
  }
  Statement ReadWith(StatementReader& reader, domain::PartnerId partner, std::int64_t window) {
    const auto of = WindowOf(window);
    const auto snapshot = Snapshot();
    return *reader.Read(*snapshot, world_.catalog(), partner, of);
  }
  // The text of the lines from a transaction on.
  std::string LinesFrom(domain::PartnerId partner, std::int64_t window, std::int64_t from) {
    const auto of = WindowOf(window);
    const auto snapshot = Snapshot();
    std::string text;
    EXPECT_TRUE(ScanLines(*snapshot, partner, of, Sequence(from), [&](const StatementLine& line) {
                  text += CanonicalText(line, world_.catalog());
                  return true;
                }).ok());
    return text;
  }

  domain::World world_;
};

const char kBakeryLines[] =
    "0-1 0 EARN ISSUE 7 STARS -70000 GBP\n"
    "0-1 1 EARN FEE 0 STARS -250 GBP\n"
    "0-3 0 BURN REDEMPTION -9 STARS 72000 GBP\n";
const char kCinemaLines[] =
    "0-2 0 EARN ISSUE 5 STARS 0 EUR\n"
    "0-3 0 BURN REDEMPTION_CHARGE -5 STARS -100000 EUR\n";

TEST_F(StatementTest, LinesAreThePartnersLegsInLedgerOrder) {
  EXPECT_EQ(LinesFrom(kBakery, 1, 0), kBakeryLines);
  EXPECT_EQ(LinesFrom(kCinema, 1, 0), kCinemaLines);
  EXPECT_EQ(LinesFrom(kGym, 1, 0), "");
  // Two sevenths of the fee are 71.43.
  EXPECT_EQ(LinesFrom(kBakery, 2, 0),
            "0-4 0 REVERSAL ISSUE -2 STARS 20000 GBP\n"
            "0-4 1 REVERSAL FEE 0 STARS 71 GBP\n");
}

TEST_F(StatementTest, LinesTellTheRequestIdToItsPartnerOnly) {
  const auto snapshot = Snapshot();
  std::vector<std::string> ids;
  ASSERT_TRUE(snapshot
                  ->ScanJournal({},
                                [&](const domain::Transaction& t) {
                                  for (const auto& line : LinesOf(t, kCinema)) {
                                    ids.push_back(line.request_id);
                                  }
                                  return true;
                                })
                  .ok());
  EXPECT_EQ(ids, (std::vector<std::string>{"earn-2", ""}));
}

TEST_F(StatementTest, PagesAddUpToTheWhole) {
  EXPECT_EQ(LinesFrom(kBakery, 1, 1), kBakeryLines);
  EXPECT_EQ(LinesFrom(kBakery, 1, 2), "0-3 0 BURN REDEMPTION -9 STARS 72000 GBP\n");
  EXPECT_EQ(LinesFrom(kBakery, 1, 3), "0-3 0 BURN REDEMPTION -9 STARS 72000 GBP\n");
  // Never past the window's end, or before its beginning.
  EXPECT_EQ(LinesFrom(kBakery, 1, 4), "");
  EXPECT_EQ(LinesFrom(kBakery, 1, 1'000), "");
  EXPECT_EQ(LinesFrom(kBakery, 2, 1), LinesFrom(kBakery, 2, 4));
}

TEST_F(StatementTest, AScanEndsWhenTheVisitorHasEnough) {
  const auto window = WindowOf(1);
  const auto snapshot = Snapshot();
  int lines = 0;
  EXPECT_TRUE(ScanLines(*snapshot, kBakery, window, Sequence(1), [&](const StatementLine&) {
                return ++lines < 2;
              }).ok());
  EXPECT_EQ(lines, 2);
}

std::string TotalsOf(const Statement& statement) {
  std::string text;
  for (const StatementTotal& total : statement.totals) {
    text += std::string(NameOf(total.type)) + " " + std::string(NameOf(total.kind)) + " " +
            std::to_string(total.total.lines) + " " + std::to_string(total.total.points.value()) +
            " " + std::to_string(total.total.amount.value()) + "; ";
  }
  return text;
}

TEST_F(StatementTest, AClosedWindowHasTotalsResiduesAndAnObligation) {
  const Statement bakery = Read(kBakery, 1);
  EXPECT_EQ(TotalsOf(bakery),
            "EARN ISSUE 1 7 -70000; EARN FEE 1 0 -250; "
            "BURN REDEMPTION 1 -9 72000; ");
  EXPECT_EQ(bakery.line_count, 3);
  EXPECT_EQ(bakery.opening_residue, domain::Micros(0));
  EXPECT_EQ(bakery.net, domain::Micros(1'750));
  EXPECT_EQ(bakery.net_minor_units, 0);
  EXPECT_EQ(bakery.closing_residue, domain::Micros(1'750));
  EXPECT_EQ(bakery.currency, domain::MoneyOf("GBP"));
  const Statement cinema = Read(kCinema, 1);
  EXPECT_EQ(TotalsOf(cinema), "EARN ISSUE 1 5 0; BURN REDEMPTION_CHARGE 1 -5 -100000; ");
  EXPECT_EQ(cinema.net, domain::Micros(-100'000));
  EXPECT_EQ(cinema.net_minor_units, -10);
}

TEST_F(StatementTest, AnOpenWindowBeginsWithTheLastResidueAndHasNoDigest) {
  const Statement bakery = Read(kBakery, 2);
  EXPECT_EQ(TotalsOf(bakery), "REVERSAL ISSUE 1 -2 20000; REVERSAL FEE 1 0 71; ");
  EXPECT_EQ(bakery.opening_residue, domain::Micros(1'750));
  EXPECT_EQ(bakery.net, domain::Micros(21'821));
  EXPECT_EQ(bakery.net_minor_units, 0);
  EXPECT_EQ(bakery.lines_sha256, "");
  world_.Do(domain::ByOperator(domain::CloseWindow{}));
  const Statement closed = Read(kBakery, 2);
  EXPECT_EQ(closed.net, domain::Micros(21'821));
  EXPECT_EQ(closed.net_minor_units, 2);
  EXPECT_EQ(closed.closing_residue, domain::Micros(1'821));
  EXPECT_EQ(closed.lines_sha256.size(), 64U);
}

TEST_F(StatementTest, APartnerThatDidNothingHasAnEmptyStatement) {
  const Statement gym = Read(kGym, 1);
  EXPECT_TRUE(gym.totals.empty());
  EXPECT_EQ(gym.line_count, 0);
  EXPECT_EQ(gym.net, domain::Micros(0));
  EXPECT_EQ(gym.lines_sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_F(StatementTest, TheDigestIsOfTheLinesAndStaysTheSame) {
  const std::string kBakerySha = "ee82e20bbbe00145e9320dbfe69b3ca311ceb67f174ccdd2c694c7c66623f789";
  const std::string kCinemaSha = "15b76605ccce7fafc2092f208b9d26222ebf9d18f84b19e2468e5eb641cd19e9";
  StatementReader kept;
  EXPECT_EQ(ReadWith(kept, kBakery, 1).lines_sha256, kBakerySha);
  EXPECT_EQ(ReadWith(kept, kCinema, 1).lines_sha256, kCinemaSha);
  // From memory; afresh; and after more happened in later windows.
  EXPECT_EQ(ReadWith(kept, kBakery, 1).lines_sha256, kBakerySha);
  EarnOnDay("later", kBakery, 3, 10);
  world_.Do(domain::ByOperator(domain::CloseWindow{}));
  EXPECT_EQ(ReadWith(kept, kBakery, 1).lines_sha256, kBakerySha);
  EXPECT_EQ(Read(kBakery, 1).lines_sha256, kBakerySha);
  EXPECT_EQ(Read(kCinema, 1).lines_sha256, kCinemaSha);
}

TEST_F(StatementTest, AnEmptyWindowHasNoLines) {
  world_.Do(domain::ByOperator(domain::CloseWindow{}));
  world_.Do(domain::ByOperator(domain::CloseWindow{}));
  EarnOnDay("later", kBakery, 3, 10);
  EXPECT_EQ(LinesFrom(kBakery, 3, 0), "");
  const Statement empty = Read(kBakery, 3);
  EXPECT_EQ(empty.line_count, 0);
  // But the residue goes through it.
  EXPECT_EQ(empty.opening_residue, domain::Micros(1'821));
  EXPECT_EQ(empty.closing_residue, domain::Micros(1'821));
  EXPECT_EQ(empty.net, domain::Micros(1'821));
}

// The bakery has terms for miles, too; three stars make two miles.
class StatementOfConversionTest : public testing::Test {
 protected:
  StatementOfConversionTest() : miles_(WithMiles()) {
    miles_.Do(kBakery, domain::EarnOf(kBakery, MemberNo(1), Points(9)));
    domain::Convert convert;
    convert.partner = kBakery;
    convert.member = MemberNo(1);
    convert.from = domain::kStars;
    convert.to = domain::kMiles;
    convert.points = Points(6);
    const auto converted = miles_.Do(kBakery, convert);
    miles_.Do(kBakery, domain::ReverseOf(kBakery, domain::Posted(converted).id, Points(3)));
    miles_.Do(domain::ByOperator(domain::CloseWindow{}));
  }

  static domain::Catalog WithMiles() {
    domain::Terms terms = domain::TermsOf(kBakery);
    terms.currency = domain::kMiles;
    domain::Catalog catalog = domain::With(domain::NewCatalog(), terms);
    domain::ConversionRate rate;
    rate.from = domain::kStars;
    rate.to = domain::kMiles;
    rate.version = 1;
    rate.rate = {2, 3};
    catalog.Put(rate);
    return catalog;
  }

  domain::World miles_;
};

// Miles have two decimals, so a mile costs a hundredth of a star.
TEST_F(StatementOfConversionTest, WhatWasIssuedIsOfTheOtherCurrency) {
  const auto snapshot = *miles_.store().OpenSnapshot();
  const auto window = *snapshot->FindWindow(WindowId(1));
  std::string text;
  ASSERT_TRUE(ScanLines(*snapshot, kBakery, *window, Sequence(2), [&](const StatementLine& line) {
                text += CanonicalText(line, miles_.catalog());
                return true;
              }).ok());
  EXPECT_EQ(text,
            "0-2 0 CONVERSION REDEMPTION -6 STARS 48000 GBP\n"
            "0-2 1 CONVERSION ISSUE 4 MILES -400 GBP\n"
            "0-3 0 REVERSAL REDEMPTION 3 STARS -24000 GBP\n"
            "0-3 1 REVERSAL ISSUE -2 MILES 200 GBP\n");
}

TEST_F(StatementOfConversionTest, TotalsAreByTypeAndKind) {
  StatementReader reader;
  const auto snapshot = *miles_.store().OpenSnapshot();
  const auto window = *snapshot->FindWindow(WindowId(1));
  const auto statement = *reader.Read(*snapshot, miles_.catalog(), kBakery, *window);
  EXPECT_EQ(TotalsOf(statement),
            "EARN ISSUE 1 9 -90000; REVERSAL ISSUE 1 -2 200; REVERSAL REDEMPTION 1 3 -24000; "
            "CONVERSION ISSUE 1 4 -400; CONVERSION REDEMPTION 1 -6 48000; ");
  EXPECT_EQ(statement.line_count, 5);
  EXPECT_EQ(statement.net, domain::Micros(-66'200));
}

TEST(NamesTest, AreThoseOfTheWireWithoutPrefixes) {
  EXPECT_EQ(NameOf(domain::TransactionType::kEarn), "EARN");
  EXPECT_EQ(NameOf(domain::TransactionType::kBurn), "BURN");
  EXPECT_EQ(NameOf(domain::TransactionType::kReversal), "REVERSAL");
  EXPECT_EQ(NameOf(domain::TransactionType::kAuthorization), "AUTHORIZATION");
  EXPECT_EQ(NameOf(domain::TransactionType::kCapture), "CAPTURE");
  EXPECT_EQ(NameOf(domain::TransactionType::kVoid), "VOID");
  EXPECT_EQ(NameOf(domain::TransactionType::kConversion), "CONVERSION");
  EXPECT_EQ(NameOf(domain::TransactionType::kTransfer), "TRANSFER");
  EXPECT_EQ(NameOf(domain::TransactionType::kAdjustment), "ADJUSTMENT");
  EXPECT_EQ(NameOf(domain::TransactionType::kExpiry), "EXPIRY");
  EXPECT_EQ(NameOf(domain::LegKind::kIssue), "ISSUE");
  EXPECT_EQ(NameOf(domain::LegKind::kRedemption), "REDEMPTION");
  EXPECT_EQ(NameOf(domain::LegKind::kRedemptionCharge), "REDEMPTION_CHARGE");
  EXPECT_EQ(NameOf(domain::LegKind::kFee), "FEE");
  EXPECT_EQ(NameOf(domain::LegKind::kClearing), "CLEARING");
  EXPECT_EQ(NameOf(domain::LegKind::kFeeIncome), "FEE_INCOME");
  EXPECT_EQ(NameOf(domain::LegKind::kBreakage), "BREAKAGE");
  EXPECT_EQ(NameOf(domain::LegKind::kBreakageExpense), "BREAKAGE_EXPENSE");
}

}  // namespace
}  // namespace coalition::settlement
