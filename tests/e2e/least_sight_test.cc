#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The values of every field of this name, anywhere in the message.
void Collect(const Message& message, const std::string& name, std::set<std::string>& values) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->name() == name && !field->is_repeated()) {
      values.insert(reflection->GetString(message, field));
    } else if (field->message_type() != nullptr && field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
        Collect(reflection->GetRepeatedMessage(message, field, i), name, values);
      }
    } else if (field->message_type() != nullptr) {
      Collect(reflection->GetMessage(message, field), name, values);
    }
  }
}

// Nike and Headspace know one member, Headspace alone another. Both report; Nike's points are
// burned at Headspace and the other way around; a window is closed.
class LeastSight : public testing::Test {
 protected:
  void SetUp() override {
    const std::string on_redemption =
        "issue_price_micros: 11000000 redemption_price_micros: 9000000"
        " charge: CHARGE_ON_REDEMPTION fees { burn_fee_micros: 77 }";
    nike_ = network_.Join("nike", {"GBP", EvenRate(), on_redemption});
    headspace_ = network_.Join("headspace", {"EUR", EvenRate("EUR"), on_redemption});
    shared_ = network_.Enroll(nike_, "nike-card");
    network_.Link(shared_, headspace_, "secret-card");
    secret_member_ = network_.Enroll(headspace_, "secret-card-2");
    Remember(network_.Earned(headspace_, shared_, "points: 500 " + Secret()));
    Remember(network_.Earned(headspace_, secret_member_, "points: 333 " + Secret()));
    mine_.push_back(Id(network_.Earned(nike_, shared_, "points: 100 reference: 'mine'")));
    // Nike's lots go first: it joined first.
    Remember(network_.Burned(headspace_, shared_, "points: 40 " + Secret()));
    mine_.push_back(Id(network_.Burned(nike_, shared_, "points: 90 reference: 'mine'")));
    network_.Must<v1::CloseWindowRequest>(network_.operator_key(), "");
    Remember(network_.Burned(headspace_, shared_, "points: 7 " + Secret()));
    const std::string hold = network_.Authorized(headspace_, shared_, "points: 3 " + Secret());
    theirs_.push_back(hold);
    Remember(network_.Void(headspace_, hold)->receipt());
    mine_.push_back(Id(network_.Earned(nike_, shared_, "points: 10 reference: 'mine'")));
    network_.NewKey("headspace");
  }

  static std::string Id(const v1::Receipt& receipt) {
    return receipt.transaction().transaction_id();
  }
  std::string Secret() { return absl::StrCat("request_id: 'secret-", FreshId(), "'"); }
  void Remember(const v1::Receipt& receipt) { theirs_.push_back(Id(receipt)); }

  template <typename Request>
  ResponseOf<Request> AsNike(const std::string& text) {
    return network_.Must<Request>(nike_.key, text);
  }

  void ExpectNothingOfTheirs(const Message& answer) {
    const std::string text = answer.DebugString();
    EXPECT_EQ(text.find("secret"), std::string::npos) << answer.GetTypeName() << "\n" << text;
    EXPECT_EQ(text.find(secret_member_), std::string::npos) << answer.GetTypeName() << "\n" << text;
    EXPECT_EQ(text.find("EUR"), std::string::npos) << answer.GetTypeName() << "\n" << text;
    std::set<std::string> partners;
    Collect(answer, "partner_id", partners);
    EXPECT_TRUE(partners.empty() || partners == std::set<std::string>{"nike"})
        << answer.GetTypeName() << "\n"
        << text;
  }

  Network network_;
  Partner nike_;
  Partner headspace_;
  std::string shared_;
  std::string secret_member_;
  std::vector<std::string> mine_;
  std::vector<std::string> theirs_;
};

TEST_F(LeastSight, NoAnswerHoldsWhatIsAnothers) {
  const std::string member = "member { member_id: '" + shared_ + "' }";
  ExpectNothingOfTheirs(AsNike<v1::GetMemberRequest>("member_id: '" + shared_ + "'"));
  ExpectNothingOfTheirs(
      AsNike<v1::ResolveMemberRequest>("identifier { kind: 'card' value: 'nike-card' }"));
  ExpectNothingOfTheirs(AsNike<v1::GetBalanceRequest>(member));
  ExpectNothingOfTheirs(AsNike<v1::ListTransactionsRequest>(""));
  ExpectNothingOfTheirs(AsNike<v1::ListTransactionsRequest>(member));
  ExpectNothingOfTheirs(AsNike<v1::QuoteRequest>(member + " burn_points: 50"));
  ExpectNothingOfTheirs(AsNike<v1::ListPartnersRequest>(""));
  ExpectNothingOfTheirs(AsNike<v1::ListExchangeRatesRequest>(""));
  ExpectNothingOfTheirs(AsNike<v1::ListTermsRequest>(""));
  ExpectNothingOfTheirs(AsNike<v1::ListWindowsRequest>(""));
  ExpectNothingOfTheirs(AsNike<v1::GetLiabilityRequest>(""));
  ExpectNothingOfTheirs(AsNike<v1::ListMembersRequest>(""));
  ExpectNothingOfTheirs(AsNike<v1::GetLimitsRequest>(""));
  // As of what another did, it sees its own.
  for (const std::string& id : theirs_) {
    const std::string then = "as_of_transaction_id: '" + id + "' ";
    ExpectNothingOfTheirs(AsNike<v1::GetBalanceRequest>(then + member));
    ExpectNothingOfTheirs(AsNike<v1::GetPositionsRequest>(then));
    ExpectNothingOfTheirs(AsNike<v1::GetLiabilityRequest>(then));
  }
  for (const std::string window : {"window_id: 1", "window_id: 2"}) {
    ExpectNothingOfTheirs(AsNike<v1::GetPositionsRequest>(window));
    ExpectNothingOfTheirs(AsNike<v1::GetStatementRequest>(window));
    ExpectNothingOfTheirs(AsNike<v1::ListStatementLinesRequest>(window));
    ExpectNothingOfTheirs(AsNike<v1::ListObligationsRequest>(window));
    ExpectNothingOfTheirs(AsNike<v1::GetWindowRequest>(window));
  }
  for (const std::string& id : mine_) {
    ExpectNothingOfTheirs(AsNike<v1::GetTransactionRequest>("transaction_id: '" + id + "'"));
  }
  for (const std::string& id : theirs_) {
    EXPECT_EQ(network_.Call<v1::GetTransactionRequest>(nike_.key, "transaction_id: '" + id + "'")
                  .reason(),
              "PERMISSION_DENIED");
  }
}

