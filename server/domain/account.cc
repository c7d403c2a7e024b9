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

Account::Account(AccountKey key, std::vector<Lot> lots, Sequence last_transaction)
    : key_(key), lots_(std::move(lots)), last_transaction_(last_transaction) {
  std::sort(lots_.begin(), lots_.end(), [](const Lot& a, const Lot& b) { return a.key < b.key; });
}

Points Account::PointsIn(const LotKey& key) const {
  const auto lot = Find(lots_, key);
  return lot != lots_.end() && lot->key == key ? lot->points : kNone;
}

Points Account::Available(Date date) const {
  Points available = kNone;
  for (const Lot& lot : lots_) {
    if (lot.points < kNone || IsAvailable(lot.key, date)) available += lot.points;
  }
  return available;
}

Balance Account::BalanceAt(Date date) const {
  Balance balance;
  balance.as_of = date;
  balance.available = Available(date);
  for (const Lot& lot : lots_) {
    if (lot.points > kNone && lot.key.available_on > date && lot.key.expires_on > date) {
      balance.pending += lot.points;
    }
  }
  balance.expiring_next = NextExpiry(lots_, date);
  return balance;
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
  for (const Lot& lot : lots_) {
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
  const auto lot = Find(lots_, movement.lot);
  if (lot == lots_.end() || lot->key != movement.lot) {
    lots_.insert(lot, Lot{movement.lot, movement.points});
    return;
  }
  lot->points += movement.points;
  if (lot->points == kNone) lots_.erase(lot);
}

}  // namespace coalition::domain
