#include "server/store/mysql/lane_memory.h"

#include "server/store/heap_bytes.h"

namespace coalition::store::mysql {
namespace {

// Of all memory, by which it is divided: the names. The rest is the lanes'.
constexpr std::size_t kPartOfNames = 8;

}  // namespace

std::size_t HeapBytesOfRows(const domain::MemberId&, const MemberRows& rows) {
  std::size_t bytes = rows.member ? HeapBytesOf(*rows.member) : 0;
  if (rows.accounts) {
    bytes += rows.accounts->capacity() * sizeof(rows.accounts->front());
    for (const auto& [currency, record] : *rows.accounts) bytes += HeapBytesOf(record);
  }
  if (rows.day_totals) bytes += rows.day_totals->capacity() * sizeof(rows.day_totals->front());
  return bytes;
}

std::size_t HeapBytesOfName(const domain::Identifier& identifier, const domain::MemberId&) {
  return HeapBytesOf(identifier);
}

void NameCache::Find(std::int64_t revision, absl::flat_hash_set<domain::Identifier>& wanted,
                     absl::flat_hash_map<domain::Identifier, domain::MemberId>& found) {
  MutexLock lock(mutex_);
  if (revision_ != revision) {
    names_.Clear();
    revision_ = revision;
    return;
  }
  for (auto identifier = wanted.begin(); identifier != wanted.end();) {
    const domain::MemberId* member = names_.Find(*identifier);
    if (member != nullptr) {
      found.emplace(*identifier, *member);
      wanted.erase(identifier++);
    } else {
      ++identifier;
    }
  }
}

void NameCache::Add(std::int64_t revision,
                    const absl::flat_hash_map<domain::Identifier, domain::MemberId>& named) {
  MutexLock lock(mutex_);
  if (revision_ != revision) return;
  for (const auto& [identifier, member] : named) {
    names_.Edit(identifier, [&](domain::MemberId& known) { known = member; });
  }
  names_.Trim();
}

StoreMemory::StoreMemory(std::size_t bytes_max)
    : bytes_for_lanes_(bytes_max - bytes_max / kPartOfNames), names_(bytes_max / kPartOfNames) {}

std::unique_ptr<LaneMemory> StoreMemory::Take(domain::LaneId lane, int lane_count) {
  {
    MutexLock lock(mutex_);
    if (lanes_[lane.value()] != nullptr) return std::move(lanes_[lane.value()]);
  }
  return std::make_unique<LaneMemory>(bytes_for_lanes_ / static_cast<std::size_t>(lane_count));
}

void StoreMemory::Put(domain::LaneId lane, std::unique_ptr<LaneMemory> memory) {
  MutexLock lock(mutex_);
  // The one that was there is of no use any more, and may be large.
  lanes_[lane.value()].swap(memory);
}

}  // namespace coalition::store::mysql
