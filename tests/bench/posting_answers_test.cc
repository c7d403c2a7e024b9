#include "clients/bench/posting_answers.h"

#include <string>

#include <gtest/gtest.h>

#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

#include "coalition/v1/points_service.pb.h"

namespace coalition::bench {
namespace {

template <typename Answer>
bool Read(const std::string& wire, Answer* answer, int block_bytes = -1) {
  google::protobuf::io::ArrayInputStream stream(wire.data(), static_cast<int>(wire.size()),
                                                block_bytes);
  return answer->ReadFrom(&stream);
}

void AddLeg(v1::LegKind kind, std::int64_t points, std::int64_t micros, v1::Transaction* out) {
  v1::MoneyLeg* leg = out->add_legs();
  leg->set_partner_id("bench-01");
  leg->set_kind(kind);
  leg->set_points(points);
  leg->mutable_amount()->set_currency_code("GBP");
  leg->mutable_amount()->set_micros(micros);
}

// With everything in it that a receipt can have, told by one number.
v1::Receipt ReceiptOf(int number) {
  v1::Receipt receipt;
  v1::Transaction* transaction = receipt.mutable_transaction();
  transaction->set_transaction_id("3-" + std::to_string(number));
  transaction->set_type(v1::TRANSACTION_TYPE_BURN);
  transaction->set_member_id("01234567-89ab-7def-8000-000000000000");
  transaction->set_request_id("request");
  transaction->mutable_event_time()->set_seconds(1'700'000'000);
  transaction->set_points(-number);
  transaction->set_partner_points(number);
  transaction->mutable_conversion()->set_carry_numerator(-1);
  transaction->add_lots()->mutable_lot()->set_points(-number);
  AddLeg(v1::LEG_KIND_REDEMPTION, -number, 4'000LL * number, transaction);
  AddLeg(v1::LEG_KIND_FEE, -number, -5LL * number, transaction);
  receipt.mutable_balance()->set_available(1'000'000);
  receipt.set_replayed(number % 2 == 0);
  return receipt;
}

void ExpectSummaryOf(int number, const ReceiptSummary& summary) {
  EXPECT_TRUE(summary.has_number);
  EXPECT_EQ(summary.number, (TransactionNumber{3, static_cast<std::uint64_t>(number)}));
  EXPECT_EQ(summary.replayed, number % 2 == 0);
  EXPECT_EQ(summary.points, -number);
  ASSERT_EQ(summary.legs_size, 2u);
  EXPECT_EQ(summary.legs[0].kind, v1::LEG_KIND_REDEMPTION);
  EXPECT_EQ(summary.legs[0].points, -number);
  EXPECT_EQ(summary.legs[0].micros, 4'000LL * number);
  EXPECT_EQ(summary.legs[1].kind, v1::LEG_KIND_FEE);
  EXPECT_EQ(summary.legs[1].micros, -5LL * number);
}

TEST(PostingAnswersTest, ReadsTheAnswersOfUnaryCalls) {
  v1::EarnResponse earn;
  *earn.mutable_receipt() = ReceiptOf(7);
  PostingAnswer answer;
  ASSERT_TRUE(Read(earn.SerializeAsString(), &answer));
  ExpectSummaryOf(7, answer.receipt);

  // Of the one before, nothing is left.
  v1::AuthorizeResponse authorize;
  *authorize.mutable_receipt() = ReceiptOf(8);
  authorize.mutable_receipt()->mutable_transaction()->clear_legs();
  authorize.mutable_expires_at()->set_seconds(5);
  ASSERT_TRUE(Read(authorize.SerializeAsString(), &answer));
  EXPECT_EQ(answer.receipt.legs_size, 0u);
  EXPECT_TRUE(answer.receipt.replayed);
}

TEST(PostingAnswersTest, ReadsTheItemsOfABatch) {
  v1::SubmitBatchResponse response;
  for (int i = 1; i <= 100; ++i) {
    v1::BatchResult* result = response.add_results();
    result->set_request_id("request-" + std::to_string(i));
    if (i % 10 == 0) {
      result->mutable_error()->set_code(9);
      result->mutable_error()->set_message("no");
    } else {
      *result->mutable_receipt() = ReceiptOf(i);
    }
  }
  BatchAnswer answer;
  // In one block, and in blocks that end within every field.
  for (const int block_bytes : {-1, 1, 7}) {
    ASSERT_TRUE(Read(response.SerializeAsString(), &answer, block_bytes));
    ASSERT_EQ(answer.items.size(), 100u);
    for (int i = 1; i <= 100; ++i) {
      const ItemAnswer& item = answer.items[static_cast<std::size_t>(i) - 1];
      if (i % 10 == 0) {
        ASSERT_NE(item.error, nullptr);
        EXPECT_EQ(item.error->code(), 9);
      } else {
        EXPECT_EQ(item.error, nullptr);
        ExpectSummaryOf(i, item.receipt);
      }
    }
  }
}

TEST(PostingAnswersTest, ReadsTheAnswersOfAStream) {
  v1::SubmitStreamResponse response;
  *response.mutable_result()->mutable_receipt() = ReceiptOf(5);
  StreamAnswer answer;
  ASSERT_TRUE(Read(response.SerializeAsString(), &answer));
  ExpectSummaryOf(5, answer.item.receipt);
  response.mutable_result()->mutable_error()->set_code(3);
  ASSERT_TRUE(Read(response.SerializeAsString(), &answer));
  ASSERT_NE(answer.item.error, nullptr);
}

TEST(PostingAnswersTest, TakesAnEmptyAnswerForOneWithoutATransaction) {
  PostingAnswer answer;
  EXPECT_TRUE(Read("", &answer));
  EXPECT_FALSE(answer.receipt.has_number);
  v1::EarnResponse strange;
  strange.mutable_receipt()->mutable_transaction()->set_transaction_id(std::string(100, '1'));
  EXPECT_TRUE(Read(strange.SerializeAsString(), &answer));
  EXPECT_FALSE(answer.receipt.has_number);
}

TEST(PostingAnswersTest, CutsOffLegsThatAreTooMany) {
  v1::EarnResponse earn;
  *earn.mutable_receipt() = ReceiptOf(1);
  for (int i = 0; i < 100; ++i) {
    AddLeg(v1::LEG_KIND_ISSUE, 1, 1, earn.mutable_receipt()->mutable_transaction());
  }
  PostingAnswer answer;
  ASSERT_TRUE(Read(earn.SerializeAsString(), &answer));
  EXPECT_EQ(answer.receipt.legs_size, ReceiptSummary::kLegsMax);
}

TEST(PostingAnswersTest, RefusesWhatIsCutOff) {
  v1::EarnResponse earn;
  *earn.mutable_receipt() = ReceiptOf(123'456);
  const std::string wire = earn.SerializeAsString();
  PostingAnswer answer;
  for (std::size_t size = 1; size < wire.size(); ++size) {
    EXPECT_FALSE(Read(wire.substr(0, size), &answer)) << size;
  }
}

TEST(PostingAnswersTest, SurvivesAnyDamage) {
  v1::SubmitBatchResponse response;
  for (int i = 1; i <= 3; ++i) *response.add_results()->mutable_receipt() = ReceiptOf(i);
  const std::string wire = response.SerializeAsString();
  BatchAnswer answer;
  for (std::size_t at = 0; at < wire.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = wire;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      Read(damaged, &answer);
      EXPECT_LE(answer.items.size(), wire.size());
    }
  }
}

}  // namespace
}  // namespace coalition::bench
