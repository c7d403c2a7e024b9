#ifndef COALITION_SERVER_DOMAIN_LEDGER_H_
#define COALITION_SERVER_DOMAIN_LEDGER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/functional/any_invocable.h"

#include "server/domain/catalog.h"
#include "server/domain/command.h"
#include "server/domain/ledger_state.h"
#include "server/domain/plan.h"

namespace coalition::domain {

// Adds to `missing` what deciding `command` needs next and `state` does not hold, which has its
// catalog. What that is depends on what was loaded before (an identifier, then its member, then the
// issuers of the member's lots), so it takes rounds.
void AddMissing(const Command& command, const LedgerState& state, ReadSet& missing);

// Decides the commands of one batch, in order, each seeing what the ones before it did. It does no
// I/O and reads no clock; one is made for each batch and thrown away after it:
//
//   Ledger ledger(lane, catalog);
//   for (each round until Missing adds nothing) load ledger.Missing(commands) into ledger.state();
//   for (command) {
//     load what is missing now, because of the commands before it (rarely anything);
//     answer = ledger.Decide(command, now);
//   }
//   write ledger.TakeChanges(); commit; publish ledger.catalog(); send the answers.
//
// A rejected command changes nothing but the outcome of its request id, and not even that when the
// rejection is not kept (see IsKept). Not thread-safe.
class Ledger {
 public:
  // `known` may have entries already, but for the lane and catalog.
  Ledger(LaneState lane, std::shared_ptr<const Catalog> catalog, LedgerState known = {});

  // Where the store puts what it loads.
  LedgerState& state() { return state_; }

  // Makes room for what so many commands change.
  void Reserve(std::size_t commands);

  // Rounds of AddMissing and loading after which nothing is missing.
  static constexpr int kMaxLoadRounds = 7;
  void AddMissing(const Command& command, ReadSet& missing) const {
    domain::AddMissing(command, state_, missing);
  }

  // Everything that AddMissing asks for must be loaded. `now` must not go back between calls, nor
  // lie before state().lane.latest_at; with several lanes what does counts as that.
  //
  // In a batch that has one lane of several, the command must be of the lane (HomeOf). Where it
  // then comes near a limit that all lanes keep together, nothing is done, needs_all_lanes() is
  // true, and the answer says nothing: it is to be decided in a batch that has all lanes.
  Answer Decide(const Command& command, Moment now);
  // Of the last Decide.
  bool needs_all_lanes() const { return needs_all_lanes_; }

  // The request id, which must be loaded, has an outcome.
  bool WasAnswered(const RequestKey& request) const {
    return state_.requests.at(request).has_value();
  }

  // From BeginLinked on, everything that Decide does can be undone until KeepLinked. After a
  // RollBackLinked the ledger is as if nothing had been decided since. Commands that change the
  // catalog cannot be decided meanwhile.
  void BeginLinked();
  void KeepLinked();
  void RollBackLinked();
  // Keeps a rejection, made by Decide and rolled back, as the outcome of its request id, where such
  // rejections are kept.
  void Reject(const CommandHeader& header, const Rejection& rejection);

  // What an earn or burn would do now, without doing it; everything but the net debit cap and the
  // limits is checked. What AddMissing asks for must be loaded.
  struct Price {
    Transaction transaction;
    Balance balance_before;
  };
  Decided<Price> PriceOf(const Earn& earn, const Caller& caller, Moment now);
  Decided<Price> PriceOf(const Burn& burn, const Caller& caller, Moment now);

  // As the batch left it.
  const std::shared_ptr<const Catalog>& catalog() const { return state_.catalog; }
  bool catalog_changed() const { return catalog_changed_; }

  Changes TakeChanges();

 private:
  Decided<Effect> Execute(const Earn& earn, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const Burn& burn, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const Authorize& authorize, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const Capture& capture, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const Void& release, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const Reverse& reverse, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const Convert& convert, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const Transfer& transfer, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const Adjust& adjust, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const ExpirePoints& expire, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const EnrollMember& enroll, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const LinkIdentifier& link, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const UnlinkIdentifier& unlink, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const MergeMembers& merge, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const EraseMember& erase, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const CreatePartner& create, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const UpdatePartner& update, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const SetPartnerState& set, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const CreateCurrency& create, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const SetExchangeRate& set, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const SetConversionRate& set, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const SetTerms& set, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const SetLimits& set, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const CreateCredential& create, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const RevokeCredential& revoke, const CommandHeader& header, Moment now);
  Decided<Effect> Execute(const CloseWindow& close, const CommandHeader& header, Moment now);

