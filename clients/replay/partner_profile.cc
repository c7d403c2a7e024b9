#include "clients/replay/partner_profile.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/replay/fingerprint.h"

namespace coalition::replay {
namespace {

constexpr std::size_t kPartnerIdMax = 40;
constexpr Timestamp kEffectiveFrom =
    std::chrono::sys_days(std::chrono::year(2000) / std::chrono::January / 1);

struct LocalCurrency {
  std::string_view partner_id;
  std::string_view code;
  // Roughly: prices are to be of the right size, no more.
  std::int64_t units_per_pound;
};

constexpr LocalCurrency kPounds{"", kInvoiceCurrency, 1};
constexpr auto kLocalCurrencies = std::to_array<LocalCurrency>({
    {"australia", "AUD", 2},
    {"austria", "EUR", 1},
    {"bahrain", "BHD", 1},
    {"belgium", "EUR", 1},
    {"brazil", "BRL", 3},
    {"canada", "CAD", 2},
    {"cyprus", "EUR", 1},
    {"czech-republic", "CZK", 29},
    {"denmark", "DKK", 9},
    {"eire", "EUR", 1},
    {"european-community", "EUR", 1},
    {"finland", "EUR", 1},
    {"france", "EUR", 1},
    {"germany", "EUR", 1},
    {"greece", "EUR", 1},
    {"hong-kong", "HKD", 12},
    {"iceland", "ISK", 180},
    {"israel", "ILS", 6},
    {"italy", "EUR", 1},
    {"japan", "JPY", 130},
    {"lebanon", "LBP", 2400},
    {"lithuania", "EUR", 1},
    {"malta", "EUR", 1},
    {"netherlands", "EUR", 1},
    {"norway", "NOK", 9},
    {"poland", "PLN", 5},
    {"portugal", "EUR", 1},
    {"rsa", "ZAR", 11},
    {"saudi-arabia", "SAR", 6},
    {"singapore", "SGD", 2},
    {"spain", "EUR", 1},
    {"sweden", "SEK", 11},
    {"switzerland", "CHF", 1},
    {"united-arab-emirates", "AED", 6},
    {"usa", "USD", 2},
});

constexpr auto kPurchaseRates =
    std::to_array<Ratio>({{1, 1}, {2, 1}, {3, 1}, {5, 1}, {10, 1}, {3, 2}, {5, 2}, {7, 3}});
constexpr auto kEarnRatios =
    std::to_array<Ratio>({{1, 1}, {2, 3}, {3, 2}, {5, 7}, {4, 5}, {7, 9}, {1, 2}, {11, 13}});
constexpr auto kBurnRatios =
    std::to_array<Ratio>({{1, 1}, {2, 3}, {3, 2}, {6, 7}, {5, 4}, {8, 9}, {4, 7}});
// Most partners carry fractions.
constexpr auto kRoundings =
    std::to_array<Rounding>({Rounding::kCarry, Rounding::kCarry, Rounding::kCarry, Rounding::kCarry,
                             Rounding::kFloor, Rounding::kHalfEven});
constexpr auto kMoneyOffRates = std::to_array<Ratio>({{100, 1}, {120, 1}, {150, 1}, {250, 2}});
// Per 1,000 points, in millionths of a pound; some leave half a micro, on which rounding shows.
constexpr auto kIssuePrices =
    std::to_array<std::int64_t>({4'000'000, 4'500'500, 5'250'000, 6'666'667, 7'333'335, 8'000'000});
constexpr auto kRedemptionPercents = std::to_array<std::int64_t>({70, 75, 80, 85, 90, 95});
constexpr auto kPendingDays = std::to_array<std::int32_t>({0, 0, 0, 14, 30});
// Long enough for invoices of 2010 to be worth something still.
constexpr auto kValidMonths = std::to_array<std::int32_t>({240, 252, 264, 300});
constexpr auto kFeeMicros = std::to_array<std::int64_t>({0, 0, 10'000, 25'000});
constexpr auto kFeePpm = std::to_array<std::int32_t>({0, 0, 2'500, 12'345});

// One of `values`, by the country and by what it is chosen for.
template <typename T, std::size_t N>
const T& Choose(const std::array<T, N>& values, std::string_view partner_id,
                std::string_view purpose) {
  return values[Fingerprint(absl::StrCat(std::string(partner_id), "/", std::string(purpose))) % N];
}

const LocalCurrency& LocalCurrencyOf(std::string_view partner_id) {
  const auto found =
      std::find_if(kLocalCurrencies.begin(), kLocalCurrencies.end(),
                   [&](const LocalCurrency& local) { return local.partner_id == partner_id; });
  return found == kLocalCurrencies.end() ? kPounds : *found;
}

ExchangeRate RateOf(const std::string& partner_id) {
  const std::string currency(kInvoiceCurrency);
  ExchangeRate rate;
  rate.partner_id = partner_id;
  rate.effective_from = kEffectiveFrom;
  rate.earn = Choose(kEarnRatios, partner_id, "earn");
  rate.burn = Choose(kBurnRatios, partner_id, "burn");
  rate.rounding = Choose(kRoundings, partner_id, "rounding");
  rate.purchase = MoneyRate{currency, Choose(kPurchaseRates, partner_id, "purchase")};
  rate.money_off = MoneyRate{currency, Choose(kMoneyOffRates, partner_id, "money off")};
  return rate;
}

Terms TermsOf(const std::string& partner_id, std::int64_t units_per_pound) {
  Terms terms;
  terms.partner_id = partner_id;
  terms.effective_from = kEffectiveFrom;
  terms.issue_price_micros = Choose(kIssuePrices, partner_id, "issue price") * units_per_pound;
  terms.redemption_price_micros =
      terms.issue_price_micros * Choose(kRedemptionPercents, partner_id, "redemption price") / 100;
  terms.charge =
      Choose(std::to_array({Charge::kOnIssue, Charge::kOnRedemption}), partner_id, "charge");
  terms.pending_days = Choose(kPendingDays, partner_id, "pending days");
  terms.valid_months = Choose(kValidMonths, partner_id, "valid months");
  terms.fees.earn_fee_micros = Choose(kFeeMicros, partner_id, "earn fee") * units_per_pound;
  terms.fees.burn_fee_micros = Choose(kFeeMicros, partner_id, "burn fee") * units_per_pound;
  terms.fees.earn_fee_ppm = Choose(kFeePpm, partner_id, "earn share");
  terms.fees.burn_fee_ppm = Choose(kFeePpm, partner_id, "burn share");
  return terms;
}

}  // namespace

std::string PartnerIdOf(std::string_view country) {
  const std::string name(absl::StripAsciiWhitespace(std::string(country)));
  std::string id;
  bool lossless = true;
  for (const char c : name) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      id.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
      continue;
    }
    lossless = lossless && (c == ' ' || c == '-');
    if (!id.empty() && id.back() != '-') id.push_back('-');
  }
  if (!id.empty() && id.back() == '-') id.pop_back();
  const bool starts_well = !id.empty() && absl::ascii_isalpha(static_cast<unsigned char>(id[0]));
  if (lossless && starts_well && id.size() <= kPartnerIdMax) return id;
  constexpr std::size_t kHashDigits = 8;
  id.insert(0, starts_well ? "" : "c-");
  id.resize(std::min(id.size(), kPartnerIdMax - kHashDigits - 1));
  return absl::StrCat(id, id.ends_with('-') ? "" : "-",
                      absl::StrFormat("%08x", Fingerprint(name) & 0xFFFFFFFF));
}

PartnerProfile ProfileOf(std::string_view country, EarnUnit earn_unit) {
  const std::string id = PartnerIdOf(country);
  const LocalCurrency& local = LocalCurrencyOf(id);
  const std::string reason = earn_unit == EarnUnit::kInvoice
                                 ? "replay of past invoices, each an earn"
                                 : "replay of past invoices, each line an earn";
  PartnerProfile profile;
  profile.partner = {.request_id = absl::StrCat("partner-", id),
                     .partner_id = id,
                     .display_name = std::string(absl::StripAsciiWhitespace(std::string(country))),
                     .settlement_currency = std::string(local.code),
                     .backdating_days = 36'500};
  profile.rate = {.request_id = absl::StrCat("rate-", id),
                  .exchange_rate = RateOf(id),
                  .backdating_reason = reason};
  profile.terms = {.request_id = absl::StrCat("terms-", id),
                   .terms = TermsOf(id, local.units_per_pound),
                   .backdating_reason = reason};
  return profile;
}

}  // namespace coalition::replay
