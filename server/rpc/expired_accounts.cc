#include "server/rpc/expired_accounts.h"

#include <algorithm>
#include <utility>

#include "server/engine/expiry_sweeper.h"

namespace coalition::rpc {
namespace {

bool HasFreeExpired(const domain::Account& account, domain::Date today) {
  const auto& lots = account.free_lots();
  return std::any_of(lots.begin(), lots.end(), [&](const domain::Lot& lot) {
    return lot.points > domain::Points(0) && lot.key.expires_on <= today;
  });
}

// Leaves out of `found` those that have nothing free.
Decoded<domain::Accepted> KeepFree(domain::ExpirePoints& found, domain::Date today,
                                   const QuestionContext& context) {
  domain::ReadSet wanted;
  wanted.accounts.insert(found.accounts.begin(), found.accounts.end());
  domain::LedgerState state;
  if (absl::Status loaded = context.snapshot.Load(wanted, state); !loaded.ok()) {
    return FromStore(loaded);
  }
  std::erase_if(found.accounts, [&](const domain::AccountKey& key) {
    domain::Account& account = state.accounts.at(key);
    account.DropExpiredHolds(context.now);
    return !HasFreeExpired(account, today);
  });
  return domain::Accepted{};
}

}  // namespace

Answered FindExpiredAccounts(domain::Command& command, const QuestionContext& context) {
  const domain::Date today = domain::DateOf(context.now, context.catalog.network.time_zone);
  std::optional<domain::AccountKey> after;
  while (true) {
    auto found = engine::FindExpired(context.snapshot, today, after);
    if (!found.ok()) return FromStore(found.status());
    if (!found->accounts.empty()) after = found->accounts.back();
    if (auto kept = KeepFree(*found, today, context); !kept.ok()) return kept;
    if (found->accounts.empty() && found->more) continue;
    command.action = *std::move(found);
    return domain::Accepted{};
  }
}

}  // namespace coalition::rpc
