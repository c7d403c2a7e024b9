#include "server/settlement/names.h"

#include "server/domain/check.h"

namespace coalition::settlement {

std::string_view NameOf(domain::TransactionType type) {
  switch (type) {
    case domain::TransactionType::kEarn:
      return "EARN";
    case domain::TransactionType::kBurn:
      return "BURN";
    case domain::TransactionType::kReversal:
      return "REVERSAL";
    case domain::TransactionType::kAuthorization:
      return "AUTHORIZATION";
    case domain::TransactionType::kCapture:
      return "CAPTURE";
    case domain::TransactionType::kVoid:
      return "VOID";
    case domain::TransactionType::kConversion:
      return "CONVERSION";
    case domain::TransactionType::kTransfer:
      return "TRANSFER";
    case domain::TransactionType::kAdjustment:
      return "ADJUSTMENT";
    case domain::TransactionType::kExpiry:
      return "EXPIRY";
  }
  domain::CheckFailed(__FILE__, __LINE__, "type", "a transaction has a type");
}

std::string_view NameOf(domain::LegKind kind) {
  switch (kind) {
    case domain::LegKind::kIssue:
      return "ISSUE";
    case domain::LegKind::kRedemption:
      return "REDEMPTION";
    case domain::LegKind::kRedemptionCharge:
      return "REDEMPTION_CHARGE";
    case domain::LegKind::kFee:
      return "FEE";
    case domain::LegKind::kClearing:
      return "CLEARING";
    case domain::LegKind::kFeeIncome:
      return "FEE_INCOME";
    case domain::LegKind::kBreakage:
      return "BREAKAGE";
    case domain::LegKind::kBreakageExpense:
      return "BREAKAGE_EXPENSE";
  }
  domain::CheckFailed(__FILE__, __LINE__, "kind", "a leg has a kind");
}

}  // namespace coalition::settlement
