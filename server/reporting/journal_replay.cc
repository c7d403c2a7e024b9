#include "server/reporting/journal_replay.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "server/domain/lanes.h"
#include "server/domain/posting_terms.h"
#include "server/reporting/expected_conversion.h"
#include "server/reporting/expected_legs.h"
#include "server/reporting/transaction_shape.h"

namespace coalition::reporting {
namespace {

using domain::Account;
using domain::AccountKey;
using domain::Carries;
using domain::Carry;
using domain::CarryKey;
using domain::Hold;
using domain::LotMovement;
using domain::Points;
using domain::Transaction;
using domain::TransactionType;

constexpr Points kNone{0};

// Those that a transaction may change: of what it converts, or once converted.
Carry& CarryOf(const Transaction& t, Carries& carries) {
  const bool reversal = t.type == TransactionType::kReversal;
  const TransactionType type = reversal ? t.original_type : t.type;
  const bool burns = type == TransactionType::kBurn || type == TransactionType::kCapture;
  return burns ? carries.burn : carries.earn;
}

// Whether the carry that the transaction leaves is the one before and the change that it names.
bool FollowsFrom(const Carry& before, const domain::AppliedConversion& applied) {
  const Carry& after = *applied.carry_after;
  const auto rescaled = domain::Rescale(before, after.denominator);
  std::int64_t sum;
  return rescaled && !__builtin_add_overflow(rescaled->numerator, applied.carry_change, &sum) &&
         sum == after.numerator;
}

// Where a transaction puts what its partner issues by it; absent when it issues nothing, or its
// terms are not known.
std::optional<domain::LotKey> IssuedLotOf(const Transaction& t, const domain::Catalog& catalog) {
  const bool issues = t.type == TransactionType::kEarn || t.type == TransactionType::kAdjustment;
  const domain::Terms* terms = catalog.TermsByVersion(t.partner, t.currency, t.terms_version);
  if (!issues || terms == nullptr) return std::nullopt;
  return domain::LotOf(*terms, domain::DateOf(t.event_time, catalog.network.time_zone));
}

// Points come in where they belong, or repay what is owed.
bool ComesInRightly(const LotMovement& movement, const domain::LotKey& own,
                    const Account& account) {
  return movement.points < kNone || movement.lot == own ||
         movement.points <= -account.PointsIn(movement.lot);
}

bool TakesAll(const std::vector<LotMovement>& taken, const Account& account) {
  return std::equal(taken.begin(), taken.end(), account.lots().begin(), account.lots().end(),
                    [](const LotMovement& movement, const domain::Lot& lot) {
                      return movement.lot == lot.key && movement.points == -lot.points;
                    });
}

bool FitsInto(const Hold& hold, const std::vector<LotMovement>& lots) {
  return std::all_of(lots.begin(), lots.end(), [&](const LotMovement& taken) {
    return std::any_of(hold.reserved.begin(), hold.reserved.end(), [&](const LotMovement& slice) {
      return slice.lot == taken.lot && -taken.points <= slice.points;
    });
  });
}

}  // namespace

std::string JournalReplay::Play(const Transaction& t, const Transaction* original) {
  std::string wrong = CheckPlace(t);
  const auto then = [&](auto step) {
    if (wrong.empty()) wrong = step();
  };
  then([&] { return CheckShape(t, catalog_); });
  then([&] { return CheckOriginal(t, original); });
  then([&] { return PlayConversion(t, original); });
  then([&] { return PlayHolds(t); });
  then([&] { return PlayPoints(t); });
  then([&] { return PlayMoney(t); });
  if (wrong.empty()) NoteRequest(t);
  return wrong.empty() ? "" : absl::StrCat("transaction ", t.id.ToString(), ": ", wrong);
}

std::string JournalReplay::CheckPlace(const Transaction& t) {
  if (std::string wrong = CheckNumber(t); !wrong.empty()) return wrong;
  books_.last_sequence = t.id.sequence;
  if (t.posted_at < books_.last_posted_at) return "it was posted before the one before it";
  books_.last_posted_at = t.posted_at;
  const auto found = windows_.find(t.window);
  if (found == windows_.end()) return absl::StrCat("there is no window ", t.window.value());
  const domain::Window& window = found->second;
  const bool before_end =
      window.IsOpen() || (t.id.sequence < window.end && t.posted_at <= *window.closed_at);
  if (t.id.sequence < window.first || !before_end) {
    return absl::StrCat("it is outside its window ", t.window.value());
  }
  return "";
}

// Without gaps, or of its moment and its member's lane then.
std::string JournalReplay::CheckNumber(const Transaction& t) const {
  if (lane_count_ == 1 || t.id.sequence < domain::kFirstTimed) {
    const std::size_t before = books_.requests.size();
    const domain::TransactionId next{domain::LaneId(0),
                                     domain::Sequence(static_cast<std::int64_t>(before) + 1)};
    return t.id == next ? "" : absl::StrCat("it follows ", before, " others");
  }
  if (t.id.sequence <= books_.last_sequence) return "it comes after one with a later number";
  const domain::LaneId lane = domain::LaneOf(t.member, lane_count_);
  const bool is_right = t.id.lane == lane && t.id.sequence == domain::SequenceAt(t.posted_at, lane);
  return is_right ? "" : "its number is not that of its moment and lane";
}

std::string JournalReplay::CheckOriginal(const Transaction& t, const Transaction* original) {
  if (books_.merged.contains(t.member) && !IsMerger(t)) return "its member was merged before";
  if (t.counterpart && books_.merged.contains(t.counterpart->member)) {
    return "its counterpart was merged before";
  }
  if (!t.original) return "";
  if (original == nullptr || original->id.sequence >= t.id.sequence)
    return "what it names is not before it";
  if (books_.SurvivorOf(original->member) != t.member || original->currency != t.currency) {
    return "what it names is of another account";
  }
  if (t.type == TransactionType::kReversal) {
    return PlayReversal(*original, t, catalog_.network.negative_balance,
                        books_.reversals[original->id]);
  }
  const bool captured = t.type == TransactionType::kCapture;
  if (original->type != TransactionType::kAuthorization || original->partner != t.partner ||
      (captured && original->terms_version != t.terms_version)) {
    return "it differs from its authorization";
  }
  return "";
}

std::string JournalReplay::PlayConversion(const Transaction& t, const Transaction* original) {
  const auto key = domain::CarryKeyOf(t);
  Carries none;
  Carries& carries = key ? books_.carries[*key] : none;
  if (t.type != TransactionType::kReversal) {
    const Hold* hold = t.type == TransactionType::kCapture
                           ? AccountAt({t.member, t.currency}, t.posted_at).FindHold(*t.original)
                           : nullptr;
    Points held = hold != nullptr ? hold->total() : kNone;
    for (const LotMovement& slice : t.reserved) held += slice.points;
    if (!HasExpectedConversion(t, catalog_, carries, held)) {
      return "its points do not follow from its rate and carry";
    }
    if (hold != nullptr && t.conversion &&
        (!original->conversion ||
         original->conversion->rate_version != t.conversion->rate_version)) {
      return "it differs from its authorization";
    }
  }
  if (!t.conversion || !t.conversion->carry_after) return "";
  Carry& carry = CarryOf(t, carries);
  if (!FollowsFrom(carry, *t.conversion)) return "its carry does not follow from the one before";
  carry = *t.conversion->carry_after;
  return "";
}

Account& JournalReplay::AccountAt(const AccountKey& key, domain::Moment now) {
  const auto [entry, is_new] = books_.accounts.try_emplace(
      key, Account(key, std::vector<domain::Lot>{}, domain::kNoSequence));
  entry->second.DropExpiredHolds(now);
  return entry->second;
}

std::string JournalReplay::PlayHolds(const Transaction& t) {
  if (t.type == TransactionType::kAuthorization) return OpenHold(t);
  if (t.type == TransactionType::kCapture || t.type == TransactionType::kVoid) return CloseHold(t);
  return IsMerger(t) ? PlayMerger(t) : "";
}

std::string JournalReplay::OpenHold(const Transaction& t) {
  Account& account = AccountAt({t.member, t.currency}, t.posted_at);
  const bool free = std::all_of(
      t.reserved.begin(), t.reserved.end(),
      [&](const LotMovement& slice) { return slice.points <= account.FreeIn(slice.lot); });
  if (!free) return "it reserves points that are not free";
  account.Open({t.id, t.hold_expires_at, t.reserved});
  return "";
}

std::string JournalReplay::CloseHold(const Transaction& t) {
  Account& account = AccountAt({t.member, t.currency}, t.posted_at);
  const Hold* hold = account.FindHold(*t.original);
  if (hold == nullptr) return "the hold that it ends is not open";
  if (!FitsInto(*hold, t.lots)) return "it takes more than was held";
  account.Close(*t.original);
  domain::ReversalState& state = books_.reversals[*t.original].state;
  state.complete = true;
  state.closed_by = t.id;
  return "";
}

// The account's holds and carries go with its points.
std::string JournalReplay::PlayMerger(const Transaction& t) {
  const domain::MemberId into = t.counterpart->member;
  if (books_.merged.emplace(t.member, into).first->second != into) {
    return "its member was merged into another before";
  }
  // Both entries must be there before one is referred to.
  AccountAt({into, t.currency}, t.posted_at);
  Account& from = AccountAt({t.member, t.currency}, t.posted_at);
  Account& to = AccountAt({into, t.currency}, t.posted_at);
  if (!TakesAll(t.lots, from)) return "it leaves points behind";
  const std::vector<Hold> holds = from.holds();
  for (const Hold& hold : holds) {
    from.Close(hold.authorization);
    to.Open(hold);
  }
  for (auto carry = books_.carries.lower_bound({t.member, {}, {}});
       carry != books_.carries.end() && carry->first.member == t.member; ++carry) {
    if (carry->first.currency != t.currency) continue;
    CarryKey into_key = carry->first;
    into_key.member = into;
    const Carries moved = std::exchange(carry->second, Carries{});
    if (moved == Carries{}) continue;
    Carries& there = books_.carries[into_key];
    const auto earn = domain::AddCarries(moved.earn, there.earn);
    const auto burn = domain::AddCarries(moved.burn, there.burn);
    if (!earn || !burn) return "the carries of its accounts do not fit together";
    there = {*earn, *burn};
  }
  return "";
}

std::string JournalReplay::PlayPoints(const Transaction& t) {
  std::string wrong = PlaySide(t, t);
  if (wrong.empty() && t.counterpart) wrong = PlaySide(*t.counterpart, t);
  return wrong;
}

template <typename Side>
std::string JournalReplay::PlaySide(const Side& side, const Transaction& t) {
  Account& account = AccountAt({side.member, side.currency}, t.posted_at);
  if (side.previous != account.last_transaction()) {
    return "it does not follow its account's last transaction";
  }
  if (!account.Fits(side.lots)) return "an account holds more than it can";
  const auto own = IssuedLotOf(t, catalog_);
  for (const LotMovement& movement : side.lots) {
    if (own && !ComesInRightly(movement, *own, account)) {
      return "points come in where they do not belong";
    }
    account.Apply(movement);
    Points& outstanding = books_.outstanding[{movement.lot.issuer, side.currency}];
    outstanding += movement.points;
    if (!domain::IsWithin(domain::kTotalMax, outstanding)) {
      return "an issuer's points are more than there can be";
    }
  }
  account.set_last_transaction(t.id.sequence);
  const domain::Date date = domain::DateOf(t.event_time, catalog_.network.time_zone);
  return account.BalanceAt(date) == side.balance_after ? "" : "the balance after it differs";
}

std::string JournalReplay::PlayMoney(const Transaction& t) {
  if (t.type != TransactionType::kReversal && !HasExpectedLegs(t, catalog_)) {
    return "its money does not follow from its terms";
  }
  absl::flat_hash_set<domain::PartnerId> partners{t.partner};
  for (const domain::MoneyLeg& leg : t.legs) {
    if (leg.partner != domain::kNetwork) partners.insert(leg.partner);
    domain::PositionTotal& total =
        books_.positions[{t.window, leg.partner, leg.money.currency, t.type, leg.kind}];
    ++total.lines;
    total.points += leg.points;
    total.amount += leg.money.amount;
    if (!domain::IsWithin(domain::kNetworkTotalMax, total.points) ||
        !domain::IsWithin(domain::kNetworkTotalMax, total.amount)) {
      return "a position is more than it can be";
    }
  }
  for (const domain::PartnerId partner : partners) ++books_.partner_transactions[partner].all;
  ++books_.partner_transactions[t.partner].reported;
  return "";
}

void JournalReplay::NoteRequest(const Transaction& t) {
  const bool in_group = t.type == TransactionType::kExpiry || IsMerger(t);
  books_.requests.emplace(t.id, PostedRequest{t.partner, t.request_id, in_group});
  if (!in_group) return;
  PostedGroup& group = books_.groups[t.request_id];
  group.type = t.type;
  ++group.transactions;
  group.lots += static_cast<std::int64_t>(t.lots.size());
  if (t.counterpart) group.survivor = t.counterpart->member;
}

}  // namespace coalition::reporting
