#include "server/store/mysql/sql_text.h"

#include <charconv>
#include <iterator>
#include <limits>

namespace coalition::store::mysql {
namespace {

// What follows the backslash in a literal, by byte; 0: the byte stands for itself.
constexpr std::array<char, 256> MakeEscapes() {
  std::array<char, 256> escapes{};
  escapes['\0'] = '0';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\x1a'] = 'Z';
  escapes['\''] = '\'';
  escapes['\\'] = '\\';
  return escapes;
}
constexpr std::array<char, 256> kEscapes = MakeEscapes();

// Bytes that are no UTF-8 may stand in the literal, too: the server takes a byte below 0x80 for
// itself whatever is before it.
void AppendQuoted(std::string_view bytes, std::string& text) {
  text += '\'';
  std::size_t begin = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char escape = kEscapes[static_cast<unsigned char>(bytes[i])];
    if (escape == 0) continue;
    text.append(bytes, begin, i - begin);
    text += '\\';
    text += escape;
    begin = i + 1;
  }
  text.append(bytes, begin);
  text += '\'';
}

void AppendHexadecimal(std::string_view bytes, std::string& text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const std::size_t begin = text.size();
  text.resize(begin + 2 * bytes.size());
  char* digit = text.data() + begin;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    *digit++ = kDigits[value >> 4];
    *digit++ = kDigits[value & 0xf];
  }
}

}  // namespace

SqlText& SqlText::Value(std::string_view text) {
  AppendQuoted(text, text_);
  return *this;
}

// In hexadecimal, which is longer by a half than quoted and yet takes the server a quarter less
// time for a whole INSERT.
SqlText& SqlText::Value(Blob blob) {
  text_ += "x'";
  AppendHexadecimal(blob.bytes, text_);
  text_ += '\'';
  return *this;
}

SqlText& SqlText::Value(const domain::MemberId& id) {
  const MemberIdBytes bytes = BytesOf(id);
  return Value(Blob{{bytes.data(), bytes.size()}});
}

SqlText& SqlText::Value(Null) {
  text_ += "NULL";
  return *this;
}

SqlText& SqlText::Integer(std::int64_t value) {
  char digits[std::numeric_limits<std::int64_t>::digits10 + 2];
  const std::to_chars_result end = std::to_chars(std::begin(digits), std::end(digits), value);
  text_.append(digits, end.ptr);
  return *this;
}

}  // namespace coalition::store::mysql
