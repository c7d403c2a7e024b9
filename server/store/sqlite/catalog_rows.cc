#include "server/store/sqlite/catalog_rows.h"

#include <string>
#include <string_view>

#include "server/store/catalog_bodies.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {
absl::StatusOr<std::shared_ptr<const domain::Catalog>> ReadCatalog(Connection& connection) {
  return ReadCatalog([&](const char* sql, absl::FunctionRef<absl::Status(std::string_view)> take) {
    std::string body;
    Cursor rows = connection.Query(sql);
    while (rows.Next(Bytes{body})) {
      if (absl::Status taken = take(body); !taken.ok()) return taken;
    }
    return rows.status();
  });
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
