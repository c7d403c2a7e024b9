#include "tests/settlement/random_history.h"

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "rapidcheck.h"
#include "tests/domain/random_trade.h"

namespace coalition::reporting {
namespace {

using namespace domain;

// Of the whole range from the first case on.
template <typename T>
T Any(T first, T last) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(first, static_cast<T>(last + 1)));
}

template <typename T>
const T& AnyOf(const std::vector<T>& values) {
  return values[Any<std::size_t>(0, values.size() - 1)];
}

PartnerId AnyPartner() { return PartnerId(Any<std::uint32_t>(1, 3)); }
MemberId AnyMember() { return MemberNo(Any<std::uint64_t>(1, kHistoryMembers)); }
CurrencyId AnyCurrency() { return Any(0, 3) == 0 ? kMiles : kStars; }

Moment NowOrBefore(Moment now) {
  return {now.micros - (Any(0, 1) == 0 ? 0 : Any<std::int64_t>(0, 30) * kMicrosPerDay)};
}

void LetTimePass(World& world) {
  constexpr std::int64_t kMinute = 60 * kMicrosPerSecond;
  constexpr std::int64_t kPauses[] = {0,
                                      0,
                                      1,
                                      kMinute / 2,
                                      kMinute,
                                      40 * kMinute,
                                      kMicrosPerDay,
                                      4 * kMicrosPerDay,
                                      20 * kMicrosPerDay};
  world.now.micros += kPauses[Any<std::size_t>(0, std::size(kPauses) - 1)];
}

Command AnyHold() {
  constexpr std::int32_t kLasting[] = {60, kHour, 3 * 24 * kHour, 30 * 24 * kHour};
  const PartnerId partner = AnyPartner();
  Authorize authorize = AuthorizeOf(partner, AnyMember(), Points(Any<std::int64_t>(1, 20)),
                                    kLasting[Any<std::size_t>(0, std::size(kLasting) - 1)]);
  if (Any(0, 2) == 0) authorize.amount = PartnerPoints(Any<std::int64_t>(1, 20));
  if (partner == kBakery && Any(0, 3) == 0) authorize.amount = Gbp(Any<std::int64_t>(1, 90'000));
  return By(partner, authorize);
}

Command AnyConversion() {
  const PartnerId partner = AnyPartner();
  Convert convert;
  convert.partner = partner;
  convert.member = AnyMember();
  convert.from = AnyCurrency();
  convert.to = convert.from == kStars ? kMiles : kStars;
  convert.points = Points(Any<std::int64_t>(1, 15));
  return By(partner, convert);
}

Command AnyAdjustment() {
  Adjust adjust;
  adjust.partner = AnyPartner();
  adjust.member = AnyMember();
  adjust.currency = AnyCurrency();
  adjust.points = Points(Any<std::int64_t>(1, 20) * (Any(0, 1) == 0 ? 1 : -1));
  adjust.reason = "a word";
  return ByOperator(adjust);
}

Command ExpireEverything() {
  ExpirePoints expire;
  for (std::uint64_t member = 1; member <= kHistoryMembers; ++member) {
    for (const CurrencyId currency : kHistoryCurrencies) {
      expire.accounts.push_back({MemberNo(member), currency});
    }
  }
  return ByOperator(expire);
}

}  // namespace

Catalog HistoryCatalog(NegativeBalancePolicy policy) {
  Catalog catalog = AwkwardCatalog(policy);
  for (const PartnerId partner : {kBakery, kCinema, kGym}) {
    Terms terms = *catalog.TermsInForce(partner, kStars, kNoon);
    terms.breakage_share_ppm = 333'333;
    if (partner == kBakery) terms.valid_months = 1;
    catalog = With(std::move(catalog), terms);
    terms.currency = kMiles;
    terms.issue_price = Micros(123'456'789);
    catalog = With(std::move(catalog), terms);
  }
  for (const auto& [from, to, rate] :
       {std::tuple(kStars, kMiles, Ratio{22, 7}), std::tuple(kMiles, kStars, Ratio{2, 7})}) {
    ConversionRate conversion;
    conversion.from = from;
    conversion.to = to;
    conversion.version = 1;
    conversion.effective_from = At("2020-01-01T00:00:00Z");
    conversion.rate = rate;
    catalog.Put(conversion);
  }
  return catalog;
}

Command RandomHistory::AnyMove() {
  switch (Any(0, 9)) {
    case 0:
    case 1:
    case 9:
      return AnyConversion();
    case 2:
    case 3:
    case 4: {
      const PartnerId partner = AnyPartner();
      Transfer gift =
          TransferOf(partner, AnyMember(), AnyMember(), Points(Any<std::int64_t>(1, 20)));
      gift.currency = AnyCurrency();
      return By(partner, gift);
    }
    case 5:
    case 6:
      return Any(0, 2) == 0 ? ExpireEverything() : AnyAdjustment();
    case 7:
      return ByOperator(MergeMembers{AnyMember(), AnyMember(), "the same"});
    default:
      return ByOperator(CloseWindow{});
  }
}

Command RandomHistory::AnyCommand() {
  const int kind = Any(0, 21);
  if (kind < 6) {
    Command command = AnyEarn();
    auto& earn = std::get<Earn>(command.action);
    earn.event_time = NowOrBefore(world_.now);
    earn.member = AnyMember();
    if (std::holds_alternative<Points>(earn.amount)) {
      earn.amount = Points(Any<std::int64_t>(1, 80));
      earn.currency = AnyCurrency();
    }
    return command;
  }
  if (kind < 8) {
    Command command = AnyBurn();
    auto& burn = std::get<Burn>(command.action);
    burn.event_time = NowOrBefore(world_.now);
    burn.member = AnyMember();
    return command;
  }
  if (kind < 11) return AnyHold();
  if (kind < 14 && !authorizations_.empty()) {
    const Posting& hold = AnyOf(authorizations_);
    if (Any(0, 2) == 0) return By(hold.partner, VoidOf(hold.partner, hold.id));
    if (Any(0, 1) == 0) return By(hold.partner, CaptureOf(hold.partner, hold.id));
    return By(hold.partner, CaptureOf(hold.partner, hold.id, Points(Any<std::int64_t>(1, 10))));
  }
  if (kind < 16 && !reversible_.empty()) {
    const Posting& original = AnyOf(reversible_);
    Command command = AnyReversal(original.partner, original.id);
    std::get<Reverse>(command.action).event_time = std::nullopt;
    return command;
  }
  return AnyMove();
}

void RandomHistory::Note(const Answer& answer) {
  const auto* effect = std::get_if<Effect>(&answer.outcome);
  const auto* posted = effect != nullptr ? std::get_if<Transaction>(effect) : nullptr;
  if (posted == nullptr) return;
  const Posting posting{posted->id, posted->partner};
  if (posted->type == TransactionType::kAuthorization) authorizations_.push_back(posting);
  if (IsReversible(posted->type)) reversible_.push_back(posting);
}

void RandomHistory::Step() {
  LetTimePass(world_);
  std::vector<Command> commands;
  const int count = Any(0, 3) == 0 ? Any(2, 5) : 1;
  for (int i = 0; i < count; ++i) {
    commands.push_back(AnyCommand());
    const bool closes = std::holds_alternative<CloseWindow>(commands.back().action);
    commands.back().linked = !closes && i + 1 < count && Any(0, 1) == 0;
    // What closes a window stands alone.
    if (closes && i > 0) commands[commands.size() - 2].linked = false;
  }
  for (const Answer& answer : world_.DoTogether(std::move(commands))) Note(answer);
}

}  // namespace coalition::reporting
