#ifndef COALITION_PARTNER_SDK_SRC_CONVERT_PARTS_H_
#define COALITION_PARTNER_SDK_SRC_CONVERT_PARTS_H_

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"

#include "partner_sdk/src/convert.h"

// Fields that may be absent, lists, alternatives and durations, of anything that convert.h
// converts.
namespace coalition::sdk_internal {

// One lambda per alternative of a variant.
template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
// For compilers that do not deduce it from the aggregate yet.
template <class... Cases>
Match(Cases...) -> Match<Cases...>;

// What does not fit is out of range for the server too.
inline std::int32_t WholeSeconds(std::chrono::seconds from) {
  using Limits = std::numeric_limits<std::int32_t>;
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(from.count(), Limits::min(), Limits::max()));
}

// FromOptional(from.has_x(), from.x())
template <class Message>
auto FromOptional(bool present, const Message& from) {
  using Value = decltype(FromProto(from));
  return present ? std::optional<Value>(FromProto(from)) : std::nullopt;
}

template <class Message>
auto FromRepeated(const google::protobuf::RepeatedPtrField<Message>& from) {
  std::vector<decltype(FromProto(from[0]))> values;
  values.reserve(static_cast<std::size_t>(from.size()));
  for (const Message& message : from) values.push_back(FromProto(message));
  return values;
}

template <class Value, class Message>
void ToRepeated(const std::vector<Value>& from, google::protobuf::RepeatedPtrField<Message>* to) {
  to->Reserve(static_cast<int>(from.size()));
  for (const Value& value : from) ToProto(value, to->Add());
}

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_CONVERT_PARTS_H_
