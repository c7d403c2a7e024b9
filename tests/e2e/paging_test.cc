#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct List {
  std::string call;
  std::string request;
  bool by_operator;
  // What one page holds; more than one, or paging is not seen.
  int entries;
};

// The repeated field of a list's answer.
const FieldDescriptor& EntriesOf(const Message& answer) {
  for (int i = 0; i < answer.GetDescriptor()->field_count(); ++i) {
    if (answer.GetDescriptor()->field(i)->is_repeated()) return *answer.GetDescriptor()->field(i);
  }
  ADD_FAILURE() << answer.GetTypeName() << " is no list";
  return *answer.GetDescriptor()->field(0);
}

class Paging : public testing::Test {
 protected:
  // Two partners, two currencies, four windows.
  void SetUp() override {
    const std::string prices =
        "issue_price_micros: 10000000 redemption_price_micros: 8000000"
        " charge: CHARGE_ON_REDEMPTION";
    nike_ = network_.Join("nike", {"GBP", EvenRate(), prices});
    headspace_ = network_.Join("headspace", {"EUR", EvenRate("EUR"), prices});
    member_ = network_.Enroll(nike_, "card");
    network_.Link(member_, headspace_, "card");
    network_.Must<v1::CreateCurrencyRequest>(network_.operator_key(), "code: 'MILES'");
    for (const Partner& partner : {nike_, headspace_}) {
      network_.SetTerms(partner.id, prices);
      network_.SetRate(partner.id, EvenRate());
      network_.Must<v1::SetTermsRequest>(
          network_.operator_key(),
          absl::StrCat("terms { currency: 'MILES' partner_id: '", partner.id, "' ", prices, " }"));
    }
    for (const char* rate : {"from_currency: 'POINTS' to_currency: 'MILES'",
                             "from_currency: 'POINTS' to_currency: 'MILES'",
                             "from_currency: 'MILES' to_currency: 'POINTS'"}) {
      network_.Must<v1::SetExchangeRateRequest>(
          network_.operator_key(),
          absl::StrCat("conversion_rate { ", rate, " rate { numerator: 1 denominator: 2 } }"));
    }
    // One with many identifiers, whose values try the token.
    const std::string many = network_.Enroll(nike_, "a card, with  spaces");
    for (const char* value : {"\xC3\xA9 5,5", "z,", "%_", "!"}) network_.Link(many, nike_, value);
    network_.Link(many, headspace_, "b");
    network_.Enroll(nike_, std::string(128, 'x'));
    network_.Must<v1::EraseMemberRequest>(
        network_.operator_key(),
        absl::StrCat("reason: 'x' member_id: '", network_.Enroll(headspace_, "gone"), "'"));
    for (int window = 1; window <= 3; ++window) {
      network_.Earned(nike_, member_, "points: 100");
      network_.Earned(headspace_, member_, "points: 100");
      network_.Earned(nike_, member_, "currency: 'MILES' points: 70");
      // Of both issuers' lots.
      network_.Burned(nike_, member_, "points: 150");
      network_.Burned(headspace_, member_, "currency: 'MILES' points: 50");
      network_.Must<v1::CloseWindowRequest>(network_.operator_key(), "");
    }
  }

  AnyReply Ask(const List& list, const std::string& paging) {
    const auto& method = MethodNamed(list.call);
    AnyMessage request = NewMessage(*method.input_type());
    ParseText(list.request + " " + paging, request.get());
    return network_.Call(method, *request,
                         Bearer(list.by_operator ? network_.operator_key() : nike_.key));
  }

  static std::string TokenOf(const Message& answer) {
    return answer.GetReflection()->GetString(
        answer, answer.GetDescriptor()->FindFieldByName("next_page_token"));
  }

  static void AddEntries(const Message& answer, std::vector<std::string>& entries) {
    const FieldDescriptor& field = EntriesOf(answer);
    for (int i = 0; i < answer.GetReflection()->FieldSize(answer, &field); ++i) {
      entries.push_back(
          answer.GetReflection()->GetRepeatedMessage(answer, &field, i).DebugString());
    }
  }

