#include "server/rpc/settlement_service.h"

#include <utility>

#include "server/rpc/limits.h"
#include "server/rpc/lookup.h"
#include "server/rpc/page_token.h"
#include "server/rpc/positions.h"

namespace coalition::rpc {
namespace {

struct WindowQuestion {
  // Absent: everybody's (operator).
  std::optional<domain::PartnerId> partner;
  std::optional<domain::WindowId> window;
  int page_size = 0;
  std::vector<std::int64_t> position;
};

// A list's tokens, where the question is a list.
struct ListOf {
  std::string name;
  std::size_t token_size = 0;
};

// Something of one partner, or of everybody, in one window.
template <typename Request>
Decoded<WindowQuestion> DecodeWindowQuestion(
    const Request& request, const Decoded<std::optional<domain::PartnerId>>& partner,
    const ListOf& list = {}) {
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  WindowQuestion question;
  question.partner = *partner;
  question.window = checks.WindowId("window_id", request.window_id());
  if constexpr (requires { request.page_token(); }) {
    question.page_size = checks.PageSize(request.page_size());
    question.position = PageToken::Open(list.name, request.page_token(), list.token_size, checks);
  }
  if (!checks.ok()) return checks.Error();
  return question;
}

// For what is always one partner's.
Decoded<std::optional<domain::PartnerId>> DecodeOnePartner(const std::string& partner_id,
                                                           const DecodeContext& context) {
  const auto partner = DecodePartner(partner_id, context);
  if (!partner.ok()) return partner.rejection();
  return std::optional(*partner);
}

constexpr char kLines[] = "statement-lines";
constexpr char kObligations[] = "obligations";
constexpr char kWindows[] = "windows";

Answered AnswerLines(const WindowQuestion& question, const QuestionContext& context,
                     v1::ListStatementLinesResponse* response) {
  const auto window = LookUpWindow(context, question.window);
  if (!window.ok()) return window.rejection();
  domain::Sequence from = window->first;
  std::int32_t first_ordinal = 0;
  if (!question.position.empty()) {
    from = domain::Sequence(question.position[0]);
    first_ordinal = static_cast<std::int32_t>(question.position[1]);
    // The open window of the last page may be closed by now.
    if (from < window->first || (!window->IsOpen() && from >= window->end)) {
      FieldChecks checks;
      checks.Reject("page_token", "must come from the last page of the same window's list");
      return checks.Error();
    }
  }
  absl::Status scanned =
      settlement::ScanLines(context.snapshot, *question.partner, *window, from,
                            [&](const settlement::StatementLine& line) {
                              if (line.transaction.sequence == from && line.ordinal < first_ordinal)
                                return true;
                              if (response->lines_size() == question.page_size) {
                                response->set_next_page_token(PageToken::Issue(
                                    kLines, {line.transaction.sequence.value(), line.ordinal}));
                                return false;
                              }
                              Encode(line, context.catalog, response->add_lines());
                              return true;
                            });
  if (!scanned.ok()) return FromStore(scanned);
  return domain::Accepted{};
}

Answered AnswerObligations(const WindowQuestion& question, const QuestionContext& context,
                           v1::ListObligationsResponse* response) {
  if (question.window) {
    const auto window = LookUpWindow(context, question.window);
    if (!window.ok()) return window.rejection();
  }
  const auto comes_before_page = [&](const domain::PartnerSettlement& settlement) {
    if (question.position.empty()) return false;
    return std::pair<std::int64_t, std::int64_t>(settlement.window.value(),
                                                 settlement.partner.value()) <
           std::pair(question.position[0], question.position[1]);
  };
  absl::Status scanned = context.snapshot.ScanSettlements(
      question.window, [&](const domain::PartnerSettlement& settlement) {
        if (settlement.net_minor_units == 0 || comes_before_page(settlement)) return true;
        if (question.partner && settlement.partner != *question.partner) return true;
        if (response->obligations_size() == question.page_size) {
          response->set_next_page_token(PageToken::Issue(
              kObligations, {settlement.window.value(), settlement.partner.value()}));
          return false;
        }
        EncodeObligation(settlement, context.catalog, response->add_obligations());
        return true;
      });
  if (!scanned.ok()) return FromStore(scanned);
  return domain::Accepted{};
}

}  // namespace

grpc::ServerUnaryReactor* SettlementService::GetPositions(grpc::CallbackServerContext* context,
                                                          const v1::GetPositionsRequest* request,
                                                          v1::GetPositionsResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) { return DecodePositions(*request, decoding); },
      [=](const PositionsQuestion& question, const QuestionContext& asking) {
        return AnswerPositions(question, asking, response);
      });
}

