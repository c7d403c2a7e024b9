#include "server/store/mysql/packed_transactions.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "server/domain/lanes.h"
#include "server/store/archive.h"
#include "server/store/codec.h"
#include "server/store/sql_values.h"

namespace coalition::store::mysql {
namespace {

bool IsTimed(domain::Sequence sequence) { return sequence >= domain::kFirstTimed; }

// The place of a sequence among those that one lane can give: numbers without gaps, and then one
// for each microsecond.
std::int64_t PlaceOf(domain::Sequence sequence) {
  if (!IsTimed(sequence)) return sequence.value();
  const std::int64_t first = domain::kFirstTimed.value();
  return first + (sequence.value() - first) / domain::kLanesMax;
}

static_assert(domain::kFirstTimed.value() % kSlotLength == 0,
              "no slot has sequences of both kinds");

std::pair<domain::LaneId, std::int64_t> LaneAndSlotOf(const domain::TransactionId& id) {
  return {id.lane, SlotOf(id.sequence)};
}

// A row as far as it is written.
class RowOfTransactions {
 public:
  bool empty() const { return count_ == 0; }
  bool HasRoomFor(const domain::TransactionId& id, std::string_view record) const {
    return LaneAndSlotOf(id) == LaneAndSlotOf(first_) &&
           transactions_.size() + record.size() <= kJournalRowBytesMax;
  }
  void Add(const domain::TransactionId& id, std::string_view record) {
    if (empty()) first_ = last_ = id;
    const std::int64_t distance = id.sequence.value() - last_.sequence.value();
    COALITION_CHECK(distance > 0 || empty(), "a row of the journal goes up");
    Writer out(transactions_);
    out.Varint(static_cast<std::uint64_t>(distance));
    out.Varint(record.size());
    out.Bytes(record);
    last_ = id;
    ++count_;
  }
  // And begins another one.
  void Write(JournalRowVisitor write) {
    body_.clear();
    Writer out(body_);
    out.Varint(count_);
    out.Bytes(transactions_);
    write(first_.lane, first_.sequence, body_);
    transactions_.clear();
    count_ = 0;
  }

 private:
  domain::TransactionId first_;
  domain::TransactionId last_;
  std::uint64_t count_ = 0;
  std::string transactions_;
  std::string body_;
};

absl::Status NotUnderstood(const domain::TransactionId& id) {
  return absl::DataLossError(absl::StrCat("the journal cannot be understood at ",
                                          id.sequence.value(), " of lane ", id.lane.value()));
}

}  // namespace

std::int64_t SlotOf(domain::Sequence sequence) { return PlaceOf(sequence) / kSlotLength; }

void PackTransactions(std::span<const domain::Transaction> transactions, JournalRowVisitor write) {
  std::vector<const domain::Transaction*> ordered;
  ordered.reserve(transactions.size());
  for (const domain::Transaction& transaction : transactions) ordered.push_back(&transaction);
  std::ranges::sort(ordered, {}, [](const domain::Transaction* t) { return t->id; });
  BodyWriter body_of;
  RowOfTransactions row;
  for (const domain::Transaction* transaction : ordered) {
    const std::string_view record = body_of(*transaction).bytes;
    if (!row.empty() && !row.HasRoomFor(transaction->id, record)) row.Write(write);
    row.Add(transaction->id, record);
  }
  if (!row.empty()) row.Write(write);
}

absl::StatusOr<PackedTransactions> Unpack(domain::LaneId lane, domain::Sequence first,
                                          std::string_view body) {
  PackedTransactions row;
  Reader in(body);
  domain::TransactionId id{lane, first};
  // Between neighbours. All of them in one slot, there cannot be too many.
  const std::uint64_t unit = IsTimed(first) ? domain::kLanesMax : 1;
  const std::uint64_t count = in.Varint();
  if (count == 0) return NotUnderstood(id);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t distance = in.Varint();
    std::int64_t sequence = 0;
    const bool is_number = !__builtin_add_overflow(id.sequence.value(), distance, &sequence);
    const bool goes_up = i == 0 ? distance == 0 : distance > 0 && distance % unit == 0;
    if (!is_number || !goes_up || SlotOf(domain::Sequence(sequence)) != SlotOf(first)) {
      return NotUnderstood(id);
    }
    id.sequence = domain::Sequence(sequence);
    row.push_back({id, in.Bytes(in.Varint())});
  }
  if (!in.ok() || in.remaining() > 0) return NotUnderstood(id);
  return row;
}

absl::Status ReadTransaction(const PackedTransaction& packed, domain::Transaction& transaction) {
  absl::Status decoded = Decode(packed.record, transaction);
  if (!decoded.ok()) return decoded;
  return transaction.id == packed.id ? absl::OkStatus() : NotUnderstood(packed.id);
}

}  // namespace coalition::store::mysql
