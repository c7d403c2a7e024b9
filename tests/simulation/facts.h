#ifndef COALITION_TESTS_SIMULATION_FACTS_H_
#define COALITION_TESTS_SIMULATION_FACTS_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/records.h"

namespace coalition::simulation {

// How facts are named and said, by the model and of the store alike.

// "lot 7/1": numbers are padded, so that facts stand in order.
std::string FactName(const std::string& what, std::initializer_list<Int> numbers);
std::string OutcomeName(const RequestName& request);
// The outcome of what was neither rejected nor posted.
inline constexpr char kMade[] = "made";
// What the command's request came to: the transaction that it posted, the member that it enrolled,
// as either is now, or its outcome. Absent when it has none.
std::optional<std::string> KeptOf(const Facts& facts, const Command& command);
std::string HoldText(Moment expires_at, const Lots& reserved);
std::string PositionName(Int window, int partner, const std::string& money, Type type,
                         LegKind kind);
std::string PositionText(Int lines, Int points, Int amount);
std::string SettlementText(Int opening, Int net, Int minor_units, Int closing);
std::string WindowText(Int first, Int end, Moment opened_at, Moment closed_at,
                       const std::string& label);
std::string MemberText(const MemberView& view, int merged_into, std::vector<int> merged,
                       bool erased);
std::string ReversedText(Int points, Int partner_points, Int amount, Int carry_change,
                         Int counterpart_points, bool complete, Int closed_by);
std::string AuditText(Moment at, const std::string& action, const std::string& words);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_FACTS_H_
