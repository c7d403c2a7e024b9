#ifndef COALITION_TESTS_E2E_FIELD_CASES_H_
#define COALITION_TESTS_E2E_FIELD_CASES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace coalition::e2e {

// What a server must make of one value of one field.
struct FieldCase {
  std::string name;
  // Puts the value into the field of its message.
  std::function<void(google::protobuf::Message&, const google::protobuf::FieldDescriptor&)> put;
  // Empty: the field is right, whatever else happens.
  std::string reason;
  // The path that the violation names. Empty: the field's own. "^": that of its message. Other text
  // beginning with "^." goes on from there, with "." from the field's own path.
  std::string at;
};
using FieldCases = std::vector<FieldCase>;

// One right or wrong value.
FieldCase Right(const std::string& name, const std::string& value);
FieldCase Wrong(const std::string& name, const std::string& value,
                const std::string& reason = "INVALID_FIELD");
FieldCase Right(std::int64_t value);
FieldCase Wrong(std::int64_t value);
// The field is left out.
FieldCase RightWhenAbsent();
FieldCase WrongWhenAbsent(const std::string& at = "");

FieldCases operator+(FieldCases a, FieldCases b);
// The same values, where `to` is the reason in the place of `from`.
FieldCases Instead(FieldCases cases, const std::string& from, const std::string& to);

// Text of this many characters, at both edges, in one and two bytes each, and control characters.
FieldCases TextCases(std::size_t min, std::size_t max);
// A name of letters as in `good` (one character), at both edges, and characters outside of it.
FieldCases NameCases(std::size_t min, std::size_t max, char good,
                     const std::vector<std::string>& bad);
FieldCases RequestIdCases();
FieldCases PartnerNameCases();
FieldCases SnakeNameCases(std::size_t max);
// Both edges, one step beyond, and the ends of the type.
FieldCases RangeCases(std::int64_t min, std::int64_t max);
FieldCases Int32Cases(std::int32_t min, std::int32_t max);
FieldCases TimestampCases();
FieldCases MoneyCodeCases();
// Codes of points currencies.
FieldCases CurrencyCases();
FieldCases PageTokenCases();
FieldCases MemberIdCases();
FieldCases TransactionIdCases();
// The same where the field may be left empty.
FieldCases OptionalTransactionIdCases();
// Numbers of the enum outside `right`, and those in it.
FieldCases EnumCases(const std::vector<int>& right, const std::vector<int>& wrong);
// The repeated field with its first entry this often; `vary` makes each differ.
FieldCase Entries(int count, const std::string& reason, const std::string& at = "",
                  std::function<void(google::protobuf::Message&, int)> vary = nullptr);
// Something that the field may not hold, whatever it is.
FieldCase WrongWhenSet(const std::string& at = "");

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_FIELD_CASES_H_