  // Who a posting is for, when it happened, and whether it may.
  struct PostingContext {
    MemberId member;
    EventContext event;
  };
  template <typename Posting>
  Decided<PostingContext> ContextOf(const Posting& posting, const Caller& caller, Moment now) const;
  template <typename EarnOrBurn>
  Decided<Price> PriceAt(const EarnOrBurn& command, const Caller& caller, Moment now);
  Decided<PostingPlan> Plan(const Earn& earn, const PostingContext& context, Moment now);
  Decided<PostingPlan> Plan(const Burn& burn, const PostingContext& context, Moment now);

  // An open hold that may be captured or voided, by the partner's word.
  struct OpenHold {
    const Transaction* authorization = nullptr;
    Account* account = nullptr;
    EventContext event;
  };
  template <typename CaptureOrVoid>
  Decided<OpenHold> FindOpenHold(const CaptureOrVoid& closing, const Caller& caller, Moment now);
  void CloseHold(const TransactionId& authorization, const TransactionId& closed_by);

  // Carries out a plan whole, or rejects it (LIMIT_EXCEEDED, NET_DEBIT_CAP_EXCEEDED,
  // AMOUNT_OVERFLOW) and changes nothing. `date` tells the balance after it.
  Decided<Transaction> Post(PostingPlan plan, const CommandHeader& header, Date date, Moment now);
  Decided<Effect> PostAndAnswer(PostingPlan plan, const CommandHeader& header, Date date,
                                Moment now);
  // Gives it its id and moment.
  void NumberNext(Transaction& transaction, Moment now);
  // One account's part of it; answers the balance after it.
  Balance MoveLots(const AccountKey& key, const std::vector<LotMovement>& lots, Sequence sequence,
                   Date date);
  void MarkLots(const AccountKey& key, const std::vector<LotMovement>& lots);
  void MoveHolds(const Transaction& transaction);

  // Positions and outstanding points as they will be after a transaction: a few, each once.
  struct Totals {
    absl::InlinedVector<std::pair<PositionKey, PositionTotal>, 8> positions;
    absl::InlinedVector<std::pair<OutstandingKey, Points>, 4> outstanding;
  };
  Decided<Totals> TotalsAfter(const Transaction& transaction) const;
  void KeepTotals(const Totals& totals);

  // The cap is that of the terms in force now, whatever the event time.
  Decided<Accepted> CheckNetDebitCap(const Transaction& transaction, Moment now) const;
  // What the partner is owed (negative: owes), as far as its cap counts it.
  Wide PositionOf(PartnerId partner, NetDebitCap::Kind kind) const;
  // Of the partners whose position the transaction, which is not posted yet, brings past their
  // alert threshold, by the terms for a currency that it moves; once each.
  void NoteAlerts(const Transaction& transaction, const CommandHeader& header, Moment now);
  bool NoteAlert(PartnerId partner, CurrencyId currency, const Transaction& transaction,
                 const CommandHeader& header, Moment now);
  Decided<Accepted> CheckLimits(const Transaction& transaction, Moment now) const;
  void CountForLimits(const Transaction& transaction, Moment now);

  // Takes what the transaction moves from the lane's allowances; rejects, with needs_all_lanes_,
  // what is beyond one, and takes nothing. A batch that has all lanes needs none.
  Decided<Accepted> UseAllowances(const Transaction& transaction, Moment now);
  // What must be left, and in which period.
  using AllowanceUses = absl::InlinedVector<std::pair<AllowanceKey, Allowance>, 2>;
  AllowanceUses AllowanceUsesOf(const Transaction& transaction, Moment now) const;
  // Makes allowances anew for the limits of what the batch moved.
  void ShareAllowances();
  void Share(const AllowanceKey& key, Allowance left);
  Allowance PositionLeft(PartnerId partner) const;
  Allowance PointsLeft(const DayKey& key, const Limits& limits) const;

  // The account without the holds that expired. It must be loaded.
  Account& AccountAt(const AccountKey& key, Moment now);
  Member& MemberAt(const MemberId& id);
  void Name(const Identifier& identifier, const std::optional<MemberId>& member);
  Member& Enroll(const NewMember& drawn, Moment now);
  Decided<Effect> EnrollAndEarn(const Earn& earn, const Identifier& identifier,
                                const CommandHeader& header, Moment now);
  Decided<Accepted> Merge(const MemberId& from, const MemberId& into, const MergeMembers& merge,
                          const CommandHeader& header, Moment now);
  Decided<Accepted> MergeRecords(Member from, Member into);
  Decided<Accepted> MergeAccounts(const AccountKey& key, const MemberId& into,
                                  const MergeMembers& merge, const CommandHeader& header,
                                  Moment now);
  Decided<Accepted> MergeCarries(const CarryKey& key, const MemberId& into);