  std::vector<List> Lists() {
    const std::string member = "member { member_id: '" + member_ + "' }";
    return {
        {"ListTransactions", "", true, 15},
        {"ListTransactions", "partner_id: 'nike'", true, 9},
        {"ListTransactions", "", false, 9},
        {"ListTransactions", member, true, 15},
        {"ListTransactions", member + " partner_id: 'headspace'", true, 6},
        {"ListTransactions", member, false, 9},
        {"ListPartners", "", true, 2},
        {"ListExchangeRates", "", true, 4},
        {"ListExchangeRates", "partner_id: 'nike'", true, 2},
        {"ListTerms", "", true, 6},
        {"ListTerms", "currency: 'POINTS'", true, 4},
        {"ListTerms", "", false, 3},
        {"ListConversionRates", "", true, 3},
        {"ListConversionRates", "from_currency: 'POINTS'", false, 2},
        {"ListConversionRates", "to_currency: 'POINTS'", false, 1},
        {"ListMembers", "", true, 4},
        {"ListMembers", "partner_id: 'nike'", true, 3},
        {"ListMembers", "partner_id: 'headspace'", true, 2},
        {"ListMembers", "", false, 3},
        {"ListAuditEvents", "", true, events_},
        {"ListWindows", "", true, 4},
        {"ListWindows", "", false, 4},
        // An issue and a charge of each currency, and what nike redeemed.
        {"ListStatementLines", "window_id: 1", false, 5},
        {"ListStatementLines", "partner_id: 'headspace' window_id: 2", true, 3},
        {"ListObligations", "", true, 6},
        {"ListObligations", "window_id: 2", true, 2},
        {"ListObligations", "", false, 3},
    };
  }

  Network network_;
  Partner nike_;
  Partner headspace_;
  std::string member_;
  // What SetUp does leaves these: partners, keys, a currency, rates and terms, an erasure, windows.
  const int events_ = 22;
};

TEST_F(Paging, OfAnySizeGivesWhatOnePageGives) {
  std::set<std::string> paged;
  for (const List& list : Lists()) {
    const std::string name = list.call + " " + list.request + (list.by_operator ? " (op)" : "");
    paged.insert(list.call);
    const AnyReply whole = Ask(list, "page_size: 1000");
    ASSERT_TRUE(whole.outcome.ok()) << name << ": " << whole.outcome;
    EXPECT_TRUE(TokenOf(*whole.response).empty()) << name;
    std::vector<std::string> expected;
    AddEntries(*whole.response, expected);
    EXPECT_EQ(static_cast<int>(expected.size()), list.entries) << name << "\n"
                                                               << whole.response->DebugString();
    EXPECT_EQ(std::set<std::string>(expected.begin(), expected.end()).size(), expected.size())
        << name << " repeats itself";
    for (const int size : {1, 2, list.entries - 1, list.entries}) {
      std::vector<std::string> entries;
      std::string token;
      // Bounded: a list that never ends fails.
      for (int page = 0; page <= list.entries; ++page) {
        const AnyReply reply =
            Ask(list, absl::StrCat("page_size: ", size, " page_token: '", token, "'"));
        ASSERT_TRUE(reply.outcome.ok()) << name << ": " << reply.outcome;
        AddEntries(*reply.response, entries);
        token = TokenOf(*reply.response);
        if (token.empty()) break;
      }
      EXPECT_TRUE(token.empty()) << name << " does not end";
      EXPECT_EQ(entries, expected) << name << " by " << size;
    }
  }
  for (const auto* method : AllMethods()) {
    if (method->input_type()->FindFieldByName("page_token") == nullptr) continue;
    const bool served =
        network_.Call(*method, *NewMessage(*method->input_type()), {}).outcome.code !=
        grpc::UNIMPLEMENTED;
    EXPECT_EQ(paged.contains(method->name()), served) << method->name();
  }
}

TEST_F(Paging, TransactionsComeNewestFirstAndWhatIsPostedMeanwhileComesNotTwice) {
  const auto first = network_.Must<v1::ListTransactionsRequest>(nike_.key, "page_size: 4");
  network_.Earned(nike_, member_, "points: 5");
  const auto second = network_.Must<v1::ListTransactionsRequest>(
      nike_.key, absl::StrCat("page_size: 100 page_token: '", first.next_page_token(), "'"));
  EXPECT_EQ(first.transactions_size() + second.transactions_size(), 9);
  std::set<std::string> ids;
  for (const auto& page : {first, second}) {
    for (const auto& transaction : page.transactions()) ids.insert(transaction.transaction_id());
  }
  EXPECT_EQ(ids.size(), 9u);
  for (int i = 1; i < first.transactions_size(); ++i) {
    EXPECT_GE(first.transactions(i - 1).posted_at().seconds(),
              first.transactions(i).posted_at().seconds());
  }
}

