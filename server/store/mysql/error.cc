#include "server/store/mysql/error.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "server/store/mysql/driver.h"

namespace coalition::store::mysql {
namespace {

constexpr std::size_t kShownOfStatementMax = 80;

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// Numbers of the client's library, libmariadb or libmysqlclient, whatever the server.
bool IsOfClient(int number) { return 2000 <= number && number < 3000; }

// Nothing was done because of what others did, or do.
bool IsConflict(int number) {
  switch (number) {
    case 1020:  // CHECKREAD: changed since the snapshot (innodb_snapshot_isolation)
    case 1022:  // DUP_KEY
    case 1062:  // DUP_ENTRY
    case 1180:  // ERROR_DURING_COMMIT: Galera's certification, in some versions
    case 1205:  // LOCK_WAIT_TIMEOUT; also Galera's wait for what other nodes committed
    case 1213:  // LOCK_DEADLOCK; also Galera's certification
    case 1317:  // QUERY_INTERRUPTED: by another node's transaction, or KILL QUERY
    case 1412:  // TABLE_DEF_CHANGED: since the snapshot
    case 1586:  // DUP_ENTRY_WITH_KEY_NAME
    case 1689:  // LOCK_ABORTED
    case 3101:  // TRANSACTION_ROLLBACK_DURING_COMMIT: group replication's certification
      return true;
    default:
      return false;
  }
}

// The server's words for a server that is not the one to write to, or not yet.
bool IsReadOnly(int number) {
  switch (number) {
    case 1290:  // OPTION_PREVENTS_STATEMENT: --read-only, --super-read-only
    case 1836:  // READ_ONLY_MODE
      return true;
    default:
      return false;
  }
}

bool IsFull(int number) {
  switch (number) {
    case 1021:  // DISK_FULL
    case 1114:  // RECORD_FILE_FULL
      return true;
    default:
      return false;
  }
}

bool IsNotReady(int number) {
  switch (number) {
    case 1047:  // UNKNOWN_COM_ERROR: a Galera node that is not, or not yet, of the cluster
    case 3032:  // SERVER_OFFLINE_MODE
    case 3100:  // RUN_HOOK_ERROR: group replication cannot take the transaction
      return true;
    default:
      return false;
  }
}

// Beside SQLSTATE class 08 and the client's numbers.
bool IsDisconnect(int number) {
  switch (number) {
    case 1053:  // SERVER_SHUTDOWN
    case 1077:  // NORMAL_SHUTDOWN
    case 1078:  // GOT_SIGNAL
    case 1079:  // SHUTDOWN_COMPLETE
    case 1080:  // FORCING_CLOSE
    case 1927:  // CONNECTION_KILLED
    case 3169:  // SESSION_WAS_KILLED
    case 4031:  // CLIENT_INTERACTION_TIMEOUT
      return true;
    default:
      return false;
  }
}

// The server has not enough of something, or its files could not be read or written.
bool IsShortage(int number) {
  switch (number) {
    case 1004:  // CANT_CREATE_FILE
    case 1016:  // CANT_OPEN_FILE
    case 1024:  // ERROR_ON_READ
    case 1026:  // ERROR_ON_WRITE
    case 1030:  // GET_ERRNO, of the storage engine
    case 1037:  // OUTOFMEMORY
    case 1038:  // OUT_OF_SORTMEMORY
    case 1040:  // CON_COUNT_ERROR
    case 1041:  // OUT_OF_RESOURCES
    case 1129:  // HOST_IS_BLOCKED
    case 1135:  // CANT_CREATE_THREAD
    case 1203:  // TOO_MANY_USER_CONNECTIONS
    case 1206:  // LOCK_TABLE_FULL
    case 1226:  // USER_LIMIT_REACHED
    case 1637:  // TOO_MANY_CONCURRENT_TRXS
    case 1969:  // STATEMENT_TIMEOUT
    case 3024:  // QUERY_TIMEOUT
      return true;
    default:
      return false;
  }
}

// Somebody has to set up something: the server, the database, the account, or this machine.
bool IsSetup(int number) {
  switch (number) {
    case 1044:  // DBACCESS_DENIED_ERROR
    case 1045:  // ACCESS_DENIED_ERROR
    case 1046:  // NO_DB_ERROR
    case 1049:  // BAD_DB_ERROR
    case 1115:  // UNKNOWN_CHARACTER_SET
    case 1130:  // HOST_NOT_PRIVILEGED
    case 1142:  // TABLEACCESS_DENIED_ERROR
    case 1143:  // COLUMNACCESS_DENIED_ERROR
    case 1146:  // NO_SUCH_TABLE
    case 1153:  // NET_PACKET_TOO_LARGE: max_allowed_packet
    case 1193:  // UNKNOWN_SYSTEM_VARIABLE
    case 1227:  // SPECIFIC_ACCESS_DENIED_ERROR
    case 1231:  // WRONG_VALUE_FOR_VAR
    case 1251:  // NOT_SUPPORTED_AUTH_MODE
    case 1273:  // UNKNOWN_COLLATION
    case 1286:  // UNKNOWN_STORAGE_ENGINE
    case 1370:  // PROCACCESS_DENIED_ERROR
    case 1524:  // PLUGIN_IS_NOT_LOADED
    case 1665:  // BINLOG_STMT_MODE_AND_ROW_ENGINE: binlog_format and READ COMMITTED
    case 1698:  // ACCESS_DENIED_NO_PASSWORD_ERROR
    case 1820:  // MUST_CHANGE_PASSWORD
    case 1862:  // MUST_CHANGE_PASSWORD_LOGIN
    case 2007:  // CR_VERSION_ERROR
    case 2019:  // CR_CANT_READ_CHARSET
    case 2020:  // CR_NET_PACKET_TOO_LARGE
    case 2054:  // CR_NOT_IMPLEMENTED: an old password's hash
    case 2058:  // CR_PLUGIN_NOT_ALLOWED and its like
    case 2059:  // CR_AUTH_PLUGIN_CANNOT_LOAD
    case 2061:  // CR_AUTH_PLUGIN_ERR
    case 3118:  // ACCOUNT_HAS_BEEN_LOCKED
    case 3159:  // SECURE_TRANSPORT_REQUIRED
    case 4151:  // ACCOUNT_HAS_BEEN_LOCKED, MariaDB's
      return true;
    default:
      return false;
  }
}

absl::StatusCode CodeOf(const ServerError& error) {
  const std::string_view state_class = std::string_view(error.sqlstate).substr(0, 2);
  if (IsSetup(error.number) || state_class == "28") return absl::StatusCode::kFailedPrecondition;
  if (IsConflict(error.number) || state_class == "40") return absl::StatusCode::kAborted;
  if (IsReadOnly(error.number) || IsFull(error.number) || IsNotReady(error.number) ||
      IsShortage(error.number) || IsDisconnect(error.number) || IsOfClient(error.number) ||
      state_class == "08") {
    return absl::StatusCode::kUnavailable;
  }
  return absl::StatusCode::kDataLoss;
}

std::string Message(const ServerError& error, std::string_view doing) {
  // A literal may be somebody's name.
  const std::string_view shown = doing.substr(0, std::min(doing.find('\''), kShownOfStatementMax));
  return absl::StrCat("mysql ", error.number, " ", error.sqlstate, " (", error.message,
                      ") at: ", View(shown), shown.size() < doing.size() ? "..." : "");
}

}  // namespace

ServerError ServerErrorOf(const std::exception& thrown) {
  const auto* error = dynamic_cast<const sql::SQLException*>(&thrown);
  if (error == nullptr) return {0, "", thrown.what()};
  return {error->getErrorCode(), error->getSQLState(), error->what()};
}

absl::Status ErrorOf(const ServerError& error, std::string_view doing) {
  return absl::Status(CodeOf(error), Message(error, doing));
}

absl::Status CommitErrorOf(const ServerError& error) {
  const bool is_refused = IsReadOnly(error.number) || IsFull(error.number);
  return absl::Status(is_refused ? absl::StatusCode::kUnavailable : absl::StatusCode::kAborted,
                      Message(error, "COMMIT"));
}

bool EndsSession(const ServerError& error) {
  return error.number == 0 || IsOfClient(error.number) || IsDisconnect(error.number) ||
         IsReadOnly(error.number) || IsNotReady(error.number) || error.sqlstate.starts_with("08");
}

}  // namespace coalition::store::mysql
