#ifndef COALITION_TESTS_DOMAIN_REVERSAL_PLAYER_H_
#define COALITION_TESTS_DOMAIN_REVERSAL_PLAYER_H_

#include <string>
#include <utility>
#include <vector>

#include "server/domain/plan.h"
#include "tests/domain/builders.h"

namespace coalition::domain {

// One posted earn or burn and the reversals of it, one after the other, without a ledger.
class ReversalPlayer {
 public:
  // Plans the earn or burn on `account` and carries it out.
  ReversalPlayer(Catalog catalog, const Earn& earn, Account account = Empty(), Carries carries = {})
      : catalog_(std::move(catalog)), account_(std::move(account)), carries_(carries) {
    Carry(PlanEarn(earn, Context(), account_, carries_));
  }
  ReversalPlayer(Catalog catalog, const Burn& burn, Account account, Carries carries = {})
      : catalog_(std::move(catalog)), account_(std::move(account)), carries_(carries) {
    Carry(PlanBurn(burn, Context(), account_, carries_));
  }

  static Account Empty() { return Account({MemberNo(1), kStars}, std::vector<Lot>{}, kNoSequence); }

  Decided<ReversalPlan> Plan(decltype(Reverse::part) part) const {
    return PlanReversal(ReverseOf(original.partner, original.id, std::move(part)), Context(),
                        original, state, account_, nullptr, carries_);
  }

  // Carries it out. "<points> of <partner points> | <lots> | <partner legs>", or the rejection.
  std::string Reverse(decltype(Reverse::part) part) {
    auto plan = Plan(std::move(part));
    if (!plan.ok()) return Text(plan.rejection());
    last = plan->posting.transaction;
    for (const LotMovement& movement : last.lots) account_.Apply(movement);
    carries_ = plan->posting.carries;
    state = plan->state;
    return std::to_string(last.points.value()) + " of " +
           std::to_string(last.partner_points.value()) + " | " + Text(last.lots) + " | " +
           PartnerLegs(last.legs);
  }

  // What happens to the account meanwhile.
  void Move(const LotKey& lot, std::int64_t points) { account_.Apply({lot, Points(points)}); }

  const Account& account() const { return account_; }
  const Carries& carries() const { return carries_; }

  Transaction original;
  ReversalState state;
  Transaction last;
  Date date = On("2026-03-10");

 private:
  EventContext Context() const { return {catalog_, kNoon, date}; }
  void Carry(Decided<PostingPlan> plan) {
    COALITION_CHECK(plan.ok(), Text(plan.rejection()));
    original = plan->transaction;
    original.id = {LaneId(0), Sequence(1)};
    for (const LotMovement& movement : original.lots) account_.Apply(movement);
    carries_ = plan->carries;
  }

  Catalog catalog_;
  Account account_;
  Carries carries_;
};

}  // namespace coalition::domain

#endif  // COALITION_TESTS_DOMAIN_REVERSAL_PLAYER_H_
