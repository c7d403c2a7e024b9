#ifndef COALITION_SERVER_STORE_SQLITE_DISK_FILES_H_
#define COALITION_SERVER_STORE_SQLITE_DISK_FILES_H_

namespace coalition::store {

// The name of a SQLite VFS: the default one's files, which a store with one writer uses more
// kindly.
//
//   * What SQLite writes to the log piece by piece, two to a page, is written in one when it is to
//     be synced, or read.
//   * A database file is synced every so many pages while a checkpoint writes it. The sync of a
//     commit, which the disk does in its turn, so never waits for more than these.
//
// Files keep their contents and guarantees: what was synced is on the disk, in both. Registered at
// the first call. Thread-safe.
const char* DiskFiles();

// Database pages that a connection writes without syncing them, unless it is told otherwise.
inline constexpr int kPagesUnsyncedMax = 16;
// Tells it, by sqlite3_file_control: an int of at least 1.
inline constexpr int kSetPagesUnsyncedMax = 1'000'001;

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_DISK_FILES_H_
