#include "clients/coalitionctl/pages.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "clients/coalitionctl/methods.h"
#include "coalition/v1/partner_service.pb.h"

namespace coalition::ctl {
namespace {

using google::protobuf::Message;

// Partners `0` to `count - 1`, in pages whose token is the next number.
class PartnerPages {
 public:
  explicit PartnerPages(int count) : count_(count) {}

  grpc::Status operator()(const Message& request, Message* response) {
    v1::ListPartnersRequest list;
    list.CopyFrom(request);
    page_sizes.push_back(list.page_size());
    v1::ListPartnersResponse page;
    const int first = list.page_token().empty() ? 0 : std::stoi(list.page_token());
    const int last = std::min(count_, first + list.page_size());
    for (int i = first; i < last; ++i) page.add_partners()->set_partner_id(std::to_string(i));
    if (last < count_) page.set_next_page_token(std::to_string(last));
    response->CopyFrom(page);
    return grpc::Status::OK;
  }

  std::vector<int> page_sizes;

 private:
  int count_;
};

TEST(PagesTest, GathersEveryRowInOrder) {
  PartnerPages pages(2500);
  v1::ListPartnersRequest request;
  v1::ListPartnersResponse response;
  ASSERT_TRUE(CallAllPages(std::ref(pages), 10'000, &request, &response).ok());
  ASSERT_EQ(response.partners_size(), 2500);
  EXPECT_EQ(response.partners(2499).partner_id(), "2499");
  EXPECT_EQ(response.next_page_token(), "");
  EXPECT_EQ(pages.page_sizes, (std::vector<int>{1000, 1000, 1000}));
}

TEST(PagesTest, StopsAtTheBoundAndSaysWhereToGoOn) {
  PartnerPages pages(2500);
  v1::ListPartnersRequest request;
  v1::ListPartnersResponse response;
  ASSERT_TRUE(CallAllPages(std::ref(pages), 7, &request, &response).ok());
  EXPECT_EQ(response.partners_size(), 7);
  EXPECT_EQ(response.next_page_token(), "7");
}

TEST(PagesTest, KeepsThePageSizeThatWasAskedFor) {
  PartnerPages pages(5);
  v1::ListPartnersRequest request;
  request.set_page_size(2);
  v1::ListPartnersResponse response;
  ASSERT_TRUE(CallAllPages(std::ref(pages), 100, &request, &response).ok());
  EXPECT_EQ(response.partners_size(), 5);
  EXPECT_EQ(pages.page_sizes, (std::vector<int>{2, 2, 2}));
}

TEST(PagesTest, ARepeatedTokenEndsInAnError) {
  const PageCall stuck = [](const Message&, Message* response) {
    v1::ListPartnersResponse page;
    page.set_next_page_token("again");
    response->CopyFrom(page);
    return grpc::Status::OK;
  };
  v1::ListPartnersRequest request;
  v1::ListPartnersResponse response;
  EXPECT_EQ(CallAllPages(stuck, 100, &request, &response).error_code(), grpc::StatusCode::INTERNAL);
}

TEST(PagesTest, EveryListCallHasPages) {
  for (const Method& method : Methods()) {
    const bool lists = method.command.rfind("list-", 0) == 0;
    EXPECT_EQ(IsPaged(*method.descriptor), lists) << method.command;
  }
}

}  // namespace
}  // namespace coalition::ctl
