#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/e2e/samples.h"
#include "tests/testing/wait_until.h"

namespace coalition::e2e {
namespace {

// Reasons that the server gives only by accident, or when it is flooded.
const std::set<std::string> kNotProvoked = {"RATE_LIMITED",  // by transaction_watch_test
                                            "QUEUE_FULL",    // by concurrency_test
                                            "STORE_UNAVAILABLE", "SHUTTING_DOWN"};

struct Provoked {
  std::string reason;
  grpc::StatusCode code;
  // Exactly these keys, in order.
  std::vector<std::string> metadata;
  std::function<Outcome()> provoke;
};

class ErrorDetails : public testing::Test {
 protected:
  template <typename Request>
  std::function<Outcome()> AsNike(const std::string& text) {
    return [this, text] {
      return network_.Call<Request>(world_.nike_partner().key, world_.Fill(text)).outcome;
    };
  }
  template <typename Request>
  std::function<Outcome()> AsOperator(const std::string& text) {
    return [this, text] {
      return network_.Call<Request>(network_.operator_key(), world_.Fill(text)).outcome;
    };
  }
  // The second of two calls.
  template <typename Request>
  std::function<Outcome()> AsOperatorTwice(const std::string& first, const std::string& second) {
    return [this, first, second] {
      network_.Must<Request>(network_.operator_key(), first);
      return network_.Call<Request>(network_.operator_key(), second).outcome;
    };
  }

  Outcome EarnAtSuspended() {
    const Partner partner = network_.Join("suspended");
    const std::string member = network_.Enroll(partner, "card");
    network_.Must<v1::SuspendPartnerRequest>(network_.operator_key(),
                                             "partner_id: 'suspended' reason: 'test'");
    return network_.Earn(partner, member, "points: 1").outcome;
  }

  Outcome EarnAboveCap() {
    const Partner partner = network_.Join(
        "capped",
        {"GBP", EvenRate(),
         absl::StrCat(kPlainTerms, " net_debit_cap { kind: KIND_POSTPAID limit_micros: 25000 }")});
    const std::string member = network_.Enroll(partner, "card");
    network_.Earned(partner, member, "points: 2");
    const Outcome outcome = network_.Earn(partner, member, "points: 1").outcome;
    EXPECT_EQ(outcome.metadata.at("cap_micros"), "25000");
    EXPECT_EQ(outcome.metadata.at("position_micros"), "-20000");
    EXPECT_EQ(outcome.metadata.at("charge_micros"), "-10000");
    EXPECT_EQ(outcome.metadata.at("currency_code"), "GBP");
    return outcome;
  }

  Outcome EarnOfNothing() {
    const Partner partner = network_.Join(
        "floored", {"GBP",
                    "earn { numerator: 1 denominator: 2 } burn { numerator: 1 denominator: 1 }"
                    " rounding: ROUNDING_FLOOR",
                    kPlainTerms});
    const Outcome outcome =
        network_.Earn(partner, network_.Enroll(partner, "card"), "partner_points: 1").outcome;
    EXPECT_EQ(outcome.metadata.at("rate_version"), "1");
    return outcome;
  }

  Outcome EarnWithoutRate() {
    const Partner partner = network_.Join("rateless", {"GBP", "", kPlainTerms});
    const Outcome outcome =
        network_.Earn(partner, network_.Enroll(partner, "card"), "partner_points: 1").outcome;
    EXPECT_EQ(outcome.metadata.at("partner_id"), "rateless");
    EXPECT_EQ(outcome.metadata.at("currency"), "POINTS");
    return outcome;
  }

  Outcome EarnWithExpiredQuote() {
    const auto quote = network_.Must<v1::QuoteRequest>(
        world_.nike_partner().key,
        world_.Fill("member { member_id: '$member' } earn_points: 5 valid_for_s: 1"));
    const auto expiry = absl::FromUnixSeconds(quote.expires_at().seconds()) +
                        absl::Nanoseconds(quote.expires_at().nanos());
    testing_processes::WaitUntil([&] { return absl::Now() > expiry; }, std::chrono::seconds(5));
    return network_
        .Earn(world_.nike_partner(), world_.nike().member,
              absl::StrCat("points: 5 quote_token: '", quote.quote_token(), "'"))
        .outcome;
  }

