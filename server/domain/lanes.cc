#include "server/domain/lanes.h"

#include <string_view>

#include "server/domain/overloaded.h"

namespace coalition::domain {
namespace {

// FNV-1a in 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/), whose high half is folded into
// the low one.
class Fnv {
 public:
  void Add(std::uint8_t byte) { hash_ = (hash_ ^ byte) * 0x100000001B3ull; }
  void Add(std::string_view text) {
    for (const char c : text) Add(static_cast<std::uint8_t>(c));
    // No text runs into the next.
    Add(std::uint8_t{0});
  }
  void Add(PartnerId partner) {
    for (int shift = 0; shift < 32; shift += 8) {
      Add(static_cast<std::uint8_t>(partner.value() >> shift));
    }
  }
  LaneId Lane(int lane_count) const {
    return LaneId(
        static_cast<std::uint16_t>((hash_ >> 32 ^ hash_) % static_cast<unsigned>(lane_count)));
  }

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325ull;
};

// The one lane of all that was added.
class Lanes {
 public:
  Lanes(const LedgerState& state, int lane_count) : state_(state), lane_count_(lane_count) {}

  // Absent: they are of several, or of all.
  std::optional<LaneId> Only() const {
    return several_ ? std::nullopt : std::optional(lane_.value_or(LaneId(0)));
  }

  void Visit(const Earn& earn) {
    const auto* identifier = std::get_if<Identifier>(&earn.member);
    if (identifier != nullptr && earn.enroll_if_unknown && !Named(*identifier)) {
      return AddMember(earn.enroll_if_unknown->id);
    }
    Add(earn.member);
  }
  void Visit(const Burn& burn) { Add(burn.member); }
  void Visit(const Authorize& authorize) { Add(authorize.member); }
  void Visit(const Capture& capture) { AddMemberOf(capture.authorization); }
  void Visit(const Void& release) { AddMemberOf(release.authorization); }
  void Visit(const Reverse& reverse) { AddMemberOf(reverse.original); }
  void Visit(const Convert& convert) { Add(convert.member); }
  void Visit(const Transfer& transfer) {
    Add(transfer.from);
    Add(transfer.to);
  }
  void Visit(const ExpirePoints& expire) {
    for (const AccountKey& key : expire.accounts) Add(LaneOf(key.member, lane_count_));
  }
  void Visit(const EnrollMember& enroll) { AddMember(enroll.new_member); }
  void Visit(const LinkIdentifier& link) { AddMember(link.member); }
  void Visit(const UnlinkIdentifier& unlink) { AddMember(unlink.member); }

  // What the operator does is audited, in one order.
  void Visit(const Adjust&) { several_ = true; }
  void Visit(const EraseMember&) { several_ = true; }
  void Visit(const MergeMembers&) { several_ = true; }
  void Visit(const CloseWindow&) { several_ = true; }
  // The catalog is everybody's.
  void Visit(const CreatePartner&) { several_ = true; }
  void Visit(const UpdatePartner&) { several_ = true; }
  void Visit(const SetPartnerState&) { several_ = true; }
  void Visit(const CreateCurrency&) { several_ = true; }
  void Visit(const SetExchangeRate&) { several_ = true; }
  void Visit(const SetConversionRate&) { several_ = true; }
  void Visit(const SetTerms&) { several_ = true; }
  void Visit(const SetLimits&) { several_ = true; }
  void Visit(const CreateCredential&) { several_ = true; }
  void Visit(const RevokeCredential&) { several_ = true; }

 private:
  void Add(LaneId lane) {
    several_ |= lane_ && *lane_ != lane;
    lane_ = lane;
  }

  // As far as that is known.
  std::optional<MemberId> Named(const Identifier& identifier) const {
    const auto known = state_.identifiers.find(identifier);
    return known == state_.identifiers.end() ? std::nullopt : known->second;
  }

