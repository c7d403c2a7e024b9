#include <optional>

#include "server/domain/lanes.h"
#include "server/domain/ledger.h"

namespace coalition::domain {
namespace {

// Walks what one command touches, in the order in which it becomes known, and notes what is not
// loaded.
class Walk {
 public:
  Walk(const LedgerState& state, ReadSet& missing) : state_(state), missing_(missing) {}

  // Whether the command was answered before; then only what its answer shows is needed.
  bool IsAnswered(const RequestKey& request) {
    const auto known = state_.requests.find(request);
    if (known == state_.requests.end()) {
      missing_.requests.insert(request);
      return false;
    }
    if (!known->second) return false;
    if (const auto* posted = std::get_if<TransactionId>(&known->second->result)) {
      TransactionOf(*posted);
    } else if (const auto* shown = std::get_if<MemberOutcome>(&known->second->result)) {
      NeedMember(shown->member);
    }
    return true;
  }

  void Visit(const Earn& earn) {
    NeedIssuer(earn.partner, earn.currency);
    if (const auto member = MemberOf(earn.member)) {
      NeedPosting(*member, earn.partner, earn.currency);
    } else if (earn.enroll_if_unknown) {
      NeedPosting(earn.enroll_if_unknown->id, earn.partner, earn.currency);
    }
  }
  void Visit(const Burn& burn) { VisitDebit(burn); }
  void Visit(const Authorize& authorize) { VisitDebit(authorize); }

  void Visit(const Capture& capture) { VisitHold(capture.authorization); }
  void Visit(const Void& release) { VisitHold(release.authorization); }

  void Visit(const Reverse& reverse) {
    const Transaction* original = TransactionOf(reverse.original);
    if (original == nullptr) return;
    for (const MoneyLeg& leg : original->legs) NeedPositions(leg.partner);
    NeedIssuers(original->lots, original->currency);
    const auto member = Survivor(original->member);
    if (!member) return;
    NeedAccount({*member, original->currency});
    if (original->counterpart) {
      NeedIssuers(original->counterpart->lots, original->counterpart->currency);
      NeedAccount({*member, original->counterpart->currency});
    }
    if (auto carry = CarryKeyOf(*original)) {
      carry->member = *member;
      NeedCarry(*carry);
    }
  }

  void Visit(const Convert& convert) {
    NeedPositions(convert.partner);
    NeedIssuer(convert.partner, convert.to);
    const auto member = MemberOf(convert.member);
    if (!member) return;
    NeedAccount({*member, convert.from});
    NeedAccount({*member, convert.to});
    NeedCarry({*member, kNetwork, convert.to, convert.from});
  }

  void Visit(const Transfer& transfer) {
    const auto from = MemberOf(transfer.from);
    const auto to = MemberOf(transfer.to);
    if (from) NeedAccount({*from, transfer.currency});
    if (to) NeedAccount({*to, transfer.currency});
  }

  void Visit(const Adjust& adjust) {
    NeedIssuer(adjust.partner, adjust.currency);
    if (const auto member = MemberOf(adjust.member)) NeedAccount({*member, adjust.currency});
  }

  void Visit(const ExpirePoints& expire) {
    for (const AccountKey& key : expire.accounts) NeedAccount(key);
  }

  void Visit(const EnrollMember& enroll) {
    for (const Identifier& identifier : enroll.identifiers) NamedBy(identifier);
  }

  void Visit(const LinkIdentifier& link) {
    NamedBy(link.identifier);
    Survivor(link.member);
  }

  void Visit(const UnlinkIdentifier& unlink) {
    NamedBy(unlink.identifier);
    Survivor(unlink.member);
  }

  void Visit(const MergeMembers& merge) {
    const auto from = Survivor(merge.from);
    const auto into = Survivor(merge.into);
    if (!from || !into) return;
    for (const MemberId& member : {*from, *into}) {
      if (!state_.whole_members.contains(member)) missing_.whole_members.insert(member);
    }
    if (const auto& member = state_.members.at(*from)) {
      for (const MemberId& merged : member->merged) NeedMember(merged);
    }
    for (const auto& [key, account] : state_.accounts) {
      if (key.member == *from) NeedAccount(key);
    }
  }

  void Visit(const EraseMember& erase) { Survivor(erase.member); }

  void Visit(const CloseWindow&) { missing_.closing |= !state_.all_positions; }

  // The catalog is always there.
  void Visit(const CreatePartner&) {}
  void Visit(const UpdatePartner&) {}
  void Visit(const SetPartnerState&) {}
  void Visit(const CreateCurrency&) {}
  void Visit(const SetExchangeRate&) {}
  void Visit(const SetConversionRate&) {}
  void Visit(const SetTerms&) {}
  void Visit(const SetLimits&) {}
  void Visit(const CreateCredential&) {}
  void Visit(const RevokeCredential&) {}

