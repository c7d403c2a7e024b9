#ifndef COALITION_CLIENTS_BENCH_EVENT_H_
#define COALITION_CLIENTS_BENCH_EVENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clients/bench/request_id.h"

namespace coalition::bench {

enum class EventKind : std::uint8_t { kEarn, kBurn, kAuthorize, kCapture, kReverse };

// Where a transaction stands in the ledger, `<lane>-<sequence>` on the wire. The contract calls the
// text opaque; the benchmark, which belongs to the server, reads it to tell gaps.
struct TransactionNumber {
  std::uint32_t lane = 0;
  std::uint64_t sequence = 0;

  bool operator==(const TransactionNumber&) const = default;
  static std::optional<TransactionNumber> Parse(std::string_view text);
  void WriteTo(std::string* text) const;
};

// One posting: all that its request is made of, so that the same request can be made again.
struct Event {
  RequestId id{};
  EventKind kind = EventKind::kEarn;
  // Posted and acknowledged before: the answer must be `replayed`.
  bool repeated = false;
  // Sent before without an answer: the answer may be `replayed`.
  bool sent_again = false;
  std::uint16_t partner = 0;
  // Of the partner's; for captures and reversals too.
  std::uint32_t member = 0;
  // Partner points; 0 for captures and reversals, which are of all that there is.
  std::uint32_t partner_points = 0;
  // What a capture or reversal goes back to. Of a repeated event: what was acknowledged the first
  // time is kept in `outcome`.
  TransactionNumber original{};
  TransactionNumber outcome{};
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_EVENT_H_
