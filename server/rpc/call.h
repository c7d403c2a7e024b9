#ifndef COALITION_SERVER_RPC_CALL_H_
#define COALITION_SERVER_RPC_CALL_H_

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"

#include "server/engine/clock.h"
#include "server/engine/posting_engine.h"
#include "server/engine/published_catalog.h"
#include "server/engine/read_pool.h"
#include "server/rpc/authenticator.h"
#include "server/rpc/call_error.h"
#include "server/rpc/decode.h"
#include "server/rpc/encode.h"
#include "server/rpc/quote_token.h"
#include "server/settlement/statement.h"

namespace coalition::rpc {

// What the services need to answer. Everything outlives every call.
struct Backend {
  engine::PostingEngine& engine;
  engine::ReadPool& reads;
  engine::PublishedCatalog& catalog;
  const engine::Clock& clock;
  Authenticator& authenticator;
  QuoteTokens& quotes;
  settlement::StatementReader& statements;
};

// Whom a call is for.
enum class Access { kAnyone, kOperatorOnly };

// Each unary call is one of two: a mutation, which is decoded, submitted to the engine and answered
// after its commit; or a question, which is answered from a snapshot on a reader's thread. Both
// return at once: no handler blocks.

inline grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context,
                                        const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

Decoded<domain::Caller> Admit(const Backend& backend, const grpc::CallbackServerContext& context,
                              Access access);

// `decode` is Decoded<Command>(const DecodeContext&); `encode` is void(const Effect&, bool
// replayed, const EncodeContext&) and fills in the response.
template <typename DecodeFn, typename EncodeFn>
grpc::ServerUnaryReactor* Mutate(const Backend& backend, grpc::CallbackServerContext* context,
                                 Access access, DecodeFn decode, EncodeFn encode) {
  const auto caller = Admit(backend, *context, access);
  if (!caller.ok()) return Finish(context, ToGrpc(caller.rejection()));
  const auto catalog = backend.catalog.Get();
  auto command = decode(DecodeContext{*catalog, *caller, backend.quotes, backend.clock.Now()});
  if (!command.ok()) return Finish(context, ToGrpc(command.rejection()));

  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  std::vector<domain::Command> commands;
  commands.push_back(*std::move(command));
  const auto submitted = backend.engine.Submit(
      std::move(commands),
      [&backend, reactor, viewer = *caller, encode](std::vector<domain::Answer> answers) mutable {
        const domain::Answer& answer = answers.front();
        if (const auto* rejection = std::get_if<domain::Rejection>(&answer.outcome)) {
          reactor->Finish(ToGrpc(*rejection));
          return;
        }
        // Got after the commit, so it knows what the command made.
        const auto known = backend.catalog.Get();
        encode(std::get<domain::Effect>(answer.outcome), answer.replayed,
               EncodeContext{*known, viewer});
        reactor->Finish(grpc::Status::OK);
      });
  if (!submitted.ok()) reactor->Finish(ToGrpc(submitted.rejection()));
  return reactor;
}

// What a question is answered from.
struct QuestionContext {
  store::LedgerSnapshot& snapshot;
  const domain::Catalog& catalog;
  const domain::Caller& caller;
  domain::Moment now;

  EncodeContext encode() const { return {catalog, caller}; }
};

using Answered = domain::Decided<domain::Accepted, CallError>;

// `decode` is Decoded<Question>(const DecodeContext&), on the calling thread; `answer` is
// Answered(const Question&, const QuestionContext&) and fills in the response.
template <typename DecodeFn, typename AnswerFn>
grpc::ServerUnaryReactor* Ask(const Backend& backend, grpc::CallbackServerContext* context,
                              Access access, DecodeFn decode, AnswerFn answer) {
  const auto caller = Admit(backend, *context, access);
  if (!caller.ok()) return Finish(context, ToGrpc(caller.rejection()));
  const auto catalog = backend.catalog.Get();
  auto question = decode(DecodeContext{*catalog, *caller, backend.quotes, backend.clock.Now()});
  if (!question.ok()) return Finish(context, ToGrpc(question.rejection()));

  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto submitted =
      backend.reads.Submit([&backend, reactor, viewer = *caller, question = *std::move(question),
                            answer](engine::ReadPool::Snapshot snapshot,
                                    std::shared_ptr<const domain::Catalog> known) mutable {
        if (!snapshot.ok()) {
          reactor->Finish(ToGrpc(FromStore(snapshot.status())));
          return;
        }
        const Answered answered =
            answer(question, QuestionContext{**snapshot, *known, viewer, backend.clock.Now()});
        snapshot->reset();
        reactor->Finish(answered.ok() ? grpc::Status::OK : ToGrpc(answered.rejection()));
      });
  if (!submitted.ok()) reactor->Finish(ToGrpc(submitted.rejection()));
  return reactor;
}

// The effect of a mutation that can only have this one.
template <typename T>
const T& As(const domain::Effect& effect) {
  return std::get<T>(effect);
}

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_CALL_H_
