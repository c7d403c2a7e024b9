#include "server/store/catalog_bodies.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

#include "server/store/codec.h"
#include "server/store/journal.h"

namespace coalition::store {
namespace {

constexpr char kNetwork[] = "SELECT body FROM network WHERE id = 1";
constexpr char kPartners[] = "SELECT body FROM partners ORDER BY partner";
constexpr char kCurrencies[] = "SELECT body FROM currencies ORDER BY currency";
constexpr char kRates[] = "SELECT body FROM exchange_rates ORDER BY partner, currency, version";
constexpr char kTerms[] = "SELECT body FROM terms ORDER BY partner, currency, version";
constexpr char kConversionRates[] =
    "SELECT body FROM conversion_rates ORDER BY from_currency, to_currency, version";
constexpr char kLimits[] = "SELECT body FROM limits ORDER BY partner, currency";
constexpr char kCredentials[] = "SELECT body FROM credentials ORDER BY credential";

template <typename Record, typename Take>
absl::Status ReadAll(ScanBodies scan, const char* sql, Take take) {
  return scan(sql, [&](std::string_view body) {
    Record record;
    if (absl::Status decoded = Decode(body, record); !decoded.ok()) return decoded;
    return take(record);
  });
}

template <typename Record>
absl::Status PutAll(ScanBodies scan, const char* sql, domain::Catalog& catalog) {
  return ReadAll<Record>(scan, sql, [&](const Record& record) {
    catalog.Put(record);
    return absl::OkStatus();
  });
}

std::int32_t NextVersion(const domain::Catalog& catalog, const domain::ExchangeRate& rate) {
  return catalog.NextRateVersion(rate.partner, rate.currency);
}
std::int32_t NextVersion(const domain::Catalog& catalog, const domain::Terms& terms) {
  return catalog.NextTermsVersion(terms.partner, terms.currency);
}
std::int32_t NextVersion(const domain::Catalog& catalog, const domain::ConversionRate& rate) {
  return catalog.NextConversionRateVersion(rate.from, rate.to);
}

// A catalog crashes on versions with gaps.
template <typename Version>
absl::Status PutVersions(ScanBodies scan, const char* sql, domain::Catalog& catalog) {
  return ReadAll<Version>(scan, sql, [&](const Version& version) {
    if (version.version != NextVersion(catalog, version)) {
      return absl::DataLossError(
          absl::StrCat("version ", version.version, " has none before it: ", sql));
    }
    catalog.Put(version);
    return absl::OkStatus();
  });
}

absl::Status PutNetwork(ScanBodies scan, domain::Catalog& catalog) {
  bool is_there = false;
  absl::Status read = ReadAll<domain::Network>(scan, kNetwork, [&](domain::Network& network) {
    is_there = true;
    absl::Status known = LoadTimeZone(network);
    catalog.network = network;
    return known;
  });
  if (!read.ok() || is_there) return read;
  return absl::FailedPreconditionError("there is no network yet");
}

}  // namespace

absl::StatusOr<std::shared_ptr<domain::Catalog>> ReadCatalog(ScanBodies scan) {
  auto catalog = std::make_shared<domain::Catalog>();
  absl::Status status = PutNetwork(scan, *catalog);
  if (status.ok()) status = PutAll<domain::Partner>(scan, kPartners, *catalog);
  if (status.ok()) status = PutAll<domain::Currency>(scan, kCurrencies, *catalog);
  if (status.ok()) status = PutVersions<domain::ExchangeRate>(scan, kRates, *catalog);
  if (status.ok()) status = PutVersions<domain::Terms>(scan, kTerms, *catalog);
  if (status.ok()) status = PutVersions<domain::ConversionRate>(scan, kConversionRates, *catalog);
  if (status.ok()) status = PutAll<domain::PartnerLimits>(scan, kLimits, *catalog);
  if (status.ok()) status = PutAll<domain::Credential>(scan, kCredentials, *catalog);
  if (!status.ok()) return status;
  return catalog;
}

}  // namespace coalition::store
