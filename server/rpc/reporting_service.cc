#include "server/rpc/reporting_service.h"

#include "server/reporting/ledger_audit.h"
#include "server/reporting/liability.h"

namespace coalition::rpc {
namespace {

struct LiabilityQuestion {
  std::optional<domain::PartnerId> issuer;
  std::optional<domain::CurrencyId> currency;
};

Decoded<LiabilityQuestion> Decode(const v1::GetLiabilityRequest& request,
                                  const DecodeContext& context) {
  const auto issuer = DecodePartnerFilter(request.partner_id(), context);
  if (!issuer.ok()) return issuer.rejection();
  if (request.has_as_of()) return NotServedYet("as_of");
  LiabilityQuestion question{*issuer, std::nullopt};
  FieldChecks checks;
  if (!request.currency().empty()) {
    question.currency = DecodeCurrency(request.currency(), context, checks);
  }
  if (!checks.ok()) return checks.Error();
  return question;
}

}  // namespace

grpc::ServerUnaryReactor* ReportingService::GetLiability(grpc::CallbackServerContext* context,
                                                         const v1::GetLiabilityRequest* request,
                                                         v1::GetLiabilityResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) { return Decode(*request, decoding); },
      [=](const LiabilityQuestion& question, const QuestionContext& asking) -> Answered {
        const auto liabilities =
            reporting::ReadLiability(asking.snapshot, question.issuer, question.currency);
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

}  // namespace coalition::rpc
