#include "clients/replay/request_ids.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace coalition::replay {
namespace {

Invoice InvoiceOf(const std::string& invoice_no, const std::string& customer_id, int part = 1) {
  Invoice invoice;
  invoice.invoice_no = invoice_no;
  invoice.customer_id = customer_id;
  invoice.part = part;
  return invoice;
}

TEST(RequestIdsTest, SayWhatTheyAreFor) {
  const Invoice invoice = InvoiceOf("536365", "17850");
  EXPECT_EQ(EarnId(invoice), "earn-536365-17850");
  EXPECT_EQ(LineEarnId(invoice, 3), "line-536365-17850-3");
  EXPECT_EQ(BurnId(invoice), "burn-536365-17850");
  EXPECT_EQ(ReversalId(InvoiceOf("C536379", "17850", 2), 1), "credit-C536379-17850-p2-1");
  EXPECT_EQ(EnrollId("united-kingdom", "17850"), "enroll-united-kingdom-17850");
  EXPECT_EQ(LinkId("france", "17850"), "link-france-17850");
  EXPECT_EQ(CloseId("2010-12", 255), "close-2010-12-00000000000000ff");
}

TEST(RequestIdsTest, AreShortPrintableAndDistinctForAnyNames) {
  const std::string names[] = {"1", "1-1", "-1", "1-",   " ",   "1 1", std::string(100, 'x'),
                               "é", "~",   "_",  "1-p2", "p2-1"};
  std::set<std::string> ids;
  for (const std::string& invoice_no : names) {
    for (const std::string& customer_id : names) {
      for (const int part : {1, 2}) {
        const std::string id = ReversalId(InvoiceOf(invoice_no, customer_id, part), 1'000'000);
        EXPECT_TRUE(ids.insert(id).second) << id;
        EXPECT_LE(id.size(), 64u) << id;
        for (const char c : id) EXPECT_TRUE(c > ' ' && c < 0x7F) << id;
      }
    }
  }
  EXPECT_LE(EnrollId(std::string(40, 'x'), std::string(100, 'x')).size(), 64u);
}

}  // namespace
}  // namespace coalition::replay
