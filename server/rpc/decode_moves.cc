#include <utility>

#include "server/rpc/decode.h"
#include "server/rpc/decode_amounts.h"
#include "server/rpc/decode_header.h"
#include "server/rpc/decode_posting.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {

Decoded<domain::Command> Decode(const v1::ConvertRequest& request, const DecodeContext& context) {
  const auto partner = DecodePartner(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  auto member = DecodeMemberOrNote("member", request.member(), *partner, context, checks);
  if (!member.ok()) return member.rejection();
  domain::Command command;
  command.header = HeaderOf(request, *partner, context, checks);
  domain::Convert convert;
  convert.partner = *partner;
  convert.member = *std::move(member);
  const auto from = DecodeCurrency("from_currency", request.from_currency(), context, checks);
  const auto to = DecodeCurrency("to_currency", request.to_currency(), context, checks);
  if (from && from == to) checks.Reject("to_currency", "must be another currency");
  convert.points = DecodePoints("points", request.points(), checks);
  DecodeCircumstances(request, checks, convert);
  if (!checks.ok()) return checks.Error();
  convert.from = *from;
  convert.to = *to;
  command.action = std::move(convert);
  return command;
}

Decoded<domain::Command> Decode(const v1::TransferRequest& request, const DecodeContext& context) {
  const auto partner = DecodePartner(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  auto from = DecodeMemberOrNote("from_member", request.from_member(), *partner, context, checks);
  if (!from.ok()) return from.rejection();
  auto to = DecodeMemberOrNote("to_member", request.to_member(), *partner, context, checks);
  if (!to.ok()) return to.rejection();
  domain::Command command;
  command.header = HeaderOf(request, *partner, context, checks);
  domain::Transfer transfer;
  transfer.partner = *partner;
  transfer.from = *std::move(from);
  transfer.to = *std::move(to);
  const auto currency = DecodeCurrency("currency", request.currency(), context, checks);
  transfer.points = DecodePoints("points", request.points(), checks);
  DecodeCircumstances(request, checks, transfer);
  if (!checks.ok()) return checks.Error();
  transfer.currency = *currency;
  command.action = std::move(transfer);
  return command;
}

Decoded<domain::Command> Decode(const v1::AdjustRequest& request, const DecodeContext& context) {
  FieldChecks checks;
  const auto fields = DecodePosting(request, context, checks);
  if (!fields.ok()) return fields.rejection();
  domain::Command command;
  command.header = HeaderOf(request, fields->partner, context, checks);
  domain::Adjust adjust;
  Fill(*fields, adjust);
  if (checks.InRange("points", request.points(), -kTotalMax, kTotalMax) && request.points() == 0) {
    checks.Reject("points", "must not be 0");
  }
  adjust.points = domain::Points(request.points());
  checks.Text("reason", request.reason(), 1, kReasonCharsMax);
  adjust.reason = request.reason();
  adjust.event_time = DecodeEventTime(request, checks);
  if (!checks.ok()) return checks.Error();
  command.action = std::move(adjust);
  return command;
}

Decoded<domain::Command> Decode(const v1::ExpirePointsRequest& request,
                                const DecodeContext& context) {
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  if (!checks.ok()) return checks.Error();
  command.action = domain::ExpirePoints{};
  return command;
}

}  // namespace coalition::rpc
