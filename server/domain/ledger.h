#ifndef COALITION_SERVER_DOMAIN_LEDGER_H_
#define COALITION_SERVER_DOMAIN_LEDGER_H_

#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"

#include "server/domain/catalog.h"
#include "server/domain/command.h"
#include "server/domain/ledger_state.h"
#include "server/domain/plan.h"

namespace coalition::domain {

// Decides the commands of one batch, in order, each seeing what the ones before it did. It does no
// I/O and reads no clock; one is made for each batch and thrown away after it:
//
//   Ledger ledger(lane, catalog);
//   for (each round until Missing adds nothing) load ledger.Missing(commands) into ledger.state();
//   for (command) answer = ledger.Decide(command, now);
//   write ledger.TakeChanges(); commit; publish ledger.catalog(); send the answers.
//
// A rejected command changes nothing but the outcome of its request id, and not even that when the
// rejection is not kept (see IsKept). Not thread-safe.
class Ledger {
 public:
  Ledger(LaneState lane, std::shared_ptr<const Catalog> catalog);

  // Where the store puts what it loads.
  LedgerState& state() { return state_; }

  // Adds to `missing` what deciding `command` needs next and state() does not hold. What that is
  // depends on what was loaded before (an identifier, then its member, then the issuers of the
  // member's lots), so it takes up to kMaxLoadRounds rounds.
  static constexpr int kMaxLoadRounds = 5;
  void AddMissing(const Command& command, ReadSet& missing);

  // Everything that AddMissing asks for must be loaded. `now` must not go back between calls.
  Answer Decide(const Command& command, Moment now);

  // What an earn or burn would do now, without doing it; everything but the net debit cap is
  // checked. What AddMissing asks for must be loaded.
  struct Price {
    Transaction transaction;
    Balance balance_before;
  };
  Decided<Price> PriceOf(const Earn& earn, const Caller& caller, Moment now) const;
  Decided<Price> PriceOf(const Burn& burn, const Caller& caller, Moment now) const;

  // As the batch left it.
  const std::shared_ptr<const Catalog>& catalog() const { return state_.catalog; }
  bool catalog_changed() const { return catalog_changed_; }

  Changes TakeChanges();

 private:
  Decided<Effect> Execute(const Earn& earn, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const Burn& burn, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const Reverse& reverse, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const EnrollMember& enroll, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const LinkIdentifier& link, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const CreatePartner& create, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const SetPartnerState& set, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const CreateCurrency& create, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const SetExchangeRate& set, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const SetTerms& set, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const CreateCredential& create, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const RevokeCredential& revoke, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const CloseWindow& close, const CommandHeader& header, Moment now);

  struct DatedPlan {
    PostingPlan posting;
    EventContext context;
  };
  template <typename EarnOrBurn>
  Decided<DatedPlan> PlanAt(const EarnOrBurn& command, const Caller& caller, Moment now) const;
  template <typename EarnOrBurn>
  Decided<Price> PriceAt(const EarnOrBurn& command, const Caller& caller, Moment now) const;

  // Carries out a plan whole, or rejects it (AMOUNT_OVERFLOW, NET_DEBIT_CAP_EXCEEDED) and changes
  // nothing.
  Decided<Effect> Post(PostingPlan plan, const CommandHeader& header, Date date, Moment now);
  // Positions and outstanding points as they will be after a transaction.
  struct Totals {
    absl::flat_hash_map<PositionKey, PositionTotal> positions;
    absl::flat_hash_map<OutstandingKey, Points> outstanding;
  };
  Decided<Totals> TotalsAfter(const Transaction& transaction) const;
  // The cap is that of the terms in force now, whatever the event time.
  Decided<Accepted> CheckNetDebitCap(const Transaction& transaction, Moment now) const;

  // The effect of a request that was answered in this batch or before.
  Effect EffectOf(const TransactionId& posted) const;

  Catalog& MutableCatalog();

  LedgerState state_;
  // Whom an identifier that nobody has may come to name within this batch.
  absl::flat_hash_map<Identifier, absl::flat_hash_set<MemberId>> claims_;
  // A batch's own copy of the catalog, once it changed something; state_.catalog points at it.
  std::shared_ptr<Catalog> own_catalog_;
  bool catalog_changed_ = false;
  // What is new so far, and the keys of what else changed.
  Changes changes_;
  absl::flat_hash_set<AccountKey> changed_accounts_;
  absl::flat_hash_set<std::pair<AccountKey, LotKey>> changed_lots_;
  absl::flat_hash_set<CarryKey> changed_carries_;
  absl::flat_hash_set<TransactionId> changed_reversals_;
  absl::flat_hash_set<MemberId> changed_members_;
  absl::flat_hash_set<PositionKey> changed_positions_;
  absl::flat_hash_set<OutstandingKey> changed_outstanding_;
};

// The member that `caller` may act on for `partner`. MEMBER_NOT_FOUND for an identifier that nobody
// has, and for the operator; a partner that names a member which is not linked to it, or none, gets
// PERMISSION_DENIED. What the reference names must be loaded.
Decided<MemberId> FindMember(const LedgerState& state, const MemberRef& ref,
                             std::optional<PartnerId> partner, const Caller& caller);

// Limits, each an INVALID_FIELD or LIMIT_EXCEEDED past its edge.
inline constexpr int kIdentifiersPerMemberMax = 100;
inline constexpr int kLiveCredentialsPerPartnerMax = 20;

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_LEDGER_H_
