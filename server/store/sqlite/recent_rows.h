#ifndef COALITION_SERVER_STORE_SQLITE_RECENT_ROWS_H_
#define COALITION_SERVER_STORE_SQLITE_RECENT_ROWS_H_

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"

#include "server/base/mutex.h"

namespace coalition::store {

// Counts the commits of a lane, from 1.
using CommitNumber = std::int64_t;
inline constexpr CommitNumber kNoView = std::numeric_limits<CommitNumber>::max();

// Which of the rows that are in the file are let go.
enum class Evict { kNone, kUnwanted, kAll };

// The rows of one table that are in memory: rows that the file does not have yet (unwritten), and
// rows that it has (written), kept because they are likely to be read again.
//
// Rows have versions, so that a view which was opened after some commit goes on seeing the rows of
// then. A view that finds nothing here finds the row in the file, as the file was at its commit.
// `oldest_view` tells which versions may still be wanted: it is the earliest commit that an open
// view may see, or kNoView. The newest versions may be of commits that are still being written;
// these no view sees but that of the batch that goes on from them.
//
// Table says what the rows are:
//
//   struct Table {
//     using Key = ...;
//     using Value = ...;
//     static constexpr std::size_t kBuckets = ...;
//     static std::size_t BucketOf(const Key& key);     // below kBuckets
//     static std::size_t HeapBytesOf(const Key& key, const Value& value);
//   };
//
// Thread-safe. Puts come in the order of their commits; beside them, rows of earlier commits may be
// marked as written and let go.
template <typename Table>
class RecentRows {
 public:
  using Key = typename Table::Key;
  using Value = typename Table::Value;
  using Row = std::shared_ptr<const Value>;
  using KeyedRow = std::pair<Key, Row>;
  static constexpr std::size_t kBuckets = Table::kBuckets;

  // What a view of `commit` sees; null: what the file has.
  Row Find(const Key& key, CommitNumber commit) const {
    const Bucket& bucket = buckets_[Table::BucketOf(key)];
    MutexLock lock(bucket.mutex);
    const auto found = bucket.entries.find(key);
    if (found == bucket.entries.end()) return nullptr;
    found->second.wanted.store(true, std::memory_order_relaxed);
    const Version* version = VersionAt(found->second, commit);
    return version != nullptr ? version->row : nullptr;
  }

  // Calls `take` with the same, under the lock of a bucket; false: it is what the file has.
  template <typename Take>
  bool Read(const Key& key, CommitNumber commit, Take take) const {
    const Bucket& bucket = buckets_[Table::BucketOf(key)];
    MutexLock lock(bucket.mutex);
    const auto found = bucket.entries.find(key);
    if (found == bucket.entries.end()) return false;
    found->second.wanted.store(true, std::memory_order_relaxed);
    const Version* version = VersionAt(found->second, commit);
    if (version == nullptr) return false;
    take(*version->row);
    return true;
  }

  // Whether a row was put as of a later commit than `commit`. To be asked while a view of `commit`
  // is open, so that such a row is still here.
  bool ChangedSince(const Key& key, CommitNumber commit) const {
    if (newest_put_.load(std::memory_order_relaxed) <= commit) return false;
    const Bucket& bucket = buckets_[Table::BucketOf(key)];
    MutexLock lock(bucket.mutex);
    const auto found = bucket.entries.find(key);
    return found != bucket.entries.end() && found->second.newest.commit > commit;
  }

  // Keeps a row that was read from the file in the state of `commit`, unless there is a newer one.
  void Remember(const Key& key, Row row, CommitNumber commit) {
    Bucket& bucket = buckets_[Table::BucketOf(key)];
    MutexLock lock(bucket.mutex);
    const auto [entry, is_new] = bucket.entries.try_emplace(key);
    if (!is_new) return;
    Count(key, *row, +1);
    entry->second.newest = {commit, std::move(row), commit, nullptr};
  }

