#include "server/reporting/liability.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"

#include "server/reporting/past_account.h"

namespace coalition::reporting {
namespace {

using domain::AccountKey;
using domain::CurrencyId;
using domain::Lot;
using domain::LotKey;
using domain::LotMovement;
using domain::PartnerId;
using domain::Points;
using domain::Transaction;

constexpr Points kNone{0};

// Lots expire on the first day of a month, so the last month is the one before.
domain::Date LastMonth(const LotKey& lot) {
  if (lot.expires_on == domain::kNever) return domain::kNever;
  return domain::FirstOfMonthAfter(domain::AddDays(lot.expires_on, -1), 0);
}

class LiabilityCount {
 public:
  LiabilityCount(store::LedgerSnapshot& snapshot, const PastPoint& point,
                 std::optional<PartnerId> issuer, std::optional<CurrencyId> currency)
      : snapshot_(snapshot), point_(point), issuer_(issuer), currency_(currency) {}

  absl::StatusOr<std::vector<Liability>> Run() {
    using Step = absl::Status (LiabilityCount::*)();
    static constexpr Step kSteps[] = {&LiabilityCount::ReadWhatMovedSince,
                                      &LiabilityCount::CountLots, &LiabilityCount::CountHeld};
    for (const Step step : kSteps) {
      if (absl::Status done = (this->*step)(); !done.ok()) return done;
    }
    if (!fits_) return absl::OutOfRangeError("a liability does not fit in 64 bits");
    std::vector<Liability> liabilities;
    liabilities.reserve(groups_.size());
    for (const auto& [key, group] : groups_) liabilities.push_back(group);
    return liabilities;
  }

 private:
  using LotOfAccount = std::pair<AccountKey, LotKey>;

  bool IsWanted(CurrencyId currency, const LotKey& lot) const {
    return (!issuer_ || lot.issuer == *issuer_) && (!currency_ || currency == *currency_);
  }

  void NoteMoved(const AccountKey& account, const std::vector<LotMovement>& lots) {
    for (const LotMovement& movement : lots) {
      if (IsWanted(account.currency, movement.lot)) {
        moved_[{account, movement.lot}] += movement.points;
      }
    }
  }

  absl::Status ReadWhatMovedSince() {
    return snapshot_.ScanJournal(
        {domain::Sequence(point_.last.value() + 1)}, [&](const Transaction& t) {
          NoteMoved({t.member, t.currency}, t.lots);
          if (t.counterpart) {
            NoteMoved({t.counterpart->member, t.counterpart->currency}, t.counterpart->lots);
          }
          return true;
        });
  }

  absl::Status CountLots() {
    absl::Status scanned = snapshot_.ScanLots([&](const AccountKey& account, const Lot& lot) {
      if (!IsWanted(account.currency, lot.key)) return true;
      const auto moved = moved_.find({account, lot.key});
      if (moved == moved_.end()) {
        CountLot(account, lot);
      } else {
        CountLot(account, {lot.key, lot.points - moved->second});
        moved_.erase(moved);
      }
      return true;
    });
    // Those that are gone now.
    for (const auto& [lot, points] : moved_) CountLot(lot.first, {lot.second, -points});
    return scanned;
  }

  void CountLot(const AccountKey& account, const Lot& lot) {
    if (lot.points == kNone) return;
    if (lot.points > kNone && lot.key.expires_on <= point_.date) {
      expired_[account].push_back(lot);
    } else {
      Count(account.currency, lot.key, lot.points);
    }
  }

  absl::Status CountHeld() {
    for (const auto& [account, lots] : expired_) {
      const auto holds = HoldsAt(snapshot_, account, point_);
      if (!holds.ok()) return holds.status();
      for (const Lot& lot : lots) {
        const Points held = std::min(lot.points, ReservedIn(lot.key, *holds));
        if (held > kNone) Count(account.currency, lot.key, held);
      }
    }
    return absl::OkStatus();
  }

  static Points ReservedIn(const LotKey& lot, const std::vector<domain::Hold>& holds) {
    Points reserved;
    for (const domain::Hold& hold : holds) {
      for (const LotMovement& slice : hold.reserved) {
        if (slice.lot == lot) reserved += slice.points;
      }
    }
    return reserved;
  }

  void Count(CurrencyId currency, const LotKey& lot, Points points) {
    const domain::Date month = LastMonth(lot);
    Liability& group = groups_[{lot.issuer, currency, month}];
    group.issuer = lot.issuer;
    group.currency = currency;
    group.last_month = month;
    Points& side = points > kNone ? group.points : group.owed_points;
    const auto sum = Plus(side, points);
    fits_ = fits_ && sum.has_value();
    side = sum.value_or(side);
    ++group.lots;
  }

  store::LedgerSnapshot& snapshot_;
  const PastPoint& point_;
  const std::optional<PartnerId> issuer_;
  const std::optional<CurrencyId> currency_;
  // Since the point.
  absl::flat_hash_map<LotOfAccount, Points> moved_;
  // Lots above 0 that were past their date.
  std::map<AccountKey, std::vector<Lot>> expired_;
  std::map<std::tuple<PartnerId, CurrencyId, domain::Date>, Liability> groups_;
  bool fits_ = true;
};

}  // namespace

absl::StatusOr<std::vector<Liability>> ReadLiability(store::LedgerSnapshot& snapshot,
                                                     const PastPoint& point,
                                                     std::optional<PartnerId> issuer,
                                                     std::optional<CurrencyId> currency) {
  return LiabilityCount(snapshot, point, issuer, currency).Run();
}

}  // namespace coalition::reporting
