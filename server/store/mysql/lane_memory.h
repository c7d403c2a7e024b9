#ifndef COALITION_SERVER_STORE_MYSQL_LANE_MEMORY_H_
#define COALITION_SERVER_STORE_MYSQL_LANE_MEMORY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

#include "server/base/mutex.h"
#include "server/domain/lanes.h"
#include "server/domain/ledger_state.h"
#include "server/store/account_record.h"
#include "server/store/mysql/recent.h"

namespace coalition::store::mysql {

// Whose day totals are those of partners.
inline constexpr domain::MemberId kNobody{};

// What is remembered of a member; each part is all of its kind, or absent.
using MemberAccounts = std::vector<std::pair<domain::CurrencyId, AccountRecord>>;
using MemberDayTotals = std::vector<std::pair<domain::DayKey, domain::DayTotals>>;
struct MemberRows {
  std::optional<domain::Member> member;
  std::optional<MemberAccounts> accounts;
  std::optional<MemberDayTotals> day_totals;
};
std::size_t HeapBytesOfRows(const domain::MemberId& id, const MemberRows& rows);

std::size_t HeapBytesOfName(const domain::Identifier& identifier, const domain::MemberId& member);
using RecentNames = Recent<domain::Identifier, domain::MemberId, HeapBytesOfName>;

// What the last batch of a lane read and wrote of the lane's own rows, for the next one: these rows
// change only in batches that have the lane, so they are still like that when nobody else had it.
// Each batch writes a number drawn by chance into its lanes' rows; the next one that finds the
// number of its own predecessor there may go on from this. A count would not do: a database that
// was set back to an earlier state would come to the same count by other batches.
//
// Request ids, and identifiers that name nobody, are not here: their rows are made by batches of
// other lanes, too. An identifier that names a member of the lane goes on doing so until a batch
// that has the lane changes it.
class LaneMemory {
 public:
  // Of these bytes most are for members, and the rest for their names.
  explicit LaneMemory(std::size_t most_bytes)
      : bytes_max(most_bytes), members(bytes_max - bytes_max / 4), names(bytes_max / 4) {}

  const std::size_t bytes_max;
  // The number that the batch wrote.
  std::int64_t last_batch = 0;
  std::optional<domain::Window> open_window;
  Recent<domain::MemberId, MemberRows, HeapBytesOfRows> members;
  RecentNames names;

  // The lane's part of a partner's totals in the open window, and the closed one of the network.
  struct PartnerTotals {
    absl::flat_hash_map<domain::PositionKey, domain::PositionTotal> positions;
    std::optional<domain::Micros> closed;
  };
  // A row or two for each partner and currency: they all stay.
  absl::flat_hash_map<domain::PartnerId, PartnerTotals> partners;
  absl::flat_hash_map<domain::OutstandingKey, domain::Points> outstanding;
  absl::flat_hash_map<domain::AllowanceKey, domain::Allowance> allowances;
};

// Whom identifiers name, as of a revision: how often in all lanes a batch took a name from
// somebody. For finding lanes only, which look again: a database that was set back may come to the
// same revision with other names. Thread-safe.
class NameCache {
 public:
  explicit NameCache(std::size_t bytes_max) : names_(bytes_max) {}

  // Moves those of `wanted` that it knows, as of `revision` or later, to `found`; forgets what is
  // of another revision.
  void Find(std::int64_t revision, absl::flat_hash_set<domain::Identifier>& wanted,
            absl::flat_hash_map<domain::Identifier, domain::MemberId>& found);
  // What was read after the revision was.
  void Add(std::int64_t revision,
           const absl::flat_hash_map<domain::Identifier, domain::MemberId>& named);

 private:
  Mutex mutex_;
  std::int64_t revision_ ABSL_GUARDED_BY(mutex_) = 0;
  RecentNames names_ ABSL_GUARDED_BY(mutex_);
};

// What a store remembers. Thread-safe.
class StoreMemory {
 public:
  explicit StoreMemory(std::size_t bytes_max);

  // The memory of a lane of so many, new if there is none. To be called when the lane is had: it is
  // forgotten unless it is put back.
  std::unique_ptr<LaneMemory> Take(domain::LaneId lane, int lane_count);
  // To be called when the lane is still had, also before it is known whether the batch is
  // committed: if it is not, nobody will find its number.
  void Put(domain::LaneId lane, std::unique_ptr<LaneMemory> memory);

  NameCache& names() { return names_; }

 private:
  const std::size_t bytes_for_lanes_;
  NameCache names_;
  Mutex mutex_;
  // Null when there is none.
  std::array<std::unique_ptr<LaneMemory>, domain::kLanesMax> lanes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_LANE_MEMORY_H_
