#include "server/rpc/points_service.h"

#include <memory>
#include <utility>
#include <vector>

#include "server/domain/ledger.h"
#include "server/engine/load.h"
#include "server/rpc/limits.h"
#include "server/rpc/lookup.h"
#include "server/rpc/transaction_list.h"

namespace coalition::rpc {
namespace {

// Where the results of a batch go: malformed items are answered at once, the others by the engine.
struct BatchPlan {
  std::vector<domain::Command> commands;
  // The result that each command answers.
  std::vector<int> result_of_command;
};

BatchPlan PlanBatch(const v1::SubmitBatchRequest& request, const DecodeContext& context,
                    v1::SubmitBatchResponse* response) {
  BatchPlan plan;
  for (int i = 0; i < request.items_size(); ++i) {
    v1::BatchResult* result = response->add_results();
    result->set_request_id(RequestIdOf(request.items(i)));
    auto command = Decode(request.items(i), request.partner_id(), context);
    if (!command.ok()) {
      *result->mutable_error() = ToProto(command.rejection());
      continue;
    }
    plan.commands.push_back(*std::move(command));
    plan.result_of_command.push_back(i);
  }
  return plan;
}

void EncodeResult(const domain::Answer& answer, const EncodeContext& context,
                  v1::BatchResult* result) {
  if (const auto* rejection = std::get_if<domain::Rejection>(&answer.outcome)) {
    *result->mutable_error() = ToProto(*rejection);
    return;
  }
  EncodeReceipt(As<domain::Transaction>(std::get<domain::Effect>(answer.outcome)), answer.replayed,
                context, result->mutable_receipt());
}

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

struct BalanceQuestion {
  std::optional<domain::PartnerId> partner;
  domain::MemberRef member;
  std::optional<domain::CurrencyId> currency;
};

Decoded<BalanceQuestion> Decode(const v1::GetBalanceRequest& request,
                                const DecodeContext& context) {
  if (request.has_as_of()) return NotServedYet("as_of");
  const auto partner = DecodePartnerFilter(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  auto member = DecodeMember(request.member(), *partner, context);
  if (!member.ok()) return member.rejection();
  BalanceQuestion question{*partner, *std::move(member), std::nullopt};
  FieldChecks checks;
  if (!request.currency().empty()) {
    question.currency = DecodeCurrency(request.currency(), context, checks);
  }
  if (!checks.ok()) return checks.Error();
  return question;
}

Answered AnswerBalance(const BalanceQuestion& question, const QuestionContext& context,
                       v1::GetBalanceResponse* response) {
  const auto member = LookUpMember(context, question.member, question.partner);
  if (!member.ok()) return member.rejection();
  response->set_member_id(member->id.ToString());
  std::vector<domain::CurrencyId> currencies;
  if (question.currency) {
    currencies.push_back(*question.currency);
  } else {
    auto held = context.snapshot.CurrenciesOf(member->id);
    if (!held.ok()) return FromStore(held.status());
    currencies = *std::move(held);
  }
  const domain::Date today = domain::DateOf(context.now, context.catalog.network.time_zone);
  for (const domain::CurrencyId id : currencies) {
    const auto account = LookUpAccount(context, {member->id, id});
    if (!account.ok()) return account.rejection();
    const domain::Currency& currency = context.catalog.GetCurrency(id);
    Encode(account->BalanceAt(today), currency, response->add_balances());
    for (const domain::Lot& lot : account->lots()) {
      if (!context.caller.IsOperator() && lot.key.issuer != context.caller.partner) continue;
      Encode(lot, currency, context.catalog, response->add_lots());
    }
  }
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

}  // namespace

template <typename Request, typename Response>
grpc::ServerUnaryReactor* PointsService::Post(grpc::CallbackServerContext* context,
                                              const Request* request, Response* response) {
  return Mutate(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) { return Decode(*request, decoding); },
      [=](const domain::Effect& effect, bool replayed, const EncodeContext& encoding) {
        EncodeReceipt(As<domain::Transaction>(effect), replayed, encoding,
                      response->mutable_receipt());
      });
}

grpc::ServerUnaryReactor* PointsService::Earn(grpc::CallbackServerContext* context,
                                              const v1::EarnRequest* request,
                                              v1::EarnResponse* response) {
  return Post(context, request, response);
}

grpc::ServerUnaryReactor* PointsService::Burn(grpc::CallbackServerContext* context,
                                              const v1::BurnRequest* request,
                                              v1::BurnResponse* response) {
  return Post(context, request, response);
}

grpc::ServerUnaryReactor* PointsService::Reverse(grpc::CallbackServerContext* context,
                                                 const v1::ReverseRequest* request,
                                                 v1::ReverseResponse* response) {
  return Post(context, request, response);
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
  BatchPlan plan = PlanBatch(
      *request, DecodeContext{*catalog, *caller, backend_.quotes, backend_.clock.Now()}, response);
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

grpc::ServerUnaryReactor* PointsService::Quote(grpc::CallbackServerContext* context,
                                               const v1::QuoteRequest* request,
                                               v1::QuoteResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) { return rpc::Decode(*request, decoding); },
      [this, response](const QuoteQuestion& question, const QuestionContext& asking) {
        return AnswerQuote(question, asking, backend_.quotes, response);
      });
}

grpc::ServerUnaryReactor* PointsService::GetBalance(grpc::CallbackServerContext* context,
                                                    const v1::GetBalanceRequest* request,
                                                    v1::GetBalanceResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) { return Decode(*request, decoding); },
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
        const auto id = domain::TransactionId::Parse(request->transaction_id());
        if (id) return *id;
        FieldChecks checks;
        checks.Reject("transaction_id", "must be a transaction id as answered by this network");
        return checks.Error();
      },
      [=](const domain::TransactionId& id, const QuestionContext& asking) -> Answered {
        const auto found = LookUpTransaction(asking, id);
        if (!found.ok()) return found.rejection();
        Encode(found->transaction, asking.encode(), response->mutable_transaction());
        const domain::ReversalState& reversed = found->reversed;
        if (reversed.complete || reversed.points != domain::Points(0) ||
            !reversed.line_quantities.empty()) {
          EncodeReversed(reversed, found->transaction, response->mutable_transaction());
        }
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

}  // namespace coalition::rpc
