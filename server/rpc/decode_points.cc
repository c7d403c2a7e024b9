#include <utility>

#include "server/rpc/decode.h"
#include "server/rpc/decode_amounts.h"
#include "server/rpc/decode_header.h"
#include "server/rpc/decode_posting.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {
namespace {

std::optional<domain::QuotedVersions> DecodeQuoteToken(const std::string& token,
                                                       const PostingFields& fields,
                                                       const DecodeContext& context,
                                                       FieldChecks& checks) {
  if (token.empty()) return std::nullopt;
  const auto quote = token.size() <= kTokenCharsMax ? context.quotes.Open(token) : std::nullopt;
  if (!quote || quote->partner != fields.partner || quote->currency != fields.currency) {
    checks.Reject("quote_token", "must come from a Quote for this partner and currency");
    return std::nullopt;
  }
  return quote->versions;
}

decltype(domain::Earn::amount) DecodeAmount(const v1::EarnRequest& request, FieldChecks& checks) {
  switch (request.amount_case()) {
    case v1::EarnRequest::kPartnerPoints:
      return DecodePartnerPoints("partner_points", request.partner_points(), checks);
    case v1::EarnRequest::kPoints:
      return DecodePoints("points", request.points(), checks);
    case v1::EarnRequest::kPurchase:
      return DecodePurchase("purchase", request.purchase(), checks);
    case v1::EarnRequest::kActivity:
      return DecodeActivity("activity", request.activity(), checks);
    case v1::EarnRequest::AMOUNT_NOT_SET:
      break;
  }
  checks.Reject("amount", "must be one of partner_points, points, purchase, activity");
  return domain::Points(0);
}

// Of a burn or an authorization.
template <typename Request>
decltype(domain::Burn::amount) DecodeAmount(const Request& request, FieldChecks& checks) {
  switch (request.amount_case()) {
    case Request::kPartnerPoints:
      return DecodePartnerPoints("partner_points", request.partner_points(), checks);
    case Request::kPoints:
      return DecodePoints("points", request.points(), checks);
    case Request::kMoneyOff:
      return DecodeMoneyOff("money_off", request.money_off(), checks);
    case Request::AMOUNT_NOT_SET:
      break;
  }
  checks.Reject("amount", "must be one of partner_points, points, money_off");
  return domain::Points(0);
}

decltype(domain::Capture::amount) DecodeAmount(const v1::CaptureRequest& request,
                                               FieldChecks& checks) {
  switch (request.amount_case()) {
    case v1::CaptureRequest::kPartnerPoints:
      return DecodePartnerPoints("partner_points", request.partner_points(), checks);
    case v1::CaptureRequest::kPoints:
      return DecodePoints("points", request.points(), checks);
    case v1::CaptureRequest::kMoneyOff:
      return DecodeMoneyOff("money_off", request.money_off(), checks);
    case v1::CaptureRequest::AMOUNT_NOT_SET:
      break;
  }
  return domain::EverythingLeft{};
}

std::vector<domain::LineQuantity> DecodeLines(const v1::LineSelection& selection,
                                              FieldChecks& checks) {
  std::vector<domain::LineQuantity> lines;
  if (selection.lines_size() < 1 || selection.lines_size() > kPurchaseLinesMax) {
    checks.Reject("lines.lines",
                  "must have 1 to " + std::to_string(kPurchaseLinesMax) + " entries");
    return lines;
  }
  std::vector<bool> seen(static_cast<std::size_t>(kPurchaseLinesMax) + 1);
  for (int i = 0; i < selection.lines_size(); ++i) {
    const v1::LineQuantity& line = selection.lines(i);
    const std::string path = Indexed("lines.lines", i);
    checks.InRange(Join(path, "quantity"), line.quantity(), 1, kQuantityMax);
    if (!checks.InRange(Join(path, "line"), line.line(), 1, kPurchaseLinesMax)) continue;
    if (seen[static_cast<std::size_t>(line.line())]) {
      checks.Reject(Join(path, "line"), "must not name a line twice");
    }
    seen[static_cast<std::size_t>(line.line())] = true;
    lines.push_back({line.line(), line.quantity()});
  }
  return lines;
}

decltype(domain::Reverse::part) DecodePart(const v1::ReverseRequest& request, FieldChecks& checks) {
  switch (request.part_case()) {
    case v1::ReverseRequest::kPoints:
      return DecodePoints("points", request.points(), checks);
    case v1::ReverseRequest::kPartnerPoints:
      return DecodePartnerPoints("partner_points", request.partner_points(), checks);
    case v1::ReverseRequest::kAmount:
      return DecodeMoneyOff("amount", request.amount(), checks);
    case v1::ReverseRequest::kLines:
      return DecodeLines(request.lines(), checks);
    case v1::ReverseRequest::PART_NOT_SET:
      break;
  }
  return domain::EverythingLeft{};
}

// Earns, burns and authorizations.
template <typename Posting, typename Request>
Decoded<domain::Command> DecodePriced(const Request& request, const DecodeContext& context) {
  FieldChecks checks;
  const auto fields = DecodePosting(request, context, checks);
  if (!fields.ok()) return fields.rejection();
  domain::Command command;
  command.header = HeaderOf(request, fields->partner, context, checks);
  Posting posting;
  Fill(*fields, posting);
  posting.amount = DecodeAmount(request, checks);
  posting.quote = DecodeQuoteToken(request.quote_token(), *fields, context, checks);
  DecodeCircumstances(request, checks, posting);
  if constexpr (requires { posting.hold_for_s; }) {
    if (request.hold_for_s() != 0) {
      checks.InRange("hold_for_s", request.hold_for_s(), 1, kHoldSecondsMax);
    }
    posting.hold_for_s = request.hold_for_s() == 0 ? kHoldSecondsDefault : request.hold_for_s();
  }
  if (!checks.ok()) return checks.Error();
  command.action = std::move(posting);
  return command;
}

// What is about an earlier transaction of the same partner. `named` is where the action keeps it.
template <typename Action, typename Request, typename DecodeRest>
Decoded<domain::Command> DecodeFollowUp(const Request& request, const DecodeContext& context,
                                        domain::TransactionId Action::*named, DecodeRest rest) {
  const auto partner = DecodePartner(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, *partner, context, checks);
  Action action;
  action.partner = *partner;
  const auto id = checks.TransactionId("transaction_id", request.transaction_id());
  if (id) action.*named = *id;
  rest(action, checks);
  DecodeCircumstances(request, checks, action);
  if (!checks.ok()) return checks.Error();
  command.action = std::move(action);
  return command;
}

// The newcomer is linked by the identifier to the partner that enrols it.
Decoded<domain::Command> WithEnrollment(Decoded<domain::Command> command,
                                        const DecodeContext& context) {
  if (!command.ok()) return command;
  auto& earn = std::get<domain::Earn>(command->action);
  const auto* identifier = std::get_if<domain::Identifier>(&earn.member);
  FieldChecks checks;
  if (identifier == nullptr) {
    checks.Reject("member.identifier", "is needed with enroll_if_unknown");
  } else if (identifier->partner != earn.partner) {
    checks.Reject("member.identifier.partner_id", "must be that of the earn");
  }
  if (!checks.ok()) return checks.Error();
  earn.enroll_if_unknown = DrawMember(*identifier, context);
  return command;
}

}  // namespace

