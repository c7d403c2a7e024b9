#ifndef COALITION_SERVER_DOMAIN_ACCOUNT_H_
#define COALITION_SERVER_DOMAIN_ACCOUNT_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "server/domain/amount.h"
#include "server/domain/calendar.h"
#include "server/domain/conversion.h"
#include "server/domain/ids.h"

namespace coalition::domain {

// What makes points alike. Ordered as burns take them: those that expire first, then those
// available first, then by the order in which their issuers joined, then the older terms.
struct LotKey {
  Date expires_on;
  Date available_on;
  PartnerId issuer;
  std::int32_t terms_version = 0;

  friend auto operator<=>(const LotKey&, const LotKey&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const LotKey& key) {
    return H::combine(std::move(h), key.expires_on, key.available_on, key.issuer,
                      key.terms_version);
  }
};

struct Lot {
  LotKey key;
  // Never 0. Negative: owed, because an earn was reversed after its points were gone.
  Points points;

  friend bool operator==(const Lot&, const Lot&) = default;
};

struct LotMovement {
  LotKey lot;
  // Signed change, never 0.
  Points points;

  friend bool operator==(const LotMovement&, const LotMovement&) = default;
};

struct AccountKey {
  MemberId member;
  CurrencyId currency;

  friend auto operator<=>(const AccountKey&, const AccountKey&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const AccountKey& key) {
    return H::combine(std::move(h), key.member, key.currency);
  }
};

struct ExpiringPoints {
  Points points;
  Date on;

  friend bool operator==(const ExpiringPoints&, const ExpiringPoints&) = default;
};

struct Balance {
  // May be negative: what is owed counts at once.
  Points available;
  Points pending;
  Points held;
  std::optional<ExpiringPoints> expiring_next;
  Date as_of;

  friend bool operator==(const Balance&, const Balance&) = default;
};

// A member's points in one currency: its lots, in burn order. The sum of the positive lots and the
// sum of the negative ones always fit in 64 bits.
//
// Available at a date are the positive lots with available_on <= date < expires_on, less everything
// owed; pending are those with available_on > date. The Plan functions change nothing and tell the
// movements that would.
class Account {
 public:
  Account() = default;
  Account(AccountKey key, std::vector<Lot> lots, Sequence last_transaction);

  const AccountKey& key() const { return key_; }
  const std::vector<Lot>& lots() const { return lots_; }
  // The newest transaction of this account; each names the one before it.
  Sequence last_transaction() const { return last_transaction_; }

  Points PointsIn(const LotKey& lot) const;
  Points Available(Date date) const;
  Balance BalanceAt(Date date) const;

  // Points coming in: they repay what is owed first, in burn order, and the rest goes into `own`.
  // Absent when the total would not fit.
  std::optional<std::vector<LotMovement>> PlanCredit(const LotKey& own, Points points) const;
  // Points going out, in burn order. `points` must not be above Available(date).
  std::vector<LotMovement> PlanDebit(Points points, Date date) const;
  // Whether both sums still fit after `movements`, of which no two are of one lot.
  bool Fits(const std::vector<LotMovement>& movements) const;

  void Apply(const LotMovement& movement);
  void set_last_transaction(Sequence sequence) { last_transaction_ = sequence; }

 private:
  AccountKey key_;
  std::vector<Lot> lots_;
  Sequence last_transaction_;
};

// Whose fractions are carried together.
struct CarryKey {
  MemberId member;
  PartnerId partner;
  CurrencyId currency;

  friend auto operator<=>(const CarryKey&, const CarryKey&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const CarryKey& key) {
    return H::combine(std::move(h), key.member, key.partner, key.currency);
  }
};

struct Carries {
  Carry earn;
  Carry burn;

  friend bool operator==(const Carries&, const Carries&) = default;
};

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_ACCOUNT_H_
