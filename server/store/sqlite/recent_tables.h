#ifndef COALITION_SERVER_STORE_SQLITE_RECENT_TABLES_H_
#define COALITION_SERVER_STORE_SQLITE_RECENT_TABLES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/hash/hash.h"

#include "server/domain/ledger_state.h"
#include "server/domain/member.h"
#include "server/store/account_record.h"
#include "server/store/heap_bytes.h"
#include "server/store/sqlite/recent_rows.h"

namespace coalition::store {

// The tables whose rows are kept in memory, as RecentRows wants them described. Buckets of the
// tables that grow with members or time are as many as the hand of WriteBack has places.

inline constexpr std::size_t kHandPlaces = 4'096;

template <typename K>
std::size_t HashBucket(const K& key, std::size_t buckets) {
  return absl::Hash<K>()(key) % buckets;
}

struct AccountTable {
  using Key = domain::AccountKey;
  using Value = AccountRecord;
  static constexpr std::size_t kBuckets = kHandPlaces;
  // Is in the file, as the first column of the key after the lane: the rows of a bucket lie
  // together. The last bits of a UUIDv7 are random.
  static std::size_t BucketOf(const Key& key) { return BucketOf(key.member); }
  static std::size_t BucketOf(const domain::MemberId& member) { return member.low % kBuckets; }
  static std::size_t HeapBytesOf(const Key&, const Value& record) {
    return store::HeapBytesOf(record);
  }
};

struct OutcomeTable {
  using Key = domain::RequestKey;
  using Value = domain::StoredOutcome;
  static constexpr std::size_t kBuckets = kHandPlaces;
  static std::size_t BucketOf(const Key& key) { return HashBucket(key, kBuckets); }
  static std::size_t HeapBytesOf(const Key& key, const Value&) { return key.request_id.capacity(); }
};

struct ReversalTable {
  using Key = domain::TransactionId;
  using Value = domain::ReversalState;
  static constexpr std::size_t kBuckets = kHandPlaces;
  // What was posted together is mostly reversed together, and lies together in the file.
  static std::size_t BucketOf(const Key& key) {
    return (static_cast<std::size_t>(key.sequence.value()) / 256) % kBuckets;
  }
  static std::size_t HeapBytesOf(const Key&, const Value& state) {
    return state.line_quantities.capacity() * sizeof(std::int64_t) +
           state.legs.capacity() * sizeof(domain::Micros);
  }
};

struct DayTotalsTable {
  using Key = domain::DayKey;
  using Value = domain::DayTotals;
  static constexpr std::size_t kBuckets = kHandPlaces;
  static std::size_t BucketOf(const Key& key) { return key.member.low % kBuckets; }
  static std::size_t HeapBytesOf(const Key&, const Value&) { return 0; }
};

struct PositionTable {
  using Key = domain::PositionKey;
  using Value = domain::PositionTotal;
  static constexpr std::size_t kBuckets = 16;
  static std::size_t BucketOf(const Key& key) { return HashBucket(key, kBuckets); }
  static std::size_t HeapBytesOf(const Key&, const Value&) { return 0; }
};

struct OutstandingTable {
  using Key = domain::OutstandingKey;
  // None: there is no row.
  using Value = std::optional<domain::Points>;
  static constexpr std::size_t kBuckets = 16;
  static std::size_t BucketOf(const Key& key) { return HashBucket(key, kBuckets); }
  static std::size_t HeapBytesOf(const Key&, const Value&) { return 0; }
};

// These are written at once, and are here to be read only.

struct MemberTable {
  using Key = domain::MemberId;
  using Value = std::optional<domain::Member>;
  static constexpr std::size_t kBuckets = kHandPlaces;
  static std::size_t BucketOf(const Key& key) { return key.low % kBuckets; }
  static std::size_t HeapBytesOf(const Key&, const Value& member) {
    return member ? store::HeapBytesOf(*member) : 0;
  }
};

struct IdentifierTable {
  using Key = domain::Identifier;
  using Value = std::optional<domain::MemberId>;
  static constexpr std::size_t kBuckets = kHandPlaces;
  static std::size_t BucketOf(const Key& key) { return HashBucket(key, kBuckets); }
  static std::size_t HeapBytesOf(const Key& key, const Value&) { return store::HeapBytesOf(key); }
};

struct ClosedTotalTable {
  using Key = domain::PartnerId;
  using Value = std::optional<domain::Micros>;
  static constexpr std::size_t kBuckets = 16;
  static std::size_t BucketOf(const Key& key) { return HashBucket(key, kBuckets); }
  static std::size_t HeapBytesOf(const Key&, const Value&) { return 0; }
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_RECENT_TABLES_H_
