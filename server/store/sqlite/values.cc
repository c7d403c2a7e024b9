#include "server/store/sqlite/values.h"

namespace coalition::store {

void Binder::Bind(const domain::MemberId& id) {
  const MemberIdBytes bytes = BytesOf(id);
  Note(sqlite3_bind_blob(statement_, ++index_, bytes.data(), bytes.size(), SQLITE_TRANSIENT));
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
