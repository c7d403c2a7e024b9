#ifndef COALITION_SERVER_DOMAIN_COMMAND_H_
#define COALITION_SERVER_DOMAIN_COMMAND_H_

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "server/domain/catalog.h"
#include "server/domain/member.h"
#include "server/domain/rejection.h"
#include "server/domain/settlement_window.h"
#include "server/domain/transaction.h"

namespace coalition::domain {

// What callers ask the ledger to do. A command is well-formed (its fields were validated one by
// one) and its partner and currency exist; everything that depends on the ledger's state is decided
// by Ledger::Decide. Randomness comes in with the command.

// One space of request ids per partner, and kNetwork for the operator's own calls.
struct RequestKey {
  PartnerId scope;
  std::string request_id;

  friend auto operator<=>(const RequestKey&, const RequestKey&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const RequestKey& key) {
    return H::combine(std::move(h), key.scope, key.request_id);
  }
};

// Of the payload: everything in the request but its id.
using PayloadDigest = std::array<std::uint8_t, 16>;

struct Caller {
  Role role = Role::kPartner;
  // kNetwork for the operator.
  PartnerId partner;
  std::string credential_id;

  bool IsOperator() const { return role == Role::kOperator; }
};

struct CommandHeader {
  RequestKey request;
  PayloadDigest digest{};
  Caller caller;
};

using MemberRef = std::variant<MemberId, Identifier>;

// Drawn for a member that may have to be made.
struct NewMember {
  MemberId id;
  std::string link_code;
};

// The versions that a quote promised.
struct QuotedVersions {
  // 0: no rate was needed.
  std::int32_t rate_version = 0;
  std::int32_t terms_version = 0;
  Moment expires_at;
};

struct Earn {
  PartnerId partner;
  MemberRef member;
  CurrencyId currency;
  std::variant<PartnerPoints, Points, Purchase, Activity> amount;
  std::optional<Moment> event_time;
  std::optional<QuotedVersions> quote;
  std::string reference;
  // Enrol whom `member`, an identifier of `partner`, names, if it names nobody.
  std::optional<NewMember> enroll_if_unknown = std::nullopt;
};

struct Burn {
  PartnerId partner;
  MemberRef member;
  CurrencyId currency;
  // Money is money off.
  std::variant<PartnerPoints, Points, Money> amount;
  std::optional<Moment> event_time;
  std::optional<QuotedVersions> quote;
  std::string reference;
};

struct Authorize {
  PartnerId partner;
  MemberRef member;
  CurrencyId currency;
  // Money is money off.
  std::variant<PartnerPoints, Points, Money> amount;
  std::optional<Moment> event_time;
  std::optional<QuotedVersions> quote;
  std::string reference;
  std::int32_t hold_for_s = 0;
};

struct EverythingLeft {};

struct Capture {
  PartnerId partner;
  TransactionId authorization;
  std::variant<EverythingLeft, PartnerPoints, Points, Money> amount;
  std::optional<Moment> event_time;
  std::string reference;
};

struct Void {
  PartnerId partner;
  TransactionId authorization;
  std::optional<Moment> event_time;
  std::string reference;
};

struct Reverse {
  PartnerId partner;
  TransactionId original;
  std::variant<EverythingLeft, Points, PartnerPoints, Money, std::vector<LineQuantity>> part;
  std::optional<Moment> event_time;
  std::string reference;
};

struct Convert {
  PartnerId partner;
  MemberRef member;
  // Not the same.
  CurrencyId from;
  CurrencyId to;
  Points points;
  std::optional<Moment> event_time;
  std::string reference;
};

struct Transfer {
  PartnerId partner;
  MemberRef from;
  MemberRef to;
  CurrencyId currency;
  Points points;
  std::optional<Moment> event_time;
  std::string reference;
};

struct Adjust {
  PartnerId partner;
  MemberRef member;
  CurrencyId currency;
  // Not 0.
  Points points;
  std::optional<Moment> event_time;
  std::string reason;
};

// Posts what expired in these accounts, as far as something did.
struct ExpirePoints {
  std::vector<AccountKey> accounts;
  // There may be others.
  bool more = false;
};

struct EnrollMember {
  PartnerId partner;
  MemberId new_member;
  std::vector<Identifier> identifiers;
  std::string new_link_code;
};

struct LinkIdentifier {
  MemberId member;
  Identifier identifier;
  std::string link_code;
  std::string new_link_code;
};

struct UnlinkIdentifier {
  MemberId member;
  Identifier identifier;
};

struct MergeMembers {
  MemberId from;
  MemberId into;
  std::string reason;
};

struct EraseMember {
  MemberId member;
  std::string reason;
};

struct CreatePartner {
  std::string handle;
  std::string display_name;
  MoneyCurrency settlement_currency;
  std::int32_t backdating_days = 30;
};

struct UpdatePartner {
  PartnerId partner;
  std::optional<std::string> display_name;
  std::optional<std::int32_t> backdating_days;
};

struct SetPartnerState {
  PartnerId partner;
  PartnerState state = PartnerState::kActive;
  std::string reason;
};

struct CreateCurrency {
  std::string code;
  std::int32_t scale = 0;
  PartnerId owner;
};

// Version and created_at are set when it is decided, and effective_from with `from_now`.
struct SetExchangeRate {
  ExchangeRate rate;
  bool from_now = false;
};

struct SetConversionRate {
  ConversionRate rate;
  bool from_now = false;
};

struct SetLimits {
  PartnerLimits limits;
};

struct SetTerms {
  Terms terms;
  bool from_now = false;
};

struct CreateCredential {
  // Without created_at.
  Credential credential;
};

struct RevokeCredential {
  std::string credential_id;
};

struct CloseWindow {
  std::optional<WindowId> window;
  std::string label;
};

struct Command {
  CommandHeader header;
  std::variant<Earn, Burn, Authorize, Capture, Void, Reverse, Convert, Transfer, Adjust,
               ExpirePoints, EnrollMember, LinkIdentifier, UnlinkIdentifier, MergeMembers,
               EraseMember, CreatePartner, UpdatePartner, SetPartnerState, CreateCurrency,
               SetExchangeRate, SetConversionRate, SetTerms, SetLimits, CreateCredential,
               RevokeCredential, CloseWindow>
      action;
  // It and the next command of its submission succeed or fail together.
  bool linked = false;
};

// Whether carrying out the command may change the catalog.
bool ChangesCatalog(const Command& command);

// What ExpirePoints did.
struct ExpirySweep {
  std::int64_t accounts = 0;
  std::int64_t lots = 0;
  bool more = false;
};

// What an accepted command made, as it was right after it.
using Effect = std::variant<Transaction, Member, Partner, Currency, ExchangeRate, Terms, Credential,
                            Window, ConversionRate, PartnerLimits, ExpirySweep>;

struct Answer {
  std::variant<Effect, Rejection> outcome;
  // The outcome was decided for an earlier command with the same request id.
  bool replayed = false;
};

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_COMMAND_H_
