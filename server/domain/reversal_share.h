#ifndef COALITION_SERVER_DOMAIN_REVERSAL_SHARE_H_
#define COALITION_SERVER_DOMAIN_REVERSAL_SHARE_H_

#include <cstdint>
#include <vector>

#include "server/domain/command.h"
#include "server/domain/rejection.h"
#include "server/domain/transaction.h"

namespace coalition::domain {

// How far a transaction is reversed: one share, by which all its measures move together, so that
// the parts of any sequence of reversals add up to the whole.

Points Magnitude(Points points);

// The measures of a transaction that reversals take from.
struct Measures {
  Points points;
  PartnerPoints partner_points;
  Money amount;
  const std::vector<PurchaseLine>* lines = nullptr;
  // Of a conversion, in the currency that was got.
  Points counterpart_points;
};

// Refers to `original`.
Measures MeasuresOf(const Transaction& original);

// numerator / denominator of the original is reversed after this.
struct Share {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;

  bool IsWhole() const { return numerator == denominator; }
  // Part of `whole`, which the share cannot make larger.
  std::int64_t Of(std::int64_t whole, RoundTo round) const;
  // The same, but never less than what is `done`: lines that cost nothing may make a share that is
  // smaller than the one before it.
  std::int64_t Towards(std::int64_t whole, std::int64_t done, RoundTo round) const;
};

// The share after `reverse`, where `reversed` was taken back before; moves every measure of
// `state`, which is a copy of it, to that share. Rejects with REVERSAL_EXCEEDS_ORIGINAL.
Decided<Share> Advance(const Reverse& reverse, const Measures& whole, const ReversalState& reversed,
                       ReversalState& state);

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_REVERSAL_SHARE_H_
