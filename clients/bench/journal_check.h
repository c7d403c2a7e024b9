#ifndef COALITION_CLIENTS_BENCH_JOURNAL_CHECK_H_
#define COALITION_CLIENTS_BENCH_JOURNAL_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/bench/tally.h"
#include "coalition/client.h"
#include "coalition/result.h"

namespace coalition::bench {

// Holds what was acknowledged against a journal: each acknowledged transaction must be in it once,
// with the request id that was sent, and nothing else but what `undecided` events may have left.
// Not thread-safe.
class JournalCheck {
 public:
  JournalCheck(std::vector<Acknowledged> acknowledged, std::int64_t undecided);

  // The journal's next transaction; those of a lane come in the order of their sequence.
  void See(TransactionNumber number, std::string_view request_id);
  // The journal is at its end. `ok`, or the first difference in words.
  std::string Finish();

 private:
  struct Lane {
    // By sequence; those before `next` were seen.
    std::vector<Acknowledged> acknowledged;
    std::size_t next = 0;
    std::uint64_t latest = 0;
  };

  void Note(std::string difference);

  std::map<std::uint32_t, Lane> lanes_;
  std::int64_t undecided_;
  std::int64_t unacknowledged_ = 0;
  std::string difference_;
};

// The newest transaction of the ledger; empty when it has none. `client` has the operator's key.
Result<std::string> NewestTransaction(const Client& client);

// Reads the journal from right after `begin`, a transaction's id or empty, to its newest
// transaction, and answers what the check found. What the network posted by itself is passed over.
// A few seconds for a million transactions.
Result<std::string> CheckJournal(const Client& client, const std::string& begin,
                                 JournalCheck check);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_JOURNAL_CHECK_H_