  // The row as of `commit`, the newest one, which the file does not have. Whether there was another
  // one before.
  bool Put(const Key& key, Row row, CommitNumber commit, CommitNumber oldest_view) {
    Bucket& bucket = buckets_[Table::BucketOf(key)];
    MutexLock lock(bucket.mutex);
    const auto [entry, is_new] = bucket.entries.try_emplace(key);
    Replace(bucket, key, entry->second, std::move(row), commit, oldest_view);
    return !is_new;
  }

  // Puts what `change` makes of the newest row; false: there is none.
  template <typename Change>
  bool Update(const Key& key, CommitNumber commit, CommitNumber oldest_view, Change change) {
    Bucket& bucket = buckets_[Table::BucketOf(key)];
    MutexLock lock(bucket.mutex);
    const auto found = bucket.entries.find(key);
    if (found == bucket.entries.end()) return false;
    Entry& entry = found->second;
    Replace(bucket, key, entry, change(*entry.newest.row), commit, oldest_view);
    return true;
  }

  // The rows of a bucket, as of `commit`, that the file does not have, by key.
  std::vector<KeyedRow> Unwritten(std::size_t index, CommitNumber commit) const {
    const Bucket& bucket = buckets_[index];
    std::vector<KeyedRow> rows;
    {
      MutexLock lock(bucket.mutex);
      if (bucket.unwritten == 0) return rows;
      for (const auto& [key, entry] : bucket.entries) {
        const Version* version = VersionAt(entry, commit);
        if (version != nullptr && version->written_in == kUnwritten) {
          rows.emplace_back(key, version->row);
        }
      }
    }
    Sort(rows);
    return rows;
  }

  // All of the bucket's rows as of `commit` came into the file in that commit.
  void Written(std::size_t index, CommitNumber commit) {
    Bucket& bucket = buckets_[index];
    MutexLock lock(bucket.mutex);
    if (bucket.unwritten == 0) return;
    for (auto& [key, entry] : bucket.entries) MarkWritten(bucket, entry, commit);
  }

  // The same of one row.
  void WrittenOne(const Key& key, CommitNumber commit) {
    Bucket& bucket = buckets_[Table::BucketOf(key)];
    MutexLock lock(bucket.mutex);
    const auto found = bucket.entries.find(key);
    if (found != bucket.entries.end()) MarkWritten(bucket, found->second, commit);
  }

  // Lets go what no view needs: older versions and, of the rows that are in the file, those that
  // nobody asked for since the last time, or all of them.
  void Sweep(std::size_t index, CommitNumber oldest_view, Evict evict) {
    Bucket& bucket = buckets_[index];
    MutexLock lock(bucket.mutex);
    for (auto entry = bucket.entries.begin(); entry != bucket.entries.end();) {
      Entry& of = entry->second;
      DropUnwanted(entry->first, of, oldest_view);
      const bool wanted = of.wanted.exchange(false, std::memory_order_relaxed);
      const bool goes = evict == Evict::kAll || (evict == Evict::kUnwanted && !wanted);
      const CommitNumber written_in = of.newest.written_in;
      if (goes && written_in != kUnwritten && written_in <= oldest_view) {
        Count(entry->first, *of.newest.row, -1);
        DropOlder(entry->first, of.newest);
        bucket.entries.erase(entry++);
      } else {
        ++entry;
      }
    }
  }

  // What a view of `commit` sees of a bucket, apart from what the file has, by key.
  std::vector<KeyedRow> Visible(std::size_t index, CommitNumber commit) const {
    const Bucket& bucket = buckets_[index];
    std::vector<KeyedRow> rows;
    {
      MutexLock lock(bucket.mutex);
      for (const auto& [key, entry] : bucket.entries) {
        if (const Version* version = VersionAt(entry, commit)) rows.emplace_back(key, version->row);
      }
    }
    Sort(rows);
    return rows;
  }
  // Of all buckets.
  std::vector<KeyedRow> Visible(CommitNumber commit) const {
    std::vector<KeyedRow> all;
    for (std::size_t index = 0; index < kBuckets; ++index) {
      for (KeyedRow& row : Visible(index, commit)) all.push_back(std::move(row));
    }
    Sort(all);
    return all;
  }