  // Carries out and keeps; see Reject for the opposite.
  Effect EffectOf(const StoredOutcome& outcome) const;
  Effect EffectOf(const TransactionId& posted) const;
  void NoteEvent(const CommandHeader& header, std::string action, std::string resource,
                 std::string reason, Moment now);
  std::string PartnerResource(PartnerId partner) const;
  // Of what is kept per partner and currency, such as "partners/nike/terms/POINTS".
  std::string PartnerResource(PartnerId partner, const char* kind, CurrencyId currency) const;

  Catalog& MutableCatalog();

  // How the ledger changes what it knows: while a group is linked, so that it can be undone.
  template <typename Map>
  typename Map::mapped_type& Change(Map& map, const typename Map::key_type& key);
  template <typename Set>
  void Mark(Set& set, const typename Set::value_type& key);
  // Runs `attempt`, and when it rejects undoes what it did; within a linked group that is left to
  // the group, which fails with it.
  template <typename Attempt>
  auto Atomically(Attempt attempt);

  LedgerState state_;
  // A batch's own copy of the catalog, once it changed something; state_.catalog points at it.
  std::shared_ptr<Catalog> own_catalog_;
  bool catalog_changed_ = false;
  // What is new so far, and the keys of what else changed.
  Changes changes_;
  absl::flat_hash_set<AccountKey> changed_accounts_;
  // With repetitions.
  absl::flat_hash_map<AccountKey, std::vector<LotKey>> changed_lots_;
  absl::flat_hash_set<std::pair<AccountKey, TransactionId>> changed_holds_;
  absl::flat_hash_set<CarryKey> changed_carries_;
  absl::flat_hash_set<DayKey> changed_days_;
  absl::flat_hash_set<TransactionId> changed_reversals_;
  absl::flat_hash_set<MemberId> changed_members_;
  absl::flat_hash_set<Identifier> changed_identifiers_;
  absl::flat_hash_set<PositionKey> changed_positions_;
  absl::flat_hash_set<OutstandingKey> changed_outstanding_;
  absl::flat_hash_set<AllowanceKey> changed_allowances_;
  bool needs_all_lanes_ = false;

  // A linked group in progress.
  struct Linked {
    LaneState lane;
    std::size_t transactions = 0;
    std::size_t outcomes = 0;
    std::size_t audit_events = 0;
    // To be run in the opposite order.
    std::vector<absl::AnyInvocable<void()>> undo;
  };
  std::optional<Linked> linked_;
};

// The member that `caller` may act on for `partner`: of one that was merged, the survivor.
// MEMBER_NOT_FOUND for an identifier that nobody has, and for the operator; a partner that names a
// member which is not linked to it, or none, gets PERMISSION_DENIED. What the reference names must
// be loaded.
Decided<MemberId> FindMember(const LedgerState& state, const MemberRef& ref,
                             std::optional<PartnerId> partner, const Caller& caller);

// Whom the id means now: the survivor of a merger, or itself. The member must be loaded.
MemberId SurvivorOf(const LedgerState& state, const MemberId& id);

// Limits, each an INVALID_FIELD or LIMIT_EXCEEDED past its edge.
inline constexpr int kIdentifiersPerMemberMax = 100;
inline constexpr int kMergedMembersMax = 100;
inline constexpr int kOpenHoldsPerAccountMax = 32;
inline constexpr int kLiveCredentialsPerPartnerMax = 20;

Rejection LimitExceeded(std::string limit, std::int64_t maximum);
Rejection PartnerSuspended(const Partner& partner);
Rejection PermissionDenied();

template <typename Map>
typename Map::mapped_type& Ledger::Change(Map& map, const typename Map::key_type& key) {
  if (linked_) {
    using Value = typename Map::mapped_type;
    const auto found = map.find(key);
    auto before =
        found == map.end() ? std::unique_ptr<Value>() : std::make_unique<Value>(found->second);
    linked_->undo.push_back([&map, key, before = std::move(before)] {
      if (before) {
        map.insert_or_assign(key, std::move(*before));
      } else {
        map.erase(key);
      }
    });
  }
  return map[key];
}

template <typename Attempt>
auto Ledger::Atomically(Attempt attempt) {
  if (linked_) return attempt();
  BeginLinked();
  auto decided = attempt();
  if (decided.ok()) {
    KeepLinked();
  } else {
    RollBackLinked();
  }
  return decided;
}

template <typename Set>
void Ledger::Mark(Set& set, const typename Set::value_type& key) {
  if (set.insert(key).second && linked_) {
    linked_->undo.push_back([&set, key] { set.erase(key); });
  }
}

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_LEDGER_H_
