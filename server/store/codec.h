#ifndef COALITION_SERVER_STORE_CODEC_H_
#define COALITION_SERVER_STORE_CODEC_H_

#include <concepts>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/status.h"

#include "server/domain/catalog.h"
#include "server/domain/command.h"
#include "server/domain/ledger_state.h"
#include "server/domain/member.h"
#include "server/domain/settlement_window.h"
#include "server/domain/transaction.h"
#include "server/store/account_record.h"
#include "server/store/redo.h"

namespace coalition::store {

// The bytes of records that a store keeps whole. The same record always has the same bytes, and no
// other bytes decode to it.
//
//   record      version byte, then its fields in the order of their declaration in the domain,
//               without names or tags. A record in a record has a version byte of its own.
//   unsigned    base-128 varint, low group first, in as few bytes as hold it
//   signed      zigzag (0, -1, 1, -2 ... as 0, 1, 2, 3 ...), then as unsigned
//   bool        0 or 1
//   enum        its number in one byte
//   string      length as unsigned, then the bytes; a money currency is a string of 0 or 3
//   key hash    its 32 bytes; member id its 16, big-endian
//   optional    bool, then the value if there is one
//   list, map   count as unsigned, then the elements (keys ascending, each before its value)
//   variant     index of the alternative as unsigned, then the alternative
//
// A network's zone is kept by its name only. To change a record's fields give it the next version
// and let its layout (*_layouts.h, codec.cc) read the old ones too, as archive.h shows. Records are
// written in the newest version only; that no other bytes decode to a record holds of the newest
// one.
//
//   version 1   all records at first
//   version 2   Transaction    counterpart, reserved, hold_expires_at, reason
//               ReversalState  counterpart_points, closed_by
//               Member         ordinals; next_ordinal, merged_into, merged, erased
//               Terms          net_debit_cap was the limit of a postpaid one; breakage_share_ppm
//               OutcomeResult  an Effect may have been a Member, which is read as the MemberOutcome
//                              that it means

// What a StoredOutcome keeps beside its digest. Never a Transaction, which the journal has, nor a
// Member, whose personal data must not outlive it here.
using OutcomeResult = decltype(domain::StoredOutcome::result);

template <typename T>
concept StoredRecord = std::same_as<T, domain::Transaction> || std::same_as<T, OutcomeResult> ||
    std::same_as<T, domain::Member> || std::same_as<T, domain::ReversalState> ||
    std::same_as<T, domain::Hold> || std::same_as<T, domain::Network> ||
    std::same_as<T, domain::Partner> || std::same_as<T, domain::Currency> ||
    std::same_as<T, domain::ExchangeRate> || std::same_as<T, domain::Terms> ||
    std::same_as<T, domain::ConversionRate> || std::same_as<T, domain::PartnerLimits> ||
    std::same_as<T, domain::Credential> || std::same_as<T, domain::Window> ||
    std::same_as<T, domain::PartnerSettlement> || std::same_as<T, AccountRecord> ||
    std::same_as<T, Redo>;

// Appends the record's bytes.
template <StoredRecord T>
void Encode(const T& record, std::string& bytes);
// Those of the Redo of these parts.
void Encode(const RedoParts& parts, std::string& bytes);

// DATA_LOSS unless `bytes` are exactly one record; then `record` holds parts of it or nothing.
// Takes memory in proportion to `bytes`, whatever they are.
template <StoredRecord T>
absl::Status Decode(std::string_view bytes, T& record);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_CODEC_H_
