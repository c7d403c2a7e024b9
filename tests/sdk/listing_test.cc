#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "coalition/client.h"
#include "coalition/page.h"
#include "coalition/v1/points_service.pb.h"
#include "tests/sdk/failures.h"
#include "tests/sdk/fake_server.h"

namespace coalition::sdk_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Pages by token, where the token of page n is the text of n.
Listing<int> ListingOf(std::vector<Result<Page<int>>> pages, std::vector<std::string>* asked) {
  return Listing<int>([pages = std::move(pages), asked](const std::string& token) {
    asked->push_back(token);
    return pages[token.empty() ? 0 : std::stoul(token)];
  });
}

std::vector<int> ValuesOf(Listing<int> listing) {
  std::vector<int> values;
  for (const Result<int>& each : listing) values.push_back(each.ok() ? *each : -1);
  return values;
}

TEST(Listing, WalksAllPagesEmptyOnesToo) {
  std::vector<std::string> asked;
  EXPECT_THAT(
      ValuesOf(ListingOf({Page<int>{{1, 2}, "1"}, Page<int>{{}, "2"}, Page<int>{{3}, ""}}, &asked)),
      ElementsAre(1, 2, 3));
  EXPECT_THAT(asked, ElementsAre("", "1", "2"));
}

TEST(Listing, OfNothingIsEmpty) {
  std::vector<std::string> asked;
  EXPECT_THAT(ValuesOf(ListingOf({Page<int>{}}, &asked)), IsEmpty());
}

TEST(Listing, EndsAfterAnError) {
  std::vector<std::string> asked;
  EXPECT_THAT(ValuesOf(ListingOf({Page<int>{{1}, "1"}, Error{}, Page<int>{{3}, ""}}, &asked)),
              ElementsAre(1, -1));
  EXPECT_THAT(asked, ElementsAre("", "1"));
}

TEST(Listing, AsksForAPageOnlyWhenTheWalkReachesIt) {
  std::vector<std::string> asked;
  Listing<int> listing = ListingOf({Page<int>{{1, 2}, "1"}, Page<int>{{3}, ""}}, &asked);
  EXPECT_THAT(asked, IsEmpty());
  auto each = listing.begin();
  ++each;
  EXPECT_EQ(**each, 2);
  EXPECT_THAT(asked, ElementsAre(""));
}

TEST(Listing, OfTransactionsKeepsItsQuestionAndOutlivesItsClient) {
  FakeServer server;
  std::vector<v1::ListTransactionsRequest> requests;
  server.On<v1::ListTransactionsRequest, v1::ListTransactionsResponse>(
      "/coalition.v1.PointsService/ListTransactions",
      [&](const v1::ListTransactionsRequest& request, v1::ListTransactionsResponse* response) {
        requests.push_back(request);
        response->add_transactions()->set_transaction_id(request.page_token());
        if (request.page_token() != "third") {
          response->set_next_page_token(request.page_token() == "first" ? "second" : "third");
        }
        return grpc::Status::OK;
      });
  Listing<Transaction> listing = [&] {
    const Client client({.server = server.address()});
    return client.EachTransaction({.member = MemberId{"m"}, .page_size = 1, .page_token = "first"});
  }();
  std::vector<std::string> ids;
  for (const Result<Transaction>& each : listing) {
    ASSERT_TRUE(each.ok()) << each.error();
    ids.push_back(each->transaction_id);
  }
  EXPECT_THAT(ids, ElementsAre("first", "second", "third"));
  ASSERT_EQ(requests.size(), 3U);
  for (const v1::ListTransactionsRequest& request : requests) {
    EXPECT_EQ(request.member().member_id(), "m");
    EXPECT_EQ(request.page_size(), 1);
  }
}

}  // namespace
}  // namespace coalition::sdk_test
