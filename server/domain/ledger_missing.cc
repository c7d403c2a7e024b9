#include <optional>

#include "server/domain/ledger.h"
#include "server/domain/overloaded.h"

namespace coalition::domain {
namespace {

// Walks what one command touches, in the order in which it becomes known, and notes what is not
// loaded.
class Walk {
 public:
  using Claims = absl::flat_hash_map<Identifier, absl::flat_hash_set<MemberId>>;
  Walk(const LedgerState& state, Claims& claims, ReadSet& missing)
      : state_(state), claims_(claims), missing_(missing) {}

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
    for (const Identifier& identifier : enroll.identifiers) Claim(identifier, enroll.new_member);
  }

  void Visit(const LinkIdentifier& link) {
    Claim(link.identifier, link.member);
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
    if (identifier == nullptr) {
      VisitPostingTo(std::get<MemberId>(posting.member), posting);
    } else if (const auto member = MemberOf(*identifier)) {
      VisitPostingTo(*member, posting);
    } else if (const auto claimed = claims_.find(*identifier); claimed != claims_.end()) {
      for (const MemberId& claimant : claimed->second) VisitPostingTo(claimant, posting);
    }
  }

  void VisitPostingTo(const MemberId& member, const auto& posting) {
    NeedMember(member);
    Transaction account_of;
    account_of.member = member;
    account_of.partner = posting.partner;
    account_of.currency = posting.currency;
    NeedAccount(account_of);
  }

  void Claim(const Identifier& identifier, const MemberId& member) {
    if (!MemberOf(identifier)) claims_[identifier].insert(member);
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
  Claims& claims_;
  ReadSet& missing_;
};

}  // namespace

bool ReadSet::empty() const {
  return requests.empty() && identifiers.empty() && members.empty() && accounts.empty() &&
         carries.empty() && transactions.empty() && positions.empty() && outstanding.empty() &&
         !closing;
}

void Ledger::AddMissing(const Command& command, ReadSet& missing) {
  Walk walk(state_, claims_, missing);
  if (walk.IsAnswered(command.header.request)) return;
  std::visit([&](const auto& action) { walk.Visit(action); }, command.action);
}

}  // namespace coalition::domain
