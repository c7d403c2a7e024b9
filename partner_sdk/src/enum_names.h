#ifndef COALITION_PARTNER_SDK_SRC_ENUM_NAMES_H_
#define COALITION_PARTNER_SDK_SRC_ENUM_NAMES_H_

#include <cstddef>
#include <string_view>

namespace coalition::sdk_internal {

// The name at the place of the enum's number; the first one for numbers outside the table.
template <class Enum, std::size_t kSize>
std::string_view NameIn(const std::string_view (&names)[kSize], Enum value) {
  const auto number = static_cast<std::size_t>(value);
  return number < kSize ? names[number] : names[0];
}

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_ENUM_NAMES_H_
