#include "server/main/network.h"

#include <utility>

#include "absl/strings/str_cat.h"

#include "server/main/key_files.h"

namespace coalition {
namespace {

domain::Changes FirstChanges(const Flags& flags, const rpc::ApiKey& operator_key,
                             const rpc::ServerKey& server_key, domain::Moment now) {
  domain::Changes first;
  domain::Currency currency;
  currency.id = domain::CurrencyId(1);
  currency.code = flags.currency_code;
  currency.scale = flags.currency_scale;
  currency.network_default = true;
  first.currencies.push_back(currency);

  domain::Credential credential;
  credential.id = operator_key.credential_id;
  credential.role = domain::Role::kOperator;
  credential.label = "first operator";
  credential.key_hash = rpc::HashOf(operator_key, server_key);
  credential.created_at = now;
  first.credentials.push_back(credential);

  first.lane.open_window.id = domain::WindowId(1);
  first.lane.open_window.first = domain::Sequence(1);
  first.lane.open_window.opened_at = now;
  return first;
}

absl::StatusOr<domain::Network> NetworkOf(const Flags& flags) {
  domain::Network network;
  network.name = flags.network_name;
  network.time_zone_name = flags.time_zone;
  network.negative_balance = flags.negative_balance;
  if (!absl::LoadTimeZone(flags.time_zone, &network.time_zone)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--time-zone: this machine knows no zone ", flags.time_zone));
  }
  return network;
}

// Whether a server that has `server_key` lets in who has `operator_key`.
bool Knows(const domain::Catalog& catalog, const rpc::ApiKey& operator_key,
           const rpc::ServerKey& server_key) {
  const domain::Credential* credential = catalog.FindCredential(operator_key.credential_id);
  return credential != nullptr && credential->key_hash == rpc::HashOf(operator_key, server_key);
}

absl::StatusOr<std::shared_ptr<const domain::Catalog>> CreateNetwork(
    store::LedgerStore& store, const Flags& flags, const engine::Clock& clock,
    const rpc::ServerKey& server_key) {
  const auto network = NetworkOf(flags);
  if (!network.ok()) return network.status();
  const auto operator_key = ReadOrCreateApiKey(flags.operator_key_file);
  if (!operator_key.ok()) return operator_key.status();
  const absl::Status created =
      store.CreateNetwork(*network, FirstChanges(flags, *operator_key, server_key, clock.Now()));
  if (!created.ok() && !store.HasNetwork()) return created;
  auto catalog = store.LoadCatalog();
  // Somebody else was first; or it was this one, and the store could not tell.
  if (!created.ok() && catalog.ok() && !Knows(**catalog, *operator_key, server_key)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "another server has just created the network with other keys: replace ",
        flags.operator_key_file, " and the file of --server-key-file by those of that server"));
  }
  return catalog;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const domain::Catalog>> OpenNetwork(store::LedgerStore& store,
                                                                   const Flags& flags,
                                                                   const engine::Clock& clock,
                                                                   const rpc::ServerKey& key) {
  return store.HasNetwork() ? store.LoadCatalog() : CreateNetwork(store, flags, clock, key);
}

}  // namespace coalition
