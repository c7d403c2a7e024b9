#include "server/domain/settlement_window.h"

namespace coalition::domain {

std::optional<PartnerSettlement> Settle(WindowId window, PartnerId partner, MoneyCurrency currency,
                                        Micros opening_residue, Micros totals) {
  const auto net = Plus(opening_residue, totals);
  if (!net) return std::nullopt;
  const std::int64_t per_minor_unit = currency.micros_per_minor_unit();
  const auto minor_units = MulDiv(net->value(), 1, per_minor_unit, RoundTo::kHalfEven);
  PartnerSettlement settlement{window, partner, currency, opening_residue, *net, *minor_units, {}};
  settlement.closing_residue = Micros(static_cast<std::int64_t>(
      static_cast<Wide>(net->value()) - static_cast<Wide>(*minor_units) * per_minor_unit));
  return settlement;
}

}  // namespace coalition::domain
