#include "clients/coalitionctl/methods.h"

#include <algorithm>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/coalitionctl/schema_docs.h"

namespace coalition::ctl {
namespace {

using ::testing::Contains;
using ::testing::UnorderedElementsAre;

std::set<std::string> Commands() {
  std::set<std::string> commands;
  for (const Method& method : Methods()) commands.insert(method.command);
  return commands;
}

TEST(MethodsTest, EveryMethodThatTakesOneRequestHasOneCommand) {
  size_t taking_one = 0;
  for (const auto* service : Services()) {
    ASSERT_NE(service, nullptr);
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& method = *service->method(i);
      if (method.client_streaming()) continue;
      ++taking_one;
      EXPECT_THAT(Commands(), Contains(KebabCase(method.name())));
    }
  }
  EXPECT_EQ(Commands().size(), taking_one) << "two services have a method of the same name";
  EXPECT_EQ(Methods().size(), taking_one);
}

TEST(MethodsTest, EveryServiceOfTheProtosIsOffered) {
  std::set<std::string> offered;
  for (const auto* service : Services()) offered.insert(service->full_name());
  const auto documented = DocumentedServices();
  EXPECT_EQ(offered, std::set<std::string>(documented.begin(), documented.end()));
}

TEST(MethodsTest, StreamsOfRequestsAreLeftOut) {
  EXPECT_THAT(OmittedMethodNames(), UnorderedElementsAre("SubmitStream", "Reconcile"));
}

TEST(MethodsTest, PathIsWhatGrpcCalls) {
  EXPECT_EQ(PathOf(*Services().front()->FindMethodByName("Earn")),
            "/coalition.v1.PointsService/Earn");
}

TEST(MethodsTest, KebabCaseTakesEitherStyle) {
  EXPECT_EQ(KebabCase("SetExchangeRate"), "set-exchange-rate");
  EXPECT_EQ(KebabCase("partner_points"), "partner-points");
}

TEST(SchemaDocsTest, CommentsOfTheProtosAreKept) {
  const auto& earn = *Services().front()->FindMethodByName("Earn");
  EXPECT_EQ(CommentOf(earn).rfind("Credits points. ", 0), 0U);
  const auto& sku =
      *earn.file()->FindMessageTypeByName("QuoteRequest")->FindFieldByName("valid_for_s");
  EXPECT_EQ(CommentOf(sku), "How long the quote is to bind, in seconds: 1 to 86,400; 0 means 300.");
}

TEST(SchemaDocsTest, SummaryIsTheFirstSentenceThatSaysWhatTheCallDoes) {
  EXPECT_EQ(Summary("Credits points. Errors: X, Y."), "Credits points");
  EXPECT_EQ(Summary("Who is it? Errors: X."), "Who is it?");
  EXPECT_EQ(Summary("Makes one. Operator only. Errors: X."), "Makes one (operator only)");
  EXPECT_EQ(Summary("Operator only. Not served yet."), "(operator only, not served yet)");
  EXPECT_EQ(Summary("Errors: X."), "");
  EXPECT_EQ(Summary(""), "");
}

}  // namespace
}  // namespace coalition::ctl
