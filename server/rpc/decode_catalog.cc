#include <utility>

#include "server/rpc/decode.h"
#include "server/rpc/decode_header.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {
namespace {

constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kUpperDigitsUnderscore = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

template <typename Request>
Decoded<domain::Command> DecodeState(const Request& request, domain::PartnerState state,
                                     const DecodeContext& context) {
  const auto partner = DecodePartner(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  checks.Text("reason", request.reason(), 1, kReasonCharsMax);
  if (!checks.ok()) return checks.Error();
  command.action = domain::SetPartnerState{*partner, state, request.reason()};
  return command;
}

}  // namespace

Decoded<domain::Command> Decode(const v1::CreatePartnerRequest& request,
                                const DecodeContext& context) {
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  checks.PartnerId("partner_id", request.partner_id());
  checks.Text("display_name", request.display_name(), 1, kDisplayNameCharsMax);
  const auto currency = checks.MoneyCurrency("settlement_currency", request.settlement_currency());
  const std::int32_t backdating_days =
      request.has_backdating_days() ? request.backdating_days() : kBackdatingDaysDefault;
  checks.InRange("backdating_days", backdating_days, 0, kBackdatingDaysMax);
  if (!checks.ok()) return checks.Error();
  command.action = domain::CreatePartner{request.partner_id(), request.display_name(), *currency,
                                         backdating_days};
  return command;
}

Decoded<domain::Command> Decode(const v1::UpdatePartnerRequest& request,
                                const DecodeContext& context) {
  const auto partner = DecodePartner(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  domain::UpdatePartner update;
  update.partner = *partner;
  if (request.has_display_name()) {
    checks.Text("display_name", request.display_name(), 1, kDisplayNameCharsMax);
    update.display_name = request.display_name();
  }
  if (request.has_backdating_days()) {
    checks.InRange("backdating_days", request.backdating_days(), 0, kBackdatingDaysMax);
    update.backdating_days = request.backdating_days();
  }
  if (!update.display_name && !update.backdating_days) {
    checks.Reject("display_name", "or backdating_days must be given");
  }
  if (!checks.ok()) return checks.Error();
  command.action = std::move(update);
  return command;
}

Decoded<domain::Command> Decode(const v1::SuspendPartnerRequest& request,
                                const DecodeContext& context) {
  return DecodeState(request, domain::PartnerState::kSuspended, context);
}

Decoded<domain::Command> Decode(const v1::ResumePartnerRequest& request,
                                const DecodeContext& context) {
  return DecodeState(request, domain::PartnerState::kActive, context);
}

Decoded<domain::Command> Decode(const v1::CreateCurrencyRequest& request,
                                const DecodeContext& context) {
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  checks.Name("code", request.code(), kCurrencyCodeCharsMin, kCurrencyCodeCharsMax, kUpper,
              kUpperDigitsUnderscore);
  checks.InRange("scale", request.scale(), 0, kScaleMax);
  domain::CreateCurrency create{request.code(), request.scale(), domain::kNetwork};
  if (!request.owner_partner_id().empty()) {
    if (!checks.PartnerId("owner_partner_id", request.owner_partner_id())) return checks.Error();
    const domain::Partner* owner = context.catalog.FindPartner(request.owner_partner_id());
    if (owner == nullptr) {
      return CallError(
          {domain::Reason::kPartnerNotFound, {{"partner_id", request.owner_partner_id()}}});
    }
    create.owner = owner->id;
  }
  if (!checks.ok()) return checks.Error();
  command.action = std::move(create);
  return command;
}

Decoded<domain::Command> Decode(const v1::CreateCredentialRequest& request,
                                const DecodeContext& context) {
  domain::CreateCredential create;
  FieldChecks checks;
  if (request.role() == v1::ROLE_OPERATOR) {
    if (!context.caller.IsOperator()) return CallError(domain::Reason::kPermissionDenied);
    create.credential.role = domain::Role::kOperator;
    if (!request.partner_id().empty()) {
      checks.Reject("partner_id", "must be empty for an operator's credential");
    }
  } else {
    const auto partner = DecodePartner(request.partner_id(), context);
    if (!partner.ok()) return partner.rejection();
    create.credential.partner = *partner;
    if (request.role() != v1::ROLE_PARTNER && request.role() != v1::ROLE_UNSPECIFIED) {
      checks.Reject("role", "must be a Role");
    }
  }
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  checks.Text("label", request.label(), 1, kLabelCharsMax);
  create.credential.label = request.label();
  if (!checks.ok()) return checks.Error();
  command.action = std::move(create);
  return command;
}

Decoded<domain::Command> Decode(const v1::RevokeCredentialRequest& request,
                                const DecodeContext& context) {
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  checks.Text("credential_id", request.credential_id(), 1, kLabelCharsMax);
  if (!checks.ok()) return checks.Error();
  command.action = domain::RevokeCredential{request.credential_id()};
  return command;
}

Decoded<domain::Command> Decode(const v1::CloseWindowRequest& request,
                                const DecodeContext& context) {
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  domain::CloseWindow close;
  close.window = checks.WindowId("window_id", request.window_id());
  checks.Text("label", request.label(), 0, kLabelCharsMax);
  if (!checks.ok()) return checks.Error();
  close.label = request.label();
  command.action = std::move(close);
  return command;
}

}  // namespace coalition::rpc
