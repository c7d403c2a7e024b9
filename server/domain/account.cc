#include "server/domain/account.h"

#include <algorithm>

namespace coalition::domain {
namespace {

constexpr Points kNone{0};

bool IsAvailable(const LotKey& lot, Date date) {
  return lot.available_on <= date && date < lot.expires_on;
}

auto Find(auto& lots, const LotKey& key) {
  return std::lower_bound(lots.begin(), lots.end(), key,
                          [](const Lot& lot, const LotKey& k) { return lot.key < k; });
}

void Move(std::vector<Lot>& lots, const LotMovement& movement) {
  const auto lot = Find(lots, movement.lot);
  if (lot == lots.end() || lot->key != movement.lot) {
    lots.insert(lot, Lot{movement.lot, movement.points});
    return;
  }
  lot->points += movement.points;
  if (lot->points == kNone) lots.erase(lot);
}

bool IsBefore(const LotMovement& a, const LotMovement& b) { return a.lot < b.lot; }

// More movements than these are worth a pass over all lots.
constexpr std::size_t kMovesOneByOne = 4;

// The same for movements in the order of their lots.
void MoveAll(std::vector<Lot>& lots, const std::vector<LotMovement>& movements) {
  std::vector<Lot> moved;
  moved.reserve(lots.size() + movements.size());
  const auto add = [&moved](const Lot& lot) {
    if (moved.empty() || moved.back().key != lot.key) {
      moved.push_back(lot);
    } else {
      moved.back().points += lot.points;
    }
    if (moved.back().points == kNone) moved.pop_back();
  };
  auto lot = lots.begin();
  for (const LotMovement& movement : movements) {
    for (; lot != lots.end() && lot->key <= movement.lot; ++lot) add(*lot);
    add({movement.lot, movement.points});
  }
  for (; lot != lots.end(); ++lot) add(*lot);
  lots = std::move(moved);
}

Points PointsOf(const std::vector<Lot>& lots, const LotKey& key) {
  const auto lot = Find(lots, key);
  return lot != lots.end() && lot->key == key ? lot->points : kNone;
}

auto FindIn(auto& holds, const TransactionId& authorization) {
  return std::lower_bound(
      holds.begin(), holds.end(), authorization,
      [](const Hold& hold, const TransactionId& id) { return hold.authorization < id; });
}

std::optional<ExpiringPoints> NextExpiry(const std::vector<Lot>& lots, Date date) {
  std::optional<ExpiringPoints> next;
  for (const Lot& lot : lots) {
    if (lot.points < kNone || lot.key.expires_on <= date || lot.key.expires_on == kNever) continue;
    if (next && next->on != lot.key.expires_on) break;
    if (!next) next = ExpiringPoints{kNone, lot.key.expires_on};
    next->points += lot.points;
  }
  return next;
}

}  // namespace

Points Hold::total() const {
  Points total = kNone;
  for (const LotMovement& slice : reserved) total += slice.points;
  return total;
}

Account::Account(AccountKey key, std::vector<Lot> lots, Sequence last_transaction,
                 std::vector<Hold> holds)
    : key_(key),
      lots_(std::move(lots)),
      holds_(std::move(holds)),
      last_transaction_(last_transaction) {
  std::sort(lots_.begin(), lots_.end(), [](const Lot& a, const Lot& b) { return a.key < b.key; });
  std::sort(holds_.begin(), holds_.end(),
            [](const Hold& a, const Hold& b) { return a.authorization < b.authorization; });
  CountFree();
}

void Account::CountFree() {
  free_.clear();
  if (holds_.empty()) return;
  free_ = lots_;
  for (const Hold& hold : holds_) {
    for (const LotMovement& slice : hold.reserved) Move(free_, {slice.lot, -slice.points});
  }
}

Points Account::PointsIn(const LotKey& key) const { return PointsOf(lots_, key); }

Points Account::FreeIn(const LotKey& key) const { return PointsOf(free_lots(), key); }

Points Account::Held() const {
  Points held = kNone;
  for (const Hold& hold : holds_) held += hold.total();
  return held;
}

const Hold* Account::FindHold(const TransactionId& authorization) const {
  const auto hold = FindIn(holds_, authorization);
  return hold != holds_.end() && hold->authorization == authorization ? &*hold : nullptr;
}

Points Account::Available(Date date) const {
  Points available = kNone;
  for (const Lot& lot : free_lots()) {
    if (lot.points < kNone || IsAvailable(lot.key, date)) available += lot.points;
  }
  return available;
}

Balance Account::BalanceAt(Date date) const {
  Balance balance;
  balance.as_of = date;
  balance.available = Available(date);
  balance.held = Held();
  for (const Lot& lot : free_lots()) {
    if (lot.points > kNone && lot.key.available_on > date && lot.key.expires_on > date) {
      balance.pending += lot.points;
    }
  }
  balance.expiring_next = NextExpiry(free_lots(), date);
  return balance;
}

std::vector<Lot> Account::ExpiredLots(Date date) const {
  std::vector<Lot> expired;
  for (const Lot& lot : free_lots()) {
    if (lot.points > kNone && lot.key.expires_on <= date) expired.push_back(lot);
  }
  return expired;
}

std::optional<std::vector<LotMovement>> Account::PlanCredit(const LotKey& own,
                                                            Points points) const {
  std::vector<LotMovement> movements;
  Points left = points;
  for (const Lot& lot : lots_) {
    if (left == kNone) break;
    if (lot.points > kNone || lot.key == own) continue;
    const Points repaid = std::min(left, -lot.points);
    movements.push_back({lot.key, repaid});
    left -= repaid;
  }
  if (left > kNone) movements.push_back({own, left});
  if (!Fits(movements)) return std::nullopt;
  return movements;
}

std::vector<LotMovement> Account::PlanDebit(Points points, Date date) const {
  COALITION_CHECK(points <= std::max(kNone, Available(date)), "debit above the available balance");
  std::vector<LotMovement> movements;
  Points left = points;
  for (const Lot& lot : free_lots()) {
    if (left == kNone) break;
    if (lot.points < kNone || !IsAvailable(lot.key, date)) continue;
    const Points taken = std::min(left, lot.points);
    movements.push_back({lot.key, -taken});
    left -= taken;
  }
  return movements;
}

bool Account::Fits(const std::vector<LotMovement>& movements) const {
  Wide held = 0;
  Wide owed = 0;
  const auto count = [&](Wide points, int sign) { (points > 0 ? held : owed) += sign * points; };
  for (const Lot& lot : lots_) count(lot.points.value(), 1);
  for (const LotMovement& movement : movements) {
    const Wide before = PointsIn(movement.lot).value();
    count(before, -1);
    count(before + movement.points.value(), 1);
  }
  return held <= kTotalMax && owed >= -kTotalMax;
}

void Account::Apply(const LotMovement& movement) {
  Move(lots_, movement);
  if (!holds_.empty()) Move(free_, movement);
}

void Account::Apply(const std::vector<LotMovement>& movements) {
  if (movements.size() <= kMovesOneByOne ||
      !std::is_sorted(movements.begin(), movements.end(), IsBefore)) {
    for (const LotMovement& movement : movements) Apply(movement);
    return;
  }
  MoveAll(lots_, movements);
  if (!holds_.empty()) MoveAll(free_, movements);
}

void Account::Open(Hold hold) {
  holds_.insert(FindIn(holds_, hold.authorization), std::move(hold));
  CountFree();
}

void Account::Close(const TransactionId& authorization) {
  const auto hold = FindIn(holds_, authorization);
  COALITION_CHECK(hold != holds_.end() && hold->authorization == authorization, "the hold is open");
  holds_.erase(hold);
  CountFree();
}

std::vector<Hold> Account::DropExpiredHolds(Moment now) {
  std::vector<Hold> dropped;
  std::erase_if(holds_, [&](Hold& hold) {
    if (hold.expires_at > now) return false;
    dropped.push_back(std::move(hold));
    return true;
  });
  if (!dropped.empty()) CountFree();
  return dropped;
}

}  // namespace coalition::domain
