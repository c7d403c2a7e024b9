#ifndef COALITION_SERVER_STORE_MYSQL_PACKED_TRANSACTIONS_H_
#define COALITION_SERVER_STORE_MYSQL_PACKED_TRANSACTIONS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/domain/ids.h"
#include "server/domain/transaction.h"

namespace coalition::store::mysql {

// How transactions lie in the rows of the journal. A lane's sequences are divided into slots of the
// same length, and a row has transactions of one batch, one lane and one slot: all of them, or,
// when they are long, some that follow one another. So whoever knows a sequence knows the slot, and
// finds the transaction by equality, in few rows. Later batches add rows to a slot. Rows of a lane
// do not overlap: by slot and first sequence they are in the order of their transactions.
//
// The body of a row is, in the terms of codec.h,
//
//   unsigned   how many transactions there are
//
// and of each of them, in the order of their sequences,
//
//   unsigned   the distance from the sequence before it; of the first, 0
//   unsigned   the size of the record
//   record     the Transaction

// Transactions that a slot has room for. What the database does for a row is little beside what it
// does for eight transactions; longer rows save it next to nothing, leave more of each page free,
// and are read whole for one transaction.
inline constexpr int kSlotLength = 8;
// About the longest body of more than one transaction; one of earns has some 1,600 bytes. Four such
// rows fit into a page of InnoDB (16 KB, of which it leaves a sixteenth free); rows above half a
// page would be kept apart from their keys, in pages of their own.
inline constexpr std::size_t kJournalRowBytesMax = 3'700;

// Goes up with the sequence. What it says is kept on disk, so it stays.
std::int64_t SlotOf(domain::Sequence sequence);

// A body is valid until the visitor returns.
using JournalRowVisitor =
    absl::FunctionRef<void(domain::LaneId, domain::Sequence first, std::string_view body)>;
// Makes rows of a batch's transactions, by lane and sequence. They may be in any order; no two of a
// lane have the same sequence.
void PackTransactions(std::span<const domain::Transaction> transactions, JournalRowVisitor write);

// One of a row, which was not read yet: few of a slot may be wanted.
struct PackedTransaction {
  domain::TransactionId id;
  std::string_view record;
};
using PackedTransactions = absl::InlinedVector<PackedTransaction, kSlotLength>;

// In their order, as views of `body`. DATA_LOSS for bytes that no row of the lane has that begins
// with `first`.
absl::StatusOr<PackedTransactions> Unpack(domain::LaneId lane, domain::Sequence first,
                                          std::string_view body);

// DATA_LOSS unless it is the transaction of that id.
absl::Status ReadTransaction(const PackedTransaction& packed, domain::Transaction& transaction);

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_PACKED_TRANSACTIONS_H_