  // About what all of it takes.
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  static constexpr CommitNumber kUnwritten = -1;

  struct Version {
    CommitNumber commit = 0;
    Row row;
    // The commit since which the file has it.
    CommitNumber written_in = kUnwritten;
    std::unique_ptr<Version> older;
  };
  struct Entry {
    Version newest;
    mutable std::atomic<bool> wanted = true;

    Entry() = default;
    Entry(Entry&& other) noexcept
        : newest(std::move(other.newest)), wanted(other.wanted.load(std::memory_order_relaxed)) {}
  };
  struct Bucket {
    mutable Mutex mutex;
    absl::flat_hash_map<Key, Entry> entries ABSL_GUARDED_BY(mutex);
    // Entries whose newest version the file does not have.
    std::size_t unwritten ABSL_GUARDED_BY(mutex) = 0;
  };

  void Replace(Bucket& bucket, const Key& key, Entry& entry, Row row, CommitNumber commit,
               CommitNumber oldest_view) ABSL_EXCLUSIVE_LOCKS_REQUIRED(bucket.mutex) {
    Count(key, *row, +1);
    newest_put_.store(commit, std::memory_order_relaxed);
    Version replaced = std::exchange(entry.newest, {commit, std::move(row), kUnwritten, nullptr});
    entry.wanted.store(true, std::memory_order_relaxed);
    if (replaced.row == nullptr || replaced.written_in != kUnwritten) ++bucket.unwritten;
    if (replaced.row == nullptr) return;
    // Whoever sees the file as of a commit in which it had the row finds it there.
    const bool may_be_wanted = oldest_view < commit && (replaced.written_in == kUnwritten ||
                                                        replaced.written_in > oldest_view);
    if (may_be_wanted) {
      entry.newest.older = std::make_unique<Version>(std::move(replaced));
      DropUnwanted(key, entry, oldest_view);
    } else {
      Count(key, *replaced.row, -1);
      DropOlder(key, replaced);
    }
  }

  static const Version* VersionAt(const Entry& entry, CommitNumber commit) {
    const Version* version = &entry.newest;
    while (version != nullptr && version->commit > commit) version = version->older.get();
    return version;
  }

  static void MarkWritten(Bucket& bucket, Entry& entry, CommitNumber commit)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(bucket.mutex) {
    Version* version = &entry.newest;
    while (version != nullptr && version->commit > commit) version = version->older.get();
    if (version == nullptr || version->written_in != kUnwritten) return;
    version->written_in = commit;
    if (version == &entry.newest) --bucket.unwritten;
  }

  // A version is wanted by views older than the one that replaced it.
  void DropUnwanted(const Key& key, Entry& entry, CommitNumber oldest_view) {
    Version* version = &entry.newest;
    while (version->older != nullptr && version->commit > oldest_view) {
      version = version->older.get();
    }
    DropOlder(key, *version);
  }
  void DropOlder(const Key& key, Version& version) {
    while (version.older != nullptr) {
      Count(key, *version.older->row, -1);
      version.older = std::move(version.older->older);
    }
  }

  static void Sort(std::vector<KeyedRow>& rows) {
    std::sort(rows.begin(), rows.end(),
              [](const KeyedRow& a, const KeyedRow& b) { return a.first < b.first; });
  }

  void Count(const Key& key, const Value& value, int times) {
    const std::size_t size = sizeof(Entry) + sizeof(Key) + sizeof(Value) +
                             Table::HeapBytesOf(key, value) + kBookkeepingBytes;
    bytes_.fetch_add(static_cast<std::size_t>(times) * size, std::memory_order_relaxed);
  }
  // Of the allocator, the control block, and the table's free slots.
  static constexpr std::size_t kBookkeepingBytes = 64;

  std::array<Bucket, kBuckets> buckets_;
  std::atomic<std::size_t> bytes_ = 0;
  // The last commit that put a row. Read by whoever has the turn after it.
  std::atomic<CommitNumber> newest_put_ = 0;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_RECENT_ROWS_H_