grpc::ServerUnaryReactor* SettlementService::CloseWindow(grpc::CallbackServerContext* context,
                                                         const v1::CloseWindowRequest* request,
                                                         v1::CloseWindowResponse* response) {
  return Mutate(
      backend_, context, Access::kOperatorOnly,
      [=](const DecodeContext& decoding) { return Decode(*request, decoding); },
      [=](const domain::Effect& effect, bool replayed, const EncodeContext& encoding) {
        const auto& closed = As<domain::Window>(effect);
        Encode(closed, encoding.viewer, response->mutable_window());
        response->set_next_window_id(closed.id.value() + 1);
        response->set_replayed(replayed);
      });
}

grpc::ServerUnaryReactor* SettlementService::ListWindows(grpc::CallbackServerContext* context,
                                                         const v1::ListWindowsRequest* request,
                                                         v1::ListWindowsResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext&) -> Decoded<WindowQuestion> {
        FieldChecks checks;
        WindowQuestion question;
        question.page_size = checks.PageSize(request->page_size());
        question.position = PageToken::Open(kWindows, request->page_token(), 1, checks);
        if (!checks.ok()) return checks.Error();
        return question;
      },
      [=](const WindowQuestion& question, const QuestionContext& asking) -> Answered {
        const domain::WindowId before(question.position.empty() ? INT64_MAX : question.position[0]);
        domain::WindowId last;
        absl::Status scanned =
            asking.snapshot.ScanWindows(before, [&](const domain::Window& window) {
              if (response->windows_size() == question.page_size) {
                response->set_next_page_token(PageToken::Issue(kWindows, {last.value()}));
                return false;
              }
              last = window.id;
              Encode(window, asking.caller, response->add_windows());
              return true;
            });
        if (!scanned.ok()) return FromStore(scanned);
        return domain::Accepted{};
      });
}

grpc::ServerUnaryReactor* SettlementService::GetWindow(grpc::CallbackServerContext* context,
                                                       const v1::GetWindowRequest* request,
                                                       v1::GetWindowResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext&) -> Decoded<std::optional<domain::WindowId>> {
        FieldChecks checks;
        const auto window = checks.WindowId("window_id", request->window_id());
        if (!checks.ok()) return checks.Error();
        return window;
      },
      [=](const std::optional<domain::WindowId>& id, const QuestionContext& asking) -> Answered {
        const auto window = LookUpWindow(asking, id);
        if (!window.ok()) return window.rejection();
        Encode(*window, asking.caller, response->mutable_window());
        return domain::Accepted{};
      });
}

grpc::ServerUnaryReactor* SettlementService::GetStatement(grpc::CallbackServerContext* context,
                                                          const v1::GetStatementRequest* request,
                                                          v1::GetStatementResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) {
        return DecodeWindowQuestion(*request, DecodeOnePartner(request->partner_id(), decoding));
      },
      [this, response](const WindowQuestion& question, const QuestionContext& asking) -> Answered {
        const auto window = LookUpWindow(asking, question.window);
        if (!window.ok()) return window.rejection();
        const auto statement =
            backend_.statements.Read(asking.snapshot, asking.catalog, *question.partner, *window);
        if (!statement.ok()) return FromStore(statement.status());
        Encode(*statement, asking.catalog, response->mutable_statement());
        return domain::Accepted{};
      });
}

grpc::ServerUnaryReactor* SettlementService::ListStatementLines(
    grpc::CallbackServerContext* context, const v1::ListStatementLinesRequest* request,
    v1::ListStatementLinesResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) {
        return DecodeWindowQuestion(*request, DecodeOnePartner(request->partner_id(), decoding),
                                    {kLines, 2});
      },
      [=](const WindowQuestion& question, const QuestionContext& asking) {
        return AnswerLines(question, asking, response);
      });
}

grpc::ServerUnaryReactor* SettlementService::ListObligations(
    grpc::CallbackServerContext* context, const v1::ListObligationsRequest* request,
    v1::ListObligationsResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) {
        return DecodeWindowQuestion(*request, DecodePartnerFilter(request->partner_id(), decoding),
                                    {kObligations, 2});
      },
      [=](const WindowQuestion& question, const QuestionContext& asking) {
        return AnswerObligations(question, asking, response);
      });
}

}  // namespace coalition::rpc
