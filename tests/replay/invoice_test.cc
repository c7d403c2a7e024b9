#include "clients/replay/invoice.h"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalition::replay {
namespace {

using testing::ElementsAre;

constexpr char kHeader[] =
    "invoice_no,stock_code,quantity,invoice_time,unit_price_gbp,customer_id,country\n";

InvoiceFile Read(const std::string& rows) {
  auto file = ReadInvoices(kHeader + rows);
  EXPECT_TRUE(file.ok()) << file.status();
  return *std::move(file);
}

TEST(ReadInvoicesTest, GathersLinesOfOneInvoice) {
  const InvoiceFile file = Read(
      "1,A,2,2010-12-01T08:26:00Z,2.55,17850,France\n"
      "1,B,1,2010-12-01T08:27:00Z,0.001,17850,France\n"
      "2,A,1,2010-12-02T08:26:30Z,1,17851,Channel Islands\n");
  EXPECT_THAT(file.countries, ElementsAre("France", "Channel Islands"));
  ASSERT_EQ(file.invoices.size(), 2u);
  const Invoice& first = file.invoices[0];
  EXPECT_EQ(first.kind, InvoiceKind::kPurchase);
  EXPECT_EQ(first.customer_id, "17850");
  EXPECT_EQ(first.country, 0u);
  EXPECT_EQ(first.countries_seen, 1u);
  EXPECT_EQ(first.micros, 5'101'000);
  ASSERT_EQ(first.lines.size(), 2u);
  EXPECT_EQ(first.lines[1].unit_price_micros, 1'000);
  using std::chrono::sys_days;
  EXPECT_EQ(first.time, sys_days(std::chrono::year(2010) / 12 / 1) + std::chrono::minutes(506));
  EXPECT_EQ(file.invoices[1].countries_seen, 2u);
  EXPECT_EQ(MonthOf(first.time), "2010-12");
}

TEST(ReadInvoicesTest, InterruptedInvoiceGoesOnAsAnotherPart) {
  const InvoiceFile file = Read(
      "1,A,1,2010-12-01T08:26:00Z,1,7,France\n"
      "1,A,1,2010-12-01T08:26:00Z,1,8,France\n"
      "1,A,1,2010-12-01T08:26:00Z,1,7,France\n");
  ASSERT_EQ(file.invoices.size(), 3u);
  EXPECT_EQ(file.invoices[0].part, 1);
  EXPECT_EQ(file.invoices[1].part, 1);
  EXPECT_EQ(file.invoices[2].part, 2);
}

TEST(ReadInvoicesTest, LongInvoiceIsSplitAtTheLimit) {
  std::string rows;
  for (std::size_t i = 0; i < kInvoiceLinesMax + 1; ++i) {
    rows += "1,A,1,2010-12-01T08:26:00Z,1,7,France\n";
  }
  const InvoiceFile file = Read(rows);
  ASSERT_EQ(file.invoices.size(), 2u);
  EXPECT_EQ(file.invoices[0].lines.size(), kInvoiceLinesMax);
  EXPECT_EQ(file.invoices[1].lines.size(), 1u);
  EXPECT_EQ(file.invoices[1].part, 2);
}

TEST(ReadInvoicesTest, InvoiceOverTheLargestAmountIsSplit) {
  const InvoiceFile file = Read(
      "1,A,1,2010-12-01T08:26:00Z,999999999,7,France\n"
      "1,A,1,2010-12-01T08:26:00Z,2,7,France\n");
  ASSERT_EQ(file.invoices.size(), 2u);
  EXPECT_EQ(file.invoices[1].micros, 2'000'000);
}

TEST(ReadInvoicesTest, CountsWhatItSkips) {
  const InvoiceFile file = Read(
      "1,A,1,2010-12-01T08:26:00Z,1,,France\n"
      "1,B,1,2010-12-01T08:26:00Z,1,,France\n"
      "2,A,1,2010-12-01T08:26:00Z,1,,France\n"
      "A3,B,1,2010-12-01T08:26:00Z,-11062.06,,Malta\n"
      "4,A,-3,2010-12-01T08:26:00Z,0,7,France\n"
      "4,A,0,2010-12-01T08:26:00Z,0,7,France\n"
      "C5,A,3,2010-12-01T08:26:00Z,1,7,France\n"
      "6,A,3,2010-12-01T08:26:00Z,-1,7,France\n"
      "C7,A,-3,2010-12-01T08:26:00Z,1,7,France\n");
  EXPECT_EQ(file.skipped.at(SkipReason::kNoAccount), (SkippedRows{3, 2}));
  EXPECT_EQ(file.skipped.at(SkipReason::kAdjustment), (SkippedRows{1, 1}));
  EXPECT_EQ(file.skipped.at(SkipReason::kNotASale), (SkippedRows{2, 1}));
  EXPECT_EQ(file.skipped.at(SkipReason::kNotAReturn), (SkippedRows{1, 1}));
  EXPECT_EQ(file.skipped.at(SkipReason::kNegativePrice), (SkippedRows{1, 1}));
  EXPECT_EQ(file.rows, 9);
  EXPECT_EQ(file.reported_rows, 1);
  ASSERT_EQ(file.invoices.size(), 1u);
  EXPECT_EQ(file.invoices[0].kind, InvoiceKind::kCreditNote);
  EXPECT_EQ(file.invoices[0].lines[0].quantity, 3);
  EXPECT_EQ(file.invoices[0].countries_seen, 2u) << "skipped rows show countries too";
}

TEST(ReadInvoicesTest, CountsMalformedRowsByReasonWithTheFirstLine) {
  const std::string good = "1,A,1,2010-12-01T08:26:00Z,1,7,France\n";
  const struct {
    const char* row;
    const char* reason;
  } kRows[] = {
      {"1,A,1,2010-12-01T08:26:00Z,1,7", "not as many fields as the header"},
      {"1,A,1,2010-12-01T08:26:00Z,1,7,France,x", "not as many fields as the header"},
      {",A,1,2010-12-01T08:26:00Z,1,7,France", "bad invoice_no"},
      {"1,,1,2010-12-01T08:26:00Z,1,7,France", "bad stock_code"},
      {"1,\x01,1,2010-12-01T08:26:00Z,1,7,France", "bad stock_code"},
      {"1,\xFF,1,2010-12-01T08:26:00Z,1,7,France", "bad stock_code"},
      {"1,\xED\xA0\x80,1,2010-12-01T08:26:00Z,1,7,France", "bad stock_code"},
      {"1,\xC0\x80,1,2010-12-01T08:26:00Z,1,7,France", "bad stock_code"},
      {"1,A,x,2010-12-01T08:26:00Z,1,7,France", "bad quantity"},
      {"1,A,1.5,2010-12-01T08:26:00Z,1,7,France", "bad quantity"},
      {"1,A,1000000001,2010-12-01T08:26:00Z,1,7,France", "bad quantity"},
      {"1,A,1,2010-12-01 08:26,1,7,France", "bad invoice_time"},
      {"1,A,1,2010-02-29T08:26:00Z,1,7,France", "bad invoice_time"},
      {"1,A,1,2010-12-01T24:00:00Z,1,7,France", "bad invoice_time"},
      {"1,A,1,2010-12-01T08:26:00Z,1e3,7,France", "bad unit_price_gbp"},
      {"1,A,1,2010-12-01T08:26:00Z,,7,France", "bad unit_price_gbp"},
      {"1,A,1,2010-12-01T08:26:00Z,1000000001,7,France", "bad unit_price_gbp"},
      {"1,A,1000000000,2010-12-01T08:26:00Z,2,7,France",
       "quantity * unit_price_gbp is over 10^9 pounds"},
      {"1,A,1,2010-12-01T08:26:00Z,1,7,", "bad country"},
      {"1,A,1,2010-12-01T08:26:00Z,1,7\x7F,France", "bad customer_id"},
  };
  for (const auto& row : kRows) {
    const InvoiceFile file = Read(good + row.row + "\n" + row.row + "\n" + good);
    ASSERT_EQ(file.malformed.count(row.reason), 1u) << row.row;
    EXPECT_EQ(file.malformed.at(row.reason), (MalformedRows{2, 3})) << row.row;
    EXPECT_EQ(file.rows, 4) << row.row;
    ASSERT_EQ(file.invoices.size(), 1u) << row.row;
    EXPECT_EQ(file.invoices[0].lines.size(), 2u) << row.row;
  }
}

TEST(ReadInvoicesTest, FindsColumnsByName) {
  const auto file = ReadInvoices(
      "country,note,customer_id,unit_price_gbp,invoice_time,quantity,stock_code,invoice_no\n"
      "France,?,7,1.5,2010-12-01T08:26Z,2,A,1\n");
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->invoices.size(), 1u);
  EXPECT_EQ(file->invoices[0].micros, 3'000'000);
}

TEST(ReadInvoicesTest, HeaderMustBeWhole) {
  EXPECT_FALSE(ReadInvoices("").ok());
  EXPECT_FALSE(ReadInvoices("invoice_no,stock_code\n").ok());
  EXPECT_FALSE(ReadInvoices(std::string("country,") + kHeader).ok());
}

TEST(ReadInvoicesTest, LimitKeepsTheLastInvoiceWhole) {
  const std::string rows =
      "1,A,1,2010-12-01T08:26:00Z,1,7,France\n"
      "2,A,1,2010-12-01T08:26:00Z,1,7,France\n"
      "2,B,1,2010-12-01T08:26:00Z,1,7,France\n"
      "3,A,1,2010-12-01T08:26:00Z,1,7,France\n";
  const auto file = ReadInvoices(kHeader + rows, 2);
  ASSERT_TRUE(file.ok());
  ASSERT_EQ(file->invoices.size(), 2u);
  EXPECT_EQ(file->invoices[1].lines.size(), 2u);
}

TEST(ReadInvoicesTest, LongerFileBeginsAsTheShorterOne) {
  const std::string rows =
      "1,A,1,2010-12-01T08:26:00Z,1,7,France\n"
      "2,A,1,2010-12-01T08:26:00Z,1,7,Malta\n";
  const InvoiceFile shorter = Read(rows);
  const InvoiceFile longer = Read(rows + "3,A,1,2010-12-01T08:26:00Z,1,7,Spain\n");
  for (std::size_t i = 0; i < shorter.invoices.size(); ++i) {
    EXPECT_EQ(shorter.invoices[i].countries_seen, longer.invoices[i].countries_seen);
    EXPECT_EQ(shorter.invoices[i].country, longer.invoices[i].country);
  }
}

}  // namespace
}  // namespace coalition::replay
