#include "server/rpc/lookup.h"

#include <memory>
#include <utility>

#include "server/domain/ledger.h"

namespace coalition::rpc {

using domain::Reason;

Decoded<domain::Member> LookUpMember(const QuestionContext& context, const domain::MemberRef& ref,
                                     std::optional<domain::PartnerId> partner) {
  domain::LedgerState state;
  // Not owned: it outlives the state.
  state.catalog = std::shared_ptr<const domain::Catalog>(std::shared_ptr<void>(), &context.catalog);
  domain::ReadSet wanted;
  std::optional<domain::MemberId> id;
  if (const auto* identifier = std::get_if<domain::Identifier>(&ref)) {
    wanted.identifiers.insert(*identifier);
    absl::Status loaded = context.snapshot.Load(wanted, state);
    if (!loaded.ok()) return FromStore(loaded);
    id = state.identifiers.at(*identifier);
    wanted = {};
  } else {
    id = std::get<domain::MemberId>(ref);
  }
  if (id) {
    wanted.members.insert(*id);
    absl::Status loaded = context.snapshot.Load(wanted, state);
    if (!loaded.ok()) return FromStore(loaded);
  }
  const auto found = domain::FindMember(state, ref, partner, context.caller);
  if (!found.ok()) return CallError(found.rejection());
  return *state.members.at(*found);
}

Decoded<TransactionWithReversals> LookUpTransaction(const QuestionContext& context,
                                                    const domain::TransactionId& id) {
  domain::LedgerState state;
  domain::ReadSet wanted;
  wanted.transactions.insert(id);
  absl::Status loaded = context.snapshot.Load(wanted, state);
  if (!loaded.ok()) return FromStore(loaded);
  auto& transaction = state.transactions.at(id);
  const domain::Caller& caller = context.caller;
  if (!caller.IsOperator() && (!transaction || transaction->partner != caller.partner)) {
    return CallError(Reason::kPermissionDenied);
  }
  if (!transaction) {
    return CallError({Reason::kTransactionNotFound, {{"transaction_id", id.ToString()}}});
  }
  return TransactionWithReversals{*std::move(transaction), state.reversals[id]};
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
  absl::Status loaded = context.snapshot.Load(wanted, state);
  if (!loaded.ok()) return FromStore(loaded);
  return std::move(state.accounts.at(key));
}

}  // namespace coalition::rpc
