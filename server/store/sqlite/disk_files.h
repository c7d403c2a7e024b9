#ifndef COALITION_SERVER_STORE_SQLITE_DISK_FILES_H_
#define COALITION_SERVER_STORE_SQLITE_DISK_FILES_H_

namespace coalition::store {

// Database pages that are written without being synced.
inline constexpr int kPagesUnsyncedMax = 16;

// The name of a SQLite VFS: the default one's files, which a store with one writer uses more kindly.
//
//   * What SQLite writes to the log piece by piece, two to a page, is written in one when it is to
//     be synced, or read.
//   * A database file is synced every kPagesUnsyncedMax pages while a checkpoint writes it. The
//     sync of a commit, which the disk does in its turn, so never waits for more than these.
//
// Files keep their contents and guarantees: what was synced is on the disk, in both. Registered at
// the first call. Thread-safe.
const char* DiskFiles();

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_DISK_FILES_H_
