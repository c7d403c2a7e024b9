#include "server/rpc/lookup.h"

#include <memory>
#include <utility>

#include "server/domain/ledger.h"

namespace coalition::rpc {
namespace {

using domain::Reason;

using Loaded = Decoded<domain::Accepted>;

Loaded Load(const QuestionContext& context, const domain::ReadSet& wanted,
            domain::LedgerState& state) {
  if (absl::Status loaded = context.snapshot.Load(wanted, state); !loaded.ok()) {
    return FromStore(loaded);
  }
  return domain::Accepted{};
}

Loaded LoadMember(const QuestionContext& context, const domain::MemberId& id,
                  domain::LedgerState& state) {
  domain::ReadSet wanted;
  wanted.members.insert(id);
  return Load(context, wanted, state);
}

// The member that the reference names, and the one that it was merged into.
Loaded LoadNamed(const QuestionContext& context, const domain::MemberRef& ref,
                 domain::LedgerState& state) {
  std::optional<domain::MemberId> id;
  if (const auto* identifier = std::get_if<domain::Identifier>(&ref)) {
    domain::ReadSet wanted;
    wanted.identifiers.insert(*identifier);
    if (auto loaded = Load(context, wanted, state); !loaded.ok()) return loaded;
    id = state.identifiers.at(*identifier);
  } else {
    id = std::get<domain::MemberId>(ref);
  }
  if (!id) return domain::Accepted{};
  if (auto loaded = LoadMember(context, *id, state); !loaded.ok()) return loaded;
  return LoadMember(context, domain::SurvivorOf(state, *id), state);
}

}  // namespace

Decoded<domain::Member> LookUpMember(const QuestionContext& context, const domain::MemberRef& ref,
                                     std::optional<domain::PartnerId> partner) {
  domain::LedgerState state;
  // Not owned: it outlives the state.
  state.catalog = std::shared_ptr<const domain::Catalog>(std::shared_ptr<void>(), &context.catalog);
  if (const auto loaded = LoadNamed(context, ref, state); !loaded.ok()) return loaded.rejection();
  if (const auto* id = std::get_if<domain::MemberId>(&ref); id && context.caller.IsOperator()) {
    const auto& member = state.members.at(domain::SurvivorOf(state, *id));
    if (member) return *member;
  }
  const auto found = domain::FindMember(state, ref, partner, context.caller);
  if (!found.ok()) return CallError(found.rejection());
  return *state.members.at(*found);
}

Decoded<std::vector<domain::Member>> LookUpMembers(const QuestionContext& context,
                                                   const std::vector<domain::MemberId>& ids) {
  domain::LedgerState state;
  domain::ReadSet wanted;
  wanted.members.insert(ids.begin(), ids.end());
  if (const auto loaded = Load(context, wanted, state); !loaded.ok()) return loaded.rejection();
  std::vector<domain::Member> members;
  for (auto& [id, member] : state.members) {
    if (member) members.push_back(*std::move(member));
  }
  return members;
}

Decoded<TransactionWithReversals> LookUpTransaction(const QuestionContext& context,
                                                    const domain::TransactionId& id) {
  domain::LedgerState state;
  domain::ReadSet wanted;
  wanted.transactions.insert(id);
  if (const auto loaded = Load(context, wanted, state); !loaded.ok()) return loaded.rejection();
  auto& transaction = state.transactions.at(id);
  const domain::Caller& caller = context.caller;
  if (!caller.IsOperator() && (!transaction || transaction->partner != caller.partner)) {
    return CallError(Reason::kPermissionDenied);
  }
  if (!transaction) {
    return CallError({Reason::kTransactionNotFound, {{"transaction_id", id.ToString()}}});
  }
  TransactionWithReversals found{*std::move(transaction), state.reversals[id], std::nullopt};
  if (!found.reversed.closed_by) return found;
  const domain::TransactionId closed_by = *found.reversed.closed_by;
  wanted.transactions = {closed_by};
  if (const auto loaded = Load(context, wanted, state); !loaded.ok()) return loaded.rejection();
  found.closed_by = std::move(state.transactions.at(closed_by));
  return found;
}

Decoded<domain::Window> LookUpWindow(const QuestionContext& context,
                                     std::optional<domain::WindowId> id) {
  if (!id) return context.snapshot.lane().open_window;
  auto window = context.snapshot.FindWindow(*id);
  if (!window.ok()) return FromStore(window.status());
  if (*window) return **window;
  return CallError({Reason::kWindowNotFound, {{"window_id", std::to_string(id->value())}}});
}

Decoded<domain::Account> LookUpAccount(const QuestionContext& context,
                                       const domain::AccountKey& key) {
  domain::LedgerState state;
  domain::ReadSet wanted;
  wanted.accounts.insert(key);
  if (const auto loaded = Load(context, wanted, state); !loaded.ok()) return loaded.rejection();
  domain::Account& account = state.accounts.at(key);
  account.DropExpiredHolds(context.now);
  return std::move(account);
}

}  // namespace coalition::rpc
