#ifndef COALITION_SERVER_STORE_REDO_H_
#define COALITION_SERVER_STORE_REDO_H_

#include <utility>
#include <vector>

#include "server/domain/ledger_state.h"
#include "server/store/account_record.h"

namespace coalition::store {

// What a commit changed of rows that are written later, kept with the commit until all of them
// were. All values are absolute: applying the redos of any stretch of commits that ends with the
// last one, in order, to rows of any state that the stretch went through makes the last state.
struct Redo {
  std::vector<std::pair<domain::AccountKey, AccountDelta>> accounts;
  std::vector<std::pair<domain::RequestKey, domain::StoredOutcome>> outcomes;
  std::vector<std::pair<domain::TransactionId, domain::ReversalState>> reversals;
  std::vector<std::pair<domain::DayKey, domain::DayTotals>> day_totals;
  std::vector<std::pair<domain::PositionKey, domain::PositionTotal>> positions;
  std::vector<std::pair<domain::OutstandingKey, domain::Points>> outstanding;
};

// The same, to be written: borrows all of it.
struct RedoParts {
  const decltype(Redo::accounts)& accounts;
  const decltype(Redo::outcomes)& outcomes;
  const decltype(Redo::reversals)& reversals;
  const decltype(Redo::day_totals)& day_totals;
  const decltype(Redo::positions)& positions;
  const decltype(Redo::outstanding)& outstanding;

  bool empty() const {
    return accounts.empty() && outcomes.empty() && reversals.empty() && day_totals.empty() &&
           positions.empty() && outstanding.empty();
  }
};

// `accounts` is AccountDeltasOf(changes).
inline RedoParts RedoOf(const decltype(Redo::accounts)& accounts, const domain::Changes& changes) {
  return {accounts,           changes.outcomes,  changes.reversals,
          changes.day_totals, changes.positions, changes.outstanding};
}

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_REDO_H_
