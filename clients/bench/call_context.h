#ifndef COALITION_CLIENTS_BENCH_CALL_CONTEXT_H_
#define COALITION_CLIENTS_BENCH_CALL_CONTEXT_H_

#include <optional>
#include <string>
#include <vector>

#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"

#include "clients/bench/answers.h"
#include "clients/bench/event_messages.h"
#include "clients/bench/event_source.h"

namespace coalition::bench {

// What all calls of one thread share. Not thread-safe; nothing in it is owned.
struct CallContext {
  grpc::CompletionQueue& queue;
  EventSource& source;
  AnswerReader& answers;
  // By partner.
  const std::vector<std::string>& authorizations;
  EarnBy earn_by = EarnBy::kPartnerPoints;

  // For a call of the partner's. No deadline: it costs a timer for each call, and what hangs is
  // cancelled at the end.
  void Prepare(int partner, std::optional<grpc::ClientContext>& context) const {
    context.emplace();
    context->AddMetadata("authorization", authorizations[static_cast<std::size_t>(partner)]);
  }
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_CALL_CONTEXT_H_
