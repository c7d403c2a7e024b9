#include <string>
#include <variant>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

#include "server/store/codec.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/samples.h"

namespace coalition::store {
namespace {

// What the released program wrote, as far as records have changed since: the samples with every
// field set, as they were then. These bytes stay readable for ever.
std::string TransactionBytes() {
  return absl::HexStringToBytes(
             "01ffff03feffffffffffffffff0103ffffffff0fffffffffffffffff0000000000000001ffffffff"
             "0f046100ff7fffffffffffffffffff01feffffffffffffffff01feffffffffffffffff01ffffffff"
             "ffffffffff01feffffffffffffffff010103474250ffffffffffffffffff010203736b7508636174"
             "65676f7279feffffffffffffffff01010000000001feffffff0ffeffffffffffffffff01feffffff"
             "ffffffffff0101ffffffffffffffffff010201ffffffff0f02feffffff0fffffffff0fffffffff0f"
             "feffffff0fffffffffffffffffff01000000000202ffffffff0f0603474250feffffffffffffffff"
             "017fffffffff0ffeffffff0f00010000000001ac02") +
         std::string(300, 'r') +
         absl::HexStringToBytes(
             "0101fe01020202feffffffffffffffff01feffffff0f008002feffffffffffffffff01ffffffffff"
             "ffffffff010204010608feffffff0f");
}

std::string ReversalBytes() {
  return absl::HexStringToBytes(
      "01feffffffffffffffff01ffffffffffffffffff01feffffffffffffffff01ffffffffffffffffff"
      "010300feffffffffffffffff010102ffffffffffffffffff010001");
}

std::string MemberBytes() {
  return absl::HexStringToBytes(
      "018000000000000000ffffffffffffffff02ffffffff0f0463617264046100ff7f00000004636f64"
      "65ffffffffffffffffff01");
}

std::string TermsBytes() {
  return absl::HexStringToBytes(
      "01ffffffff0fffffffff0ffeffffff0fffffffffffffffffff01feffffffffffffffff010202feff"
      "ffff0fffffffff0f02feffffffffffffffff0104feffffff0f01feffffffffffffffff0102046100"
      "ff7f");
}

std::string UncappedTermsBytes() {
  return absl::HexStringToBytes("0100000000000001000000000000000000");
}

std::string MemberOutcomeBytes() {
  return absl::HexStringToBytes(
      "010101018000000000000000ffffffffffffffff02ffffffff0f0463617264046100ff7f00000004"
      "636f6465ffffffffffffffffff01");
}

std::string TermsOutcomeBytes() {
  return absl::HexStringToBytes(
      "01010501ffffffff0fffffffff0ffeffffff0fffffffffffffffffff01feffffffffffffffff0102"
      "02feffffff0fffffffff0f02feffffffffffffffff0104feffffff0f01feffffffffffffffff0102"
      "046100ff7f");
}

// Decodes into a record that is full of something else, as stores do row after row.
template <StoredRecord T>
T DecodedOver(T used, const std::string& bytes) {
  const absl::Status status = Decode(bytes, used);
  EXPECT_TRUE(status.ok()) << status;
  return used;
}

TEST(VersionOneTest, ATransactionHasNoCounterpartHoldOrReason) {
  const domain::Transaction sample = SampleTransactions()[1];
  domain::Transaction expected = sample;
  expected.counterpart.reset();
  expected.reserved.clear();
  expected.hold_expires_at = {};
  expected.reason.clear();
  EXPECT_EQ(BytesOf(DecodedOver(sample, TransactionBytes())), BytesOf(expected));
}

TEST(VersionOneTest, AReversalStateClosedNothing) {
  const domain::ReversalState sample = SampleReversals()[1];
  domain::ReversalState expected = sample;
  expected.counterpart_points = domain::Points(0);
  expected.closed_by.reset();
  EXPECT_EQ(BytesOf(DecodedOver(sample, ReversalBytes())), BytesOf(expected));
}

TEST(VersionOneTest, AMembersIdentifiersAreNumberedInTheirOrder) {
  const domain::Member sample = SampleMembers()[1];
  const domain::Member member = DecodedOver(sample, MemberBytes());
  EXPECT_EQ(member.id, sample.id);
  ASSERT_EQ(member.identifiers.size(), 2u);
  EXPECT_EQ(member.identifiers[0], (domain::LinkedIdentifier{sample.identifiers[0].identifier, 0}));
  EXPECT_EQ(member.identifiers[1], (domain::LinkedIdentifier{{}, 1}));
  EXPECT_EQ(member.next_ordinal, 2);
  EXPECT_EQ(member.link_code, "code");
  EXPECT_EQ(member.enrolled_at, sample.enrolled_at);
  EXPECT_FALSE(member.merged_into.has_value());
  EXPECT_TRUE(member.merged.empty());
  EXPECT_FALSE(member.erased);
}

TEST(VersionOneTest, ACapWasPostpaidWithoutAnAlert) {
  const domain::Terms sample = SampleTerms()[1];
  domain::Terms expected = sample;
  expected.net_debit_cap->kind = domain::NetDebitCap::Kind::kPostpaid;
  expected.net_debit_cap->alert.reset();
  expected.breakage_share_ppm = 0;
  EXPECT_EQ(BytesOf(DecodedOver(sample, TermsBytes())), BytesOf(expected));
  EXPECT_FALSE(DecodedOver(sample, UncappedTermsBytes()).net_debit_cap.has_value());
}

TEST(VersionOneTest, AnOutcomeThatHeldAMemberIsOneThatNamesIt) {
  const domain::Member sample = SampleMembers()[1];
  const OutcomeResult result = DecodedOver(OutcomeResult(), MemberOutcomeBytes());
  ASSERT_TRUE(std::holds_alternative<domain::MemberOutcome>(result));
  EXPECT_EQ(std::get<domain::MemberOutcome>(result), (domain::MemberOutcome{sample.id, 2, "code"}));
  EXPECT_EQ(BytesOf(result).find(sample.identifiers[0].identifier.value), std::string::npos);
}

TEST(VersionOneTest, AnOutcomeMayHoldARecordOfVersionOne) {
  const OutcomeResult result = DecodedOver(OutcomeResult(), TermsOutcomeBytes());
  const auto& terms = std::get<domain::Terms>(*std::get<domain::KeptEffect>(result));
  EXPECT_EQ(BytesOf(terms), BytesOf(DecodedOver(domain::Terms(), TermsBytes())));
}

TEST(VersionOneTest, WhatIsReadIsWrittenInTheNewestVersion) {
  EXPECT_EQ(BytesOf(DecodedOver(domain::Transaction(), TransactionBytes()))[0], 2);
  EXPECT_EQ(BytesOf(DecodedOver(OutcomeResult(), MemberOutcomeBytes()))[0], 2);
}

TEST(VersionOneTest, EveryTruncationIsRefused) {
  const auto check = []<typename T>(T record, const std::string& bytes) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_TRUE(absl::IsDataLoss(Decode(std::string_view(bytes).substr(0, size), record)));
    }
  };
  check(domain::Transaction(), TransactionBytes());
  check(domain::ReversalState(), ReversalBytes());
  check(domain::Member(), MemberBytes());
  check(domain::Terms(), TermsBytes());
  check(OutcomeResult(), MemberOutcomeBytes());
}

}  // namespace
}  // namespace coalition::store
