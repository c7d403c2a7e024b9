#include "server/store/mysql/columns.h"

#include <charconv>
#include <exception>
#include <string_view>
#include <system_error>

#include "server/store/mysql/driver.h"

namespace coalition::store::mysql {

bool Columns::SkipNull() {
  try {
    if (!result_.isNull(index_)) return false;
  } catch (const std::exception&) {
    Fail();
    return false;
  }
  ++index_;
  return true;
}

// The driver's own getInt64 takes what of a text looks like a number, and 0 when nothing does.
std::int64_t Columns::Integer() {
  const std::string text = Value();
  const char* const end = text.data() + text.size();
  std::int64_t value = 0;
  const std::from_chars_result read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end) Fail();
  return value;
}

std::string Columns::Value() {
  try {
    sql::SQLString value = result_.getString(index_++);
    if (result_.wasNull()) Fail();
    // SQLString itself can only be copied.
    return std::move(*value.operator->());
  } catch (const std::exception&) {
    Fail();
    return {};
  }
}

}  // namespace coalition::store::mysql
