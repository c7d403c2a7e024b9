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

// Points that an open authorization reserves.
struct Hold {
  TransactionId authorization;
  // From this moment on it no longer counts.
  Moment expires_at;
  // Positive, in burn order, each lot once.
  std::vector<LotMovement> reserved;

  Points total() const;
  friend bool operator==(const Hold&, const Hold&) = default;
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

// A member's points in one currency: its lots, in burn order, and the holds on them. The sum of the
// positive lots and the sum of the negative ones always fit in 64 bits.
//
// A lot is free as far as no hold reserves it; one that is reserved beyond what it holds, because
// its earn was reversed meanwhile, is free below zero. Available at a date are the lots free above
// zero with available_on <= date < expires_on, less everything that is free below zero; pending are
// those with available_on > date. The Plan functions change nothing and tell the movements that
// would.
//
// Holds count until they are dropped: whoever asks for balances or plans drops what expired first.
class Account {
 public:
  Account() = default;
  Account(AccountKey key, std::vector<Lot> lots, Sequence last_transaction,
          std::vector<Hold> holds = {});

  const AccountKey& key() const { return key_; }
  const std::vector<Lot>& lots() const { return lots_; }
  // By authorization.
  const std::vector<Hold>& holds() const { return holds_; }
  // In burn order, none of 0 points.
  const std::vector<Lot>& free_lots() const { return holds_.empty() ? lots_ : free_; }
  // The newest transaction of this account; each names the one before it.
  Sequence last_transaction() const { return last_transaction_; }

  Points PointsIn(const LotKey& lot) const;
  Points FreeIn(const LotKey& lot) const;
  Points Held() const;
  const Hold* FindHold(const TransactionId& authorization) const;
  Points Available(Date date) const;
  Balance BalanceAt(Date date) const;

  // What is free above zero of lots that expired by the date.
  std::vector<Lot> ExpiredLots(Date date) const;

  // Points coming in: they repay what other lots owe first, in burn order, and the rest goes into
  // `own`. Absent when the total would not fit.
  std::optional<std::vector<LotMovement>> PlanCredit(const LotKey& own, Points points) const;
  // Points going out, in burn order. `points` must not be above Available(date).
  std::vector<LotMovement> PlanDebit(Points points, Date date) const;
  // Whether both sums still fit after `movements`, of which no two are of one lot.
  bool Fits(const std::vector<LotMovement>& movements) const;

  void Apply(const LotMovement& movement);
  void Apply(const std::vector<LotMovement>& movements);
  void Open(Hold hold);
  // The hold must be open.
  void Close(const TransactionId& authorization);
  // Those with expires_at <= now.
  std::vector<Hold> DropExpiredHolds(Moment now);
  void set_last_transaction(Sequence sequence) { last_transaction_ = sequence; }

 private:
  void CountFree();

  AccountKey key_;
  std::vector<Lot> lots_;
  std::vector<Hold> holds_;
  // Kept up while there are holds.
  std::vector<Lot> free_;
  Sequence last_transaction_;
};

// Whose fractions are carried together: of a member's earns and burns by the amounts of one
// partner, and of its conversions in one direction (then with kNetwork as the partner).
struct CarryKey {
  MemberId member;
  PartnerId partner;
  CurrencyId currency;
  // The currency that was given up for `currency`; none for earns and burns.
  CurrencyId from{0};

  friend auto operator<=>(const CarryKey&, const CarryKey&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const CarryKey& key) {
    return H::combine(std::move(h), key.member, key.partner, key.currency, key.from);
  }
};

struct Carries {
  Carry earn;
  Carry burn;

  friend bool operator==(const Carries&, const Carries&) = default;
};

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_ACCOUNT_H_
