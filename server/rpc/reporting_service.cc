#include "server/rpc/reporting_service.h"

#include "server/reporting/ledger_audit.h"
#include "server/reporting/liability.h"
#include "server/rpc/as_of.h"
#include "server/rpc/page.h"
#include "server/rpc/page_token.h"

namespace coalition::rpc {
namespace {

struct LiabilityQuestion {
  std::optional<domain::PartnerId> issuer;
  std::optional<domain::CurrencyId> currency;
  AsOf as_of;
};

Decoded<LiabilityQuestion> Decode(const v1::GetLiabilityRequest& request,
                                  const DecodeContext& context) {
  const auto issuer = DecodePartnerFilter(request.partner_id(), context);
  if (!issuer.ok()) return issuer.rejection();
  LiabilityQuestion question{*issuer, std::nullopt, {}};
  FieldChecks checks;
  if (!request.currency().empty()) {
    question.currency = DecodeCurrency("currency", request.currency(), context, checks);
  }
  question.as_of = DecodeAsOf(request, checks);
  if (!checks.ok()) return checks.Error();
  return question;
}

constexpr char kEvents[] = "audit-events";

struct EventListQuestion {
  int page_size = 0;
  // The page has what came before it.
  std::int64_t before = INT64_MAX;
};

Decoded<EventListQuestion> Decode(const v1::ListAuditEventsRequest& request) {
  FieldChecks checks;
  EventListQuestion question;
  question.page_size = checks.PageSize(request.page_size());
  const auto position = PageToken::Open(kEvents, request.page_token(), 1, checks);
  if (!position.empty()) question.before = position[0];
  if (!checks.ok()) return checks.Error();
  return question;
}

Answered AnswerEventList(const EventListQuestion& question, const QuestionContext& context,
                         v1::ListAuditEventsResponse* response) {
  Page page(question.page_size, response->mutable_events());
  std::int64_t last = 0;
  absl::Status scanned =
      context.snapshot.ScanAuditEvents(question.before, [&](const domain::AuditEvent& event) {
        if (page.IsFull()) {
          response->set_next_page_token(PageToken::Issue(kEvents, {last}));
          return false;
        }
        last = event.number;
        page.Add([&](v1::AuditEvent* out) { Encode(event, out); });
        return true;
      });
  if (!scanned.ok()) return FromStore(scanned);
  return domain::Accepted{};
}

}  // namespace

grpc::ServerUnaryReactor* ReportingService::GetLiability(grpc::CallbackServerContext* context,
                                                         const v1::GetLiabilityRequest* request,
                                                         v1::GetLiabilityResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) { return Decode(*request, decoding); },
      [=](const LiabilityQuestion& question, const QuestionContext& asking) -> Answered {
        const auto point = PointOf(question.as_of, asking);
        if (!point.ok()) return point.rejection();
        const auto liabilities =
            reporting::ReadLiability(asking.snapshot, *point, question.issuer, question.currency);
        if (!liabilities.ok()) return FromStore(liabilities.status());
        for (const reporting::Liability& liability : *liabilities) {
          Encode(liability, asking.catalog, response->add_liabilities());
        }
        return domain::Accepted{};
      });
}

grpc::ServerUnaryReactor* ReportingService::VerifyLedger(grpc::CallbackServerContext* context,
                                                         const v1::VerifyLedgerRequest*,
                                                         v1::VerifyLedgerResponse* response) {
  return Ask(
      backend_, context, Access::kOperatorOnly,
      [](const DecodeContext&) -> Decoded<domain::Accepted> { return domain::Accepted{}; },
      [=](const domain::Accepted&, const QuestionContext& asking) -> Answered {
        const auto report = reporting::AuditLedger(asking.snapshot, asking.catalog);
        if (!report.ok()) return FromStore(report.status());
        Encode(*report, response);
        return domain::Accepted{};
      });
}

grpc::ServerUnaryReactor* ReportingService::ListAuditEvents(
    grpc::CallbackServerContext* context, const v1::ListAuditEventsRequest* request,
    v1::ListAuditEventsResponse* response) {
  return Ask(
      backend_, context, Access::kOperatorOnly,
      [=](const DecodeContext&) { return Decode(*request); },
      [=](const EventListQuestion& question, const QuestionContext& asking) {
        return AnswerEventList(question, asking, response);
      });
}

}  // namespace coalition::rpc
