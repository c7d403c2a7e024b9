#ifndef COALITION_SERVER_DOMAIN_LANES_H_
#define COALITION_SERVER_DOMAIN_LANES_H_

#include <cstdint>
#include <optional>

#include "server/domain/calendar.h"
#include "server/domain/command.h"
#include "server/domain/ids.h"
#include "server/domain/ledger_state.h"

namespace coalition::domain {

// How a ledger is divided into lanes, so that batches of different lanes need not wait for one
// another. The number of lanes is chosen with the network and stays; what is said here is kept on
// disk, so it stays, too.
//
// A member's lane has all that changes with the member's points: accounts, carries, day totals, and
// the transactions. A batch of the lane decides what concerns its members. Partners' totals are
// divided: each lane counts what its own transactions moved. What needs more than one lane's part
// (two members, the catalog, a window's end, a partner near its cap) is decided in a batch that has
// all lanes; see LaneState::whole and Allowance.
inline constexpr int kLanesMax = 64;

// Each of 0 to lane_count - 1.
LaneId LaneOf(const MemberId& id, int lane_count);
// Where it is kept to what an identifier leads, and what a request id came to: not with the member,
// so that the store's keys, which begin with the lane, hold either once in the network.
LaneId LaneOf(const Identifier& identifier, int lane_count);
LaneId LaneOf(const RequestKey& request, int lane_count);

// With several lanes a sequence is the moment of posting, which no two transactions of a lane
// share, and the lane: unlike numbers without gaps, such ones can be given by each lane alone, say
// which lane has the transaction, and order the journal of all lanes by time.
Sequence SequenceAt(Moment posted_at, LaneId lane);
// With one lane sequences have no gaps and say nothing. A ledger that had one lane once, and was
// brought into one with several, still has those of then: they are before kFirstTimed, and of lane
// 0.
inline constexpr Sequence kFirstTimed{946'684'800'000'000 * kLanesMax};  // 2000-01-01T00:00:00Z
LaneId LaneOf(Sequence sequence, int lane_count);

// Of a window that is closed.
std::int64_t TransactionCountOf(const Window& window);

// A new member's id, of which the low bits are changed so that it is of the lane of the identifier
// that will name the member first: one that is born there is found by commands that name it before
// it is known.
MemberId InLaneOf(const Identifier& first, MemberId drawn, int lane_count);

// Adds the identifiers of members that HomeOf would want to know.
void AddNames(const Command& command, absl::flat_hash_set<Identifier>& names);

// The lane in which the command can be decided; absent when it takes all. `state` may know what the
// command's identifiers, members and transactions are, and says so then; what it does not know is
// guessed: that a member was not merged into another, and that an identifier names one of its own
// lane.
std::optional<LaneId> HomeOf(const Command& command, const LedgerState& state, int lane_count);

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_LANES_H_
