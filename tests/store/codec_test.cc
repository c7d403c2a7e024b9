#include "server/store/codec.h"

#include <concepts>
#include <cstdint>
#include <random>
#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

#include "tests/store/ledger_dump.h"
#include "tests/store/samples.h"

namespace coalition::store {
namespace {

template <StoredRecord T>
bool Decodes(std::string_view bytes) {
  T record;
  const absl::Status status = Decode(bytes, record);
  EXPECT_TRUE(status.ok() || absl::IsDataLoss(status)) << status;
  return status.ok();
}

std::string Replaced(std::string bytes, const std::string& from, const std::string& to) {
  const auto at = bytes.find(from);
  EXPECT_NE(at, std::string::npos);
  return bytes.replace(at, from.size(), to);
}

// A layout names each field of its record once, or it does not compile (see archive.h); so equal
// bytes are equal records.
TEST(CodecTest, EveryRecordComesBackAsItWas) {
  ForEachSample([]<typename T>(const T& sample) {
    const std::string bytes = BytesOf(sample);
    T decoded;
    ASSERT_TRUE(Decode(bytes, decoded).ok());
    EXPECT_EQ(BytesOf(decoded), bytes);
  });
}

TEST(CodecTest, FieldsComeBackInTheirPlaces) {
  const domain::Transaction sample = SampleTransactions()[1];
  domain::Transaction decoded;
  ASSERT_TRUE(Decode(BytesOf(sample), decoded).ok());
  EXPECT_EQ(decoded.id, sample.id);
  EXPECT_EQ(decoded.type, sample.type);
  EXPECT_EQ(decoded.member, sample.member);
  EXPECT_EQ(decoded.request_id, sample.request_id);
  EXPECT_EQ(decoded.event_time, sample.event_time);
  EXPECT_EQ(decoded.posted_at, sample.posted_at);
  EXPECT_EQ(decoded.points, sample.points);
  EXPECT_EQ(decoded.partner_points, sample.partner_points);
  const auto& purchase = std::get<domain::Purchase>(decoded.facts);
  EXPECT_EQ(purchase.lines[0].sku, "sku");
  EXPECT_EQ(purchase.lines[0].unit_price, domain::Micros(-1));
  EXPECT_EQ(decoded.conversion->carry_after, sample.conversion->carry_after);
  EXPECT_EQ(decoded.lots, sample.lots);
  EXPECT_EQ(decoded.legs[0].money, sample.legs[0].money);
  EXPECT_EQ(decoded.legs[0].lot_index, sample.legs[0].lot_index);
  EXPECT_EQ(decoded.legs[1].lot_index, -1);
  EXPECT_EQ(decoded.original, sample.original);
  EXPECT_EQ(decoded.balance_after, sample.balance_after);
  EXPECT_EQ(decoded.previous, sample.previous);
  EXPECT_EQ(decoded.counterpart->member, sample.counterpart->member);
  EXPECT_EQ(decoded.counterpart->points, sample.counterpart->points);
  EXPECT_EQ(decoded.counterpart->lots, sample.counterpart->lots);
  EXPECT_EQ(decoded.reserved, sample.reserved);
  EXPECT_EQ(decoded.hold_expires_at, sample.hold_expires_at);
  EXPECT_EQ(decoded.reason, sample.reason);
}

// What is on disk stays readable: these bytes never change; for version 1 see version_one_test.cc.
TEST(CodecTest, TheBytesOfVersionTwoStay) {
  domain::Transaction earn;
  earn.id = {domain::LaneId(0), domain::Sequence(300)};
  earn.partner = domain::PartnerId(2);
  earn.member = {0x0102030405060708, 0x090A0B0C0D0E0F10};
  earn.currency = domain::CurrencyId(1);
  earn.request_id = "r1";
  earn.event_time = {-1};
  earn.posted_at = {64};
  earn.window = domain::WindowId(1);
  earn.points = domain::Points(-2);
  earn.lots = {{{{3}, {2}, domain::PartnerId(2), 1}, domain::Points(-2)}};
  EXPECT_EQ(absl::BytesToHexString(BytesOf(earn)),
            "02"
            "00"
            "d804"
            "01"
            "02"
            "0102030405060708090a0b0c0d0e0f10"
            "01"
            "027231"
            "01"
            "8001"
            "02"
            "03"
            "00"
            "00"
            "00"
            "00"
            "01"
            "06"
            "04"
            "02"
            "02"
            "03"
            "00"
            "00"
            "00"
            "01"
            "00"
            "00"
            "00"
            "00"
            "00"
            "00"
            "00"
            "00"
            "00"
            "00"
            "00"
            "00");
}

TEST(CodecTest, EveryTruncationIsRefused) {
  ForEachSample([]<typename T>(const T& sample) {
    const std::string bytes = BytesOf(sample);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(Decodes<T>(std::string_view(bytes).substr(0, size))) << size;
    }
  });
}

TEST(CodecTest, WhatFollowsARecordIsRefused) {
  ForEachSample(
      []<typename T>(const T& sample) { EXPECT_FALSE(Decodes<T>(BytesOf(sample) + '\0')); });
}

TEST(CodecTest, AnotherVersionIsRefused) {
  ForEachSample([]<typename T>(const T& sample) {
    std::string bytes = BytesOf(sample);
    ++bytes[0];
    EXPECT_FALSE(Decodes<T>(bytes));
    bytes[0] = 0;
    EXPECT_FALSE(Decodes<T>(bytes));
  });
}

// Whether `bytes`, or the record in an outcome's Effect, are of an older version than the newest.
template <StoredRecord T>
bool IsOlder(const std::string& bytes, const std::string& newest) {
  if (bytes[0] < newest[0]) return true;
  return std::same_as<T, OutcomeResult> && newest[1] == 1 && bytes[3] < newest[3];
}

// Version 1 of a record that changed is read, but written as the newest.
template <StoredRecord T>
void ExpectIsWrittenSo(const T& decoded, const std::string& bytes) {
  const std::string newest = BytesOf(decoded);
  if (!IsOlder<T>(bytes, newest)) {
    EXPECT_EQ(newest, bytes);
  }
}

// What is accepted is exactly what would be written; and nothing else happens than a refusal.
TEST(CodecTest, DamagedBytesAreRefusedOrAreTheBytesOfAnotherRecord) {
  std::mt19937_64 random(20260115);
  ForEachSample([&]<typename T>(const T& sample) {
    const std::string bytes = BytesOf(sample);
    for (int i = 0; i < 2'000; ++i) {
      std::string damaged = bytes;
      const auto changes = 1 + random() % 4;
      for (std::uint64_t change = 0; change < changes; ++change) {
        damaged[random() % damaged.size()] = static_cast<char>(random());
      }
      T decoded;
      if (Decode(damaged, decoded).ok()) ExpectIsWrittenSo(decoded, damaged);
    }
  });
}

TEST(CodecTest, RandomBytesDoNoHarm) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes(random() % 200, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 3 == 0 ? random() : random() % 4);
    if (!bytes.empty()) bytes[0] = static_cast<char>(1 + random() % 2);
    ForEachSample([&]<typename T>(const T&) {
      T decoded;
      if (Decode(bytes, decoded).ok()) ExpectIsWrittenSo(decoded, bytes);
    });
  }
}