 private:
  void VisitDebit(const auto& posting) {
    NeedPositions(posting.partner);
    if (const auto member = MemberOf(posting.member)) {
      NeedPosting(*member, posting.partner, posting.currency);
    }
  }

  void VisitHold(const TransactionId& id) {
    const Transaction* authorization = TransactionOf(id);
    if (authorization == nullptr) return;
    NeedPositions(authorization->partner);
    NeedIssuers(authorization->reserved, authorization->currency);
    const auto member = Survivor(authorization->member);
    if (!member) return;
    NeedAccount({*member, authorization->currency});
    NeedCarry({*member, authorization->partner, authorization->currency});
  }

  void NeedPosting(const MemberId& member, PartnerId partner, CurrencyId currency) {
    NeedAccount({member, currency});
    NeedCarry({member, partner, currency});
    if (!IsHere(member) || state_.catalog->FindLimits(partner, currency) == nullptr) return;
    if (!state_.lane.whole) NeedAllowance({partner, currency});
    for (const MemberId& of : {member, MemberId{}}) {
      const DayKey key{of, partner, currency};
      if (!state_.day_totals.contains(key)) missing_.day_totals.insert(key);
    }
  }

  void NeedMember(const MemberId& member) {
    if (!state_.members.contains(member)) missing_.members.insert(member);
  }

  // Absent when not loaded, or nobody.
  std::optional<MemberId> Survivor(const MemberId& id) {
    NeedMember(id);
    const auto member = state_.members.find(id);
    if (member == state_.members.end() || !member->second) return std::nullopt;
    if (!member->second->merged_into) return id;
    const MemberId survivor = *member->second->merged_into;
    NeedMember(survivor);
    if (!state_.members.contains(survivor)) return std::nullopt;
    return survivor;
  }

  std::optional<MemberId> NamedBy(const Identifier& identifier) {
    const auto known = state_.identifiers.find(identifier);
    if (known != state_.identifiers.end()) return known->second;
    missing_.identifiers.insert(identifier);
    return std::nullopt;
  }

  std::optional<MemberId> MemberOf(const MemberRef& ref) {
    if (const auto* identifier = std::get_if<Identifier>(&ref)) return NamedBy(*identifier);
    return Survivor(std::get<MemberId>(ref));
  }

  const Transaction* TransactionOf(const TransactionId& id) {
    const auto known = state_.transactions.find(id);
    if (known == state_.transactions.end()) {
      missing_.transactions.insert(id);
      return nullptr;
    }
    return known->second ? &*known->second : nullptr;
  }

  // Whether the batch may change what the member has; otherwise it needs to know no more.
  bool IsHere(const MemberId& member) const {
    const LaneState& lane = state_.lane;
    return lane.whole || LaneOf(member, lane.lane_count) == lane.lane;
  }

  // The account, and the issuers of what is in it.
  void NeedAccount(const AccountKey& key) {
    if (!IsHere(key.member)) return;
    const auto account = state_.accounts.find(key);
    if (account == state_.accounts.end()) {
      missing_.accounts.insert(key);
      return;
    }
    for (const Lot& lot : account->second.lots()) NeedIssuer(lot.key.issuer, key.currency);
  }

  void NeedCarry(const CarryKey& key) {
    if (IsHere(key.member) && !state_.carries.contains(key)) missing_.carries.insert(key);
  }

  void NeedIssuers(const std::vector<LotMovement>& lots, CurrencyId currency) {
    for (const LotMovement& movement : lots) NeedIssuer(movement.lot.issuer, currency);
  }

  void NeedIssuer(PartnerId issuer, CurrencyId currency) {
    NeedPositions(issuer);
    const OutstandingKey key{issuer, currency};
    if (!state_.outstanding.contains(key)) missing_.outstanding.insert(key);
  }

  // Whoever has legs is settled with the network.
  void NeedPositions(PartnerId partner) {
    if (state_.all_positions) return;
    for (const PartnerId of : {partner, kNetwork}) {
      if (state_.partners_with_positions.contains(of)) continue;
      missing_.positions.insert(of);
      if (!state_.lane.whole) NeedAllowance({of, CurrencyId(0)});
    }
  }

  void NeedAllowance(const AllowanceKey& key) {
    if (!state_.allowances.contains(key)) missing_.allowances.insert(key);
  }

  const LedgerState& state_;
  ReadSet& missing_;
};

}  // namespace

bool ReadSet::empty() const {
  return requests.empty() && identifiers.empty() && members.empty() && accounts.empty() &&
         carries.empty() && whole_members.empty() && day_totals.empty() && transactions.empty() &&
         positions.empty() && outstanding.empty() && allowances.empty() && !closing;
}

void AddMissing(const Command& command, const LedgerState& state, ReadSet& missing) {
  Walk walk(state, missing);
  if (walk.IsAnswered(command.header.request)) return;
  std::visit([&](const auto& action) { walk.Visit(action); }, command.action);
}

}  // namespace coalition::domain