  void AddMember(const MemberId& id) {
    const auto known = state_.members.find(id);
    const bool merged =
        known != state_.members.end() && known->second && known->second->merged_into;
    Add(LaneOf(merged ? *known->second->merged_into : id, lane_count_));
  }

  void Add(const MemberRef& ref) {
    if (const auto* id = std::get_if<MemberId>(&ref)) return AddMember(*id);
    const auto& identifier = std::get<Identifier>(ref);
    const auto member = Named(identifier);
    member ? AddMember(*member) : Add(LaneOf(identifier, lane_count_));
  }

  void AddMemberOf(const TransactionId& id) {
    const auto known = state_.transactions.find(id);
    if (known != state_.transactions.end() && known->second) {
      return AddMember(known->second->member);
    }
    Add(LaneOf(id.sequence, lane_count_));
  }

  const LedgerState& state_;
  const int lane_count_;
  std::optional<LaneId> lane_;
  bool several_ = false;
};

}  // namespace

LaneId LaneOf(const MemberId& id, int lane_count) {
  return LaneId(static_cast<std::uint16_t>(id.low % static_cast<unsigned>(lane_count)));
}

LaneId LaneOf(const Identifier& identifier, int lane_count) {
  if (lane_count == 1) return LaneId(0);
  Fnv hash;
  hash.Add(identifier.partner);
  hash.Add(identifier.kind);
  hash.Add(identifier.value);
  return hash.Lane(lane_count);
}

LaneId LaneOf(const RequestKey& request, int lane_count) {
  if (lane_count == 1) return LaneId(0);
  Fnv hash;
  hash.Add(request.scope);
  hash.Add(request.request_id);
  return hash.Lane(lane_count);
}

void LaneState::AdvanceTo(Moment now) {
  latest_at = now;
  if (lane_count > 1) next_sequence = SequenceAt(Moment{now.micros + 1}, LaneId(0));
}

Sequence SequenceAt(Moment posted_at, LaneId lane) {
  return Sequence(posted_at.micros * kLanesMax + lane.value());
}

LaneId LaneOf(Sequence sequence, int lane_count) {
  if (lane_count == 1 || sequence < kFirstTimed) return LaneId(0);
  const auto lane = static_cast<std::uint16_t>(sequence.value() % kLanesMax);
  // One that is not ours may be asked for.
  return LaneId(lane < lane_count ? lane : 0);
}

std::int64_t TransactionCountOf(const Window& window) {
  return window.end < kFirstTimed ? window.end.value() - window.first.value()
                                  : window.transaction_count;
}

MemberId InLaneOf(const Identifier& first, MemberId drawn, int lane_count) {
  const auto count = static_cast<std::uint64_t>(lane_count);
  const std::uint64_t base = drawn.low / kLanesMax * kLanesMax;
  drawn.low = base + (LaneOf(first, lane_count).value() + count - base % count) % count;
  return drawn;
}

void AddNames(const Command& command, absl::flat_hash_set<Identifier>& names) {
  const auto add = [&](const MemberRef& ref) {
    if (const auto* identifier = std::get_if<Identifier>(&ref)) names.insert(*identifier);
  };
  std::visit(Overloaded{
                 [&](const Earn& earn) { add(earn.member); },
                 [&](const Burn& burn) { add(burn.member); },
                 [&](const Authorize& authorize) { add(authorize.member); },
                 [&](const Convert& convert) { add(convert.member); },
                 [&](const Transfer& transfer) {
                   add(transfer.from);
                   add(transfer.to);
                 },
                 // They name members by id, or a transaction; or are decided by all lanes.
                 [](const auto&) {},
             },
             command.action);
}

std::optional<LaneId> HomeOf(const Command& command, const LedgerState& state, int lane_count) {
  if (lane_count == 1) return LaneId(0);
  Lanes lanes(state, lane_count);
  std::visit([&](const auto& action) { lanes.Visit(action); }, command.action);
  return lanes.Only();
}

}  // namespace coalition::domain
