#ifndef COALITION_SERVER_DOMAIN_SETTLEMENT_WINDOW_H_
#define COALITION_SERVER_DOMAIN_SETTLEMENT_WINDOW_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "server/domain/amount.h"
#include "server/domain/calendar.h"
#include "server/domain/ids.h"
#include "server/domain/money.h"
#include "server/domain/transaction.h"

namespace coalition::domain {

// A stretch of the journal, from `first` up to, and without, `end`; `end` is kNoSequence while
// the window is open.
struct Window {
  WindowId id;
  Sequence first;
  Sequence end;
  Moment opened_at;
  std::optional<Moment> closed_at;
  std::string label;
  // Of one that is closed, with several lanes; otherwise 0. See TransactionCountOf.
  std::int64_t transaction_count = 0;

  bool IsOpen() const { return !closed_at.has_value(); }
};

// Whose legs, of which kind, in which window.
struct PositionKey {
  WindowId window;
  PartnerId partner;
  MoneyCurrency currency;
  TransactionType type = TransactionType::kEarn;
  LegKind kind = LegKind::kIssue;

  friend auto operator<=>(const PositionKey&, const PositionKey&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const PositionKey& key) {
    return H::combine(std::move(h), key.window, key.partner, key.currency, key.type, key.kind);
  }
};

struct PositionTotal {
  std::int64_t lines = 0;
  Points points;
  Micros amount;

  friend bool operator==(const PositionTotal&, const PositionTotal&) = default;
};

// What a closed window asks of one partner:
//   net = opening_residue + all of its position totals,
//   net_minor_units = net in minor units, rounded half-even,
//   closing_residue = net - net_minor_units, the next window's opening_residue.
struct PartnerSettlement {
  WindowId window;
  PartnerId partner;
  MoneyCurrency currency;
  Micros opening_residue;
  Micros net;
  std::int64_t net_minor_units = 0;
  Micros closing_residue;

  friend bool operator==(const PartnerSettlement&, const PartnerSettlement&) = default;
};

// Absent when the net does not fit in 64 bits.
std::optional<PartnerSettlement> Settle(WindowId window, PartnerId partner, MoneyCurrency currency,
                                        Micros opening_residue, Micros totals);

// Points of one issuer and currency that members hold, less those that they owe.
struct OutstandingKey {
  PartnerId issuer;
  CurrencyId currency;

  friend auto operator<=>(const OutstandingKey&, const OutstandingKey&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const OutstandingKey& key) {
    return H::combine(std::move(h), key.issuer, key.currency);
  }
};

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_SETTLEMENT_WINDOW_H_
