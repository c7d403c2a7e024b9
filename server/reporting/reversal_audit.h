#ifndef COALITION_SERVER_REPORTING_REVERSAL_AUDIT_H_
#define COALITION_SERVER_REPORTING_REVERSAL_AUDIT_H_

#include <string>

#include "server/domain/catalog.h"
#include "server/domain/transaction.h"

namespace coalition::reporting {

// What was reversed of a transaction, as its reversals in the journal say. They do not say by which
// measure a part was named, so a reversed amount is only known to lie between two bounds, unless it
// is all of it, or was named by lines.
struct Reversed {
  // All but the amount and, if there is one, `complete`.
  domain::ReversalState state;
  domain::Micros amount_min;
  domain::Micros amount_max;
  domain::Micros amount_whole;
  // The last part was named by lines, which alone say what is complete.
  bool by_lines = false;
  // Cleared when the fraction was rescaled on its way into the member's carry.
  bool carry_change_is_exact = true;

  // Whether `kept` is the same as far as it is known.
  bool Agrees(const domain::ReversalState& kept) const;
};

// Counts a reversal of `original` into `reversed` and checks it: that its points, partner points,
// carry and legs are one share of the original's, as far as it is the next after `reversed`; that
// what a burn took went back to its lots; that it names the original's terms and rate. Answers what
// is wrong, or "".
std::string PlayReversal(const domain::Transaction& original, const domain::Transaction& reversal,
                         domain::NegativeBalancePolicy policy, Reversed& reversed);

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_REVERSAL_AUDIT_H_
