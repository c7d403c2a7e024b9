#ifndef COALITION_TESTS_REPLAY_LEDGER_FACTS_H_
#define COALITION_TESTS_REPLAY_LEDGER_FACTS_H_

#include <chrono>
#include <cstdint>
#include <string>

// The words in which a ledger's facts are told, once, so that the model's and the server's can be
// compared. Names lead to texts; both are for people. Whole numbers come as text.
namespace coalition::replay_model {

// `2010-12-01`.
std::string DateText(std::chrono::sys_days date);

// A member's lots, in the order of a burn.
std::string LotsName(const std::string& customer);
std::string LotText(const std::string& issuer, int terms_version, const std::string& available_on,
                    const std::string& expires_on, const std::string& points);
std::string BalanceText(const std::string& available, const std::string& pending,
                        const std::string& held, const std::string& expiring_next);
// The partners that have an identifier of a member.
std::string KnownToName(const std::string& customer);

// The fraction of a point that a partner still owes a member; left out when it is 0.
std::string CarryName(const std::string& customer, const std::string& partner);

std::string LiabilityName(const std::string& issuer, const std::string& month);
std::string LiabilityText(const std::string& points, const std::string& owed, std::int64_t lots);

std::string WindowName(std::int64_t window);
std::string WindowText(const std::string& state, const std::string& label,
                       std::int64_t transactions);

// An empty partner is the network. `kind` may be `net`, whose fact is left out when it is 0.
std::string PositionName(std::int64_t window, const std::string& partner,
                         const std::string& currency, const std::string& kind);
// `all` and `all` for the statement as a whole, whose fact is left out when it says nothing.
std::string StatementName(std::int64_t window, const std::string& partner, const std::string& type,
                          const std::string& kind);
std::string TotalText(const std::string& lines, const std::string& points,
                      const std::string& micros);
std::string StatementText(const std::string& currency, const std::string& opening,
                          const std::string& net, const std::string& minor_units,
                          const std::string& closing);

std::string ObligationName(std::int64_t window, const std::string& partner);
std::string ObligationText(const std::string& direction, const std::string& amount,
                           const std::string& currency, int exponent);

}  // namespace coalition::replay_model

#endif  // COALITION_TESTS_REPLAY_LEDGER_FACTS_H_