  Outcome CaptureOfExpired() {
    const auto hold = network_.Must<v1::AuthorizeRequest>(
        world_.nike_partner().key,
        world_.Fill("member { member_id: '$member' } points: 5 hold_for_s: 1"));
    const auto expiry = absl::FromUnixSeconds(hold.expires_at().seconds()) +
                        absl::Nanoseconds(hold.expires_at().nanos());
    testing_processes::WaitUntil([&] { return absl::Now() > expiry; }, std::chrono::seconds(5));
    return network_.Capture(world_.nike_partner(), hold.receipt().transaction().transaction_id())
        .outcome;
  }

  Outcome VoidOfCaptured() {
    const std::string hold = world_.Fill("$hold");
    const auto captured = network_.Capture(world_.nike_partner(), hold);
    const Outcome outcome = network_.Void(world_.nike_partner(), hold).outcome;
    EXPECT_EQ(outcome.metadata.at("transaction_id"),
              captured->receipt().transaction().transaction_id());
    return outcome;
  }

  Outcome LinkedToWhatFails() {
    const auto batch = network_.Must<v1::SubmitBatchRequest>(
        world_.nike_partner().key,
        world_.Fill("items { linked: true earn { request_id: '$id' points: 5"
                    " member { member_id: '$member' } } }"
                    " items { burn { request_id: 'the-one' points: 5000000"
                    " member { member_id: '$member' } } }"));
    const Outcome outcome = OutcomeOf(batch.results(0));
    EXPECT_EQ(outcome.metadata.at("request_id"), "the-one");
    return outcome;
  }

  Outcome EarnBeyondLimit() {
    network_.Must<v1::SetLimitsRequest>(
        network_.operator_key(),
        "partner_id: 'headspace' limits { earn_points_per_transaction: 5 }");
    const Outcome outcome =
        network_.Earn(world_.headspace_partner(), world_.headspace().member, "points: 6").outcome;
    EXPECT_EQ(outcome.metadata.at("maximum"), "5");
    return outcome;
  }

  Outcome CredentialsBeyondLimit() {
    const Partner partner = network_.Join("keyring");
    for (int made = 1; made < 20; ++made) network_.NewKey("keyring");
    const Outcome outcome =
        network_.Call<v1::CreateCredentialRequest>(partner.key, "label: 'one more'").outcome;
    EXPECT_EQ(outcome.metadata.at("maximum"), "20");
    return outcome;
  }

