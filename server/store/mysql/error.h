#ifndef COALITION_SERVER_STORE_MYSQL_ERROR_H_
#define COALITION_SERVER_STORE_MYSQL_ERROR_H_

#include <exception>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace coalition::store::mysql {

// What the server said, or the driver in its place.
struct ServerError {
  // 0: the driver's, which has no number for it.
  int number = 0;
  // Five characters, or empty.
  std::string sqlstate;
  std::string message;
};

// Of what the driver threw.
ServerError ServerErrorOf(const std::exception& thrown);

// The store's word for an error (see Connection). `doing` names what failed: a statement, of which
// the message has the beginning, without its literals, or something in words.
absl::Status ErrorOf(const ServerError& error, std::string_view doing);

// The same for COMMIT. Everything is ABORTED but what the server says before it commits anything:
// that it is read-only or full.
absl::Status CommitErrorOf(const ServerError& error);

// Whether the session cannot, or should not, be used again: it is broken, or its server is not one
// to write to any more, and a new session may be led to another.
bool EndsSession(const ServerError& error);

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_ERROR_H_
