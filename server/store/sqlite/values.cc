#include "server/store/sqlite/values.h"

namespace coalition::store {
namespace {

constexpr std::size_t kMemberIdSize = 16;

void PutBigEndian(std::uint64_t word, unsigned char* bytes) {
  for (int i = 7; i >= 0; --i, word >>= 8) bytes[i] = static_cast<unsigned char>(word);
}

std::uint64_t GetBigEndian(std::string_view bytes) {
  std::uint64_t word = 0;
  for (const char byte : bytes) word = word << 8 | static_cast<unsigned char>(byte);
  return word;
}

}  // namespace

// Big-endian, so that blobs are ordered as ids are.
void Binder::Bind(const domain::MemberId& id) {
  unsigned char bytes[kMemberIdSize];
  PutBigEndian(id.high, bytes);
  PutBigEndian(id.low, bytes + 8);
  Note(sqlite3_bind_blob(statement_, ++index_, bytes, kMemberIdSize, SQLITE_TRANSIENT));
}

void Columns::Read(domain::MoneyCurrency& currency) {
  const std::string_view code = Value(SQLITE_TEXT);
  const auto known =
      code.empty() ? domain::MoneyCurrency() : domain::MoneyCurrency::ParseKept(code);
  if (!known) return Fail();
  currency = *known;
}

void Columns::Read(domain::MemberId& id) {
  const std::string_view bytes = Value(SQLITE_BLOB);
  if (bytes.size() != kMemberIdSize) return Fail();
  id.high = GetBigEndian(bytes.substr(0, 8));
  id.low = GetBigEndian(bytes.substr(8));
}

std::string_view Columns::Value(int type) {
  if (sqlite3_column_type(statement_, index_) != type) {
    Fail();
    return {};
  }
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, index_));
  const int size = sqlite3_column_bytes(statement_, index_);
  ++index_;
  return bytes != nullptr ? std::string_view(bytes, static_cast<std::size_t>(size))
                          : std::string_view();
}

}  // namespace coalition::store
