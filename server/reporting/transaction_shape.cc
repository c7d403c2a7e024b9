#include "server/reporting/transaction_shape.h"

#include <algorithm>
#include <map>
#include <vector>

#include "server/domain/amount.h"

namespace coalition::reporting {
namespace {

using domain::Counterpart;
using domain::LotMovement;
using domain::Points;
using domain::Transaction;
using domain::TransactionType;
using domain::Wide;

constexpr Points kNone{0};
// A movement leads from one end of what an account may hold to the other at most.
constexpr std::int64_t kMovementMax = 2 * domain::kTotalMax;

bool IsWithinReach(Points points) { return domain::IsWithin(kMovementMax, points); }

std::string CheckMovements(const std::vector<LotMovement>& lots, Points points) {
  Wide moved = 0;
  for (const LotMovement& movement : lots) {
    if (movement.points == kNone || !IsWithinReach(movement.points)) {
      return "a lot movement of no possible size";
    }
    moved += movement.points.value();
  }
  return moved == points.value() ? "" : "its lot movements are not its points";
}

std::string CheckLegs(const Transaction& t) {
  std::map<domain::MoneyCurrency, Wide> sums;
  for (const domain::MoneyLeg& leg : t.legs) {
    if (!IsWithinReach(leg.points) ||
        !domain::IsWithin(domain::kNetworkTotalMax, leg.money.amount)) {
      return "a leg of no possible size";
    }
    sums[leg.money.currency] += leg.money.amount.value();
  }
  for (const auto& [currency, sum] : sums) {
    if (sum != 0) return "its money does not sum to zero";
  }
  return "";
}

bool HasCounterpart(const Transaction& t) {
  return t.type == TransactionType::kConversion || t.type == TransactionType::kTransfer ||
         (t.type == TransactionType::kReversal && t.original_type == TransactionType::kConversion);
}

// Expiries and mergers are the network's.
bool HasPartner(const Transaction& t, const domain::Catalog& catalog) {
  const bool network = t.partner == domain::kNetwork;
  if (t.type == TransactionType::kExpiry) return network;
  if (network) return t.type == TransactionType::kTransfer;
  return catalog.FindPartner(t.partner) != nullptr;
}

bool HasOriginal(const Transaction& t) {
  return t.type == TransactionType::kReversal || t.type == TransactionType::kCapture ||
         t.type == TransactionType::kVoid;
}

// Of a transfer: the opposite of every movement.
bool Mirrors(const Transaction& t, const Counterpart& other) {
  return std::equal(t.lots.begin(), t.lots.end(), other.lots.begin(), other.lots.end(),
                    [](const LotMovement& a, const LotMovement& b) {
                      return a.lot == b.lot && a.points == -b.points;
                    });
}

std::string CheckCounterpart(const Transaction& t) {
  if (t.counterpart.has_value() != HasCounterpart(t)) return "it has a counterpart, or none";
  if (!t.counterpart) return "";
  const Counterpart& other = *t.counterpart;
  if (!IsWithinReach(other.points)) return "points of no possible size";
  if (std::string wrong = CheckMovements(other.lots, other.points); !wrong.empty()) return wrong;
  const bool fits =
      t.type == TransactionType::kTransfer
          ? other.member != t.member && other.currency == t.currency && Mirrors(t, other)
          : other.member == t.member && other.currency != t.currency;
  return fits ? "" : "its counterpart is not its other side";
}

bool HasSign(const Transaction& t) {
  switch (t.type) {
    case TransactionType::kEarn:
      return t.points >= kNone;
    case TransactionType::kBurn:
    case TransactionType::kCapture:
    case TransactionType::kExpiry:
      return t.points <= kNone;
    case TransactionType::kConversion:
      return t.points <= kNone && t.counterpart->points >= kNone;
    case TransactionType::kTransfer:
      // Those who are merged may bring debt.
      return t.partner == domain::kNetwork || t.points <= kNone;
    case TransactionType::kAuthorization:
    case TransactionType::kVoid:
      return t.lots.empty();
    case TransactionType::kReversal:
    case TransactionType::kAdjustment:
      return true;
  }
  return false;
}

std::string CheckReserved(const Transaction& t) {
  if (t.type != TransactionType::kAuthorization) {
    return t.reserved.empty() ? "" : "it reserves points";
  }
  Wide total = 0;
  for (const LotMovement& slice : t.reserved) {
    if (slice.points <= kNone || !IsWithinReach(slice.points)) return "it reserves no points";
    total += slice.points.value();
  }
  if (total > domain::kTotalMax) return "it reserves more than there can be";
  return t.hold_expires_at > t.posted_at ? "" : "its hold ends before it begins";
}

std::string CheckExpiry(const Transaction& t, const domain::Catalog& catalog) {
  if (t.type != TransactionType::kExpiry) return "";
  const domain::Date today = domain::DateOf(t.event_time, catalog.network.time_zone);
  const bool due = std::all_of(t.lots.begin(), t.lots.end(), [&](const LotMovement& movement) {
    return movement.lot.expires_on <= today && movement.points < kNone;
  });
  return due ? "" : "it expires points before their date";
}

}  // namespace

std::string CheckShape(const Transaction& t, const domain::Catalog& catalog) {
  if (!IsWithinReach(t.points) || !IsWithinReach(t.not_recovered)) {
    return "points of no possible size";
  }
  if (!HasPartner(t, catalog)) return "it is not of a partner who could do it";
  if (t.original.has_value() != HasOriginal(t)) return "it names an original, or none";
  for (const std::string& wrong : {CheckMovements(t.lots, t.points), CheckCounterpart(t),
                                   CheckLegs(t), CheckReserved(t), CheckExpiry(t, catalog)}) {
    if (!wrong.empty()) return wrong;
  }
  return HasSign(t) ? "" : "its points have the wrong sign";
}

}  // namespace coalition::reporting
