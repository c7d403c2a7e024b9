#include "server/domain/money.h"

#include <algorithm>
#include <iterator>

namespace coalition::domain {
namespace {

// ISO 4217 list one: each code of money (not of metals, funds units or tests), sorted, with the
// exponent where it is not 2. A code that leaves the list is retired here, never taken out.
struct Entry {
  std::string_view code;
  int exponent = 2;
  bool retired = false;
};

constexpr Entry kCodes[] = {
    {"AED"},    {"AFN"},    {"ALL"},    {"AMD"},    {"ANG", 2, true}, {"AOA"},    {"ARS"},
    {"AUD"},    {"AWG"},    {"AZN"},    {"BAM"},    {"BBD"},          {"BDT"},    {"BGN", 2, true},
    {"BHD", 3}, {"BIF", 0}, {"BMD"},    {"BND"},    {"BOB"},          {"BRL"},    {"BSD"},
    {"BTN"},    {"BWP"},    {"BYN"},    {"BZD"},    {"CAD"},          {"CDF"},    {"CHF"},
    {"CLP", 0}, {"CNY"},    {"COP"},    {"CRC"},    {"CUP"},          {"CVE"},    {"CZK"},
    {"DJF", 0}, {"DKK"},    {"DOP"},    {"DZD"},    {"EGP"},          {"ERN"},    {"ETB"},
    {"EUR"},    {"FJD"},    {"FKP"},    {"GBP"},    {"GEL"},          {"GHS"},    {"GIP"},
    {"GMD"},    {"GNF", 0}, {"GTQ"},    {"GYD"},    {"HKD"},          {"HNL"},    {"HTG"},
    {"HUF"},    {"IDR"},    {"ILS"},    {"INR"},    {"IQD", 3},       {"IRR"},    {"ISK", 0},
    {"JMD"},    {"JOD", 3}, {"JPY", 0}, {"KES"},    {"KGS"},          {"KHR"},    {"KMF", 0},
    {"KPW"},    {"KRW", 0}, {"KWD", 3}, {"KYD"},    {"KZT"},          {"LAK"},    {"LBP"},
    {"LKR"},    {"LRD"},    {"LSL"},    {"LYD", 3}, {"MAD"},          {"MDL"},    {"MGA"},
    {"MKD"},    {"MMK"},    {"MNT"},    {"MOP"},    {"MRU"},          {"MUR"},    {"MVR"},
    {"MWK"},    {"MXN"},    {"MYR"},    {"MZN"},    {"NAD"},          {"NGN"},    {"NIO"},
    {"NOK"},    {"NPR"},    {"NZD"},    {"OMR", 3}, {"PAB"},          {"PEN"},    {"PGK"},
    {"PHP"},    {"PKR"},    {"PLN"},    {"PYG", 0}, {"QAR"},          {"RON"},    {"RSD"},
    {"RUB"},    {"RWF", 0}, {"SAR"},    {"SBD"},    {"SCR"},          {"SDG"},    {"SEK"},
    {"SGD"},    {"SHP"},    {"SLE"},    {"SOS"},    {"SRD"},          {"SSP"},    {"STN"},
    {"SVC"},    {"SYP"},    {"SZL"},    {"THB"},    {"TJS"},          {"TMT"},    {"TND", 3},
    {"TOP"},    {"TRY"},    {"TTD"},    {"TWD"},    {"TZS"},          {"UAH"},    {"UGX", 0},
    {"USD"},    {"UYU"},    {"UZS"},    {"VED"},    {"VES"},          {"VND", 0}, {"VUV", 0},
    {"WST"},    {"XAF", 0}, {"XCD"},    {"XCG"},    {"XOF", 0},       {"XPF", 0}, {"YER"},
    {"ZAR"},    {"ZMW"},    {"ZWG"},
};

const Entry* Find(std::string_view code) {
  const auto* entry =
      std::lower_bound(std::begin(kCodes), std::end(kCodes), code,
                       [](const Entry& e, std::string_view c) { return e.code < c; });
  return entry != std::end(kCodes) && entry->code == code ? entry : nullptr;
}

}  // namespace

MoneyCurrency MoneyCurrency::Of(std::string_view code) {
  MoneyCurrency currency;
  std::copy(code.begin(), code.end(), currency.code_.begin());
  return currency;
}

std::optional<MoneyCurrency> MoneyCurrency::Parse(std::string_view code) {
  const Entry* entry = Find(code);
  if (entry == nullptr || entry->retired) return std::nullopt;
  return Of(code);
}

std::optional<MoneyCurrency> MoneyCurrency::ParseKept(std::string_view code) {
  if (Find(code) == nullptr) return std::nullopt;
  return Of(code);
}

int MoneyCurrency::exponent() const {
  const Entry* entry = Find(code());
  COALITION_CHECK(entry != nullptr, "exponent of no currency");
  return entry->exponent;
}

std::int64_t MoneyCurrency::micros_per_minor_unit() const {
  std::int64_t micros = 1'000'000;
  for (int i = 0; i < exponent(); ++i) micros /= 10;
  return micros;
}

}  // namespace coalition::domain
