#ifndef COALITION_SERVER_STORE_STORED_ENUMS_H_
#define COALITION_SERVER_STORE_STORED_ENUMS_H_

#include "server/domain/catalog.h"
#include "server/domain/rejection.h"
#include "server/domain/transaction.h"
#include "server/store/archive.h"

namespace coalition::store {

// Numbers may be added at the end; none is ever given another meaning.

template <>
struct StoredEnum<domain::TransactionType> {
  static constexpr auto kLast = domain::TransactionType::kExpiry;
};
template <>
struct StoredEnum<domain::LegKind> {
  static constexpr auto kLast = domain::LegKind::kBreakageExpense;
};
template <>
struct StoredEnum<domain::NegativeBalancePolicy> {
  static constexpr auto kLast = domain::NegativeBalancePolicy::kReject;
};
template <>
struct StoredEnum<domain::PartnerState> {
  static constexpr auto kLast = domain::PartnerState::kSuspended;
};
template <>
struct StoredEnum<domain::RateRounding> {
  static constexpr auto kLast = domain::RateRounding::kHalfEven;
};
template <>
struct StoredEnum<domain::Charge> {
  static constexpr auto kLast = domain::Charge::kOnRedemption;
};
template <>
struct StoredEnum<domain::NetDebitCap::Kind> {
  static constexpr auto kLast = domain::NetDebitCap::Kind::kPrepaid;
};
template <>
struct StoredEnum<domain::Role> {
  static constexpr auto kLast = domain::Role::kPartner;
};
template <>
struct StoredEnum<domain::Reason> {
  static constexpr auto kLast = domain::Reason::kLinkedItemFailed;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_STORED_ENUMS_H_
