#include "server/store/sqlite/disk_files.h"

#include <cstdlib>
#include <memory>
#include <new>
#include <string>

#include "sqlite3.h"

namespace coalition::store {
namespace {

// SQLite's own files take fewer than 128 KiB at a time.
constexpr std::size_t kGatheredBytesMax = 65'536;

// What SQLite sees of a file; the file itself is of the default VFS.
struct File : sqlite3_file {
  struct Free {
    void operator()(sqlite3_file* file) const { std::free(file); }
  };

  explicit File(int open_flags) : sqlite3_file{nullptr}, flags(open_flags) {}

  bool is_log() const { return (flags & SQLITE_OPEN_WAL) != 0; }
  bool is_database() const { return (flags & SQLITE_OPEN_MAIN_DB) != 0; }

  int Write(const void* bytes, int size, sqlite3_int64 at) {
    return below->pMethods->xWrite(below.get(), bytes, size, at);
  }

  int Gather(const void* bytes, int size, sqlite3_int64 at) {
    const auto count = static_cast<std::size_t>(size);
    const bool goes_on = at == gathered_at + static_cast<sqlite3_int64>(gathered.size());
    if (!goes_on || gathered.size() + count > kGatheredBytesMax) {
      if (const int code = WriteGathered(); code != SQLITE_OK) return code;
      gathered_at = at;
    }
    gathered.append(static_cast<const char*>(bytes), count);
    return SQLITE_OK;
  }

  // After an error they are given up, as SQLite gives up the transaction.
  int WriteGathered() {
    if (gathered.empty()) return SQLITE_OK;
    const int code = Write(gathered.data(), static_cast<int>(gathered.size()), gathered_at);
    gathered.clear();
    return code;
  }

  int WritePaced(const void* bytes, int size, sqlite3_int64 at) {
    const int code = Write(bytes, size, at);
    if (code != SQLITE_OK || ++pages_unsynced < pages_unsynced_max) return code;
    return Sync(SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
  }

  int Sync(int how) {
    pages_unsynced = 0;
    return below->pMethods->xSync(below.get(), how);
  }

  const int flags;
  std::unique_ptr<sqlite3_file, Free> below;
  // Of a log, and where it belongs.
  std::string gathered;
  sqlite3_int64 gathered_at = 0;
  // Of a database.
  int pages_unsynced = 0;
  int pages_unsynced_max = kPagesUnsyncedMax;
};

File& Of(sqlite3_file* file) { return *static_cast<File*>(file); }
sqlite3_file* Below(sqlite3_file* file) { return Of(file).below.get(); }
const sqlite3_io_methods& Methods(sqlite3_file* file) { return *Below(file)->pMethods; }

// What the method says, once what was gathered is in the file below.
template <auto kMethod, typename... T>
int Forward(sqlite3_file* file, T... arguments) {
  const int code = Of(file).WriteGathered();
  return code == SQLITE_OK ? (Methods(file).*kMethod)(Below(file), arguments...) : code;
}

int Close(sqlite3_file* file) {
  const int written = Of(file).WriteGathered();
  const int closed = Methods(file).xClose(Below(file));
  Of(file).~File();
  return written != SQLITE_OK ? written : closed;
}

int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  File& of = Of(file);
  if (of.is_log()) return of.Gather(bytes, size, at);
  if (of.is_database()) return of.WritePaced(bytes, size, at);
  return of.Write(bytes, size, at);
}

int Sync(sqlite3_file* file, int how) {
  const int code = Of(file).WriteGathered();
  return code == SQLITE_OK ? Of(file).Sync(how) : code;
}

int Control(sqlite3_file* file, int operation, void* argument) {
  if (operation != kSetPagesUnsyncedMax) {
    return Forward<&sqlite3_io_methods::xFileControl, int, void*>(file, operation, argument);
  }
  Of(file).pages_unsynced_max = *static_cast<int*>(argument);
  return SQLITE_OK;
}

constexpr sqlite3_io_methods kMethods = {
    3,
    &Close,
    &Forward<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    &Write,
    &Forward<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    &Sync,
    &Forward<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    &Forward<&sqlite3_io_methods::xLock, int>,
    &Forward<&sqlite3_io_methods::xUnlock, int>,
    &Forward<&sqlite3_io_methods::xCheckReservedLock, int*>,
    &Control,
    [](sqlite3_file* file) { return Methods(file).xSectorSize(Below(file)); },
    [](sqlite3_file* file) { return Methods(file).xDeviceCharacteristics(Below(file)); },
    &Forward<&sqlite3_io_methods::xShmMap, int, int, int, void volatile**>,
    &Forward<&sqlite3_io_methods::xShmLock, int, int, int>,
    [](sqlite3_file* file) { Methods(file).xShmBarrier(Below(file)); },
    &Forward<&sqlite3_io_methods::xShmUnmap, int>,
    &Forward<&sqlite3_io_methods::xFetch, sqlite3_int64, int, void**>,
    &Forward<&sqlite3_io_methods::xUnfetch, sqlite3_int64, void*>,
};

int Open(sqlite3_vfs*, const char* name, sqlite3_file* memory, int flags, int* flags_out) {
  auto* file = new (memory) File(flags);
  sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
  file->below.reset(
      static_cast<sqlite3_file*>(std::calloc(1, static_cast<std::size_t>(vfs->szOsFile))));
  int code = SQLITE_NOMEM;
  if (file->below != nullptr) {
    code = vfs->xOpen(vfs, name, file->below.get(), flags, flags_out);
    // SQLite closes what has methods, and nothing else.
    if (code == SQLITE_OK) {
      file->pMethods = &kMethods;
      return SQLITE_OK;
    }
    if (file->below->pMethods != nullptr) file->below->pMethods->xClose(file->below.get());
  }
  file->~File();
  return code;
}

}  // namespace

const char* DiskFiles() {
  static constexpr char kName[] = "coalition";
  static sqlite3_vfs* const registered = [] {
    static sqlite3_vfs vfs = *sqlite3_vfs_find(nullptr);
    vfs.pNext = nullptr;
    vfs.zName = kName;
    vfs.szOsFile = sizeof(File);
    vfs.xOpen = &Open;
    sqlite3_vfs_register(&vfs, 0);
    return &vfs;
  }();
  return registered->zName;
}

}  // namespace coalition::store
