#include <utility>

#include "server/rpc/decode.h"
#include "server/rpc/decode_amounts.h"
#include "server/rpc/decode_posting.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {

Decoded<QuoteQuestion> Decode(const v1::QuoteRequest& request, const DecodeContext& context) {
  FieldChecks checks;
  const auto fields = DecodePosting(request, context, checks);
  if (!fields.ok()) return fields.rejection();
  domain::Earn earn;
  Fill(*fields, earn);
  domain::Burn burn;
  Fill(*fields, burn);
  QuoteQuestion question;
  question.posting = earn;
  const auto ask_earn = [&](decltype(domain::Earn::amount) amount) {
    earn.amount = std::move(amount);
    question.posting = std::move(earn);
  };
  const auto ask_burn = [&](decltype(domain::Burn::amount) amount) {
    burn.amount = std::move(amount);
    question.posting = std::move(burn);
  };
  switch (request.amount_case()) {
    case v1::QuoteRequest::kEarnPartnerPoints:
      ask_earn(DecodePartnerPoints("earn_partner_points", request.earn_partner_points(), checks));
      break;
    case v1::QuoteRequest::kEarnPoints:
      ask_earn(DecodePoints("earn_points", request.earn_points(), checks));
      break;
    case v1::QuoteRequest::kEarnPurchase:
      ask_earn(DecodePurchase("earn_purchase", request.earn_purchase(), checks));
      break;
    case v1::QuoteRequest::kEarnActivity:
      ask_earn(DecodeActivity("earn_activity", request.earn_activity(), checks));
      break;
    case v1::QuoteRequest::kBurnPartnerPoints:
      ask_burn(DecodePartnerPoints("burn_partner_points", request.burn_partner_points(), checks));
      break;
    case v1::QuoteRequest::kBurnPoints:
      ask_burn(DecodePoints("burn_points", request.burn_points(), checks));
      break;
    case v1::QuoteRequest::kBurnMoneyOff:
      ask_burn(DecodeMoneyOff("burn_money_off", request.burn_money_off(), checks));
      break;
    case v1::QuoteRequest::AMOUNT_NOT_SET:
      checks.Reject("amount", "must be one of the earn_ and burn_ amounts");
      break;
  }
  if (request.valid_for_s() != 0) {
    checks.InRange("valid_for_s", request.valid_for_s(), 1, kQuoteSecondsMax);
  }
  question.valid_for_s = request.valid_for_s() == 0 ? kQuoteSecondsDefault : request.valid_for_s();
  if (!checks.ok()) return checks.Error();
  return question;
}

}  // namespace coalition::rpc
