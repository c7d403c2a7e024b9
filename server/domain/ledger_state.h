#ifndef COALITION_SERVER_DOMAIN_LEDGER_STATE_H_
#define COALITION_SERVER_DOMAIN_LEDGER_STATE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

#include "server/domain/account.h"
#include "server/domain/catalog.h"
#include "server/domain/command.h"
#include "server/domain/member.h"
#include "server/domain/settlement_window.h"
#include "server/domain/transaction.h"

namespace coalition::domain {

// What a lane's row says: read when a batch begins, written when it commits. Of several lanes
// (`whole`), what holds for all of them.
struct LaneState {
  LaneId lane;
  // No transaction has it, or a later one.
  Sequence next_sequence{1};
  Window open_window;
  // When the last batch was decided; no later one is decided before it.
  Moment latest_at = kFirstMoment;
  // Of audit events, from 1.
  std::int64_t next_event = 1;
  // With several lanes: how many transactions the open window has.
  std::int64_t window_transactions = 0;
  // Of the network; see lanes.h.
  int lane_count = 1;
  // Whether the batch or view has all lanes. Totals of partners are then those of the network;
  // otherwise they are the lane's part.
  bool whole = true;

  // Moves the lane's time on.
  void AdvanceTo(Moment now);
};

// Apart, because it is large and seldom: most outcomes are a transaction.
using KeptEffect = std::shared_ptr<const Effect>;

// The outcome of a request id: the transaction that it posted, something else that it made (as it
// was then), or why it was rejected.
struct StoredOutcome {
  PayloadDigest digest{};
  // Members are kept as a MemberOutcome, never as an effect.
  std::variant<TransactionId, KeptEffect, Rejection, MemberOutcome> result;
};

// What a partner and, when `member` is not 0, one of its members earned and burned in a day.
struct DayKey {
  MemberId member;
  PartnerId partner;
  CurrencyId currency;

  friend auto operator<=>(const DayKey&, const DayKey&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const DayKey& key) {
    return H::combine(std::move(h), key.member, key.partner, key.currency);
  }
};
struct DayTotals {
  Date day;
  Points earned;
  Points burned;

  friend bool operator==(const DayTotals&, const DayTotals&) = default;
};

// How far a lane of several may move a partner's totals without looking at the other lanes: a share
// of what, when all lanes were looked at, was left to the next limit. It is worth nothing under
// another revision of the catalog, in another period or after its time.
struct AllowanceKey {
  PartnerId partner;
  // 0: of the partner's position; otherwise of its points of a day.
  CurrencyId currency;

  friend auto operator<=>(const AllowanceKey&, const AllowanceKey&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const AllowanceKey& key) {
    return H::combine(std::move(h), key.partner, key.currency);
  }
};
struct Allowance {
  std::int64_t catalog_revision = 0;
  // The window, or the day.
  std::int64_t period = 0;
  Moment until;
  // Micros by which the position may fall and rise, or points that may be earned and burned.
  std::int64_t down = 0;
  std::int64_t up = 0;

  friend bool operator==(const Allowance&, const Allowance&) = default;
};

// Who changed what.
struct AuditEvent {
  std::int64_t number = 0;
  Moment at;
  std::string credential_id;
  std::string action;
  std::string resource;
  std::string reason;

  friend bool operator==(const AuditEvent&, const AuditEvent&) = default;
};

// What deciding a batch needs to know. Everything is by key and may be asked for at once.
struct ReadSet {
  absl::flat_hash_set<RequestKey> requests;
  absl::flat_hash_set<Identifier> identifiers;
  absl::flat_hash_set<MemberId> members;
  absl::flat_hash_set<AccountKey> accounts;
  absl::flat_hash_set<CarryKey> carries;
  // All accounts, carries and day totals of these members.
  absl::flat_hash_set<MemberId> whole_members;
  absl::flat_hash_set<DayKey> day_totals;
  // Each with what was reversed of it.
  absl::flat_hash_set<TransactionId> transactions;
  // All totals of these partners (and of the network, as kNetwork) in the open window, and their
  // closed totals.
  absl::flat_hash_set<PartnerId> positions;
  absl::flat_hash_set<OutstandingKey> outstanding;
  absl::flat_hash_set<AllowanceKey> allowances;
  // All totals of the open window, all closed totals, and the settlements of the window before it.
  bool closing = false;

