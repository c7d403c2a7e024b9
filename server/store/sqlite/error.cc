#include "server/store/sqlite/error.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace coalition::store {
namespace {

constexpr int kPrimaryCode = 0xFF;

absl::StatusCode CodeOf(int code) {
  switch (code & kPrimaryCode) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_INTERRUPT:
    case SQLITE_PROTOCOL:
    case SQLITE_AUTH:
      return absl::StatusCode::kUnavailable;
    default:
      // CORRUPT and NOTADB; CONSTRAINT (a row that must be new was there); ERROR (a table is
      // missing); and whatever else a database in order would not give.
      return absl::StatusCode::kDataLoss;
  }
}

}  // namespace

absl::Status ErrorOf(int code, sqlite3* db, std::string_view doing) {
  const char* detail = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  return absl::Status(CodeOf(code), absl::StrCat("sqlite ", code, " (", detail, ") at: ",
                                                 absl::string_view(doing.data(), doing.size())));
}

absl::Status CommitErrorOf(int code, sqlite3* db) {
  absl::Status error = ErrorOf(code, db, "COMMIT");
  if ((code & kPrimaryCode) != SQLITE_IOERR) return error;
  return absl::AbortedError(error.message());
}

}  // namespace coalition::store
