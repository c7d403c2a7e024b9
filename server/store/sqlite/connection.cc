#include "server/store/sqlite/connection.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "server/store/sqlite/disk_files.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {

Cursor::~Cursor() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_->handle.get());
  statement_->in_use = false;
}

bool Cursor::Step() {
  if (!status_.ok()) return false;
  sqlite3_stmt* handle = statement_->handle.get();
  const int code = sqlite3_step(handle);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) status_ = ErrorOf(code, sqlite3_db_handle(handle), sqlite3_sql(handle));
  return false;
}

absl::Status Cursor::Malformed() const {
  return absl::DataLossError(absl::StrCat("a row cannot be understood; it was read by: ",
                                          sqlite3_sql(statement_->handle.get())));
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& path,
                                                             int busy_timeout_ms) {
  return Open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, DiskFiles(), busy_timeout_ms);
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::OpenToRead(const std::string& path,
                                                                   int busy_timeout_ms) {
  const std::string log = path + "-wal";
  const std::string index = path + "-shm";
  std::error_code ignored;
  const auto log_bytes = std::filesystem::file_size(log, ignored);
  const bool has_log = !ignored && log_bytes > 0;
  if (has_log && !std::filesystem::exists(index, ignored)) {
    return absl::UnavailableError(
        absl::StrCat(log, " cannot be read without ", index, ", which the next start makes"));
  }
  // Of a database in WAL mode SQLite makes these two files even to read it. Without a log nothing
  // but the database counts (immutable); with one its index is taken as it is, and where nobody
  // keeps that up, one in memory (readonly_shm).
  std::string name = "file:";
  for (const char c : path) {
    absl::StrAppend(&name, "%", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
  }
  absl::StrAppend(&name, "?mode=ro&", has_log ? "readonly_shm=1" : "immutable=1");
  return Open(name, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr, busy_timeout_ms);
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& name, int flags,
                                                             const char* files,
                                                             int busy_timeout_ms) {
  // SQLite counts what it allocates, under a lock of all connections, unless it is told not to
  // before its first use. Where something else in the process used it before, it goes on counting.
  [[maybe_unused]] static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3* db = nullptr;
  // NOMUTEX: one thread at a time uses a connection.
  const int code = sqlite3_open_v2(name.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, files);
  std::unique_ptr<Connection> connection(new Connection(db));
  if (code != SQLITE_OK) return ErrorOf(code, db, absl::StrCat("open ", name));
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, busy_timeout_ms);
  return connection;
}

absl::Status Connection::Execute(const std::string& script) {
  const int code = sqlite3_exec(db_.get(), script.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : ErrorOf(code, db_.get(), script);
}

absl::StatusOr<Statement*> Connection::Prepared(const char* sql) {
  std::unique_ptr<Statement>& statement = statements_[sql];
  if (statement == nullptr) {
    sqlite3_stmt* handle = nullptr;
    const int code =
        sqlite3_prepare_v3(db_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    if (code != SQLITE_OK) return ErrorOf(code, db_.get(), sql);
    statement = std::make_unique<Statement>();
    statement->handle.reset(handle);
  }
  COALITION_CHECK(!statement->in_use, absl::StrCat("a scan is run within itself: ", sql));
  return statement.get();
}

absl::Status Connection::Finish(Statement& statement, const char* sql) {
  const int code = sqlite3_step(statement.handle.get());
  absl::Status status = code == SQLITE_DONE ? absl::OkStatus() : ErrorOf(code, db_.get(), sql);
  sqlite3_reset(statement.handle.get());
  return status;
}

absl::Status Connection::Define(const char* name, SqlFunction function, int arguments) {
  const int code =
      sqlite3_create_function_v2(db_.get(), name, arguments, SQLITE_UTF8 | SQLITE_DIRECTONLY, this,
                                 function, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : ErrorOf(code, db_.get(), name);
}

std::string_view Connection::BlobOf(sqlite3_value* value) {
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
  const int size = sqlite3_value_bytes(value);
  return bytes != nullptr ? std::string_view(bytes, static_cast<std::size_t>(size))
                          : std::string_view();
}

void Connection::Answer(sqlite3_context* context, const absl::StatusOr<std::string>& answer) {
  if (answer.ok()) {
    sqlite3_result_blob64(context, answer->data(), answer->size(), SQLITE_TRANSIENT);
  } else {
    sqlite3_result_error(context, answer.status().ToString().c_str(), -1);
  }
}

void Connection::CountLogPages() {
  sqlite3_wal_hook(
      db_.get(),
      [](void* connection, sqlite3*, const char*, int pages) {
        static_cast<Connection*>(connection)->log_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

absl::Status Connection::LengthenLog(std::int64_t bytes) {
  static constexpr std::array<char, 65'536> kZeros{};
  sqlite3_file* log = nullptr;
  sqlite3_int64 end = 0;
  int code = sqlite3_file_control(db_.get(), nullptr, SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (code == SQLITE_OK) code = log->pMethods->xFileSize(log, &end);
  while (code == SQLITE_OK && end < bytes) {
    const auto size = std::min<std::int64_t>(kZeros.size(), bytes - end);
    code = log->pMethods->xWrite(log, kZeros.data(), static_cast<int>(size), end);
    end += size;
  }
  return code == SQLITE_OK ? absl::OkStatus() : ErrorOf(code, db_.get(), "lengthen the log");
}

void Connection::SetPagesUnsyncedMax(int pages) {
  sqlite3_file_control(db_.get(), nullptr, kSetPagesUnsyncedMax, &pages);
}

absl::Status Connection::BeginRead() { return Run(sql::kBeginRead); }
absl::Status Connection::BeginWrite() { return Run(sql::kBeginWrite); }

absl::Status Connection::Commit() {
  const absl::StatusOr<Statement*> statement = Prepared(sql::kCommit);
  if (!statement.ok()) {
    Rollback();
    return statement.status();
  }
  const int code = sqlite3_step((*statement)->handle.get());
  absl::Status status = code == SQLITE_DONE ? absl::OkStatus() : CommitErrorOf(code, db_.get());
  sqlite3_reset((*statement)->handle.get());
  if (!status.ok()) Rollback();
  return status;
}

void Connection::Rollback() {
  if (sqlite3_get_autocommit(db_.get()) == 0) Run(sql::kRollback).IgnoreError();
}

}  // namespace coalition::store
