#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

// The server's kPageBytesMax and kPageSearchMax.
constexpr std::size_t kPageBytesMax = 2 << 20;
constexpr int kPageSearchMax = 1'000;

TEST(PageBounds, PagesOfLargeTransactionsStayBelowWhatClientsTake) {
  Network network;
  const Partner nike = network.Join("nike", {"GBP", EvenRate(), kPlainTerms});
  const std::string member = network.Enroll(nike, "card");
  std::string lines;
  for (int i = 0; i < 2'000; ++i) {
    absl::StrAppend(&lines, " lines { sku: '", std::string(64, 's'),
                    "' quantity: 1 unit_price_micros: 1000000 }");
  }
  constexpr int kPurchases = 30;
  for (int i = 0; i < kPurchases; ++i) {
    network.Earned(nike, member,
                   absl::StrCat("purchase { amount { currency_code: 'GBP' }", lines, " }"));
  }
  int seen = 0;
  int pages = 0;
  std::string token;
  do {
    const auto page = network.Must<v1::ListTransactionsRequest>(
        nike.key, absl::StrCat("page_size: 1000 page_token: '", token, "'"));
    EXPECT_LT(page.ByteSizeLong(), 2 * kPageBytesMax);
    seen += page.transactions_size();
    token = page.next_page_token();
    ++pages;
  } while (!token.empty());
  EXPECT_EQ(seen, kPurchases);
  EXPECT_GT(pages, 1);
}

TEST(PageBounds, ASearchAmongAnothersTransactionsIsBounded) {
  Network network;
  const Partner nike = network.Join("nike", {"GBP", EvenRate(), kPlainTerms});
  const Partner headspace = network.Join("headspace", {"GBP", EvenRate(), kPlainTerms});
  const std::string member = network.Enroll(nike, "card");
  network.Link(member, headspace, "card");
  network.Earned(headspace, member, "points: 7");
  v1::SubmitBatchRequest batch;
  for (int i = 0; i < kPageSearchMax + 1; ++i) {
    v1::EarnRequest* earn = batch.add_items()->mutable_earn();
    earn->set_request_id(absl::StrCat("earn-", i));
    earn->mutable_member()->set_member_id(member);
    earn->set_points(1);
  }
  ASSERT_TRUE(network.Call(nike.key, batch).ok());
  const std::string of_member = absl::StrCat("member { member_id: '", member, "' }");
  const auto first = network.Must<v1::ListTransactionsRequest>(headspace.key, of_member);
  EXPECT_EQ(first.transactions_size(), 0);
  ASSERT_NE(first.next_page_token(), "");
  const auto second = network.Must<v1::ListTransactionsRequest>(
      headspace.key, absl::StrCat(of_member, " page_token: '", first.next_page_token(), "'"));
  ASSERT_EQ(second.transactions_size(), 1);
  EXPECT_EQ(second.transactions(0).points(), 7);
  EXPECT_EQ(second.next_page_token(), "");
}

}  // namespace
}  // namespace coalition::e2e
