#include "server/store/sql_values.h"

namespace coalition::store {
namespace {

void PutBigEndian(std::uint64_t word, char* bytes) {
  for (int i = 7; i >= 0; --i, word >>= 8) bytes[i] = static_cast<char>(word);
}

std::uint64_t GetBigEndian(std::string_view bytes) {
  std::uint64_t word = 0;
  for (const char byte : bytes) word = word << 8 | static_cast<unsigned char>(byte);
  return word;
}

}  // namespace

MemberIdBytes BytesOf(const domain::MemberId& id) {
  MemberIdBytes bytes;
  PutBigEndian(id.high, bytes.data());
  PutBigEndian(id.low, bytes.data() + 8);
  return bytes;
}

std::optional<domain::MemberId> MemberIdOf(std::string_view bytes) {
  if (bytes.size() != MemberIdBytes().size()) return std::nullopt;
  return domain::MemberId{GetBigEndian(bytes.substr(0, 8)), GetBigEndian(bytes.substr(8))};
}

std::optional<domain::MoneyCurrency> KeptCurrencyOf(std::string_view code) {
  return code.empty() ? domain::MoneyCurrency() : domain::MoneyCurrency::ParseKept(code);
}

}  // namespace coalition::store