TEST(CodecTest, ALengthBeyondTheBytesIsRefused) {
  domain::Network network;
  network.name = "HighStreet";
  const std::string bytes = BytesOf(network);
  for (const std::string length : {"\x7F", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"}) {
    EXPECT_FALSE(Decodes<domain::Network>(Replaced(bytes, "\nHigh", length + "High")));
  }
  domain::ReversalState state;
  state.line_quantities = {1, 2, 3};
  EXPECT_FALSE(Decodes<domain::ReversalState>(
      Replaced(BytesOf(state), "\x03\x02\x04\x06", "\xFF\xFF\xFF\xFF\x0F\x02\x04\x06")));
}

TEST(CodecTest, NumbersOutOfRangeOrOverlongAreRefused) {
  domain::ReversalState state;
  state.points = domain::Points(-64);
  const std::string bytes = BytesOf(state);
  ASSERT_EQ(bytes.substr(0, 2), "\x02\x7F");
  const auto with = [&](std::string_view points) {
    return std::string("\x02").append(points) + bytes.substr(2);
  };
  EXPECT_TRUE(Decodes<domain::ReversalState>(with("\x7F")));
  EXPECT_TRUE(Decodes<domain::ReversalState>(with("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01")));
  EXPECT_FALSE(Decodes<domain::ReversalState>(with("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02")));
  EXPECT_FALSE(Decodes<domain::ReversalState>(with({"\xFF\x00", 2})));
  EXPECT_FALSE(
      Decodes<domain::ReversalState>(with("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01")));

  // A partner's id has 32 bits.
  domain::Partner partner;
  partner.id = domain::PartnerId(~0u);
  const std::string largest = "\xFF\xFF\xFF\xFF\x0F";
  EXPECT_FALSE(
      Decodes<domain::Partner>(Replaced(BytesOf(partner), largest, "\xFF\xFF\xFF\xFF\x1F")));
}

template <StoredRecord T, typename E>
void ExpectRefused(T record, E T::*field, std::initializer_list<int> numbers) {
  for (const int number : numbers) {
    record.*field = static_cast<E>(number);
    EXPECT_FALSE(Decodes<T>(BytesOf(record))) << number;
  }
}

TEST(CodecTest, NumbersThatAreNoEnumeratorAreRefused) {
  ExpectRefused(domain::Transaction(), &domain::Transaction::type, {0, 11, 255});
  ExpectRefused(domain::Transaction(), &domain::Transaction::original_type, {0, 11});
  ExpectRefused(domain::Network(), &domain::Network::negative_balance, {0, 4});
  ExpectRefused(domain::Partner(), &domain::Partner::state, {0, 3});
  ExpectRefused(domain::ExchangeRate(), &domain::ExchangeRate::rounding, {0, 4});
  ExpectRefused(domain::Terms(), &domain::Terms::charge, {0, 3});
  ExpectRefused(domain::Credential(), &domain::Credential::role, {0, 3});
  domain::Transaction transaction;
  transaction.legs.resize(1);
  for (const int number : {0, 9}) {
    transaction.legs[0].kind = static_cast<domain::LegKind>(number);
    EXPECT_FALSE(Decodes<domain::Transaction>(BytesOf(transaction)));
  }
  domain::Terms terms;
  for (const int number : {0, 3}) {
    terms.net_debit_cap = {static_cast<domain::NetDebitCap::Kind>(number), {}, {}};
    EXPECT_FALSE(Decodes<domain::Terms>(BytesOf(terms)));
  }
  for (const int number : {0, 31}) {
    const OutcomeResult result = domain::Rejection{static_cast<domain::Reason>(number), {}};
    EXPECT_FALSE(Decodes<OutcomeResult>(BytesOf(result)));
  }
}

TEST(CodecTest, WhatArithmeticWouldDivideByIsPositive) {
  for (const std::int64_t denominator : {std::int64_t{0}, std::int64_t{-1}, INT64_MIN}) {
    domain::ExchangeRate rate;
    rate.burn.denominator = denominator;
    EXPECT_FALSE(Decodes<domain::ExchangeRate>(BytesOf(rate)));
    domain::ConversionRate conversion_rate;
    conversion_rate.rate.denominator = denominator;
    EXPECT_FALSE(Decodes<domain::ConversionRate>(BytesOf(conversion_rate)));
    domain::Transaction transaction;
    transaction.conversion.emplace();
    transaction.conversion->carry_after = domain::Carry{1, denominator};
    EXPECT_FALSE(Decodes<domain::Transaction>(BytesOf(transaction)));
  }
}

TEST(CodecTest, AMoneyCurrencyThatIsNoneIsRefused) {
  domain::Partner partner = SamplePartners()[1];
  const std::string bytes = BytesOf(partner);
  EXPECT_TRUE(Decodes<domain::Partner>(Replaced(bytes, "\3GBP", "\3EUR")));
  EXPECT_FALSE(Decodes<domain::Partner>(Replaced(bytes, "\3GBP", "\3XXX")));
  EXPECT_FALSE(Decodes<domain::Partner>(Replaced(bytes, "\3GBP", "\2GB")));
}

TEST(CodecTest, MetadataOutOfOrderOrTwiceIsRefused) {
  const OutcomeResult result =
      domain::Rejection{domain::Reason::kInvalidField, {{"a", "x"}, {"b", "x"}}};
  const std::string bytes = BytesOf(result);
  EXPECT_TRUE(Decodes<OutcomeResult>(Replaced(bytes, "b", "c")));
  EXPECT_FALSE(Decodes<OutcomeResult>(Replaced(bytes, "b", "a")));
  EXPECT_FALSE(Decodes<OutcomeResult>(Replaced(bytes, "a", "c")));
}

TEST(CodecTest, AnOutcomeNeverHoldsATransaction) {
  // Version, the alternative Effect, its alternative Transaction.
  for (const char version : {'\1', '\2'}) {
    const std::string bytes = std::string({version, 1, 0}) + BytesOf(domain::Transaction());
    EXPECT_FALSE(Decodes<OutcomeResult>(bytes));
  }
  const OutcomeResult result = std::make_shared<const domain::Effect>(domain::Transaction());
  EXPECT_DEATH(BytesOf(result), "names its transaction");
}

TEST(CodecTest, AnOutcomeNeverHoldsAMember) {
  const std::string bytes = std::string({2, 1, 1}) + BytesOf(domain::Member());
  EXPECT_FALSE(Decodes<OutcomeResult>(bytes));
  const OutcomeResult result = std::make_shared<const domain::Effect>(domain::Member());
  EXPECT_DEATH(BytesOf(result), "nothing personal");
}

}  // namespace
}  // namespace coalition::store
