#include "server/store/sqlite/catalog_rows.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "server/store/codec.h"
#include "server/store/journal.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {
namespace {

template <typename Record>
absl::Status ReadAll(Connection& connection, const char* sql, domain::Catalog& catalog) {
  Record record;
  Cursor rows = connection.Query(sql);
  while (rows.Next(Body(record))) catalog.Put(record);
  return rows.status();
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
absl::Status ReadVersions(Connection& connection, const char* sql, domain::Catalog& catalog) {
  Version version;
  Cursor rows = connection.Query(sql);
  while (rows.Next(Body(version))) {
    if (version.version != NextVersion(catalog, version)) {
      return absl::DataLossError(
          absl::StrCat("version ", version.version, " has none before it: ", sql));
    }
    catalog.Put(version);
  }
  return rows.status();
}

absl::Status ReadNetwork(Connection& connection, domain::Network& network) {
  Cursor rows = connection.Query(sql::kSelectNetwork);
  if (rows.Next(Body(network))) return LoadTimeZone(network);
  if (!rows.status().ok()) return rows.status();
  return absl::FailedPreconditionError("there is no network yet");
}

// Writes one body after the other into the same buffer.
class BodyWriter {
 public:
  template <StoredRecord T>
  Blob operator()(const T& record) {
    bytes_.clear();
    Encode(record, bytes_);
    return Blob{bytes_};
  }

 private:
  std::string bytes_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const domain::Catalog>> ReadCatalog(Connection& connection) {
  auto catalog = std::make_shared<domain::Catalog>();
  absl::Status status = ReadNetwork(connection, catalog->network);
  if (status.ok()) {
    status = ReadAll<domain::Partner>(connection, sql::kSelectPartners, *catalog);
  }
  if (status.ok()) {
    status = ReadAll<domain::Currency>(connection, sql::kSelectCurrencies, *catalog);
  }
  if (status.ok()) {
    status = ReadVersions<domain::ExchangeRate>(connection, sql::kSelectRates, *catalog);
  }
  if (status.ok()) {
    status = ReadVersions<domain::Terms>(connection, sql::kSelectTerms, *catalog);
  }
  if (status.ok()) {
    status =
        ReadVersions<domain::ConversionRate>(connection, sql::kSelectConversionRates, *catalog);
  }
  if (status.ok()) {
    status = ReadAll<domain::PartnerLimits>(connection, sql::kSelectLimits, *catalog);
  }
  if (status.ok()) {
    status = ReadAll<domain::Credential>(connection, sql::kSelectCredentials, *catalog);
  }
  if (!status.ok()) return status;
  return catalog;
}

absl::Status InsertNetwork(Connection& connection, const domain::Network& network) {
  domain::Network existing;
  Cursor rows = connection.Query(sql::kSelectNetwork);
  if (rows.Next(Body(existing))) {
    return absl::FailedPreconditionError("there is a network already");
  }
  if (!rows.status().ok()) return rows.status();
  BodyWriter body;
  return connection.Run(sql::kInsertNetwork, body(network));
}

absl::Status WriteCatalog(Connection& connection, const domain::Changes& changes) {
  BodyWriter body;
  absl::Status status;
  for (const domain::Partner& partner : changes.partners) {
    status = connection.Run(sql::kPutPartner, partner.id, partner.handle, body(partner));
    if (!status.ok()) return status;
  }
  for (const domain::Currency& currency : changes.currencies) {
    status = connection.Run(sql::kPutCurrency, currency.id, currency.code, body(currency));
    if (!status.ok()) return status;
  }
  for (const domain::ExchangeRate& rate : changes.rates) {
    status =
        connection.Run(sql::kInsertRate, rate.partner, rate.currency, rate.version, body(rate));
    if (!status.ok()) return status;
  }
  for (const domain::Terms& terms : changes.terms) {
    status = connection.Run(sql::kInsertTerms, terms.partner, terms.currency, terms.version,
                            body(terms));
    if (!status.ok()) return status;
  }
  for (const domain::ConversionRate& rate : changes.conversion_rates) {
    status =
        connection.Run(sql::kInsertConversionRate, rate.from, rate.to, rate.version, body(rate));
    if (!status.ok()) return status;
  }
  for (const domain::PartnerLimits& limits : changes.limits) {
    status = limits.limits == domain::Limits()
                 ? connection.Run(sql::kDeleteLimits, limits.partner, limits.currency)
                 : connection.Run(sql::kPutLimits, limits.partner, limits.currency, body(limits));
    if (!status.ok()) return status;
  }
  for (const domain::Credential& credential : changes.credentials) {
    status =
        connection.Run(sql::kPutCredential, credential.id, credential.partner, body(credential));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace coalition::store
