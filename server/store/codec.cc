#include "server/store/codec.h"

#include <cstdint>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "server/domain/lanes.h"
#include "server/store/archive.h"
#include "server/store/catalog_layouts.h"
#include "server/store/redo_layouts.h"
#include "server/store/transaction_layouts.h"
#include "server/store/value_layouts.h"

namespace coalition::store {

// The orders of these alternatives are on disk.
static_assert(std::is_same_v<
              domain::Effect,
              std::variant<domain::Transaction, domain::Member, domain::Partner, domain::Currency,
                           domain::ExchangeRate, domain::Terms, domain::Credential, domain::Window,
                           domain::ConversionRate, domain::PartnerLimits, domain::ExpirySweep>>);
static_assert(
    std::is_same_v<OutcomeResult, std::variant<domain::TransactionId, domain::KeptEffect,
                                               domain::Rejection, domain::MemberOutcome>>);

template <>
struct Layout<domain::Window> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& window) {
    auto& [id, first, end, opened_at, closed_at, label, transaction_count] = window;
    archive(id, first, end, opened_at, closed_at, label);
    // Where the sequences say it, it is not kept.
    if (end >= domain::kFirstTimed) archive(transaction_count);
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
struct Layout<domain::LinkedIdentifier> {
  static void Fields(auto& archive, auto& linked) {
    auto& [identifier, ordinal] = linked;
    archive(identifier, ordinal);
  }
};

template <>
struct Layout<domain::Member> {
  static constexpr std::uint8_t kVersion = 2;
  static void Fields(auto& archive, auto& member, std::uint8_t version) {
    auto& [id, identifiers, link_code, enrolled_at, next_ordinal, merged_into, merged, erased] =
        member;
    archive(id);
    if (version >= 2) {
      archive(identifiers);
    } else {
      // They were not numbered, and none ever went.
      Former<std::vector<domain::Identifier>>(archive, [&](const auto& unnumbered) {
        for (const auto& identifier : unnumbered) member.Link(identifier);
      });
    }
    archive(link_code, enrolled_at);
    if (version >= 2) archive(next_ordinal, merged_into, merged, erased);
  }
};

template <>
struct Layout<domain::MemberOutcome> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& outcome) {
    auto& [member, ordinal_end, link_code] = outcome;
    archive(member, ordinal_end, link_code);
  }
};

template <>
struct Layout<domain::ExpirySweep> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& sweep) {
    auto& [accounts, lots, more] = sweep;
    archive(accounts, lots, more);
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
struct Layout<domain::KeptEffect> {
  static void Fields(Writer& out, const domain::KeptEffect& kept) { out(*kept); }
  static void Fields(Reader& in, domain::KeptEffect& kept) {
    domain::Effect effect;
    in(effect);
    kept = std::make_shared<const domain::Effect>(std::move(effect));
  }
};

namespace {

template <typename Record>
const Record* FindEffect(const OutcomeResult& result) {
  const auto* effect = std::get_if<domain::KeptEffect>(&result);
  return effect != nullptr ? std::get_if<Record>(effect->get()) : nullptr;
}

}  // namespace

template <>
struct Layout<OutcomeResult> {
  static constexpr std::uint8_t kVersion = 2;
  static void Fields(Writer& out, const OutcomeResult& result, std::uint8_t) {
    COALITION_CHECK(FindEffect<domain::Transaction>(result) == nullptr,
                    "an outcome names its transaction");
    COALITION_CHECK(FindEffect<domain::Member>(result) == nullptr,
                    "an outcome holds nothing personal of its member");
    AlternativeLayout<OutcomeResult>::Fields(out, result);
  }
  static void Fields(Reader& in, OutcomeResult& result, std::uint8_t version) {
    AlternativeLayout<OutcomeResult>::Fields(in, result);
    if (FindEffect<domain::Transaction>(result) != nullptr) in.Fail();
    if (const auto* member = FindEffect<domain::Member>(result)) {
      // Version 1 kept the whole member.
      if (version >= 2) return in.Fail();
      result = domain::MemberOutcome{member->id, member->next_ordinal, member->link_code};
    }
  }
};

template <StoredRecord T>
void Encode(const T& record, std::string& bytes) {
  Writer out(bytes);
  out(record);
}

void Encode(const RedoParts& parts, std::string& bytes) {
  Writer out(bytes);
  out(parts);
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
COALITION_STORED_RECORD(domain::Hold);
COALITION_STORED_RECORD(domain::Network);
COALITION_STORED_RECORD(domain::Partner);
COALITION_STORED_RECORD(domain::Currency);
COALITION_STORED_RECORD(domain::ExchangeRate);
COALITION_STORED_RECORD(domain::Terms);
COALITION_STORED_RECORD(domain::ConversionRate);
COALITION_STORED_RECORD(domain::PartnerLimits);
COALITION_STORED_RECORD(domain::Credential);
COALITION_STORED_RECORD(domain::Window);
COALITION_STORED_RECORD(domain::PartnerSettlement);
COALITION_STORED_RECORD(AccountRecord);
COALITION_STORED_RECORD(Redo);
#undef COALITION_STORED_RECORD

}  // namespace coalition::store