  Outcome BatchBeyondLimit() {
    v1::SubmitBatchRequest request;
    for (int i = 0; i <= 10'000; ++i) request.add_items();
    const Outcome outcome = network_.Call(world_.nike_partner().key, request).outcome;
    EXPECT_EQ(outcome.metadata.at("maximum"), "10000");
    return outcome;
  }

  std::vector<Provoked> Table() {
    const auto insufficient = [this] {
      const Outcome outcome =
          network_.Burn(world_.nike_partner(), world_.nike().member, "points: 5000000").outcome;
      EXPECT_EQ(outcome.metadata.at("available"), "1001000");
      EXPECT_EQ(outcome.metadata.at("needed"), "5000000");
      return outcome;
    };
    return {
        {"INVALID_FIELD", grpc::INVALID_ARGUMENT, {"field"}, AsNike<v1::EarnRequest>("points: 0")},
        {"INSUFFICIENT_POINTS", grpc::FAILED_PRECONDITION, {"available", "needed"}, insufficient},
        {"RATE_YIELDS_NOTHING",
         grpc::INVALID_ARGUMENT,
         {"rate_version"},
         [this] { return EarnOfNothing(); }},
        {"AMOUNT_OVERFLOW",
         grpc::INVALID_ARGUMENT,
         {},
         AsNike<v1::EarnRequest>("member { member_id: '$member' } points: 9223372036854775807")},
        {"UNAUTHENTICATED",
         grpc::UNAUTHENTICATED,
         {},
         [this] { return network_.Call<v1::GetPartnerRequest>("nonsense", "").outcome; }},
        {"PERMISSION_DENIED",
         grpc::PERMISSION_DENIED,
         {},
         AsNike<v1::GetPartnerRequest>("partner_id: 'headspace'")},
        {"PARTNER_NOT_FOUND",
         grpc::NOT_FOUND,
         {"partner_id"},
         AsOperator<v1::GetPartnerRequest>("partner_id: 'nobody'")},
        {"MEMBER_NOT_FOUND",
         grpc::NOT_FOUND,
         {"member_id"},
         AsOperator<v1::GetMemberRequest>("member_id: '01890a5d-ac96-774b-bcce-b302099a8057'")},
        {"MEMBER_NOT_FOUND",
         grpc::NOT_FOUND,
         {"kind", "partner_id"},
         AsNike<v1::EarnRequest>("member { identifier { kind: 'card' value: 'no' } } points: 1")},
        {"TRANSACTION_NOT_FOUND",
         grpc::NOT_FOUND,
         {"transaction_id"},
         AsOperator<v1::GetTransactionRequest>("transaction_id: '0-999999'")},
        {"WINDOW_NOT_FOUND",
         grpc::NOT_FOUND,
         {"window_id"},
         AsNike<v1::GetWindowRequest>("window_id: 77")},
        {"REQUEST_ID_REUSED",
         grpc::ALREADY_EXISTS,
         {"request_id"},
         AsOperatorTwice<v1::CloseWindowRequest>("request_id: 'close' label: 'a'",
                                                 "request_id: 'close' label: 'b'")},
        {"ALREADY_EXISTS",
         grpc::ALREADY_EXISTS,
         {"partner_id"},
         AsOperator<v1::CreatePartnerRequest>(
             "partner_id: 'nike' display_name: 'x' settlement_currency: 'GBP'")},
        {"ALREADY_EXISTS",
         grpc::ALREADY_EXISTS,
         {"code"},
         AsOperator<v1::CreateCurrencyRequest>("code: 'POINTS'")},
        {"IDENTIFIER_TAKEN",
         grpc::ALREADY_EXISTS,
         {"kind"},
         AsNike<v1::EnrollMemberRequest>("identifiers { kind: 'card' value: '$card' }")},
        {"NET_DEBIT_CAP_EXCEEDED",
         grpc::FAILED_PRECONDITION,
         {"cap_micros", "charge_micros", "currency_code", "position_micros"},
         [this] { return EarnAboveCap(); }},
        {"PARTNER_SUSPENDED",
         grpc::FAILED_PRECONDITION,
         {"partner_id"},
         [this] { return EarnAtSuspended(); }},
        {"NO_RATE_IN_FORCE",
         grpc::FAILED_PRECONDITION,
         {"currency", "missing", "partner_id"},
         [this] { return EarnWithoutRate(); }},
        {"REVERSAL_EXCEEDS_ORIGINAL",
         grpc::FAILED_PRECONDITION,
         {"remaining"},
         AsNike<v1::ReverseRequest>("transaction_id: '$points' points: 11")},
        {"REVERSAL_EXCEEDS_ORIGINAL",
         grpc::FAILED_PRECONDITION,
         {"line", "remaining"},
         AsNike<v1::ReverseRequest>(
             "transaction_id: '$purchase' lines { lines { line: 1 quantity: 4 } }")},
        {"QUOTE_EXPIRED",
         grpc::FAILED_PRECONDITION,
         {"expired_at"},
         [this] { return EarnWithExpiredQuote(); }},
        {"WINDOW_STATE",
         grpc::FAILED_PRECONDITION,
         {"state", "window_id"},
         AsOperator<v1::CloseWindowRequest>("window_id: 55")},
        {"EVENT_TIME_OUT_OF_RANGE",
         grpc::FAILED_PRECONDITION,
         {"earliest", "latest"},
         AsNike<v1::EarnRequest>("member { member_id: '$member' } points: 1 event_time {}")},
        {"LIMIT_EXCEEDED",
         grpc::FAILED_PRECONDITION,
         {"limit", "maximum"},
         [this] { return CredentialsBeyondLimit(); }},
        {"LIMIT_EXCEEDED",
         grpc::FAILED_PRECONDITION,
         {"limit", "maximum"},
         [this] { return EarnBeyondLimit(); }},
        {"HOLD_NOT_FOUND",
         grpc::NOT_FOUND,
         {"transaction_id"},
         AsNike<v1::CaptureRequest>("transaction_id: '$points'")},
        {"HOLD_EXPIRED",
         grpc::FAILED_PRECONDITION,
         {"expired_at"},
         [this] { return CaptureOfExpired(); }},
        {"HOLD_CLOSED",
         grpc::FAILED_PRECONDITION,
         {"transaction_id"},
         [this] { return VoidOfCaptured(); }},
        {"LINKED_ITEM_FAILED",
         grpc::FAILED_PRECONDITION,
         {"request_id"},
         [this] { return LinkedToWhatFails(); }},
        {"TOO_LARGE",
         grpc::RESOURCE_EXHAUSTED,
         {"limit", "maximum"},
         [this] { return BatchBeyondLimit(); }},
    };
  }

  Network network_;
  World world_{network_};
};

TEST_F(ErrorDetails, OfEveryReasonAreAsDocumented) {
  std::set<std::string> left;
  const auto& reasons = *v1::ErrorReason_descriptor();
  for (int i = 1; i < reasons.value_count(); ++i) {
    left.insert(reasons.value(i)->name().substr(std::string("ERROR_REASON_").size()));
  }
  for (const std::string& reason : kNotProvoked) left.erase(reason);

  for (const Provoked& row : Table()) {
    const Outcome outcome = row.provoke();
    EXPECT_EQ(outcome.reason, row.reason) << outcome;
    EXPECT_EQ(outcome.code, row.code) << outcome;
    EXPECT_EQ(outcome.domain, "coalition") << outcome;
    std::vector<std::string> keys;
    for (const auto& [key, value] : outcome.metadata) {
      keys.push_back(key);
      EXPECT_FALSE(value.empty()) << key << " of " << outcome;
      // Every variable part of the message is in the metadata; the message holds it, too.
      if (row.reason != "INVALID_FIELD") {
        EXPECT_NE(outcome.message.find(value), std::string::npos) << outcome;
      }
    }
    EXPECT_EQ(keys, row.metadata) << outcome;
    std::vector<std::string> urls{"type.googleapis.com/google.rpc.ErrorInfo"};
    if (row.reason == "INVALID_FIELD") urls.push_back("type.googleapis.com/google.rpc.BadRequest");
    EXPECT_EQ(outcome.type_urls, urls) << outcome;
    left.erase(row.reason);
  }
  EXPECT_TRUE(left.empty()) << "nothing provokes " << *left.begin();
  network_.ExpectLedgerOk();
}

TEST_F(ErrorDetails, InABatchAreThoseOfTheCall) {
  const std::string item =
      world_.Fill("burn { request_id: '$id' member { member_id: '$member' } points: 5000000 }");
  const auto batch = network_.Must<v1::SubmitBatchRequest>(world_.nike_partner().key,
                                                           absl::StrCat("items { ", item, " }"));
  ASSERT_EQ(batch.results_size(), 1);
  const Outcome outcome = OutcomeOf(batch.results(0).error());
  EXPECT_EQ(outcome.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(outcome.reason, "INSUFFICIENT_POINTS");
  EXPECT_EQ(outcome.domain, "coalition");
  EXPECT_EQ(outcome.metadata.at("needed"), "5000000");
  EXPECT_EQ(outcome.type_urls,
            std::vector<std::string>{"type.googleapis.com/google.rpc.ErrorInfo"});
}

}  // namespace
}  // namespace coalition::e2e
