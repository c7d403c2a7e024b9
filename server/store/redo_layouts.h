#ifndef COALITION_SERVER_STORE_REDO_LAYOUTS_H_
#define COALITION_SERVER_STORE_REDO_LAYOUTS_H_

#include <cstdint>
#include <utility>

#include "server/store/account_record.h"
#include "server/store/archive.h"
#include "server/store/redo.h"
#include "server/store/transaction_layouts.h"
#include "server/store/value_layouts.h"

namespace coalition::store {

// The records of accounts, and of what is written later.

template <typename First, typename Second>
struct Layout<std::pair<First, Second>> {
  static void Fields(auto& archive, auto& pair) { archive(pair.first, pair.second); }
};

template <>
struct Layout<domain::Lot> {
  static void Fields(auto& archive, auto& lot) {
    auto& [key, points] = lot;
    archive(key, points);
  }
};

template <>
struct Layout<domain::Carries> {
  static void Fields(auto& archive, auto& carries) {
    auto& [earn, burn] = carries;
    archive(earn, burn);
  }
};

template <>
struct Layout<CarryRow> {
  static void Fields(auto& archive, auto& row) {
    auto& [partner, from, carries] = row;
    archive(partner, from, carries);
  }
};

template <>
struct Layout<AccountRecord> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& record) {
    auto& [last_transaction, lots, holds, carries] = record;
    archive(last_transaction, lots, holds, carries);
  }
};

template <>
struct Layout<AccountDelta> {
  static void Fields(auto& archive, auto& delta) {
    auto& [last_transaction, lots, holds, carries] = delta;
    archive(last_transaction, lots, holds, carries);
  }
};

template <>
struct Layout<domain::AccountKey> {
  static void Fields(auto& archive, auto& key) {
    auto& [member, currency] = key;
    archive(member, currency);
  }
};

template <>
struct Layout<domain::RequestKey> {
  static void Fields(auto& archive, auto& key) {
    auto& [scope, request_id] = key;
    archive(scope, request_id);
  }
};

template <>
struct Layout<domain::DayKey> {
  static void Fields(auto& archive, auto& key) {
    auto& [member, partner, currency] = key;
    archive(member, partner, currency);
  }
};

template <>
struct Layout<domain::DayTotals> {
  static void Fields(auto& archive, auto& totals) {
    auto& [day, earned, burned] = totals;
    archive(day, earned, burned);
  }
};

template <>
struct Layout<domain::PositionKey> {
  static void Fields(auto& archive, auto& key) {
    auto& [window, partner, currency, type, kind] = key;
    archive(window, partner, currency, type, kind);
  }
};

template <>
struct Layout<domain::PositionTotal> {
  static void Fields(auto& archive, auto& total) {
    auto& [lines, points, amount] = total;
    archive(lines, points, amount);
  }
};

template <>
struct Layout<domain::OutstandingKey> {
  static void Fields(auto& archive, auto& key) {
    auto& [issuer, currency] = key;
    archive(issuer, currency);
  }
};

template <>
struct Layout<domain::StoredOutcome> {
  static void Fields(auto& archive, auto& outcome) {
    auto& [digest, result] = outcome;
    archive(digest, result);
  }
};

template <>
struct Layout<Redo> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& redo) {
    auto& [accounts, outcomes, reversals, day_totals, positions, outstanding] = redo;
    archive(accounts, outcomes, reversals, day_totals, positions, outstanding);
  }
};

template <>
struct Layout<RedoParts> : Layout<Redo> {};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_REDO_LAYOUTS_H_
