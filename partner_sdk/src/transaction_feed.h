#ifndef COALITION_PARTNER_SDK_SRC_TRANSACTION_FEED_H_
#define COALITION_PARTNER_SDK_SRC_TRANSACTION_FEED_H_

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "coalition/result.h"
#include "coalition/transaction_watch.h"
#include "coalition/types.h"
#include "partner_sdk/src/connection.h"
#include "partner_sdk/src/monitor.h"
#include "partner_sdk/src/watch_call.h"

namespace coalition::sdk_internal {

// A connection that died in silence is found out after this long. Shorter than what firewalls
// remember.
inline constexpr std::chrono::minutes kSilenceMax{3};

// What a TransactionWatch is a face of: the token of where it is, and the call that goes on from
// there. Thread-safe as TransactionWatch says.
class TransactionFeed {
 public:
  // `request` has its partner.
  TransactionFeed(std::shared_ptr<const Connection> connection,
                  v1::WatchTransactionsRequest request);
  ~TransactionFeed();

  // Of a watch from now on: waits until the server has said when that is.
  Result<void> AwaitToken();
  std::optional<Result<Transaction>> Next();
  void Cancel();
  std::string resume_token() const;

 private:
  using Message = v1::WatchTransactionsResponse;

  // All from here on with the mutex held. The next message, a final error, or nothing when
  // cancelled.
  std::optional<Result<Message>> Read(std::unique_lock<std::mutex>& lock);
  void OpenCall();
  // The call has said nothing until `look_again_`.
  void OnSilence();
  // Whether it may have nothing to say.
  bool MayBeSilent() const;
  // Answers the error when there is to be no other call.
  std::optional<Error> EndCall();
  void ForgetOutage();
  RetryBudget& Outage();
  TimePoint Now() const { return connection_->environment().now(); }

  const std::shared_ptr<const Connection> connection_;
  mutable Monitor monitor_;
  // With the token of the last message.
  v1::WatchTransactionsRequest request_;
  bool is_cancelled_ = false;

  // Null: the next one may be made from `resume_at_` on.
  std::unique_ptr<WatchCall> call_;
  // The call was cancelled: to ask again, or because it took too long.
  enum class Ended { kByServer, kToAskAgain, kTooSlow } ended_ = Ended::kByServer;
  TimePoint look_again_ = kNever;
  TimePoint resume_at_{};
  // From the first attempt that is not known to have reached the server, or the end of the call, to
  // the next message.
  std::optional<RetryBudget> outage_;
  std::optional<Error> failure_;
};

// Client::WatchTransactions.
Result<TransactionWatch> Watch(std::shared_ptr<const Connection> connection,
                               const WatchTransactionsRequest& request);

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_TRANSACTION_FEED_H_
