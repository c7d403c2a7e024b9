#ifndef COALITION_TESTS_SDK_CONVERT_REQUESTS_H_
#define COALITION_TESTS_SDK_CONVERT_REQUESTS_H_

#include <chrono>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

#include "partner_sdk/src/convert.h"
#include "tests/sdk/field_pairs.h"

// Values, and what they are on the wire.
namespace coalition::sdk_test {

inline const Timestamp kMoment(std::chrono::microseconds(1'500'001));
inline const Identifier kCard{.partner_id = "p", .kind = "card", .value = "4711"};
inline const Money kPrice{.currency_code = "GBP", .micros = 12};
inline const Purchase kPurchase{
    .amount = kPrice,
    .lines = {{.sku = "s", .category = "c", .quantity = 2, .unit_price_micros = 6}}};
inline const Activity kRun{.type = "run_km", .quantity = 5};

#define CARD "identifier { partner_id: 'p' kind: 'card' value: '4711' }"
#define PRICE "{ currency_code: 'GBP' micros: 12 }"
#define MOMENT "{ seconds: 1 nanos: 500001000 }"
#define PURCHASE \
  "{ amount " PRICE " lines { sku: 's' category: 'c' quantity: 2 unit_price_micros: 6 } }"
#define RUN "{ type: 'run_km' quantity: 5 }"

// `question` becomes exactly `text`, which leaves only the fields `unset` alone.
template <class Message, class Question>
void ExpectAsked(const Question& question, const std::string& text,
                 const std::vector<std::string>& unset = {}) {
  Message expected;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &expected)) << text;
  Message asked;
  sdk_internal::ToProto(question, &asked);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(asked, expected))
      << asked.DebugString() << "expected\n"
      << expected.DebugString();
  EXPECT_THAT(UnsetFields(asked), testing::ElementsAreArray(unset))
      << Message::descriptor()->full_name();
}

}  // namespace coalition::sdk_test

#endif  // COALITION_TESTS_SDK_CONVERT_REQUESTS_H_
