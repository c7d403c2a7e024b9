#include "partner_sdk/src/convert.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace coalition::sdk_internal {

Timestamp FromProto(const google::protobuf::Timestamp& from) {
  // The years 1 to 9999: what a valid message holds, and what int64 microseconds hold too.
  constexpr std::int64_t kFirstSecond = -62'135'596'800;
  constexpr std::int64_t kLastSecond = 253'402'300'799;
  return Timestamp(std::chrono::seconds(std::clamp(from.seconds(), kFirstSecond, kLastSecond)) +
                   std::chrono::microseconds(from.nanos() / 1'000));
}

void ToProto(Timestamp from, google::protobuf::Timestamp* to) {
  const auto second = std::chrono::floor<std::chrono::seconds>(from);
  to->set_seconds(second.time_since_epoch().count());
  to->set_nanos(static_cast<std::int32_t>(std::chrono::nanoseconds(from - second).count()));
}

Money FromProto(const v1::Money& from) {
  return {.currency_code = from.currency_code(), .micros = from.micros()};
}

void ToProto(const Money& from, v1::Money* to) {
  to->set_currency_code(from.currency_code);
  to->set_micros(from.micros);
}

Ratio FromProto(const v1::Ratio& from) {
  return {.numerator = from.numerator(), .denominator = from.denominator()};
}

void ToProto(const Ratio& from, v1::Ratio* to) {
  to->set_numerator(from.numerator);
  to->set_denominator(from.denominator);
}

}  // namespace coalition::sdk_internal
