#ifndef COALITION_SERVER_STORE_SQLITE_CONNECTION_H_
#define COALITION_SERVER_STORE_SQLITE_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/store/sqlite/error.h"
#include "server/store/sqlite/values.h"
#include "sqlite3.h"

namespace coalition::store {

// A prepared statement, and whether a Cursor reads from it.
struct Statement {
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle;
  bool in_use = false;
};

// The rows of one query, in order:
//
//   Cursor rows = connection.Query(sql::kSelectLots, lane, member, currency);
//   while (rows.Next(lot.key.expires_on, lot.points)) lots.push_back(lot);
//   return rows.status();
//
// Must end before its connection, and before its statement is run again.
class Cursor {
 public:
  explicit Cursor(absl::Status error) : status_(std::move(error)) {}
  explicit Cursor(Statement& statement) : statement_(&statement) { statement.in_use = true; }
  Cursor(Cursor&& other) noexcept
      : statement_(std::exchange(other.statement_, nullptr)), status_(std::move(other.status_)) {}
  Cursor& operator=(Cursor&&) = delete;
  ~Cursor();

  // Reads the next row's columns into `columns`. False at the end and after an error.
  template <typename... T>
  bool Next(T&&... columns) {
    if (!Step()) return false;
    Columns row(statement_->handle.get());
    (row.Read(columns), ...);
    if (!row.ok()) status_ = Malformed();
    return row.ok();
  }

  // Of what Next said last.
  const absl::Status& status() const { return status_; }

 private:
  bool Step();
  absl::Status Malformed() const;

  Statement* statement_ = nullptr;
  absl::Status status_;
};

// One connection. SQL is prepared when it is first run and kept; it is told apart by its address,
// so it must be one of the constants of statements.h. Not thread-safe.
class Connection {
 public:
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& path,
                                                          int busy_timeout_ms);
  // To read what is there, whether the database is in use or not. Writes and makes no file.
  // UNAVAILABLE when there is a write-ahead log without its index, as in a folder that was copied:
  // reading it would make one.
  static absl::StatusOr<std::unique_ptr<Connection>> OpenToRead(const std::string& path,
                                                                int busy_timeout_ms);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Any number of statements without parameters or rows.
  absl::Status Execute(const std::string& script);

  template <typename... T>
  Cursor Query(const char* sql, const T&... parameters) {
    const absl::StatusOr<Statement*> statement = Prepared(sql);
    if (!statement.ok()) return Cursor(statement.status());
    const int code = Bind(**statement, Binder::Lifetime::kCopy, parameters...);
    if (code != SQLITE_OK) return Cursor(ErrorOf(code, db_.get(), sql));
    return Cursor(**statement);
  }

  // A statement without rows.
  template <typename... T>
  absl::Status Run(const char* sql, const T&... parameters) {
    const absl::StatusOr<Statement*> statement = Prepared(sql);
    if (!statement.ok()) return statement.status();
    const int code = Bind(**statement, Binder::Lifetime::kBorrow, parameters...);
    if (code != SQLITE_OK) return ErrorOf(code, db_.get(), sql);
    return Finish(**statement, sql);
  }

  // Lets SQL call `name` with one blob; the answer is a blob, or the statement's error.
  using BlobFunction = absl::StatusOr<std::string> (*)(std::string_view);
  template <BlobFunction kFunction>
  absl::Status Define(const char* name) {
    return Define(name, [](sqlite3_context* context, int, sqlite3_value** arguments) {
      Answer(context, kFunction(BlobOf(arguments[0])));
    });
  }

  // The same for a function of a lane, a member and a currency, which may read from this
  // connection.
  using AccountFunction = absl::StatusOr<std::string> (*)(Connection&, std::int64_t lane,
                                                          std::string_view member,
                                                          std::int64_t currency);
  template <AccountFunction kFunction>
  absl::Status DefineOfAccount(const char* name) {
    return Define(
        name,
        [](sqlite3_context* context, int, sqlite3_value** arguments) {
          auto& connection = *static_cast<Connection*>(sqlite3_user_data(context));
          Answer(context, kFunction(connection, sqlite3_value_int64(arguments[0]),
                                    BlobOf(arguments[1]), sqlite3_value_int64(arguments[2])));
        },
        3);
  }

  // From now on log_pages() tells how many pages the write-ahead log had at this connection's last
  // commit, and no commit checkpoints by itself.
  void CountLogPages();
  int log_pages() const { return log_pages_; }
  // Lengthens the log's file to `bytes`, by zeros, which are no frames of it. Outside a transaction
  // of the one writer.
  absl::Status LengthenLog(std::int64_t bytes);

  // See disk_files.h.
  void SetPagesUnsyncedMax(int pages);

  absl::Status BeginRead();
  absl::Status BeginWrite();
  // After an error the transaction is rolled back.
  absl::Status Commit();
  // Does nothing outside a transaction.
  void Rollback();

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  explicit Connection(sqlite3* db) : db_(db) {}

  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& name, int flags,
                                                          const char* files, int busy_timeout_ms);
  absl::StatusOr<Statement*> Prepared(const char* sql);
  template <typename... T>
  static int Bind(Statement& statement, Binder::Lifetime lifetime, const T&... parameters) {
    Binder binder(statement.handle.get(), lifetime);
    (binder.Bind(parameters), ...);
    return binder.code();
  }
  absl::Status Finish(Statement& statement, const char* sql);

  using SqlFunction = void (*)(sqlite3_context*, int, sqlite3_value**);
  absl::Status Define(const char* name, SqlFunction function, int arguments = 1);
  static std::string_view BlobOf(sqlite3_value* value);
  static void Answer(sqlite3_context* context, const absl::StatusOr<std::string>& answer);

  std::unique_ptr<sqlite3, Close> db_;
  int log_pages_ = 0;
  absl::flat_hash_map<const char*, std::unique_ptr<Statement>> statements_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_CONNECTION_H_
