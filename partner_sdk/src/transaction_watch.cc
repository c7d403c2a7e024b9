#include "coalition/transaction_watch.h"

#include <utility>

#include "partner_sdk/src/transaction_feed.h"

namespace coalition {

TransactionWatch::TransactionWatch(std::unique_ptr<sdk_internal::TransactionFeed> feed)
    : feed_(std::move(feed)) {}

TransactionWatch::TransactionWatch(TransactionWatch&&) noexcept = default;
TransactionWatch& TransactionWatch::operator=(TransactionWatch&&) noexcept = default;
TransactionWatch::~TransactionWatch() = default;

std::optional<Result<Transaction>> TransactionWatch::Next() { return feed_->Next(); }

void TransactionWatch::Cancel() { feed_->Cancel(); }

std::string TransactionWatch::resume_token() const { return feed_->resume_token(); }

}  // namespace coalition
