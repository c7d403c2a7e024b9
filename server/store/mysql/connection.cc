#include "server/store/mysql/connection.h"

#include <exception>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "server/store/mysql/driver.h"

namespace coalition::store::mysql {
namespace {

// TRADITIONAL is strict, and leaves backslashes and quotes their meaning. MariaDB would make a
// temporary table of each IN with a thousand values or more; to MySQL the setting is a comment. And
// both would look each value of a shorter IN up twice, to count rows first.
constexpr char kSettings[] =
    "SET NAMES utf8mb4 COLLATE utf8mb4_bin, sql_mode = 'TRADITIONAL', time_zone = '+00:00', "
    "/*M! in_predicate_conversion_threshold = 0, */ eq_range_index_dive_limit = 1, autocommit = 1, "
    "completion_type = 'NO_CHAIN', "
    "innodb_lock_wait_timeout = ";
constexpr char kTableLockTimeout[] = ", lock_wait_timeout = ";
constexpr char kIdleTimeout[] = ", wait_timeout = ";
constexpr char kIsolation[] = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE";
constexpr char kShowGalera[] = "SHOW SESSION VARIABLES LIKE 'wsrep_on'";
constexpr char kShowGaleraReady[] = "SHOW SESSION STATUS LIKE 'wsrep_ready'";
constexpr char kWaitForNodes[] = "SET SESSION wsrep_sync_wait = 1";

// READ WRITE, so that a server that is read-only says so before any work is done.
constexpr char kBegin[] = "START TRANSACTION READ WRITE";
// Of the next transaction only.
constexpr char kSnapshotIsolation[] = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
constexpr char kBeginSnapshot[] = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
constexpr char kCommit[] = "COMMIT";
constexpr char kRollback[] = "ROLLBACK";

// The one driver, which wants to know each thread that uses it.
sql::Driver& Driver() {
  static sql::Driver* const driver = get_driver_instance();
  struct ThreadUse {
    ThreadUse() { driver->threadInit(); }
    ~ThreadUse() { driver->threadEnd(); }
  };
  thread_local const ThreadUse use;
  return *driver;
}

int Seconds(std::chrono::seconds seconds) { return static_cast<int>(seconds.count()); }

void PutServer(const ServerAddress& address, sql::ConnectOptionsMap& options) {
  if (!address.socket.empty()) {
    options["socket"] = sql::SQLString(address.socket);
    return;
  }
  // The driver would take the last part of a bare IPv6 address for a port.
  const bool is_ip6 = address.host.find(':') != std::string::npos;
  options["hostName"] =
      sql::SQLString(is_ip6 ? absl::StrCat("[", address.host, "]") : address.host);
  options["port"] = address.port;
}

void PutTls(const ServerAddress& address, sql::ConnectOptionsMap& options) {
  if (address.tls == ServerAddress::Tls::kOff) return;
#if COALITION_MYSQL_HAS_SSL_MODE
  options["OPT_SSL_MODE"] = static_cast<int>(sql::SSL_MODE_VERIFY_IDENTITY);
#else
  options["sslEnforce"] = true;
  options["sslVerify"] = true;
#endif
  options["sslCA"] = sql::SQLString(address.tls_ca);
  if (address.tls_certificate.empty()) return;
  options["sslCert"] = sql::SQLString(address.tls_certificate);
  options["sslKey"] = sql::SQLString(address.tls_key);
}

sql::ConnectOptionsMap OptionsOf(const ServerAddress& address, const Timeouts& timeouts) {
  sql::ConnectOptionsMap options;
  PutServer(address, options);
  PutTls(address, options);
  options["userName"] = sql::SQLString(address.user);
  options["password"] = sql::SQLString(address.password);
  options["schema"] = sql::SQLString(address.database);
  options["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
  // Otherwise the driver sends a statement that makes it utf8.
  options["characterSetResults"] = sql::SQLString("utf8mb4");
  options["OPT_CONNECT_TIMEOUT"] = Seconds(timeouts.connect);
  options["OPT_READ_TIMEOUT"] = Seconds(timeouts.io);
  options["OPT_WRITE_TIMEOUT"] = Seconds(timeouts.io);
  // It would lose a transaction, and all settings, without a word.
  options["OPT_RECONNECT"] = false;
  // A server could ask for any file of this machine.
  options["OPT_LOCAL_INFILE"] = 0;
  return options;
}

std::string NameOf(const ServerAddress& address) {
  const std::string where =
      address.socket.empty() ? absl::StrCat(address.host, ":", address.port) : address.socket;
  return absl::StrCat("connect to ", where, " as ", address.user);
}

}  // namespace

Rows::Rows(absl::Status error) : status_(std::move(error)) {}
Rows::Rows(std::unique_ptr<sql::Statement> statement, std::unique_ptr<sql::ResultSet> result)
    : statement_(std::move(statement)), result_(std::move(result)), left_(result_->rowsCount()) {}
Rows::Rows(Rows&& other) noexcept = default;
Rows::~Rows() = default;

// Past the last row the driver would look for its connection, which may be gone.
bool Rows::Step() {
  if (!status_.ok() || left_ == 0) return false;
  --left_;
  try {
    return result_->next();
  } catch (const std::exception& thrown) {
    status_ = ErrorOf(ServerErrorOf(thrown), "read a row");
    return false;
  }
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ServerAddress& address,
                                                             const Timeouts& timeouts) {
  std::unique_ptr<sql::Connection> session;
  try {
    sql::ConnectOptionsMap options = OptionsOf(address, timeouts);
    session.reset(Driver().connect(options));
  } catch (const std::exception& thrown) {
    return ErrorOf(ServerErrorOf(thrown), NameOf(address));
  }
  std::unique_ptr<Connection> connection(new Connection(std::move(session)));
  if (absl::Status set_up = connection->SetUp(timeouts); !set_up.ok()) return set_up;
  return connection;
}

Connection::Connection(std::unique_ptr<sql::Connection> session) : session_(std::move(session)) {}

Connection::~Connection() {
  // Perhaps this thread's first use.
  Driver();
}

absl::Status Connection::SetUp(const Timeouts& timeouts) {
  SqlText settings(kSettings);
  settings.Value(timeouts.lock.count()).Text(kTableLockTimeout).Value(timeouts.lock.count());
  settings.Text(kIdleTimeout).Value(timeouts.idle.count());
  if (absl::Status set = Run(settings); !set.ok()) return set;
  if (absl::Status set = Send(kIsolation); !set.ok()) return set;
  // Other servers may not have the variables.
  const absl::StatusOr<bool> is_galera = IsOn(kShowGalera);
  if (!is_galera.ok()) return is_galera.status();
  return *is_galera ? SetUpOnGalera() : absl::OkStatus();
}

// A node that takes no part in its cluster lets everybody in, and then refuses what reads or
// writes. Found out here, it is a server that cannot be reached, which the pool asks now and then.
absl::Status Connection::SetUpOnGalera() {
  const absl::StatusOr<bool> is_ready = IsOn(kShowGaleraReady);
  if (!is_ready.ok()) return is_ready.status();
  if (!*is_ready) return absl::UnavailableError("the Galera node takes no part in its cluster");
  return Send(kWaitForNodes);
}

absl::StatusOr<bool> Connection::IsOn(std::string_view show) {
  std::string name;
  std::string value;
  Rows rows = Query(SqlText(show));
  rows.Next(name, value);
  if (!rows.status().ok()) return rows.status();
  return value == "ON";
}

Rows Connection::Query(const SqlText& sql) {
  std::unique_ptr<sql::Statement> statement;
  std::unique_ptr<sql::ResultSet> result;
  absl::Status done = Try(sql.text(), [&] {
    statement.reset(session_->createStatement());
    result.reset(statement->executeQuery(sql.text()));
  });
  if (!done.ok()) return Rows(std::move(done));
  return Rows(std::move(statement), std::move(result));
}

absl::Status Connection::Run(const SqlText& sql) { return Send(sql.text()); }

absl::Status Connection::Begin() {
  COALITION_CHECK(!in_transaction_, "a transaction begins within another");
  absl::Status begun = Send(kBegin);
  in_transaction_ = begun.ok();
  return begun;
}

absl::Status Connection::BeginSnapshot() {
  COALITION_CHECK(!in_transaction_, "a transaction begins within another");
  if (absl::Status set = Send(kSnapshotIsolation); !set.ok()) return set;
  absl::Status begun = Send(kBeginSnapshot);
  in_transaction_ = begun.ok();
  // The isolation would be that of the transaction which comes next.
  if (!begun.ok()) is_lost_ = true;
  return begun;
}

// As a statement: the driver's own commit() does not tell when it fails.
absl::Status Connection::Commit() {
  COALITION_CHECK(in_transaction_, "there is no transaction to commit");
  absl::Status done = transaction_error_;
  if (done.ok()) {
    const std::optional<ServerError> error = Attempt([&] {
      const std::unique_ptr<sql::Statement> statement(session_->createStatement());
      statement->executeUpdate(kCommit);
    });
    if (!error) {
      in_transaction_ = false;
      return absl::OkStatus();
    }
    done = CommitErrorOf(*error);
  }
  Rollback();
  return done;
}

void Connection::Rollback() {
  if (!std::exchange(in_transaction_, false)) return;
  transaction_error_ = absl::OkStatus();
  if (!is_lost_ && !Send(kRollback).ok()) is_lost_ = true;
}

absl::Status Connection::Send(std::string_view sql) {
  return Try(sql, [&] {
    const std::unique_ptr<sql::Statement> statement(session_->createStatement());
    statement->executeUpdate(sql::SQLString(sql.data(), sql.size()));
  });
}

absl::Status Connection::Try(std::string_view sql, absl::FunctionRef<void()> call) {
  if (!transaction_error_.ok()) return transaction_error_;
  if (is_lost_) return absl::UnavailableError("the connection to the database was lost before");
  const std::optional<ServerError> error = Attempt(call);
  if (!error) return absl::OkStatus();
  absl::Status status = ErrorOf(*error, sql);
  if (in_transaction_) transaction_error_ = status;
  return status;
}

std::optional<ServerError> Connection::Attempt(absl::FunctionRef<void()> call) {
  ++statements_;
  try {
    Driver();
    call();
    return std::nullopt;
  } catch (const std::exception& thrown) {
    ServerError error = ServerErrorOf(thrown);
    is_lost_ = is_lost_ || EndsSession(error);
    return error;
  }
}

}  // namespace coalition::store::mysql
