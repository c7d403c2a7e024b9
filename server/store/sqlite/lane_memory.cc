#include "server/store/sqlite/lane_memory.h"

namespace coalition::store {

void LaneMemory::UnwrittenJournal::Add(const std::vector<domain::Transaction>& transactions) {
  if (transactions.empty()) return;
  MutexLock lock(mutex_);
  runs_.emplace(transactions.front().id.sequence, &transactions);
}

void LaneMemory::UnwrittenJournal::Remove(const std::vector<domain::Transaction>& transactions) {
  if (transactions.empty()) return;
  MutexLock lock(mutex_);
  runs_.erase(transactions.front().id.sequence);
}

std::optional<domain::Transaction> LaneMemory::UnwrittenJournal::Find(
    domain::Sequence sequence) const {
  MutexLock lock(mutex_);
  auto run = runs_.upper_bound(sequence);
  if (run == runs_.begin()) return std::nullopt;
  --run;
  const auto offset = static_cast<std::size_t>(sequence.value() - run->first.value());
  if (offset >= run->second->size()) return std::nullopt;
  return (*run->second)[offset];
}

}  // namespace coalition::store
