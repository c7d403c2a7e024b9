#ifndef COALITION_SERVER_RPC_TRANSACTION_WATCH_H_
#define COALITION_SERVER_RPC_TRANSACTION_WATCH_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"

#include "coalition/v1/points_service.pb.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

using TransactionWatchReactor = grpc::ServerWriteReactor<v1::WatchTransactionsResponse>;

// PointsService.WatchTransactions: reads the journal page by page through the ReadPool, writes each
// page row by row, and when it has reached the end waits with the JournalTail. Its place in the
// journal is one sequence number, which each page moves on in the snapshot that it was read from;
// so nothing is missed or repeated between what was there and what is posted, nor from one watch to
// the next by its token. Holds one page at a time, whatever its client does.
//
// Ends with SHUTTING_DOWN when the server is about to go, with UNAUTHENTICATED when the caller's
// key is revoked, and with STORE_UNAVAILABLE when a page cannot be read.
//
// Starts at once and owns itself: gone when gRPC and the readers are both done with it. `backend`
// must outlive it; `request` is not used after the return.
TransactionWatchReactor* OpenTransactionWatch(const Backend& backend,
                                              grpc::CallbackServerContext* context,
                                              const v1::WatchTransactionsRequest& request);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_TRANSACTION_WATCH_H_
