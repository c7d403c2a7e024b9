#include <optional>

#include "server/domain/ledger.h"
#include "server/domain/overloaded.h"

namespace coalition::domain {
namespace {

// Walks what one command touches, in the order in which it becomes known, and notes what is not
// loaded.
class Walk {
 public:
  Walk(const LedgerState& state, ReadSet& missing) : state_(state), missing_(missing) {}

  // Whether the command was answered before; its transaction is then all that is needed.
  bool IsAnswered(const RequestKey& request) {
    const auto known = state_.requests.find(request);
    if (known == state_.requests.end()) {
      missing_.requests.insert(request);
      return false;
    }
    if (!known->second) return false;
    if (const auto* posted = std::get_if<TransactionId>(&known->second->result)) {
      TransactionOf(*posted);
    }
    return true;
  }

  void Visit(const Earn& earn) { VisitPosting(earn); }
  void Visit(const Burn& burn) { VisitPosting(burn); }

  void Visit(const Reverse& reverse) {
    const Transaction* original = TransactionOf(reverse.original);
    if (original == nullptr) return;
    NeedAccount(*original);
    for (const LotMovement& movement : original->lots) NeedIssuer(movement.lot, *original);
    for (const MoneyLeg& leg : original->legs) NeedPositions(leg.partner);
  }

  void Visit(const EnrollMember& enroll) {
    for (const Identifier& identifier : enroll.identifiers) MemberOf(identifier);
  }

  void Visit(const LinkIdentifier& link) {
    MemberOf(link.identifier);
    NeedMember(link.member);
  }

  void Visit(const CloseWindow&) { missing_.closing = !state_.all_positions; }

  // The catalog is always there.
  void Visit(const CreatePartner&) {}
  void Visit(const SetPartnerState&) {}
  void Visit(const CreateCurrency&) {}
  void Visit(const SetExchangeRate&) {}
  void Visit(const SetTerms&) {}
  void Visit(const CreateCredential&) {}
  void Visit(const RevokeCredential&) {}

 private:
  void VisitPosting(const auto& posting) {
    NeedPositions(posting.partner);
    NeedPositions(kNetwork);
    NeedOutstanding({posting.partner, posting.currency});
    const auto* identifier = std::get_if<Identifier>(&posting.member);
    const std::optional<MemberId> member =
        identifier != nullptr ? MemberOf(*identifier) : std::get<MemberId>(posting.member);
    if (!member) return;
    NeedMember(*member);
    Transaction account_of;
    account_of.member = *member;
    account_of.partner = posting.partner;
    account_of.currency = posting.currency;
    NeedAccount(account_of);
  }

  void NeedMember(const MemberId& member) {
    if (!state_.members.contains(member)) missing_.members.insert(member);
  }

  // Absent when not loaded, or nobody's.
  std::optional<MemberId> MemberOf(const Identifier& identifier) {
    const auto known = state_.identifiers.find(identifier);
    if (known != state_.identifiers.end()) return known->second;
    missing_.identifiers.insert(identifier);
    return std::nullopt;
  }

  const Transaction* TransactionOf(const TransactionId& id) {
    const auto known = state_.transactions.find(id);
    if (known == state_.transactions.end()) {
      missing_.transactions.insert(id);
      return nullptr;
    }
    return known->second ? &*known->second : nullptr;
  }

  // The account, its carry, and the issuers of what is in it.
  void NeedAccount(const Transaction& posting) {
    const CarryKey carry{posting.member, posting.partner, posting.currency};
    if (!state_.carries.contains(carry)) missing_.carries.insert(carry);
    const AccountKey key{posting.member, posting.currency};
    const auto account = state_.accounts.find(key);
    if (account == state_.accounts.end()) {
      missing_.accounts.insert(key);
      return;
    }
    for (const Lot& lot : account->second.lots()) NeedIssuer(lot.key, posting);
  }

  void NeedIssuer(const LotKey& lot, const Transaction& posting) {
    NeedPositions(lot.issuer);
    NeedOutstanding({lot.issuer, posting.currency});
  }

  void NeedPositions(PartnerId partner) {
    if (!state_.all_positions && !state_.partners_with_positions.contains(partner)) {
      missing_.positions.insert(partner);
    }
  }

  void NeedOutstanding(const OutstandingKey& key) {
    if (!state_.outstanding.contains(key)) missing_.outstanding.insert(key);
  }

  const LedgerState& state_;
  ReadSet& missing_;
};

}  // namespace

bool ReadSet::empty() const {
  return requests.empty() && identifiers.empty() && members.empty() && accounts.empty() &&
         carries.empty() && transactions.empty() && positions.empty() && outstanding.empty() &&
         !closing;
}

void Ledger::AddMissing(const Command& command, ReadSet& missing) const {
  Walk walk(state_, missing);
  if (walk.IsAnswered(command.header.request)) return;
  std::visit([&](const auto& action) { walk.Visit(action); }, command.action);
}

}  // namespace coalition::domain
