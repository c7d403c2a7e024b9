#ifndef COALITION_SERVER_RPC_CALL_H_
#define COALITION_SERVER_RPC_CALL_H_

#include <functional>
#include <memory>
#include <type_traits>
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
#include "server/rpc/open_calls.h"
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
  // Of SubmitStream, and of WatchTransactions.
  OpenCalls& streams;
  OpenCalls& watches;
};

// Whom a call is for.
enum class Access { kAnyone, kOperatorOnly };

// Each unary call is one of two: a mutation, which is decoded, submitted to the engine and answered
// after its commit; or a question, which is answered from a snapshot on a reader's thread. A
// mutation that has to look something up first is a question and then a mutation. All return at
// once: no handler blocks.

inline grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context,
                                        const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

Decoded<domain::Caller> Admit(const Backend& backend, const grpc::CallbackServerContext& context,
                              Access access);
// Whether the key of one that was admitted was not revoked since: for calls that last.
bool IsStillAdmitted(const Backend& backend, const domain::Caller& caller);

// Who calls, and what for.
template <typename T>
struct Admitted {
  domain::Caller caller;
  T request;
};

// `decode` is Decoded<T>(const DecodeContext&).
template <typename DecodeFn>
auto AdmitAndDecode(const Backend& backend, const grpc::CallbackServerContext& context,
                    Access access, DecodeFn decode)
    -> Decoded<Admitted<std::decay_t<decltype(*decode(std::declval<DecodeContext>()))>>> {
  auto caller = Admit(backend, context, access);
  if (!caller.ok()) return caller.rejection();
  const auto catalog = backend.catalog.Get();
  auto request = decode(DecodeContext{*catalog, *caller, backend.quotes, backend.clock.Now(),
                                      backend.engine.lane_count()});
  if (!request.ok()) return request.rejection();
  return Admitted<std::decay_t<decltype(*request)>>{*std::move(caller), *std::move(request)};
}

// Finishes the call with what became of `command`. `encode` is void(const Effect&, bool replayed,
// const EncodeContext&) and fills in the response.
template <typename EncodeFn>
void Submit(const Backend& backend, grpc::ServerUnaryReactor* reactor, domain::Command command,
            EncodeFn encode) {
  domain::Caller viewer = command.header.caller;
  std::vector<domain::Command> commands;
  commands.push_back(std::move(command));
  const auto submitted = backend.engine.Submit(
      std::move(commands), [&backend, reactor, viewer = std::move(viewer),
                            encode](std::vector<domain::Answer> answers) mutable {
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
}

// `decode` is Decoded<Command>(const DecodeContext&).
template <typename DecodeFn, typename EncodeFn>
grpc::ServerUnaryReactor* Mutate(const Backend& backend, grpc::CallbackServerContext* context,
                                 Access access, DecodeFn decode, EncodeFn encode) {
  auto admitted = AdmitAndDecode(backend, *context, access, decode);
  if (!admitted.ok()) return Finish(context, ToGrpc(admitted.rejection()));
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Submit(backend, reactor, std::move(admitted->request), encode);
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

// Runs `work` with a snapshot, then what it returned without one. Finishes the call when there is
// no snapshot.
template <typename WorkFn>
void Read(const Backend& backend, grpc::ServerUnaryReactor* reactor, const domain::Caller& caller,
          WorkFn work) {
  const auto submitted =
      backend.reads.Submit([&backend, reactor, caller, work = std::move(work)](
                               engine::ReadPool::Snapshot snapshot,
                               std::shared_ptr<const domain::Catalog> known) mutable {
        if (!snapshot.ok()) {
          reactor->Finish(ToGrpc(FromStore(snapshot.status())));
          return;
        }
        auto finish = work(QuestionContext{**snapshot, *known, caller, backend.clock.Now()});
        // Before the answer: whoever got it may find the reader free.
        snapshot->reset();
        finish();
      });
  if (!submitted.ok()) reactor->Finish(ToGrpc(submitted.rejection()));
}

// `decode` is Decoded<Question>(const DecodeContext&), on the calling thread; `answer` is
// Answered(const Question&, const QuestionContext&) and fills in the response.
template <typename DecodeFn, typename AnswerFn>
grpc::ServerUnaryReactor* Ask(const Backend& backend, grpc::CallbackServerContext* context,
                              Access access, DecodeFn decode, AnswerFn answer) {
  auto admitted = AdmitAndDecode(backend, *context, access, decode);
  if (!admitted.ok()) return Finish(context, ToGrpc(admitted.rejection()));
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Read(backend, reactor, admitted->caller,
       [reactor, question = std::move(admitted->request),
        answer](const QuestionContext& asking) mutable {
         const Answered answered = answer(question, asking);
         return
             [reactor, status = answered.ok() ? grpc::Status::OK : ToGrpc(answered.rejection())] {
               reactor->Finish(status);
             };
       });
  return reactor;
}

// A mutation whose command is completed from a snapshot. `decode` and `encode` are as for Mutate;
// `complete` is Answered(Command&, const QuestionContext&).
template <typename DecodeFn, typename CompleteFn, typename EncodeFn>
grpc::ServerUnaryReactor* LookUpAndMutate(const Backend& backend,
                                          grpc::CallbackServerContext* context, Access access,
                                          DecodeFn decode, CompleteFn complete, EncodeFn encode) {
  auto admitted = AdmitAndDecode(backend, *context, access, decode);
  if (!admitted.ok()) return Finish(context, ToGrpc(admitted.rejection()));
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Read(backend, reactor, admitted->caller,
       [&backend, reactor, command = std::move(admitted->request), complete,
        encode](const QuestionContext& asking) mutable {
         const Answered completed = complete(command, asking);
         return [&backend, reactor, completed, command = std::move(command), encode]() mutable {
           if (!completed.ok()) return reactor->Finish(ToGrpc(completed.rejection()));
           Submit(backend, reactor, std::move(command), encode);
         };
       });
  return reactor;
}

// The effect of a mutation that can only have this one.
template <typename T>
const T& As(const domain::Effect& effect) {
  return std::get<T>(effect);
}

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_CALL_H_
