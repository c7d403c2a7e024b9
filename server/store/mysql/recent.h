#ifndef COALITION_SERVER_STORE_MYSQL_RECENT_H_
#define COALITION_SERVER_STORE_MYSQL_RECENT_H_

#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace coalition::store::mysql {

// Values by key, of which those stay that are asked for again, in about so many bytes: there are
// two generations, what is asked for moves into the younger one, and when that one has half of the
// bytes the older one is let go. HeapBytesOf(key, value) tells what a value takes beside its own
// size. Not thread-safe.
template <typename Key, typename Value, auto HeapBytesOf>
class Recent {
 public:
  explicit Recent(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // Null: it is not here. Valid until something else is asked for.
  const Value* Find(const Key& key) {
    const auto found = young_.entries.find(key);
    if (found != young_.entries.end()) return &found->second;
    const auto old = old_.entries.find(key);
    if (old == old_.entries.end()) return nullptr;
    const std::size_t bytes = BytesOf(key, old->second);
    const auto moved = young_.entries.emplace(key, std::move(old->second)).first;
    old_.entries.erase(old);
    old_.bytes -= bytes;
    young_.bytes += bytes;
    return &moved->second;
  }

  // Lets `change` change the value, a new one if there was none.
  template <typename Change>
  void Edit(const Key& key, Change change) {
    const bool is_new = Find(key) == nullptr;
    Value& value = young_.entries[key];
    if (!is_new) young_.bytes -= BytesOf(key, value);
    change(value);
    young_.bytes += BytesOf(key, value);
  }

  void Erase(const Key& key) {
    if (const Value* value = Find(key)) {
      young_.bytes -= BytesOf(key, *value);
      young_.entries.erase(key);
    }
  }

  void Clear() {
    young_ = {};
    old_ = {};
  }

  // Lets go what was not asked for lately, if all of it takes too much. Until then nothing goes.
  void Trim() {
    if (young_.bytes > bytes_max_ / 2) old_ = std::exchange(young_, {});
  }

  std::size_t bytes() const { return young_.bytes + old_.bytes; }

 private:
  struct Generation {
    absl::flat_hash_map<Key, Value> entries;
    std::size_t bytes = 0;
  };
  // Of the table's free slots.
  static constexpr std::size_t kBookkeepingBytes = 32;

  static std::size_t BytesOf(const Key& key, const Value& value) {
    return sizeof(Key) + sizeof(Value) + kBookkeepingBytes + HeapBytesOf(key, value);
  }

  const std::size_t bytes_max_;
  Generation young_;
  Generation old_;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_RECENT_H_
