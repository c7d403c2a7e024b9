#include "server/rpc/decode_header.h"

namespace coalition::rpc {
namespace {

// The sum of its lines; absent for lines that are refused anyway.
std::optional<std::int64_t> SumOfLines(const v1::Purchase& purchase) {
  if (purchase.lines_size() > kPurchaseLinesMax) return std::nullopt;
  domain::Wide sum = 0;
  for (const v1::PurchaseLine& line : purchase.lines()) {
    if (line.quantity() < 0 || line.unit_price_micros() < 0) return std::nullopt;
    // Both fit in 63 bits, so a product does in 126; one more is added only below 2^63.
    sum += static_cast<domain::Wide>(line.quantity()) * line.unit_price_micros();
    if (sum > kMoneyMicrosMax) return std::nullopt;
  }
  return static_cast<std::int64_t>(sum);
}

}  // namespace

void SayDefaults(v1::EarnRequest& request) {
  if (!request.has_purchase() || request.purchase().amount().micros() != 0) return;
  if (const auto sum = SumOfLines(request.purchase())) {
    request.mutable_purchase()->mutable_amount()->set_micros(*sum);
  }
}

void SayDefaults(v1::AuthorizeRequest& request) {
  if (request.hold_for_s() == 0) request.set_hold_for_s(kHoldSecondsDefault);
}

void SayDefaults(v1::CreatePartnerRequest& request) {
  if (!request.has_backdating_days()) request.set_backdating_days(kBackdatingDaysDefault);
}

void SayDefaults(v1::CreateCredentialRequest& request) {
  if (request.role() == v1::ROLE_UNSPECIFIED) request.set_role(v1::ROLE_PARTNER);
}

void SayDefaults(v1::SetLimitsRequest& request) { request.mutable_limits(); }

void SayDefaults(v1::ExchangeRate& rate) {
  if (rate.rounding() == v1::ROUNDING_UNSPECIFIED) rate.set_rounding(v1::ROUNDING_CARRY);
}

void SayDefaults(v1::Terms& terms) { terms.mutable_fees(); }

}  // namespace coalition::rpc
