#ifndef COALITION_SERVER_MAIN_KEY_FILES_H_
#define COALITION_SERVER_MAIN_KEY_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/rpc/keys.h"

namespace coalition {

// Secrets in files that only their owner may read (mode 0600). A file that others may read is
// refused with FAILED_PRECONDITION. Writing is all or nothing: to a new file, synced, then renamed.
// Servers that start together with the same files make each once, and all have what is in it.

// The server's key. When there is no such file it is made, but only for a ledger that is new: for
// one that has API keys already another key would make all of them void (FAILED_PRECONDITION).
absl::StatusOr<rpc::ServerKey> ReadOrCreateServerKey(const std::string& path, bool ledger_is_new);

// An API key; made when there is no such file.
absl::StatusOr<rpc::ApiKey> ReadOrCreateApiKey(const std::string& path);

// Replaces `path` with `content`, mode 0600.
absl::Status WriteFileAtomically(const std::string& path, const std::string& content);

}  // namespace coalition

#endif  // COALITION_SERVER_MAIN_KEY_FILES_H_
