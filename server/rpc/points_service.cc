#include "server/rpc/points_service.h"

#include <memory>
#include <utility>
#include <vector>

#include "server/domain/ledger.h"
#include "server/engine/expiry_sweeper.h"
#include "server/engine/load.h"
#include "server/rpc/balance.h"
#include "server/rpc/batch_plan.h"
#include "server/rpc/limits.h"
#include "server/rpc/lookup.h"
#include "server/rpc/posting_stream.h"
#include "server/rpc/transaction_list.h"
#include "server/rpc/transaction_watch.h"

namespace coalition::rpc {
namespace {

Decoded<domain::Accepted> CheckBatchSize(const v1::SubmitBatchRequest& request) {
  if (request.items_size() > kBatchItemsMax) {
    return CallError({domain::Reason::kTooLarge,
                      {{"limit", "items per batch"}, {"maximum", std::to_string(kBatchItemsMax)}}});
  }
  FieldChecks checks;
  if (request.items_size() == 0) checks.Reject("items", "must not be empty");
  if (!checks.ok()) return checks.Error();
  return domain::Accepted{};
}

Answered AnswerQuote(const QuoteQuestion& question, const QuestionContext& context,
                     const QuoteTokens& tokens, v1::QuoteResponse* response) {
  const std::shared_ptr<const domain::Catalog> catalog(std::shared_ptr<void>(), &context.catalog);
  domain::Ledger ledger(context.snapshot.lane(), catalog);
  domain::Command command;
  std::visit([&](const auto& posting) { command.action = posting; }, question.posting);
  absl::Status loaded = engine::LoadFor({&command}, context.snapshot, ledger);
  if (!loaded.ok()) return FromStore(loaded);
  const auto price = std::visit(
      [&](const auto& posting) { return ledger.PriceOf(posting, context.caller, context.now); },
      question.posting);
  if (!price.ok()) return CallError(price.rejection());

  const domain::Transaction& t = price->transaction;
  const domain::Moment expires_at{context.now.micros +
                                  question.valid_for_s * domain::kMicrosPerSecond};
  const std::int32_t rate_version = t.conversion ? t.conversion->rate_version : 0;
  response->set_quote_token(
      tokens.Issue({t.partner, t.currency, {rate_version, t.terms_version, expires_at}}));
  Encode(expires_at, response->mutable_expires_at());
  response->set_points(t.points.value());
  response->set_partner_points(t.partner_points.value());
  if (t.conversion) Encode(*t.conversion, response->mutable_conversion());
  response->set_terms_version(t.terms_version);
  const domain::Currency& currency = context.catalog.GetCurrency(t.currency);
  EncodeLots(t.lots, currency, context.catalog, response->mutable_lots());
  EncodeLegs(t.legs, context.encode(), response->mutable_legs());
  Encode(price->balance_before, currency, response->mutable_balance());
  return domain::Accepted{};
}

// The answer to what posted one transaction.
template <typename Response>
void EncodePosting(const domain::Transaction& transaction, bool replayed,
                   const EncodeContext& context, Response* response) {
  EncodeReceipt(transaction, replayed, context, response->mutable_receipt());
  if constexpr (requires { response->mutable_expires_at(); }) {
    Encode(transaction.hold_expires_at, response->mutable_expires_at());
  }
  if constexpr (requires { response->mutable_to_balance(); }) {
    const domain::Counterpart& to = *transaction.counterpart;
    Encode(to.balance_after, context.catalog.GetCurrency(to.currency),
           response->mutable_to_balance());
  }
}

void EncodeState(const TransactionWithReversals& found, domain::Moment now, v1::Transaction* out) {
  const auto& [transaction, reversed, closed_by] = found;
  if (transaction.type == domain::TransactionType::kAuthorization) {
    EncodeReservationState(transaction, closed_by, now, out);
  }
  if (!domain::IsReversible(transaction.type)) return;
  if (reversed.complete || reversed.points != domain::Points(0) ||
      !reversed.line_quantities.empty()) {
    EncodeReversed(reversed, transaction, out);
  }
}

}  // namespace

template <typename Request, typename Response>
grpc::ServerUnaryReactor* PointsService::Post(grpc::CallbackServerContext* context, Access access,
                                              const Request* request, Response* response) {
  return Mutate(
      backend_, context, access,
      [=](const DecodeContext& decoding) { return Decode(*request, decoding); },
      [=](const domain::Effect& effect, bool replayed, const EncodeContext& encoding) {
        EncodePosting(As<domain::Transaction>(effect), replayed, encoding, response);
      });
}

grpc::ServerUnaryReactor* PointsService::Earn(grpc::CallbackServerContext* context,
                                              const v1::EarnRequest* request,
                                              v1::EarnResponse* response) {
  return Post(context, Access::kAnyone, request, response);
}

grpc::ServerUnaryReactor* PointsService::Burn(grpc::CallbackServerContext* context,
                                              const v1::BurnRequest* request,
                                              v1::BurnResponse* response) {
  return Post(context, Access::kAnyone, request, response);
}

grpc::ServerUnaryReactor* PointsService::Authorize(grpc::CallbackServerContext* context,
                                                   const v1::AuthorizeRequest* request,
                                                   v1::AuthorizeResponse* response) {
  return Post(context, Access::kAnyone, request, response);
}

grpc::ServerUnaryReactor* PointsService::Capture(grpc::CallbackServerContext* context,
                                                 const v1::CaptureRequest* request,
                                                 v1::CaptureResponse* response) {
  return Post(context, Access::kAnyone, request, response);
}

grpc::ServerUnaryReactor* PointsService::Void(grpc::CallbackServerContext* context,
                                              const v1::VoidRequest* request,
                                              v1::VoidResponse* response) {
  return Post(context, Access::kAnyone, request, response);
}

grpc::ServerUnaryReactor* PointsService::Reverse(grpc::CallbackServerContext* context,
                                                 const v1::ReverseRequest* request,
                                                 v1::ReverseResponse* response) {
  return Post(context, Access::kAnyone, request, response);
}

grpc::ServerUnaryReactor* PointsService::Convert(grpc::CallbackServerContext* context,
                                                 const v1::ConvertRequest* request,
                                                 v1::ConvertResponse* response) {
  return Post(context, Access::kAnyone, request, response);
}

grpc::ServerUnaryReactor* PointsService::Transfer(grpc::CallbackServerContext* context,
                                                  const v1::TransferRequest* request,
                                                  v1::TransferResponse* response) {
  return Post(context, Access::kAnyone, request, response);
}

grpc::ServerUnaryReactor* PointsService::Adjust(grpc::CallbackServerContext* context,
                                                const v1::AdjustRequest* request,
                                                v1::AdjustResponse* response) {
  return Post(context, Access::kOperatorOnly, request, response);
}

grpc::ServerUnaryReactor* PointsService::ExpirePoints(grpc::CallbackServerContext* context,
                                                      const v1::ExpirePointsRequest* request,
                                                      v1::ExpirePointsResponse* response) {
  return LookUpAndMutate(
      backend_, context, Access::kOperatorOnly,
      [=](const DecodeContext& decoding) { return Decode(*request, decoding); },
      [](domain::Command& command, const QuestionContext& asking) -> Answered {
        auto expired =
            engine::FindExpired(asking.snapshot, asking.catalog.network, asking.now, std::nullopt);
        if (!expired.ok()) return FromStore(expired.status());
        command.action = *std::move(expired);
        return domain::Accepted{};
      },
      [=](const domain::Effect& effect, bool replayed, const EncodeContext&) {
        const auto& sweep = As<domain::ExpirySweep>(effect);
        response->set_accounts(sweep.accounts);
        response->set_lots(sweep.lots);
        response->set_more(sweep.more);
        response->set_replayed(replayed);
      });
}

grpc::ServerUnaryReactor* PointsService::SubmitBatch(grpc::CallbackServerContext* context,
                                                     const v1::SubmitBatchRequest* request,
                                                     v1::SubmitBatchResponse* response) {
  const auto caller = Admit(backend_, *context, Access::kAnyone);
  if (!caller.ok()) return Finish(context, ToGrpc(caller.rejection()));
  if (const auto size = CheckBatchSize(*request); !size.ok()) {
    return Finish(context, ToGrpc(size.rejection()));
  }
  const auto catalog = backend_.catalog.Get();
  BatchPlan plan = PlanBatch(*request,
                             DecodeContext{*catalog, *caller, backend_.quotes, backend_.clock.Now(),
                                           backend_.engine.lane_count()},
                             response);
  if (plan.commands.empty()) return Finish(context, grpc::Status::OK);

  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto submitted = backend_.engine.Submit(
      std::move(plan.commands),
      [this, reactor, response, viewer = *caller,
       result_of = std::move(plan.result_of_command)](std::vector<domain::Answer> answers) {
        const auto known = backend_.catalog.Get();
        for (std::size_t i = 0; i < answers.size(); ++i) {
          EncodeResult(answers[i], EncodeContext{*known, viewer},
                       response->mutable_results(result_of[i]));
        }
        reactor->Finish(grpc::Status::OK);
      });
  if (!submitted.ok()) reactor->Finish(ToGrpc(submitted.rejection()));
  return reactor;
}

PostingStreamReactor* PointsService::SubmitStream(grpc::CallbackServerContext* context) {
  return OpenPostingStream(backend_, context);
}

grpc::ServerUnaryReactor* PointsService::Quote(grpc::CallbackServerContext* context,
                                               const v1::QuoteRequest* request,
                                               v1::QuoteResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) { return Decode(*request, decoding); },
      [this, response](const QuoteQuestion& question, const QuestionContext& asking) {
        return AnswerQuote(question, asking, backend_.quotes, response);
      });
}

