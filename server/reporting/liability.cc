#include "server/reporting/liability.h"

#include <map>
#include <tuple>

namespace coalition::reporting {
namespace {

// Lots expire on the first day of a month, so the last month is the one before.
domain::Date LastMonth(const domain::LotKey& lot) {
  if (lot.expires_on == domain::kNever) return domain::kNever;
  return domain::FirstOfMonthAfter(domain::AddDays(lot.expires_on, -1), 0);
}

}  // namespace

absl::StatusOr<std::vector<Liability>> ReadLiability(store::LedgerSnapshot& snapshot,
                                                     std::optional<domain::PartnerId> issuer,
                                                     std::optional<domain::CurrencyId> currency) {
  std::map<std::tuple<domain::PartnerId, domain::CurrencyId, domain::Date>, Liability> groups;
  bool fits = true;
  absl::Status scanned =
      snapshot.ScanLots([&](const domain::AccountKey& account, const domain::Lot& lot) {
        if (issuer && lot.key.issuer != *issuer) return true;
        if (currency && account.currency != *currency) return true;
        const domain::Date month = LastMonth(lot.key);
        Liability& group = groups[{lot.key.issuer, account.currency, month}];
        group.issuer = lot.key.issuer;
        group.currency = account.currency;
        group.last_month = month;
        auto& side = lot.points > domain::Points(0) ? group.points : group.owed_points;
        const auto sum = Plus(side, lot.points);
        fits = fits && sum.has_value();
        side = sum.value_or(side);
        ++group.lots;
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!fits) return absl::OutOfRangeError("a liability does not fit in 64 bits");
  std::vector<Liability> liabilities;
  liabilities.reserve(groups.size());
  for (auto& [key, group] : groups) liabilities.push_back(group);
  return liabilities;
}

}  // namespace coalition::reporting
