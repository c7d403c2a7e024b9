#ifndef COALITION_PARTNER_SDK_SRC_CONNECTION_H_
#define COALITION_PARTNER_SDK_SRC_CONNECTION_H_

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

#include "coalition/options.h"
#include "coalition/page.h"
#include "coalition/result.h"
#include "coalition/v1/member_service.grpc.pb.h"
#include "coalition/v1/partner_service.grpc.pb.h"
#include "coalition/v1/points_service.grpc.pb.h"
#include "coalition/v1/reporting_service.grpc.pb.h"
#include "coalition/v1/settlement_service.grpc.pb.h"
#include "partner_sdk/src/convert.h"
#include "partner_sdk/src/environment.h"
#include "partner_sdk/src/request_defaults.h"
#include "partner_sdk/src/retry_budget.h"
#include "partner_sdk/src/status.h"

namespace coalition::sdk_internal {

// A unary call of a generated stub.
template <class Stub, class Request, class Response>
using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

// What the clients are a typed face of: one channel, its stubs, and the one way in which a call
// travels. From the top down:
//   Ask   a question in the vocabulary of the public headers; converts, then
//   Send  a request message; fills in what it leaves open, answers in the public vocabulary
//   Call  a complete request message, within a budget; retries, decodes errors
// Calls that stay open are made by submit_call.h and watch_call.h, with what is public here.
// Thread-safe.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  explicit Connection(ClientOptions options, Environment environment = RealEnvironment());

  template <class Stub, class Request, class Response, class Question>
  auto Ask(Method<Stub, Request, Response> method, const Question& question) const {
    Request request;
    ToProto(question, &request);
    return Send(method, std::move(request), limits());
  }

  // For answers that mean different things to different questions.
  template <class Stub, class Request, class Response, class Question>
  Result<Response> AskForMessage(Method<Stub, Request, Response> method,
                                 const Question& question) const {
    Request request;
    ToProto(question, &request);
    return Exchange(method, std::move(request), limits());
  }

  template <class Stub, class Request, class Response>
  auto Send(Method<Stub, Request, Response> method, Request request) const {
    return Send(method, std::move(request), limits());
  }

  template <class Stub, class Request, class Response>
  auto Send(Method<Stub, Request, Response> method, Request request, TimeLimits limits) const
      -> Result<decltype(FromProto(std::declval<const Response&>()))> {
    Result<Response> response = Exchange(method, std::move(request), limits);
    if (!response) return std::move(response).error();
    return FromProto(*response);
  }

  // Walks the pages of a question that has a `page_token`; keeps this connection alive.
  template <class Stub, class Request, class Response, class Question>
  auto Each(Method<Stub, Request, Response> method, Question question) const {
    using Item = typename decltype(FromProto(std::declval<const Response&>()).items)::value_type;
    return Listing<Item>([self = shared_from_this(), method, first_token = question.page_token,
                          question = std::move(question)](const std::string& token) mutable {
      question.page_token = token.empty() ? first_token : token;
      return self->Ask(method, question);
    });
  }

  template <class Stub, class Request, class Response>
  Result<Response> Call(Method<Stub, Request, Response> method, const Request& request,
                        RetryBudget& budget) const {
    if (std::optional<Error> refusal = Refusal(request.ByteSizeLong())) {
      return WithCall(*std::move(refusal), request, budget);
    }
    Stub& stub = *std::get<std::unique_ptr<Stub>>(stubs_);
    std::optional<Error> before;
    for (;;) {
      grpc::ClientContext context;
      Prepare(budget.BeginAttempt(), &context);
      // The first attempt fails at once when there is no connection. Later ones wait for it: gRPC
      // reconnects promptly only while a call waits.
      context.set_wait_for_ready(before.has_value());
      Response response;
      const grpc::Status status = (stub.*method)(&context, request, &response);
      if (status.ok()) return response;
      Error error = MoreTelling(before, ErrorFrom(status));
      if (!budget.WaitForAnother(error)) return WithCall(std::move(error), request, budget);
      before = std::move(error);
    }
  }

  RetryBudget Budget(TimeLimits limits) const {
    return RetryBudget(options_.retry, limits, environment_);
  }
  TimeLimits limits() const {
    return {.call = options_.deadline, .attempt = options_.attempt_deadline};
  }
  const ClientOptions& options() const { return options_; }
  const Environment& environment() const { return environment_; }

  // Why a request of that size is not even tried.
  std::optional<Error> Refusal(std::size_t request_bytes) const;
  // Only when nothing is refused.
  v1::PointsService::Stub& points() const {
    return *std::get<std::unique_ptr<v1::PointsService::Stub>>(stubs_);
  }
  // Whether there is a connection to the server at the moment. Only when nothing is refused.
  bool IsConnected() const;
  // For a call without a deadline.
  void PrepareOpenEnded(grpc::ClientContext* context) const;

 private:
  using Stubs =
      std::tuple<std::unique_ptr<v1::PointsService::Stub>, std::unique_ptr<v1::MemberService::Stub>,
                 std::unique_ptr<v1::PartnerService::Stub>,
                 std::unique_ptr<v1::SettlementService::Stub>,
                 std::unique_ptr<v1::ReportingService::Stub>>;

  static Stubs MakeStubs(const std::shared_ptr<grpc::Channel>& channel);

  template <class Stub, class Request, class Response>
  Result<Response> Exchange(Method<Stub, Request, Response> method, Request request,
                            TimeLimits limits) const {
    FillPartner(options_.partner_id, &request);
    FillRequestId(&request);
    RetryBudget budget = Budget(limits);
    return Call(method, request, budget);
  }

  void Prepare(std::chrono::nanoseconds timeout, grpc::ClientContext* context) const;

  template <class Request>
  static Error WithCall(Error error, const Request& request, const RetryBudget& budget) {
    error.request_id = RequestIdOf(request);
    error.attempts = budget.attempts();
    return error;
  }

  const ClientOptions options_;
  const Environment environment_;
  const std::string authorization_;
  const std::optional<Error> options_error_;
  // Null when the options make no sense.
  const std::shared_ptr<grpc::Channel> channel_;
  const Stubs stubs_;
};

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_CONNECTION_H_
