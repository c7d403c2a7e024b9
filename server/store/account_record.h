#ifndef COALITION_SERVER_STORE_ACCOUNT_RECORD_H_
#define COALITION_SERVER_STORE_ACCOUNT_RECORD_H_

#include <optional>
#include <utility>
#include <vector>

#include "server/domain/account.h"
#include "server/domain/ledger_state.h"

namespace coalition::store {

struct CarryRow {
  domain::PartnerId partner;
  domain::CurrencyId from;
  domain::Carries carries;

  friend bool operator==(const CarryRow&, const CarryRow&) = default;
};

// All that is kept of one account, and the carries into its currency: what one posting reads and
// writes together. Carries may be there before the account is.
struct AccountRecord {
  // kNoSequence: there are no points and never were.
  domain::Sequence last_transaction = domain::kNoSequence;
  // In burn order.
  std::vector<domain::Lot> lots;
  // By authorization.
  std::vector<domain::Hold> holds;
  // By partner, then source.
  std::vector<CarryRow> carries;

  const domain::Carries* FindCarries(domain::PartnerId partner, domain::CurrencyId from) const;
  // The first expiry of a lot above 0; kNeverExpires without one.
  domain::Date NextExpiry() const;

  friend bool operator==(const AccountRecord&, const AccountRecord&) = default;
};

// Entries of what a batch knows, unless it has them.
void AddAccount(const domain::AccountKey& key, const AccountRecord& record,
                domain::LedgerState& state);
void AddCarries(const domain::CarryKey& key, const AccountRecord& record,
                domain::LedgerState& state);
// The account, if it ever had points, and all its carries.
void AddWholeAccount(const domain::AccountKey& key, const AccountRecord& record,
                     domain::LedgerState& state);

// Later than every date.
inline constexpr domain::Date kNeverExpires{2'147'483'647};

// What a commit changes of an account, in values: applying it twice, or to a record that has it
// already, changes nothing more.
struct AccountDelta {
  std::optional<domain::Sequence> last_transaction;
  // Of 0 points: gone.
  std::vector<domain::Lot> lots;
  // With nothing reserved: gone.
  std::vector<domain::Hold> holds;
  std::vector<CarryRow> carries;

  void ApplyTo(AccountRecord& record) const;

  friend bool operator==(const AccountDelta&, const AccountDelta&) = default;
};

// By account.
std::vector<std::pair<domain::AccountKey, AccountDelta>> AccountDeltasOf(
    const domain::Changes& changes);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_ACCOUNT_RECORD_H_
