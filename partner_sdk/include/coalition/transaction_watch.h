#ifndef COALITION_TRANSACTION_WATCH_H_
#define COALITION_TRANSACTION_WATCH_H_

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "coalition/result.h"
#include "coalition/types.h"

namespace coalition {

namespace sdk_internal {
class TransactionFeed;
}  // namespace sdk_internal

// Where a watch begins.
struct FromNow {
  bool operator==(const FromNow&) const = default;
};
struct FromBeginning {
  bool operator==(const FromBeginning&) const = default;
};
struct FromAfter {
  // A resume token, or the id of a transaction. Not empty.
  std::string token{};

  bool operator==(const FromAfter&) const = default;
};
using WatchStart = std::variant<FromNow, FromBeginning, FromAfter>;

struct WatchTransactionsRequest {
  // The reporting partner. With the operator's key and no partner anywhere: the network.
  std::string partner_id{};
  WatchStart from{};

  bool operator==(const WatchTransactionsRequest&) const = default;
};

// Transactions as they are posted, oldest first, with no gap and no repeat.
//
//   auto watch = client.WatchTransactions({.from = coalition::FromAfter{LoadToken()}});
//   if (!watch) return Report(watch.error());
//   while (auto each = watch->Next()) {
//     if (!*each) return Report(each->error());
//     Handle(**each);
//     StoreToken(watch->resume_token());
//   }
//
// When the connection breaks the watch makes a new one by the client's RetryPolicy and goes on
// where it was. An outage that lasts longer than ClientOptions::deadline, or takes more than
// retry.max_attempts, is an error of Next(). A watch that hears nothing for three minutes asks
// again, so that a connection that died in silence is found out.
//
// One thread at a time calls Next(); Cancel() and resume_token() may be called from any other. What
// is read ahead is bounded by one transaction and what the transport buffers.
class TransactionWatch {
 public:
  // For Client::WatchTransactions.
  explicit TransactionWatch(std::unique_ptr<sdk_internal::TransactionFeed> feed);
  // Moving hands over the watch; what was moved from may only be destroyed or assigned to.
  TransactionWatch(TransactionWatch&&) noexcept;
  TransactionWatch& operator=(TransactionWatch&&) noexcept;
  // No other thread may be in Next() any more.
  ~TransactionWatch();

  // Blocks until there is a transaction. Nothing: the watch was cancelled. After an error it may be
  // called again, and goes on with the transaction after the last one that it answered; that makes
  // sense when the error is retryable(). Errors: kUnauthenticated, kPermissionDenied,
  // kInvalidField, kRateLimited (too many watches), kShuttingDown.
  std::optional<Result<Transaction>> Next();

  // Ends Next() in another thread, and every later one, for ever.
  void Cancel();

  // FromAfter this continues right after the last transaction that Next() answered; before the
  // first, where this watch began. Store it with what you made of the transaction.
  std::string resume_token() const;

 private:
  std::unique_ptr<sdk_internal::TransactionFeed> feed_;
};

}  // namespace coalition

#endif  // COALITION_TRANSACTION_WATCH_H_
