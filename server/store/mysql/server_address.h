#ifndef COALITION_SERVER_STORE_MYSQL_SERVER_ADDRESS_H_
#define COALITION_SERVER_STORE_MYSQL_SERVER_ADDRESS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace coalition::store::mysql {

// Where a database is and how to be let in.
struct ServerAddress {
  enum class Tls {
    // Whatever the driver does by itself; for loopback and private networks.
    kOff,
    // Encrypted, with a server that proves its name by a certificate of `tls_ca`.
    kVerified,
  };

  std::string user;
  std::string password;
  // A name or an address, or empty with `socket`.
  std::string host;
  int port = 3306;
  // Of this machine; instead of host and port.
  std::string socket;
  std::string database;
  Tls tls = Tls::kOff;
  // PEM files. The client's are empty unless the server wants them.
  std::string tls_ca;
  std::string tls_certificate;
  std::string tls_key;
};

// Of an address such as
//
//   mysql://coalition@db.example:3306/ledger?password_file=/run/secrets/db&tls_ca=/etc/ssl/db.pem
//
// PORT is 3306 unless given. Parameters, values percent-encoded:
//   password_file   a file whose first line is the password; it should be readable by this
//                   program's user alone. Without it, the environment variable
//                   COALITION_MYSQL_PASSWORD; without that, none.
//   socket          instead of HOST:PORT, which stay empty: mysql://USER@/DATABASE?socket=...
//   tls             off or verified; verified by default when there is a tls_ca
//   tls_ca, tls_certificate, tls_key
// INVALID_ARGUMENT for anything else, a password in the address among it: other users of the
// machine can read a program's arguments.
absl::StatusOr<ServerAddress> ParseServerAddress(std::string_view address);

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_SERVER_ADDRESS_H_
