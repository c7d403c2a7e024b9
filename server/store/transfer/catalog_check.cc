#include "server/store/transfer/catalog_check.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

#include "server/domain/pricing.h"

namespace coalition::store::transfer {
namespace {

using domain::Catalog;
using domain::CurrencyId;
using domain::ExchangeRate;
using domain::PartnerId;
using domain::Ratio;

bool IsPositive(const Ratio& ratio) { return ratio.numerator > 0 && ratio.denominator > 0; }

bool CanBeComputed(const ExchangeRate& rate) {
  const auto is_positive = [](const auto& with_ratio) {
    return IsPositive(with_ratio.partner_points_per_unit);
  };
  return IsPositive(rate.earn) && IsPositive(rate.burn) &&
         (!rate.purchase || is_positive(*rate.purchase)) &&
         (!rate.money_off || is_positive(*rate.money_off)) &&
         std::all_of(rate.activities.begin(), rate.activities.end(), is_positive) &&
         domain::IsExact(rate);
}

// The first thing that is wrong, in words.
class CatalogCheck {
 public:
  explicit CatalogCheck(const Catalog& catalog) : catalog_(catalog) {}

  std::optional<std::string> Run() {
    CheckCurrencies();
    CheckRates();
    for (const auto& [key, versions] : catalog_.terms()) Knows("terms", key.first, key.second);
    for (const auto& [key, limits] : catalog_.limits()) Knows("limits", key.first, key.second);
    for (const auto& [id, credential] : catalog_.credentials()) {
      KnowsPartner("a credential", credential.partner);
    }
    return wrong_;
  }

 private:
  void Expect(bool is_right, const std::string& what) {
    if (!is_right && !wrong_) wrong_ = what;
  }
  void KnowsPartner(const char* who, PartnerId partner) {
    Expect(partner == domain::kNetwork || catalog_.FindPartner(partner) != nullptr,
           absl::StrCat(who, " of partner ", partner.value(), ", who is not in it"));
  }
  void KnowsCurrency(const char* who, CurrencyId currency) {
    Expect(catalog_.currencies().count(currency) > 0,
           absl::StrCat(who, " of currency ", currency.value(), ", which is not in it"));
  }
  void Knows(const char* who, PartnerId partner, CurrencyId currency) {
    Expect(partner != domain::kNetwork, absl::StrCat(who, " of no partner"));
    KnowsPartner(who, partner);
    KnowsCurrency(who, currency);
  }

  void CheckCurrencies() {
    bool has_default = false;
    for (const auto& [id, currency] : catalog_.currencies()) {
      KnowsPartner("a currency", currency.owner);
      Expect(0 <= currency.scale && currency.scale <= domain::kPriceScaleMax,
             absl::StrCat("a currency of scale ", currency.scale));
      has_default = has_default || currency.network_default;
    }
    Expect(has_default, "no currency that is the network's default");
  }

  void CheckRates() {
    for (const auto& [key, versions] : catalog_.rates()) {
      Knows("an exchange rate", key.first, key.second);
      Expect(std::all_of(versions.begin(), versions.end(), CanBeComputed),
             "an exchange rate that cannot be computed with");
    }
    for (const auto& [key, versions] : catalog_.conversion_rates()) {
      KnowsCurrency("a conversion rate", key.first);
      KnowsCurrency("a conversion rate", key.second);
      Expect(std::all_of(versions.begin(), versions.end(),
                         [](const auto& version) { return IsPositive(version.rate); }),
             "a conversion rate that cannot be computed with");
    }
  }

  const Catalog& catalog_;
  std::optional<std::string> wrong_;
};

}  // namespace

absl::Status CheckCatalog(const Catalog& catalog) {
  const std::optional<std::string> wrong = CatalogCheck(catalog).Run();
  if (!wrong) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the catalog that was brought in has ", *wrong));
}

}  // namespace coalition::store::transfer
