// The text of single values, as people type and read it. Exact both ways: no value passes through
// a floating-point number. Parsers take the whole text or fail with INVALID_ARGUMENT and a message
// that says what was expected; none skips blanks.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace coalition::ctl {

// `-?[0-9]+` that fits in 64 bits.
absl::StatusOr<int64_t> ParseInteger(absl::string_view text);

// Units to micros: `12.5` is 12,500,000. At most six decimals; at least one digit on each side of a
// decimal point.
absl::StatusOr<int64_t> ParseMicros(absl::string_view text);

// Micros to units: `12.50`, `-0.000001`. From two decimals to six, as few as are exact.
std::string FormatMicros(int64_t micros);

// `units` of 10^-scale, with exactly `scale` decimals: FormatScaled(1250, 2) is `12.50`. Scale is
// from 0 to 18; any other leaves the units as they are.
std::string FormatScaled(int64_t units, int scale);

// An enum value's name in lower case without the prefix that repeats the enum's: CHARGE_ON_ISSUE is
// `on_issue`.
std::string ShortEnumName(const google::protobuf::EnumValueDescriptor& value);

// A value by its short or full name, in any case, with `-` or `_`.
absl::StatusOr<const google::protobuf::EnumValueDescriptor*> ParseEnum(
    absl::string_view text, const google::protobuf::EnumDescriptor& type);

// Parses `text` as a value of `field`, which is no message, and sets it in `message`; appends when
// the field is repeated. Bytes are base64.
absl::Status SetScalar(absl::string_view text, const google::protobuf::FieldDescriptor& field,
                       google::protobuf::Message* message);

// The value of a singular `field` that is no message, or its element `index` when it is repeated.
// Control characters come out as spaces.
std::string FormatScalar(const google::protobuf::Message& message,
                         const google::protobuf::FieldDescriptor& field, int index = -1);

// `text` with every ASCII control character made a space, so that what a server sends cannot drive
// the terminal.
std::string Printable(absl::string_view text);

// ExchangeRate to `exchange_rate`.
std::string SnakeCase(absl::string_view camel_case);

}  // namespace coalition::ctl
