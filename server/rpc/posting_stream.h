#ifndef COALITION_SERVER_RPC_POSTING_STREAM_H_
#define COALITION_SERVER_RPC_POSTING_STREAM_H_

#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"

#include "coalition/v1/points_service.pb.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

using PostingStreamReactor =
    grpc::ServerBidiReactor<v1::SubmitStreamRequest, v1::SubmitStreamResponse>;

// PointsService.SubmitStream: each item, or linked group, is one submission to the engine; results
// are written in the order of the items. Reads no further while kStreamItemsUnansweredMax items
// have no result that gRPC has taken.
//
// What was submitted is decided whatever becomes of the call. When the server is about to go the
// stream takes no more items, answers those that it took, and ends with SHUTTING_DOWN; and with
// UNAUTHENTICATED likewise when the caller's key is revoked. Items that were not answered by then,
// an open linked group among them, were not submitted.
//
// Starts at once and owns itself: gone when gRPC and the engine are both done with it. `backend`
// must outlive it.
PostingStreamReactor* OpenPostingStream(const Backend& backend,
                                        grpc::CallbackServerContext* context);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_POSTING_STREAM_H_
