#ifndef COALITION_CLIENTS_REPLAY_PARTNER_PROFILE_H_
#define COALITION_CLIENTS_REPLAY_PARTNER_PROFILE_H_

#include <string>
#include <string_view>

#include "clients/replay/earn_unit.h"
#include "coalition/partners.h"

namespace coalition::replay {

// Of all prices in the file.
inline constexpr char kInvoiceCurrency[] = "GBP";

// The partner that plays a country: everything follows from the country's name, the same on every
// machine and in every run. Its exchange rate and terms are sensible, invented, and different
// enough between countries to exercise the network: several settlement currencies, earn ratios that
// leave fractions, all roundings, both ways to charge, pending points, fees.
struct PartnerProfile {
  CreatePartnerRequest partner;
  SetExchangeRateRequest rate;
  SetTermsRequest terms;
};

// The reason for backdating tells the earn unit, so that a network that knows the partner by the
// other one refuses the requests with REQUEST_ID_REUSED.
PartnerProfile ProfileOf(std::string_view country, EarnUnit earn_unit);

// The partner id of a country: `united-kingdom`. At most 40 characters. Names that differ only in
// case and spacing have one id; a name that would lose more than that (signs, letters outside
// ASCII, length) gets a hash of itself at the end, so that different names keep different ids.
std::string PartnerIdOf(std::string_view country);

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_PARTNER_PROFILE_H_