  bool empty() const;
};

// What a batch knows: what was loaded, and over it what the batch changed so far. An entry that
// holds no value says that there is none, which is not the same as an entry that is missing. Not
// thread-safe.
struct LedgerState {
  LaneState lane;
  std::shared_ptr<const Catalog> catalog;

  absl::flat_hash_map<RequestKey, std::optional<StoredOutcome>> requests;
  absl::flat_hash_map<Identifier, std::optional<MemberId>> identifiers;
  absl::flat_hash_map<MemberId, std::optional<Member>> members;
  absl::flat_hash_map<AccountKey, Account> accounts;
  absl::flat_hash_map<CarryKey, Carries> carries;
  absl::flat_hash_map<DayKey, DayTotals> day_totals;
  absl::flat_hash_map<TransactionId, std::optional<Transaction>> transactions;
  absl::flat_hash_map<TransactionId, ReversalState> reversals;
  absl::flat_hash_map<PositionKey, PositionTotal> positions;
  absl::flat_hash_map<OutstandingKey, Points> outstanding;
  // The lane's own; one that is worth nothing where none is kept.
  absl::flat_hash_map<AllowanceKey, Allowance> allowances;
  // A partner's totals over all closed windows; 0 where there is no entry.
  absl::flat_hash_map<PartnerId, Micros> closed_totals;
  // Of the window before the open one.
  absl::flat_hash_map<PartnerId, PartnerSettlement> last_settlements;

  absl::flat_hash_set<MemberId> whole_members;

  // Whose positions are here; `all_positions` says that everybody's are.
  absl::flat_hash_set<PartnerId> partners_with_positions;
  bool all_positions = false;
};

// What a batch changed, as the store has to write it: all or nothing. Of what changed several times
// only the last value is here.
struct Changes {
  struct LotChange {
    AccountKey account;
    // 0 points: the lot is gone.
    Lot lot;
  };
  struct AccountChange {
    AccountKey account;
    Sequence last_transaction;
  };

  struct HoldChange {
    AccountKey account;
    // Nothing reserved: the hold is gone.
    Hold hold;
  };

  LaneState lane;
  std::vector<Transaction> transactions;
  std::vector<std::pair<RequestKey, StoredOutcome>> outcomes;
  std::vector<AccountChange> accounts;
  std::vector<LotChange> lots;
  std::vector<HoldChange> holds;
  std::vector<std::pair<DayKey, DayTotals>> day_totals;
  std::vector<std::pair<CarryKey, Carries>> carries;
  std::vector<std::pair<TransactionId, ReversalState>> reversals;
  std::vector<Member> members;
  // Without a member: the identifier names nobody any more.
  std::vector<std::pair<Identifier, std::optional<MemberId>>> identifiers;
  std::vector<std::pair<PositionKey, PositionTotal>> positions;
  std::vector<std::pair<OutstandingKey, Points>> outstanding;
  // Of the batch's lane, or of each lane the same.
  std::vector<std::pair<AllowanceKey, Allowance>> allowances;
  // New, or changed, by id.
  std::vector<Partner> partners;
  std::vector<Currency> currencies;
  std::vector<ExchangeRate> rates;
  std::vector<Terms> terms;
  std::vector<Credential> credentials;
  std::vector<Window> windows;
  std::vector<PartnerSettlement> settlements;
  std::vector<std::pair<PartnerId, Micros>> closed_totals;
  std::vector<ConversionRate> conversion_rates;
  std::vector<PartnerLimits> limits;
  std::vector<AuditEvent> audit_events;

  bool empty() const { return outcomes.empty() && credentials.empty() && currencies.empty(); }
  bool changes_catalog() const {
    return !partners.empty() || !currencies.empty() || !rates.empty() || !terms.empty() ||
           !credentials.empty() || !conversion_rates.empty() || !limits.empty();
  }
};

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_LEDGER_STATE_H_
