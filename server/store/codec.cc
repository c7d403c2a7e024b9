#include "server/store/codec.h"

#include <cstdint>
#include <optional>
#include <type_traits>

#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "server/store/archive.h"
#include "server/store/stored_enums.h"

namespace coalition::store {

// The orders of these alternatives are on disk.
static_assert(std::is_same_v<domain::Facts, std::variant<std::monostate, domain::Purchase,
                                                         domain::Activity, domain::Money>>);
static_assert(std::is_same_v<domain::Effect,
                             std::variant<domain::Transaction, domain::Member, domain::Partner,
                                          domain::Currency, domain::ExchangeRate, domain::Terms,
                                          domain::Credential, domain::Window>>);
static_assert(
    std::is_same_v<OutcomeResult,
                   std::variant<domain::TransactionId, domain::Effect, domain::Rejection>>);

template <>
struct Layout<domain::Moment> {
  static void Fields(auto& archive, auto& moment) { archive(moment.micros); }
};

template <>
struct Layout<domain::Date> {
  static void Fields(auto& archive, auto& date) { archive(date.days); }
};

template <>
struct Layout<domain::TransactionId> {
  static void Fields(auto& archive, auto& id) {
    auto& [lane, sequence] = id;
    archive(lane, sequence);
  }
};

template <>
struct Layout<domain::MemberId> {
  static void Fields(Writer& out, const domain::MemberId& id) {
    for (const std::uint64_t word : {id.high, id.low}) {
      for (int shift = 56; shift >= 0; shift -= 8)
        out.Byte(static_cast<std::uint8_t>(word >> shift));
    }
  }
  static void Fields(Reader& in, domain::MemberId& id) {
    for (std::uint64_t* word : {&id.high, &id.low}) {
      *word = 0;
      for (int i = 0; i < 8; ++i) *word = *word << 8 | in.Byte();
    }
  }
};

template <>
struct Layout<domain::MoneyCurrency> {
  static void Fields(Writer& out, domain::MoneyCurrency currency) {
    Layout<std::string>::Fields(out, currency.code());
  }
  static void Fields(Reader& in, domain::MoneyCurrency& currency) {
    const std::string_view code = in.Bytes(in.Varint());
    const auto known = code.empty() ? domain::MoneyCurrency() : domain::MoneyCurrency::ParseKept(code);
    if (!known) return in.Fail();
    currency = *known;
  }
};

template <>
struct Layout<domain::Money> {
  static void Fields(auto& archive, auto& money) {
    auto& [currency, amount] = money;
    archive(currency, amount);
  }
};

namespace {

// Arithmetic divides by these.
void CheckDenominator(Writer&, std::int64_t) {}
void CheckDenominator(Reader& in, std::int64_t denominator) {
  if (denominator < 1) in.Fail();
}

}  // namespace

template <>
struct Layout<domain::Ratio> {
  static void Fields(auto& archive, auto& ratio) {
    auto& [numerator, denominator] = ratio;
    archive(numerator, denominator);
    CheckDenominator(archive, denominator);
  }
};

template <>
struct Layout<domain::Carry> {
  static void Fields(auto& archive, auto& carry) {
    auto& [numerator, denominator] = carry;
    archive(numerator, denominator);
    CheckDenominator(archive, denominator);
  }
};

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
struct Layout<domain::Transaction> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& transaction) {
    auto& [id, type, partner, member, currency, request_id, event_time, posted_at, window, points,
           partner_points, facts, conversion, terms_version, lots, legs, reference, original,
           original_type, reversed_lines, not_recovered, previous, balance_after] = transaction;
    archive(id, type, partner, member, currency, request_id, event_time, posted_at, window, points,
            partner_points, facts, conversion, terms_version, lots, legs, reference, original,
            original_type, reversed_lines, not_recovered, previous, balance_after);
  }
};

template <>
struct Layout<domain::ReversalState> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& state) {
    auto& [points, partner_points, amount, carry_change, line_quantities, legs, complete] = state;
    archive(points, partner_points, amount, carry_change, line_quantities, legs, complete);
  }
};

template <>
struct Layout<domain::Identifier> {
  static void Fields(auto& archive, auto& identifier) {
    auto& [partner, kind, value] = identifier;
    archive(partner, kind, value);
  }
};

template <>
struct Layout<domain::Member> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& member) {
    auto& [id, identifiers, link_code, enrolled_at] = member;
    archive(id, identifiers, link_code, enrolled_at);
  }
};

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
struct Layout<domain::Terms> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& terms) {
    auto& [partner, currency, version, effective_from, issue_price, redemption_price, charge,
           pending_days, valid_months, fees, net_debit_cap, created_at, backdating_reason] = terms;
    archive(partner, currency, version, effective_from, issue_price, redemption_price, charge,
            pending_days, valid_months, fees, net_debit_cap, created_at, backdating_reason);
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

template <>
struct Layout<domain::Window> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& window) {
    auto& [id, first, end, opened_at, closed_at, label] = window;
    archive(id, first, end, opened_at, closed_at, label);
  }
};

template <>
struct Layout<domain::PartnerSettlement> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& settlement) {
    auto& [window, partner, currency, opening_residue, net, net_minor_units, closing_residue] =
        settlement;
    archive(window, partner, currency, opening_residue, net, net_minor_units, closing_residue);
  }
};

template <>
struct Layout<domain::Rejection> {
  static void Fields(auto& archive, auto& rejection) {
    auto& [reason, metadata] = rejection;
    archive(reason, metadata);
  }
};

template <>
struct Layout<OutcomeResult> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(Writer& out, const OutcomeResult& result) {
    COALITION_CHECK(!HoldsTransaction(result), "an outcome names its transaction");
    AlternativeLayout<OutcomeResult>::Fields(out, result);
  }
  static void Fields(Reader& in, OutcomeResult& result) {
    AlternativeLayout<OutcomeResult>::Fields(in, result);
    if (HoldsTransaction(result)) in.Fail();
  }

 private:
  static bool HoldsTransaction(const OutcomeResult& result) {
    const auto* effect = std::get_if<domain::Effect>(&result);
    return effect != nullptr && std::holds_alternative<domain::Transaction>(*effect);
  }
};

template <StoredRecord T>
void Encode(const T& record, std::string& bytes) {
  Writer out(bytes);
  out(record);
}

template <StoredRecord T>
absl::Status Decode(std::string_view bytes, T& record) {
  Reader in(bytes);
  in(record);
  if (in.ok() && in.remaining() == 0) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("a stored record of ", bytes.size(), " bytes is not as this program writes it"));
}

#define COALITION_STORED_RECORD(T)              \
  template void Encode(const T&, std::string&); \
  template absl::Status Decode(std::string_view, T&)
COALITION_STORED_RECORD(domain::Transaction);
COALITION_STORED_RECORD(OutcomeResult);
COALITION_STORED_RECORD(domain::Member);
COALITION_STORED_RECORD(domain::ReversalState);
COALITION_STORED_RECORD(domain::Network);
COALITION_STORED_RECORD(domain::Partner);
COALITION_STORED_RECORD(domain::Currency);
COALITION_STORED_RECORD(domain::ExchangeRate);
COALITION_STORED_RECORD(domain::Terms);
COALITION_STORED_RECORD(domain::Credential);
COALITION_STORED_RECORD(domain::Window);
COALITION_STORED_RECORD(domain::PartnerSettlement);
#undef COALITION_STORED_RECORD

}  // namespace coalition::store
