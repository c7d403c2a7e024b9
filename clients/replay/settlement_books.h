#ifndef COALITION_CLIENTS_REPLAY_SETTLEMENT_BOOKS_H_
#define COALITION_CLIENTS_REPLAY_SETTLEMENT_BOOKS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "coalition/operator_client.h"
#include "coalition/result.h"
#include "coalition/settlement.h"

namespace coalition::replay {

// What the network says of one closed window.
struct WindowBooks {
  Window window;
  // Of each partner that money moved for, and the network's own.
  std::vector<Position> positions;
  // Of every partner, by id.
  std::vector<Statement> statements;
  std::vector<Obligation> obligations;
};

Result<WindowBooks> FetchBooks(const OperatorClient& network, const Window& window);

// The positions of one window in one currency of money, added up.
struct PositionSums {
  std::int64_t partners_micros = 0;
  std::int64_t network_micros = 0;

  bool operator==(const PositionSums&) const = default;
};

// By ISO 4217 code.
std::map<std::string, PositionSums> SumPositions(const WindowBooks& books);

// What does not add up, in words; empty when all does: positions sum to zero per currency, a
// position is its totals, a statement is its opening residue and its totals, which are the
// position's, and calls for the one obligation that its net says, less the residue.
std::vector<std::string> FindImbalances(const WindowBooks& books);

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_SETTLEMENT_BOOKS_H_