TEST_F(Paging, OfTheOpenWindowsLinesSaysSoWhenItIsClosedMeanwhile) {
  network_.Earned(nike_, member_, "points: 1");
  network_.Earned(nike_, member_, "points: 2");
  const auto page = network_.Must<v1::ListStatementLinesRequest>(nike_.key, "page_size: 1");
  const std::string rest = absl::StrCat("page_token: '", page.next_page_token(), "' ");
  network_.Must<v1::CloseWindowRequest>(network_.operator_key(), "");
  network_.Earned(nike_, member_, "points: 3");
  const auto mixed = network_.Call<v1::ListStatementLinesRequest>(nike_.key, rest);
  EXPECT_EQ(mixed.reason(), "INVALID_FIELD") << mixed;
  EXPECT_TRUE(mixed.outcome.Names("page_token")) << mixed;
  const auto named = network_.Must<v1::ListStatementLinesRequest>(nike_.key, rest + "window_id: 4");
  ASSERT_EQ(named.lines_size(), 1);
  EXPECT_EQ(named.lines(0).points(), 2);
  EXPECT_EQ(network_.Call<v1::ListStatementLinesRequest>(nike_.key, rest + "window_id: 3").reason(),
            "INVALID_FIELD");
}

TEST_F(Paging, WithoutASizeGivesAHundred) {
  for (int i = 0; i < 101; ++i) network_.SetRate("nike", EvenRate());
  const auto page = network_.Must<v1::ListExchangeRatesRequest>(nike_.key, "");
  EXPECT_EQ(page.exchange_rates_size(), 100);
  EXPECT_FALSE(page.next_page_token().empty());
  EXPECT_EQ(page.exchange_rates(0).version(), 103) << "newest first";
}

TEST_F(Paging, ForgedTokensAreRefusedOrHarmless) {
  const std::string member = "member { member_id: '" + member_ + "' }";
  const auto page = network_.Must<v1::ListTransactionsRequest>(nike_.key, member + " page_size: 1");
  // "member-transactions,<currency>,<sequence>,...", base64url without padding.
  const auto forged = [](const std::string& text) { return absl::WebSafeBase64Escape(text); };
  for (const std::string numbers :
       {"1,-1", "1,9223372036854775807", "1,999", "4294967297,1", "-1,1", "0,1", "9,3", "1,0",
        "1,-9223372036854775808", "1,1,1,2", "2,1"}) {
    const auto reply = network_.Call<v1::ListTransactionsRequest>(
        nike_.key,
        absl::StrCat(member, " page_token: '", forged("member-transactions," + numbers), "'"));
    EXPECT_TRUE(reply.ok() || reply.reason() == "INVALID_FIELD") << numbers << ": " << reply;
    for (const auto& transaction : reply->transactions()) {
      EXPECT_EQ(transaction.partner_id(), "nike") << numbers;
      EXPECT_EQ(transaction.member_id(), member_) << numbers;
    }
  }
  for (const auto& [call, list] : {std::pair{"ListStatementLines", "statement-lines"},
                                   std::pair{"ListObligations", "obligations"}}) {
    for (const std::string numbers : {"-1,-1", "1,1", "9223372036854775807,9223372036854775807",
                                      "1,-9223372036854775808", "3,99999999999"}) {
      const AnyReply reply =
          Ask({call, "window_id: 2", false, 0},
              absl::StrCat("page_token: '", forged(absl::StrCat(list, ",", numbers)), "'"));
      EXPECT_TRUE(reply.outcome.ok() || reply.outcome.reason == "INVALID_FIELD")
          << call << " " << numbers << ": " << reply.outcome;
    }
  }
  network_.ExpectLedgerOk();
}

}  // namespace
}  // namespace coalition::e2e
