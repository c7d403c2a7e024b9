#ifndef COALITION_SERVER_STORE_TRANSACTION_LAYOUTS_H_
#define COALITION_SERVER_STORE_TRANSACTION_LAYOUTS_H_

#include <cstdint>
#include <type_traits>
#include <variant>

#include "server/domain/account.h"
#include "server/domain/transaction.h"
#include "server/store/archive.h"
#include "server/store/stored_enums.h"
#include "server/store/value_layouts.h"

namespace coalition::store {

// The journal's records, and those of the accounts beside it.

// The order of the alternatives is on disk.
static_assert(std::is_same_v<domain::Facts, std::variant<std::monostate, domain::Purchase,
                                                         domain::Activity, domain::Money>>);

template <>
struct Layout<domain::LotKey> {
  static void Fields(auto& archive, auto& key) {
    auto& [expires_on, available_on, issuer, terms_version] = key;
    archive(expires_on, available_on, issuer, terms_version);
  }
};

template <>
struct Layout<domain::LotMovement> {
  static void Fields(auto& archive, auto& movement) {
    auto& [lot, points] = movement;
    archive(lot, points);
  }
};

template <>
struct Layout<domain::ExpiringPoints> {
  static void Fields(auto& archive, auto& expiring) {
    auto& [points, on] = expiring;
    archive(points, on);
  }
};

template <>
struct Layout<domain::Balance> {
  static void Fields(auto& archive, auto& balance) {
    auto& [available, pending, held, expiring_next, as_of] = balance;
    archive(available, pending, held, expiring_next, as_of);
  }
};

template <>
struct Layout<domain::PurchaseLine> {
  static void Fields(auto& archive, auto& line) {
    auto& [sku, category, quantity, unit_price] = line;
    archive(sku, category, quantity, unit_price);
  }
};

template <>
struct Layout<domain::Purchase> {
  static void Fields(auto& archive, auto& purchase) {
    auto& [amount, lines] = purchase;
    archive(amount, lines);
  }
};

template <>
struct Layout<domain::Activity> {
  static void Fields(auto& archive, auto& activity) {
    auto& [type, quantity] = activity;
    archive(type, quantity);
  }
};

template <>
struct Layout<domain::LineQuantity> {
  static void Fields(auto& archive, auto& selected) {
    auto& [line, quantity] = selected;
    archive(line, quantity);
  }
};

template <>
struct Layout<domain::AppliedConversion> {
  static void Fields(auto& archive, auto& conversion) {
    auto& [rate_version, rate, carry_after, carry_change] = conversion;
    archive(rate_version, rate, carry_after, carry_change);
  }
};

template <>
struct Layout<domain::MoneyLeg> {
  static void Fields(auto& archive, auto& leg) {
    auto& [partner, kind, money, points, counterparty, lot_index] = leg;
    archive(partner, kind, money, points, counterparty, lot_index);
  }
};

template <>
struct Layout<domain::Counterpart> {
  static void Fields(auto& archive, auto& counterpart) {
    auto& [member, currency, points, lots, previous, balance_after] = counterpart;
    archive(member, currency, points, lots, previous, balance_after);
  }
};

template <>
struct Layout<domain::Transaction> {
  static constexpr std::uint8_t kVersion = 2;
  static void Fields(auto& archive, auto& transaction, std::uint8_t version) {
    auto& [id, type, partner, member, currency, request_id, event_time, posted_at, window, points,
           partner_points, facts, conversion, terms_version, lots, legs, reference, original,
           original_type, reversed_lines, not_recovered, previous, balance_after, counterpart,
           reserved, hold_expires_at, reason] = transaction;
    archive(id, type, partner, member, currency, request_id, event_time, posted_at, window, points,
            partner_points, facts, conversion, terms_version, lots, legs, reference, original,
            original_type, reversed_lines, not_recovered, previous, balance_after);
    if (version >= 2) archive(counterpart, reserved, hold_expires_at, reason);
  }
};

template <>
struct Layout<domain::ReversalState> {
  static constexpr std::uint8_t kVersion = 2;
  static void Fields(auto& archive, auto& state, std::uint8_t version) {
    auto& [points, partner_points, amount, carry_change, line_quantities, legs, complete,
           counterpart_points, closed_by] = state;
    archive(points, partner_points, amount, carry_change, line_quantities, legs, complete);
    if (version >= 2) archive(counterpart_points, closed_by);
  }
};

template <>
struct Layout<domain::Hold> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& hold) {
    auto& [authorization, expires_at, reserved] = hold;
    archive(authorization, expires_at, reserved);
  }
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_TRANSACTION_LAYOUTS_H_