TEST_F(LeastSight, ABalanceIsWholeAndItsLotsAreThePartnersOwn) {
  const auto balance = AsNike<v1::GetBalanceRequest>("member { member_id: '" + shared_ + "' }");
  ASSERT_EQ(balance.balances_size(), 1);
  EXPECT_EQ(balance.balances(0).available(), 500 + 100 - 40 - 90 - 7 + 10);
  std::set<std::string> issuers;
  Collect(balance, "issuer_id", issuers);
  EXPECT_EQ(issuers, std::set<std::string>{"nike"});
}

TEST_F(LeastSight, TheOperatorSeesLegsThatSumToZeroAndAPartnerItsOwn) {
  for (const std::string& id : theirs_) {
    const std::string request = "transaction_id: '" + id + "'";
    const auto all =
        network_.Must<v1::GetTransactionRequest>(network_.operator_key(), request).transaction();
    std::map<std::string, std::int64_t> sums;
    for (const v1::MoneyLeg& leg : all.legs()) {
      sums[leg.amount().currency_code()] += leg.amount().micros();
    }
    for (const auto& [currency, sum] : sums) EXPECT_EQ(sum, 0) << all.DebugString();
    const auto own =
        network_.Must<v1::GetTransactionRequest>(headspace_.key, request).transaction();
    for (const v1::MoneyLeg& leg : own.legs()) {
      EXPECT_EQ(leg.partner_id(), "headspace") << own.DebugString();
    }
    // A hold moves no money.
    EXPECT_TRUE(all.legs().empty() || own.legs_size() < all.legs_size()) << own.DebugString();
  }
}

TEST_F(LeastSight, AStatementNamesTheRedeemerButNotItsRequest) {
  const auto lines = AsNike<v1::ListStatementLinesRequest>("window_id: 1").lines();
  int charges = 0;
  for (const v1::StatementLine& line : lines) {
    if (line.counterparty_id() != "headspace") continue;
    ++charges;
    EXPECT_EQ(line.kind(), v1::LEG_KIND_REDEMPTION_CHARGE);
    EXPECT_TRUE(line.request_id().empty()) << line.DebugString();
  }
  EXPECT_EQ(charges, 1);
}

TEST_F(LeastSight, ACountOfTransactionsIsForTheOperator) {
  EXPECT_EQ(AsNike<v1::GetWindowRequest>("window_id: 1").window().transaction_count(), 0);
  EXPECT_EQ(network_.Must<v1::GetWindowRequest>(network_.operator_key(), "window_id: 1")
                .window()
                .transaction_count(),
            5);
}

TEST_F(LeastSight, AnotherPartnersPageTokenShowsNothingOfIts) {
  const auto theirs = network_.Must<v1::ListTransactionsRequest>(headspace_.key, "page_size: 1");
  ExpectNothingOfTheirs(AsNike<v1::ListTransactionsRequest>(
      absl::StrCat("page_size: 100 page_token: '", theirs.next_page_token(), "'")));
  const auto lines =
      network_.Must<v1::ListStatementLinesRequest>(headspace_.key, "page_size: 1 window_id: 1");
  ExpectNothingOfTheirs(AsNike<v1::ListStatementLinesRequest>(
      absl::StrCat("window_id: 1 page_token: '", lines.next_page_token(), "'")));
}

TEST_F(LeastSight, ALinkCodeWorksOnceAndForWhomItIsHandedTo) {
  const std::string other = network_.Enroll(nike_, "second-card");
  const std::string request = "member_id: '" + other + "' identifier { kind: 'card' value: '";
  const std::string code =
      AsNike<v1::GetMemberRequest>("member_id: '" + other + "'").member().link_code();
  EXPECT_EQ(code.size(), 16u);
  const auto link = [&](const std::string& card, const std::string& with) {
    return network_.Call<v1::LinkIdentifierRequest>(
        headspace_.key, absl::StrCat(request, card, "' } link_code: '", with, "'"));
  };
  EXPECT_EQ(link("x", "").reason(), "PERMISSION_DENIED");
  EXPECT_EQ(link("x", std::string(16, '0')).reason(), "PERMISSION_DENIED");
  const auto linked = link("x", code);
  EXPECT_EQ(linked.reason(), "OK") << linked;
  // It sees what is its own of the member.
  ASSERT_EQ(linked->member().identifiers_size(), 1);
  EXPECT_EQ(linked->member().identifiers(0).partner_id(), "headspace");
  EXPECT_NE(linked->member().link_code(), code);
  EXPECT_EQ(link("y", "").reason(), "OK") << "a linked partner needs no code";
  const Partner third = network_.Join("third");
  EXPECT_EQ(network_
                .Call<v1::LinkIdentifierRequest>(
                    third.key, absl::StrCat(request, "z' } link_code: '", code, "'"))
                .reason(),
            "PERMISSION_DENIED");
}

}  // namespace
}  // namespace coalition::e2e