grpc::ServerUnaryReactor* PointsService::GetBalance(grpc::CallbackServerContext* context,
                                                    const v1::GetBalanceRequest* request,
                                                    v1::GetBalanceResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) { return DecodeBalance(*request, decoding); },
      [=](const BalanceQuestion& question, const QuestionContext& asking) {
        return AnswerBalance(question, asking, response);
      });
}

grpc::ServerUnaryReactor* PointsService::GetTransaction(grpc::CallbackServerContext* context,
                                                        const v1::GetTransactionRequest* request,
                                                        v1::GetTransactionResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext&) -> Decoded<domain::TransactionId> {
        FieldChecks checks;
        const auto id = checks.TransactionId("transaction_id", request->transaction_id());
        if (!id) return checks.Error();
        return *id;
      },
      [=](const domain::TransactionId& id, const QuestionContext& asking) -> Answered {
        const auto found = LookUpTransaction(asking, id);
        if (!found.ok()) return found.rejection();
        Encode(found->transaction, asking.encode(), response->mutable_transaction());
        EncodeState(*found, asking.now, response->mutable_transaction());
        return domain::Accepted{};
      });
}

grpc::ServerUnaryReactor* PointsService::ListTransactions(
    grpc::CallbackServerContext* context, const v1::ListTransactionsRequest* request,
    v1::ListTransactionsResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) { return DecodeTransactionList(*request, decoding); },
      [=](const TransactionListQuestion& question, const QuestionContext& asking) {
        return AnswerTransactionList(question, asking, response);
      });
}

TransactionWatchReactor* PointsService::WatchTransactions(
    grpc::CallbackServerContext* context, const v1::WatchTransactionsRequest* request) {
  return OpenTransactionWatch(backend_, context, *request);
}

}  // namespace coalition::rpc
