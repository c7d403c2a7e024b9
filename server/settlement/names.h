#ifndef COALITION_SERVER_SETTLEMENT_NAMES_H_
#define COALITION_SERVER_SETTLEMENT_NAMES_H_

#include <string_view>

#include "server/domain/transaction.h"

namespace coalition::settlement {

// The names of the wire enums without their prefixes: "REVERSAL", "REDEMPTION_CHARGE".
std::string_view NameOf(domain::TransactionType type);
std::string_view NameOf(domain::LegKind kind);

}  // namespace coalition::settlement

#endif  // COALITION_SERVER_SETTLEMENT_NAMES_H_
