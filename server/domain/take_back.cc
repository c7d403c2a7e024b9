#include "server/domain/take_back.h"

#include <algorithm>
#include <utility>

#include "server/domain/plan.h"

namespace coalition::domain {
namespace {

constexpr Points kNone{0};

// At most one per lot.
class Movements {
 public:
  void Add(const LotKey& lot, Points points) {
    if (points == kNone) return;
    const auto same = std::find_if(movements_.begin(), movements_.end(),
                                   [&](const LotMovement& m) { return m.lot == lot; });
    if (same == movements_.end()) {
      movements_.push_back({lot, points});
    } else {
      same->points += points;
    }
  }
  std::vector<LotMovement> Take() { return std::move(movements_); }

 private:
  std::vector<LotMovement> movements_;
};

}  // namespace

Decided<TakenBack> TakeBack(const std::vector<Slice>& slices, const Account& account, Date date,
                            NegativeBalancePolicy policy) {
  Account left = account;
  Movements movements;
  const auto take = [&](const LotKey& lot, Points wanted) {
    const Points taken = std::clamp(left.FreeIn(lot), kNone, wanted);
    if (taken == kNone) return kNone;
    left.Apply({lot, -taken});
    movements.Add(lot, -taken);
    return taken;
  };
  Points needed = kNone;
  Points missing = kNone;
  std::vector<Slice> short_of;
  for (const Slice& slice : slices) {
    const Points taken = take(slice.lot, slice.points);
    needed += slice.points;
    missing += slice.points - taken;
    if (taken < slice.points) short_of.push_back({slice.lot, slice.points - taken});
  }
  const std::vector<Lot> others = left.free_lots();
  for (const Lot& lot : others) {
    if (missing > kNone && lot.key.expires_on > date) missing -= take(lot.key, missing);
  }
  if (missing > kNone && policy == NegativeBalancePolicy::kReject) {
    return InsufficientPoints(needed - missing, needed);
  }
  if (policy == NegativeBalancePolicy::kChargePartner) {
    return TakenBack{movements.Take(), missing};
  }
  for (const Slice& slice : short_of) {
    const Points owed = std::min(slice.points, missing);
    movements.Add(slice.lot, -owed);
    missing -= owed;
  }
  return TakenBack{movements.Take(), kNone};
}

}  // namespace coalition::domain
