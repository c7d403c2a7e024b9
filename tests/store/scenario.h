#ifndef COALITION_TESTS_STORE_SCENARIO_H_
#define COALITION_TESTS_STORE_SCENARIO_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "server/domain/command.h"
#include "server/domain/ledger_state.h"
#include "server/store/ledger_store.h"

namespace coalition::store {

// A small network: the operator's currency PTS, and two partners. The bakery pays for points when
// it issues them; the cinema when its points are spent.
inline constexpr domain::PartnerId kBakery{1};
inline constexpr domain::PartnerId kCinema{2};
inline constexpr domain::CurrencyId kPoints{1};
// The bakery's own.
inline constexpr domain::CurrencyId kBuns{2};

domain::MemberId Member(std::uint64_t number);
domain::Identifier Card(domain::PartnerId partner, std::uint64_t member);

domain::Network CoalitionNetwork();
// With the operator's credential, the currency and the first window.
domain::Changes FirstChanges();

// What makes the partners, their rates, terms and credentials.
std::vector<domain::Command> PartnerCommands();
// Members 1 to `count`, each with a card of the bakery.
std::vector<domain::Command> EnrollCommands(std::uint64_t count);

// Commands with request ids of their own. `name` tells them apart.
domain::Command ByOperator(const std::string& name, decltype(domain::Command::action) action);
domain::Command EarnPoints(const std::string& name, domain::PartnerId partner,
                           domain::MemberRef member, std::int64_t points);
domain::Command EarnPurchase(const std::string& name, domain::MemberRef member, std::int64_t pence);
domain::Command BurnPoints(const std::string& name, domain::PartnerId partner,
                           domain::MemberRef member, std::int64_t points);
domain::Command Reversal(const std::string& name, domain::PartnerId partner,
                         domain::TransactionId original, decltype(domain::Reverse::part) part);
domain::Command Hold(const std::string& name, domain::PartnerId partner, domain::MemberRef member,
                     std::int64_t points, std::int32_t hold_for_s);
domain::Command Link(const std::string& name, domain::MemberId member,
                     domain::Identifier identifier);
domain::Command Erase(const std::string& name, domain::MemberId member);
domain::Command Close(const std::string& name, const std::string& label);

// CreateNetwork, PartnerCommands and `members` members. Crashes when that fails.
void SetUpNetwork(LedgerStore& store, std::uint64_t members);

// A history of earns and burns: facts, carries, debt, lots that vanish, reversals, rejections,
// linked members, two closed windows. One batch each, over SetUpNetwork(3). It is also that of
// testdata/ledger_0001.sql, so do not change it.
std::vector<std::vector<domain::Command>> FirstBatches();
// And the history that goes on from there, so that everything that a store keeps occurs: holds that
// are captured, voided, open and expired, conversions, transfers, an adjustment, limits, members
// that are merged, unlinked, erased and enrolled by an earn, audit events, a closed window, expired
// points.
std::vector<std::vector<domain::Command>> EverythingBatches();

}  // namespace coalition::store

#endif  // COALITION_TESTS_STORE_SCENARIO_H_
