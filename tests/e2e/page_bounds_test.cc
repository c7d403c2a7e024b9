#include <algorithm>
#include <set>
#include <string>
#include <vector>

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

TEST(PageBounds, MembersOfManyIdentifiersAreEachListedOnce) {
  constexpr int kMembers = 150;
  constexpr int kIdentifiersEach = 10;
  Network network;
  const Partner nike = network.Join("nike");
  std::set<std::string> members;
  for (int member = 0; member < kMembers; ++member) {
    v1::EnrollMemberRequest request;
    request.set_request_id(FreshId());
    for (int i = 0; i < kIdentifiersEach; ++i) {
      v1::Identifier* identifier = request.add_identifiers();
      identifier->set_kind(i % 2 == 0 ? "card" : "app");
      // Everybody's are among everybody else's.
      identifier->set_value(absl::StrCat((member * 37 + i * 1009) % 1511, "-", member));
    }
    const auto enrolled = network.Call(nike.key, request);
    ASSERT_TRUE(enrolled.ok()) << enrolled;
    members.insert(enrolled->member().member_id());
  }
  std::vector<std::string> listed;
  int pages = 0;
  std::string token;
  do {
    const auto page = network.Must<v1::ListMembersRequest>(
        nike.key, absl::StrCat("page_size: 1000 page_token: '", token, "'"));
    for (const v1::Member& member : page.members()) listed.push_back(member.member_id());
    token = page.next_page_token();
    ++pages;
  } while (!token.empty());
  EXPECT_EQ(listed.size(), members.size());
  EXPECT_EQ(std::set<std::string>(listed.begin(), listed.end()), members);
  EXPECT_EQ(pages, 2) << "a search looks at " << kPageSearchMax;
}

TEST(PageBounds, AMemberOfAHundredMergersIsListedPageByPage) {
  constexpr int kMergers = 99;
  Network network;
  const Partner nike = network.Join("nike");
  network.AddCurrency("MILES", {nike});
  const std::string survivor = network.Enroll(nike, "survivor");
  network.Earned(nike, survivor, "points: 1");
  std::vector<std::string> others;
  for (int i = 0; i < kMergers; ++i) {
    others.push_back(network.Enroll(nike, absl::StrCat("card-", i)));
    network.Earned(nike, others.back(), "points: 1");
    network.Earned(nike, others.back(), "points: 1 currency: 'MILES'");
  }
  for (const std::string& other : others) {
    network.Must<v1::MergeMembersRequest>(
        network.operator_key(),
        absl::StrCat("reason: 'x' from_member_id: '", other, "' into_member_id: '", survivor, "'"));
  }
  std::set<std::string> listed;
  std::size_t longest = 0;
  std::string token;
  do {
    const auto page = network.Must<v1::ListTransactionsRequest>(
        network.operator_key(), absl::StrCat("member { member_id: '", others.front(),
                                             "' } page_size: 17 page_token: '", token, "'"));
    for (const auto& transaction : page.transactions()) {
      EXPECT_TRUE(listed.insert(transaction.transaction_id()).second) << "twice";
    }
    token = page.next_page_token();
    longest = std::max(longest, token.size());
  } while (!token.empty());
  // Each account's earn, and the transfers of the mergers.
  EXPECT_EQ(listed.size(), 1u + 4u * kMergers);
  EXPECT_GT(longest, 512u) << "or the test does not test long tokens";
  EXPECT_EQ(network.AvailableTo(survivor), 1 + kMergers);
  network.ExpectLedgerOk();
}

}  // namespace
}  // namespace coalition::e2e
