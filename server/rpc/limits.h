#ifndef COALITION_SERVER_RPC_LIMITS_H_
#define COALITION_SERVER_RPC_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "server/domain/amount.h"

namespace coalition::rpc {

// Every bound on what a request may hold, once. The .proto files say the same in words.
inline constexpr std::size_t kRequestIdCharsMax = 64;
inline constexpr std::size_t kPartnerIdCharsMax = 40;
inline constexpr std::size_t kDisplayNameCharsMax = 100;
inline constexpr std::size_t kLabelCharsMax = 100;
inline constexpr std::size_t kReasonCharsMax = 500;
inline constexpr std::size_t kReferenceCharsMax = 128;
inline constexpr std::size_t kIdentifierKindCharsMax = 32;
inline constexpr std::size_t kIdentifierValueCharsMax = 128;
inline constexpr std::size_t kCurrencyCodeCharsMin = 2;
inline constexpr std::size_t kCurrencyCodeCharsMax = 16;
inline constexpr std::size_t kSkuCharsMax = 64;
inline constexpr std::size_t kCategoryCharsMax = 64;
inline constexpr std::size_t kActivityTypeCharsMax = 32;
// Of a quote.
inline constexpr std::size_t kTokenCharsMax = 512;
// A page of a member's transactions notes each of its accounts, also of members merged into it.
inline constexpr std::size_t kPageTokenCharsMax = 16'384;

inline constexpr int kIdentifiersPerEnrollmentMax = 10;
inline constexpr int kPurchaseLinesMax = 2'000;
inline constexpr int kActivityRatesMax = 100;
inline constexpr int kBatchItemsMax = 10'000;
// Of the wrong fields of one request, those that are told: details travel in a header of 8 KiB.
inline constexpr std::size_t kFieldViolationsMax = 10;
inline constexpr int kPageSizeMax = 1'000;
inline constexpr int kPageSizeDefault = 100;
// Below what clients take by default (4 MiB), with room for one more entry.
inline constexpr std::size_t kPageBytesMax = 2 << 20;
// Transactions or identifiers that one page's search looks at.
inline constexpr int kPageSearchMax = 1'000;
// Of one SubmitStream, items that have no result yet: past it the server reads no further. A linked
// group has its results at its end, so a stream's may not be longer: of one that is, the item that
// reaches the bound fails with TOO_LARGE, all others with it, and the stream goes on.
inline constexpr int kStreamItemsUnansweredMax = 1'024;
// Open at one time on one server; past them RATE_LIMITED.
inline constexpr std::size_t kStreamsMax = 1'024;
inline constexpr std::size_t kWatchersMax = 256;
// Transactions that a watch reads at once, and the least time between two such reads when it has
// come to the journal's end.
inline constexpr std::size_t kWatchPageMax = 256;
inline constexpr int kWatchRestMs = 20;
// A batch of the most items, each with purchase lines, stays below it.
inline constexpr int kMessageBytesMax = 64 << 20;

inline constexpr std::int64_t kMoneyMicrosMax = 1'000'000'000'000'000;
// Of net debit caps, adjustments and limits: no running total passes it.
inline constexpr std::int64_t kTotalMax = domain::kTotalMax;
inline constexpr std::int64_t kQuantityMax = 1'000'000'000;
inline constexpr std::int64_t kFeeMicrosMax = 1'000'000'000'000;
inline constexpr std::int32_t kPartsPerMillionMax = 1'000'000;
inline constexpr std::int32_t kScaleMax = 6;
inline constexpr std::int32_t kBackdatingDaysMax = 36'500;
inline constexpr std::int32_t kPendingDaysMax = 3'650;
inline constexpr std::int32_t kValidMonthsMax = 1'200;
inline constexpr std::int32_t kQuoteSecondsMax = 86'400;
inline constexpr std::int32_t kQuoteSecondsDefault = 300;
inline constexpr std::int32_t kHoldSecondsMax = 2'592'000;
inline constexpr std::int32_t kHoldSecondsDefault = 604'800;
inline constexpr std::int32_t kBackdatingDaysDefault = 30;

// Connections whose keepalive pings come faster are closed.
inline constexpr int kClientPingIntervalMinMs = 30'000;

// What QUEUE_FULL asks clients to wait.
inline constexpr int kRetryDelayMs = 50;

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_LIMITS_H_
