#ifndef COALITION_SERVER_STORE_CATALOG_LAYOUTS_H_
#define COALITION_SERVER_STORE_CATALOG_LAYOUTS_H_

#include <cstdint>
#include <optional>

#include "server/domain/catalog.h"
#include "server/store/archive.h"
#include "server/store/stored_enums.h"
#include "server/store/value_layouts.h"

namespace coalition::store {

// The catalog's records.

template <>
struct Layout<domain::Network> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& network) {
    auto& [name, time_zone_name, time_zone, negative_balance] = network;
    archive(name, time_zone_name, negative_balance);
  }
};

template <>
struct Layout<domain::Partner> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& partner) {
    auto& [id, handle, display_name, settlement_currency, state, backdating_days, created_at] =
        partner;
    archive(id, handle, display_name, settlement_currency, state, backdating_days, created_at);
  }
};

template <>
struct Layout<domain::Currency> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& currency) {
    auto& [id, code, scale, owner, network_default] = currency;
    archive(id, code, scale, owner, network_default);
  }
};

template <>
struct Layout<domain::MoneyRate> {
  static void Fields(auto& archive, auto& rate) {
    auto& [currency, partner_points_per_unit] = rate;
    archive(currency, partner_points_per_unit);
  }
};

template <>
struct Layout<domain::ActivityRate> {
  static void Fields(auto& archive, auto& rate) {
    auto& [type, partner_points_per_unit] = rate;
    archive(type, partner_points_per_unit);
  }
};

template <>
struct Layout<domain::ExchangeRate> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& rate) {
    auto& [partner, currency, version, effective_from, earn, burn, rounding, purchase, money_off,
           activities, created_at, backdating_reason] = rate;
    archive(partner, currency, version, effective_from, earn, burn, rounding, purchase, money_off,
            activities, created_at, backdating_reason);
  }
};

template <>
struct Layout<domain::Fees> {
  static void Fields(auto& archive, auto& fees) {
    auto& [earn_fee, burn_fee, earn_fee_ppm, burn_fee_ppm] = fees;
    archive(earn_fee, burn_fee, earn_fee_ppm, burn_fee_ppm);
  }
};

template <>
struct Layout<domain::NetDebitCap> {
  static void Fields(auto& archive, auto& cap) {
    auto& [kind, limit, alert] = cap;
    archive(kind, limit, alert);
  }
};

template <>
struct Layout<domain::Terms> {
  static constexpr std::uint8_t kVersion = 2;
  static void Fields(auto& archive, auto& terms, std::uint8_t version) {
    auto& [partner, currency, number, effective_from, issue_price, redemption_price, charge,
           pending_days, valid_months, fees, net_debit_cap, created_at, backdating_reason,
           breakage_share_ppm] = terms;
    archive(partner, currency, number, effective_from, issue_price, redemption_price, charge,
            pending_days, valid_months, fees);
    if (version >= 2) {
      archive(net_debit_cap);
    } else {
      // Every cap was postpaid, without an alert.
      Former<std::optional<domain::Micros>>(archive, [&](const auto& limit) {
        if (limit) terms.net_debit_cap = {domain::NetDebitCap::Kind::kPostpaid, *limit, {}};
      });
    }
    archive(created_at, backdating_reason);
    if (version >= 2) archive(breakage_share_ppm);
  }
};

template <>
struct Layout<domain::ConversionRate> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& conversion) {
    auto& [from, to, version, effective_from, rate, created_at, backdating_reason] = conversion;
    archive(from, to, version, effective_from, rate, created_at, backdating_reason);
  }
};

template <>
struct Layout<domain::Limits> {
  static void Fields(auto& archive, auto& limits) {
    auto& [earn_per_transaction, burn_per_transaction, earn_per_member_day, burn_per_member_day,
           earn_per_partner_day, burn_per_partner_day] = limits;
    archive(earn_per_transaction, burn_per_transaction, earn_per_member_day, burn_per_member_day,
            earn_per_partner_day, burn_per_partner_day);
  }
};

template <>
struct Layout<domain::PartnerLimits> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& partner_limits) {
    auto& [partner, currency, limits] = partner_limits;
    archive(partner, currency, limits);
  }
};

template <>
struct Layout<domain::Credential> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& credential) {
    auto& [id, role, partner, label, key_hash, created_at, revoked_at] = credential;
    archive(id, role, partner, label, key_hash, created_at, revoked_at);
  }
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_CATALOG_LAYOUTS_H_
