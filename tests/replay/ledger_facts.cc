#include "tests/replay/ledger_facts.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace coalition::replay_model {

std::string DateText(std::chrono::sys_days date) {
  const std::chrono::year_month_day day(date);
  return absl::StrFormat("%04d-%02u-%02u", static_cast<int>(day.year()),
                         static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string LotsName(const std::string& customer) {
  return absl::StrCat("member ", customer, " lots");
}

std::string LotText(const std::string& issuer, int terms_version, const std::string& available_on,
                    const std::string& expires_on, const std::string& points) {
  return absl::StrCat("[", points, " of ", issuer, " v", terms_version, " from ", available_on,
                      " until ", expires_on, "]");
}

std::string BalanceText(const std::string& available, const std::string& pending,
                        const std::string& held, const std::string& expiring_next) {
  return absl::StrCat("available ", available, ", pending ", pending, ", held ", held,
                      ", expiring ", expiring_next);
}

std::string KnownToName(const std::string& customer) {
  return absl::StrCat("member ", customer, " known to");
}

std::string CarryName(const std::string& customer, const std::string& partner) {
  return absl::StrCat("member ", customer, " carry at ", partner);
}

std::string LiabilityName(const std::string& issuer, const std::string& month) {
  return absl::StrCat("liability ", issuer, " ", month);
}

std::string LiabilityText(const std::string& points, const std::string& owed, std::int64_t lots) {
  return absl::StrCat("points ", points, ", owed ", owed, ", lots ", lots);
}

std::string WindowName(std::int64_t window) { return absl::StrCat("window ", window); }

std::string WindowText(const std::string& state, const std::string& label,
                       std::int64_t transactions) {
  return absl::StrCat(state, " ", label, ", transactions ", transactions);
}

std::string PositionName(std::int64_t window, const std::string& partner,
                         const std::string& currency, const std::string& kind) {
  return absl::StrCat("position ", window, " ", partner.empty() ? "(network)" : partner, " ",
                      currency, " ", kind);
}

std::string StatementName(std::int64_t window, const std::string& partner, const std::string& type,
                          const std::string& kind) {
  return absl::StrCat("statement ", window, " ", partner, " ", type, " ", kind);
}

std::string TotalText(const std::string& lines, const std::string& points,
                      const std::string& micros) {
  return absl::StrCat("lines ", lines, ", points ", points, ", micros ", micros);
}

std::string StatementText(const std::string& currency, const std::string& opening,
                          const std::string& net, const std::string& minor_units,
                          const std::string& closing) {
  return absl::StrCat(currency, " opening ", opening, ", net ", net, ", minor units ", minor_units,
                      ", closing ", closing);
}

std::string ObligationName(std::int64_t window, const std::string& partner) {
  return absl::StrCat("obligation ", window, "-", partner);
}

std::string ObligationText(const std::string& direction, const std::string& amount,
                           const std::string& currency, int exponent) {
  return absl::StrCat(direction, " ", amount, " ", currency, " with ", exponent, " decimals");
}

}  // namespace coalition::replay_model
