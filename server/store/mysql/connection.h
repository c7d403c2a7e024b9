#ifndef COALITION_SERVER_STORE_MYSQL_CONNECTION_H_
#define COALITION_SERVER_STORE_MYSQL_CONNECTION_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/store/mysql/columns.h"
#include "server/store/mysql/error.h"
#include "server/store/mysql/server_address.h"
#include "server/store/mysql/sql_text.h"

namespace sql {
class Connection;
class ResultSet;
class Statement;
}  // namespace sql

namespace coalition::store::mysql {

// The rows of one query, in order:
//
//   Rows rows = connection.Query(sql);
//   while (rows.Next(account.member, account.currency, Body(record))) ...
//   return rows.status();
//
// They are all in memory, so that the connection may be used for other things meanwhile, or end.
class Rows {
 public:
  explicit Rows(absl::Status error);
  Rows(std::unique_ptr<sql::Statement> statement, std::unique_ptr<sql::ResultSet> result);
  Rows(Rows&& other) noexcept;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  // Reads the next row's columns into `columns`. False at the end and after an error. DATA_LOSS
  // when a column does not hold what it should.
  template <typename... T>
  bool Next(T&&... columns) {
    if (!Step()) return false;
    Columns row(*result_);
    (row.Read(columns), ...);
    if (!row.ok()) status_ = absl::DataLossError("a row cannot be understood");
    return row.ok();
  }

  // Whether what a row says makes sense; otherwise it is the status from now on.
  bool Accept(absl::Status status) {
    if (!status.ok()) status_ = std::move(status);
    return status_.ok();
  }

  // Of what Next said last.
  const absl::Status& status() const { return status_; }

 private:
  bool Step();

  // Outlives its result.
  std::unique_ptr<sql::Statement> statement_;
  std::unique_ptr<sql::ResultSet> result_;
  std::size_t left_ = 0;
  absl::Status status_;
};

// How long a connection waits, in whole seconds.
struct Timeouts {
  // For a server to accept and to greet.
  std::chrono::seconds connect{3};
  // For the server to take in a statement or to begin its answer. Longer than the lock wait, and
  // than a Galera node waits for what others committed (30 s unless configured): past it the peer
  // counts as dead, and the connection as lost.
  std::chrono::seconds io{40};
  // For one lock of a row, or of a table's definition.
  std::chrono::seconds lock{5};
  // Until the server ends a session without statements, and so the locks of a client whose machine
  // died.
  std::chrono::seconds idle{60};
};

// One session with a server, MariaDB or MySQL, set up so that every rule of SqlText and of the
// store holds whatever the server's defaults are: utf8mb4 with binary collation, strict sql_mode,
// UTC, READ COMMITTED, autocommit, bounded lock waits; on a Galera node, statements wait until what
// other nodes committed before is applied (wsrep_sync_wait).
//
// Errors (see ledger_store.h), of all calls but Commit:
//   ABORTED              nothing of the transaction was done, and the same may well work at once: a
//                        deadlock, a lock wait that took too long, a conflict between nodes, a row
//                        that another transaction inserted first (duplicate key)
//   UNAVAILABLE          the server is away, not ready, read-only, full, or the connection was lost
//   FAILED_PRECONDITION  no such database or table, no permission, a setting that rules this out
//   DATA_LOSS            anything that a healthy server does not say to this program
// After an error the transaction is to be rolled back: what else is asked within it is not sent but
// answered with the same error. Statements outside a transaction commit by themselves, and whether
// they did is unknown after an error. Not thread-safe; may move between threads.
class Connection {
 public:
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ServerAddress& address,
                                                          const Timeouts& timeouts = {});
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Rows Query(const SqlText& sql);
  // A statement without rows.
  absl::Status Run(const SqlText& sql);

  // Takes the locks of what is changed or read FOR UPDATE; sees what others committed, statement by
  // statement.
  absl::Status Begin();
  // One state of everything, and nothing is changed.
  absl::Status BeginSnapshot();
  // Ends the transaction whatever comes of it. ABORTED also when the answer did not come: then it
  // is unknown whether it was committed. UNAVAILABLE: it was not.
  absl::Status Commit();
  // Does nothing outside a transaction.
  void Rollback();

  // Whether it is of no use any more.
  bool is_lost() const { return is_lost_; }
  // Statements that were sent, those of Open, Begin and Commit too, but for what the driver sends
  // by itself when it connects.
  std::int64_t statements() const { return statements_; }

 private:
  explicit Connection(std::unique_ptr<sql::Connection> session);

  absl::Status SetUp(const Timeouts& timeouts);
  absl::Status SetUpOnGalera();
  // Of a SHOW of one variable; false when there is none.
  absl::StatusOr<bool> IsOn(std::string_view show);
  absl::Status Send(std::string_view sql);
  // Does `call` with the driver, unless the transaction or the connection failed before. `sql` is
  // the statement, for the message.
  absl::Status Try(std::string_view sql, absl::FunctionRef<void()> call);
  // What the driver threw at `call`.
  std::optional<ServerError> Attempt(absl::FunctionRef<void()> call);

  std::unique_ptr<sql::Connection> session_;
  bool in_transaction_ = false;
  // What failed first in the transaction.
  absl::Status transaction_error_;
  bool is_lost_ = false;
  std::int64_t statements_ = 0;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_CONNECTION_H_
