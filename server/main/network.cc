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

absl::Status CreateNetwork(store::LedgerStore& store, const Flags& flags,
                           const engine::Clock& clock, const rpc::ServerKey& server_key) {
  domain::Network network;
  network.name = flags.network_name;
  network.time_zone_name = flags.time_zone;
  network.negative_balance = flags.negative_balance;
  if (!absl::LoadTimeZone(flags.time_zone, &network.time_zone)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--time-zone: this machine knows no zone ", flags.time_zone));
  }
  const auto operator_key = ReadOrCreateApiKey(flags.operator_key_file);
  if (!operator_key.ok()) return operator_key.status();
  return store.CreateNetwork(network, FirstChanges(flags, *operator_key, server_key, clock.Now()));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const domain::Catalog>> OpenNetwork(store::LedgerStore& store,
                                                                   const Flags& flags,
                                                                   const engine::Clock& clock,
                                                                   const rpc::ServerKey& key) {
  if (!store.HasNetwork()) {
    if (absl::Status created = CreateNetwork(store, flags, clock, key); !created.ok()) {
      return created;
    }
  }
  return store.LoadCatalog();
}

}  // namespace coalition