Decoded<domain::Command> Decode(const v1::EarnRequest& request, const DecodeContext& context) {
  auto command = DecodePriced<domain::Earn>(request, context);
  if (!request.enroll_if_unknown()) return command;
  return WithEnrollment(std::move(command), context);
}

Decoded<domain::Command> Decode(const v1::BurnRequest& request, const DecodeContext& context) {
  return DecodePriced<domain::Burn>(request, context);
}

Decoded<domain::Command> Decode(const v1::AuthorizeRequest& request, const DecodeContext& context) {
  return DecodePriced<domain::Authorize>(request, context);
}

Decoded<domain::Command> Decode(const v1::CaptureRequest& request, const DecodeContext& context) {
  return DecodeFollowUp(request, context, &domain::Capture::authorization,
                        [&](domain::Capture& capture, FieldChecks& checks) {
                          capture.amount = DecodeAmount(request, checks);
                        });
}

Decoded<domain::Command> Decode(const v1::VoidRequest& request, const DecodeContext& context) {
  return DecodeFollowUp(request, context, &domain::Void::authorization,
                        [](const domain::Void&, const FieldChecks&) {});
}

Decoded<domain::Command> Decode(const v1::ReverseRequest& request, const DecodeContext& context) {
  return DecodeFollowUp(request, context, &domain::Reverse::original,
                        [&](domain::Reverse& reverse, FieldChecks& checks) {
                          reverse.part = DecodePart(request, checks);
                        });
}

}  // namespace coalition::rpc
