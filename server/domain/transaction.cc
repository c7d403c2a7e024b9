#include "server/domain/transaction.h"

namespace coalition::domain {

std::optional<CarryKey> CarryKeyOf(const Transaction& transaction) {
  const bool reversal = transaction.type == TransactionType::kReversal;
  switch (reversal ? transaction.original_type : transaction.type) {
    case TransactionType::kEarn:
    case TransactionType::kBurn:
    case TransactionType::kCapture:
      return CarryKey{transaction.member, transaction.partner, transaction.currency};
    case TransactionType::kConversion:
      return CarryKey{transaction.member, kNetwork, transaction.counterpart->currency,
                      transaction.currency};
    case TransactionType::kReversal:
    case TransactionType::kAuthorization:
    case TransactionType::kVoid:
    case TransactionType::kTransfer:
    case TransactionType::kAdjustment:
    case TransactionType::kExpiry:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace coalition::domain
