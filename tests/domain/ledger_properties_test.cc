#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

#include "tests/domain/random_trade.h"

namespace coalition::domain {
namespace {

// The whole ledger, added up by hand.
void CheckBooks(World& world) {
  std::map<AccountKey, Wide> moved;
  std::map<PositionKey, Wide> positions;
  for (const Transaction& t : JournalOf(world)) {
    std::map<MoneyCurrency, Wide> sums;
    for (const MoneyLeg& leg : t.legs) {
      sums[leg.money.currency] += leg.money.amount.value();
      positions[{t.window, leg.partner, leg.money.currency, t.type, leg.kind}] +=
          leg.money.amount.value();
    }
    for (const auto& [currency, sum] : sums) RC_ASSERT(sum == 0);
    moved[{t.member, t.currency}] += t.points.value();
    if (t.type == TransactionType::kBurn && t.points < Points(0)) {
      RC_ASSERT(t.balance_after.available >= Points(0));
    }
  }
  const auto snapshot = *world.store().OpenSnapshot();
  std::map<AccountKey, Wide> held;
  std::map<PartnerId, Wide> issued;
  RC_ASSERT(snapshot
                ->ScanLots([&](const AccountKey& key, const Lot& lot) {
                  held[key] += lot.points.value();
                  issued[lot.key.issuer] += lot.points.value();
                  return true;
                })
                .ok());
  for (const auto& [key, points] : moved) RC_ASSERT(held[key] == points);
  RC_ASSERT(snapshot
                ->ScanOutstanding([&](const OutstandingKey& key, const Points& points) {
                  RC_ASSERT(issued[key.issuer] == points.value());
                  return true;
                })
                .ok());
  std::map<std::pair<WindowId, MoneyCurrency>, Wide> sums;
  RC_ASSERT(snapshot
                ->ScanPositions(std::nullopt,
                                [&](const PositionKey& key, const PositionTotal& total) {
                                  RC_ASSERT(positions[key] == total.amount.value());
                                  sums[{key.window, key.currency}] += total.amount.value();
                                  return true;
                                })
                .ok());
  for (const auto& [key, sum] : sums) RC_ASSERT(sum == 0);
}

NegativeBalancePolicy AnyPolicy() {
  return *rc::gen::element(NegativeBalancePolicy::kAllowNegative,
                           NegativeBalancePolicy::kChargePartner, NegativeBalancePolicy::kReject);
}

Points SumOf(const Account& account) {
  Points sum;
  for (const Lot& lot : account.lots()) sum += lot.points;
  return sum;
}

// Reverses what is left of each; newest first, or in any order.
void ReverseEverything(World& world, bool newest_first) {
  std::vector<Transaction> journal = JournalOf(world);
  std::vector<std::size_t> order;
  for (std::size_t i = journal.size(); i-- > 0;) {
    if (journal[i].type != TransactionType::kReversal) order.push_back(i);
  }
  for (std::size_t i = order.size(); !newest_first && i > 1; --i) {
    std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  for (const std::size_t i : order) {
    if (world.ReversedOf(journal[i].id).complete) continue;
    const auto answer =
        world.Do(By(journal[i].partner, ReverseOf(journal[i].partner, journal[i].id)));
    RC_ASSERT(Outcome(answer) == "ok");
    RC_ASSERT(world.ReversedOf(journal[i].id).complete);
  }
}

RC_GTEST_PROP(LedgerProperty, TheBooksAlwaysBalance, ()) {
  World world(AwkwardCatalog(AnyPolicy()));
  const auto commands = AnyCommands(AnyCommand, 60);
  for (std::size_t i = 0; i < commands.size(); ++i) {
    world.Do(commands[i]);
    if (i % 10 == 0) CheckBooks(world);
  }
  CheckBooks(world);
  RC_ASSERT(world.FirstDifference() == "");
}

RC_GTEST_PROP(LedgerProperty, HowCommandsFallIntoBatchesMakesNoDifference, ()) {
  const Catalog catalog = AwkwardCatalog(AnyPolicy());
  const auto commands = AnyCommands(AnyCommand, 40);
  World one_by_one(catalog);
  for (const Command& command : commands) one_by_one.Do(command);
  World batches(catalog);
  for (std::size_t i = 0; i < commands.size();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, commands.size() - i + 1);
    batches.DoTogether({commands.begin() + static_cast<std::ptrdiff_t>(i),
                        commands.begin() + static_cast<std::ptrdiff_t>(i + size)});
    i += size;
  }
  RC_ASSERT(DifferenceOf(one_by_one.Dump(), batches.Dump()) == "");
}

// "ok 0-7", or the rejection.
std::string OutcomeWithId(const Answer& answer) {
  const auto* effect = std::get_if<Effect>(&answer.outcome);
  const auto* posted = effect == nullptr ? nullptr : std::get_if<Transaction>(effect);
  return Outcome(answer) + (posted == nullptr ? "" : " " + posted->id.ToString());
}

bool IsDecided(const Answer& answer) {
  const auto* rejection = std::get_if<Rejection>(&answer.outcome);
  return rejection == nullptr || IsKept(rejection->reason);
}

RC_GTEST_PROP(LedgerProperty, ARequestIdHasOneEffectHoweverOftenItIsSent, ()) {
  World world(AwkwardCatalog(AnyPolicy()));
  std::map<RequestKey, std::string> decided;
  std::vector<Command> sent;
  for (const Command& command : AnyCommands(AnyCommand, 30)) {
    sent.push_back(command);
    // Any earlier one again, and now and then all of them, in one batch.
    std::vector<Command> batch{*rc::gen::elementOf(sent), command, command};
    if (*rc::gen::inRange(0, 5) == 0) batch.insert(batch.end(), sent.begin(), sent.end());
    const auto answers = world.DoTogether(batch);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (!IsDecided(answers[i])) continue;
      const auto [known, is_new] =
          decided.emplace(batch[i].header.request, OutcomeWithId(answers[i]));
      RC_ASSERT(answers[i].replayed != is_new);
      RC_ASSERT(known->second == OutcomeWithId(answers[i]));
    }
  }
  std::set<std::pair<PartnerId, std::string>> ids;
  for (const Transaction& t : JournalOf(world)) {
    RC_ASSERT(ids.emplace(t.partner, t.request_id).second);
  }
  CheckBooks(world);
  RC_ASSERT(world.FirstDifference() == "");
}

RC_GTEST_PROP(LedgerProperty, TakingEverythingBackNewestFirstLeavesNothing, ()) {
  World world(AwkwardCatalog());
  for (const Command& command : AnyCommands(AnyEarn, 20)) world.Do(command);
  for (Command command : AnyCommands(AnyBurn, 10)) {
    command.header.request.request_id.clear();
    world.Do(command);
  }
  for (Command command : AnyCommands(AnyEarn, 5)) {
    command.header.request.request_id.clear();
    world.Do(command);
  }
  ReverseEverything(world, /*newest_first=*/true);
  const auto dump = world.Dump();
  RC_ASSERT(dump.at("lots").empty());
  for (const PartnerId partner : {kNetwork, kBakery, kCinema, kGym}) {
    RC_ASSERT(world.OutstandingOf(partner) == Points(0));
    RC_ASSERT(world.PositionOf(partner) == Micros(0));
    for (int member = 1; member <= 3; ++member) {
      const Carries carries =
          world.CarriesOf(MemberNo(static_cast<std::uint64_t>(member)), partner);
      RC_ASSERT(carries.earn.numerator == 0);
      RC_ASSERT(carries.burn.numerator == 0);
    }
  }
  CheckBooks(world);
  RC_ASSERT(world.FirstDifference() == "");
}

// In another order a reversed earn may have taken other lots than its own, which then stand against
// what is owed; but nobody has or owes anything in sum.
RC_GTEST_PROP(LedgerProperty, TakingEverythingBackInAnyOrderAndPartsLeavesNothingInSum, ()) {
  World world(AwkwardCatalog());
  for (const Command& command : AnyCommands(AnyCommand, 40)) {
    if (!std::holds_alternative<CloseWindow>(command.action)) world.Do(command);
  }
  ReverseEverything(world, /*newest_first=*/false);
  for (const PartnerId partner : {kNetwork, kBakery, kCinema, kGym}) {
    RC_ASSERT(world.PositionOf(partner) == Micros(0));
    for (std::uint64_t member = 1; member <= 3; ++member) {
      RC_ASSERT(world.CarriesOf(MemberNo(member), partner).earn.numerator == 0);
      RC_ASSERT(world.CarriesOf(MemberNo(member), partner).burn.numerator == 0);
    }
  }
  for (std::uint64_t member = 1; member <= 3; ++member) {
    RC_ASSERT(SumOf(world.AccountOf(MemberNo(member))) == Points(0));
  }
  CheckBooks(world);
}

// What was not reversed, in exact fractions, is what the member has and carries.
RC_GTEST_PROP(LedgerProperty, ReversalsInAnyOrderLeaveWhatTheOthersAreWorth, ()) {
  const Ratio ratio{*rc::gen::inRange<std::int64_t>(1, 50), *rc::gen::inRange<std::int64_t>(1, 50)};
  World world(With(NewCatalog(), RateOf(kGym, ratio)));
  const int count = *rc::gen::inRange(1, 15);
  std::vector<std::int64_t> amounts;
  std::vector<TransactionId> ids;
  for (int i = 0; i < count; ++i) {
    amounts.push_back(*rc::gen::inRange<std::int64_t>(1, 40));
    ids.push_back(
        Posted(world.Do(kGym, EarnOf(kGym, MemberNo(1), PartnerPoints(amounts.back())))).id);
  }
  Wide left = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const int how = *rc::gen::inRange(0, 3);
    if (how == 0) {
      left += amounts[i];
    } else if (how == 1) {
      RC_ASSERT(Outcome(world.Do(kGym, ReverseOf(kGym, ids[i]))) == "ok");
    } else {
      for (std::int64_t done = 0; done < amounts[i];) {
        const auto part = *rc::gen::inRange<std::int64_t>(1, amounts[i] - done + 1);
        RC_ASSERT(Outcome(world.Do(kGym, ReverseOf(kGym, ids[i], PartnerPoints(part)))) == "ok");
        done += part;
      }
    }
  }
  const Points points = SumOf(world.AccountOf(MemberNo(1)));
  const Carry carry = world.CarriesOf(MemberNo(1), kGym).earn;
  RC_ASSERT((Wide{points.value()} * carry.denominator + carry.numerator) * ratio.denominator ==
            left * ratio.numerator * carry.denominator);
}

std::vector<std::string> Without(const store::LedgerDump& dump) {
  std::vector<std::string> rows;
  for (const char* table : {"lots", "carries", "outstanding"}) {
    rows.insert(rows.end(), dump.at(table).begin(), dump.at(table).end());
  }
  return rows;
}

RC_GTEST_PROP(LedgerProperty, PartsOfAReversalAddUpToTheWhole, ()) {
  const Catalog catalog = AwkwardCatalog();
  World whole(catalog);
  World parts(catalog);
  const auto before = AnyCommands(AnyEarn, 6);
  Command command = *rc::gen::arbitrary<bool>() ? AnyEarn() : AnyBurn();
  command.header.request.request_id = "it";
  const auto after = AnyCommands(AnyBurn, 3);
  Answer posted;
  for (World* world : {&whole, &parts}) {
    for (const Command& c : before) world->Do(c);
    posted = world->Do(command);
    for (Command c : after) {
      c.header.request.request_id += "b";
      world->Do(c);
    }
  }
  RC_PRE(Outcome(posted) == "ok");
  const Transaction& original = Posted(posted);
  whole.Do(By(original.partner, ReverseOf(original.partner, original.id)));
  Wide points = 0;
  Wide partner_points = 0;
  std::map<std::tuple<PartnerId, LegKind, PartnerId>, Wide> money;
  while (!parts.ReversedOf(original.id).complete) {
    // On the same day: what expired is not taken.
    Command part = AnyReversal(original.partner, original.id);
    std::get<Reverse>(part.action).event_time.reset();
    const auto answer = parts.Do(part);
    if (Outcome(answer) != "ok") continue;
    const Transaction& t = Posted(answer);
    points += t.points.value();
    partner_points += t.partner_points.value();
    for (const MoneyLeg& leg : t.legs) {
      money[{leg.partner, leg.kind, leg.counterparty}] += leg.money.amount.value();
      // Never the wrong way.
      for (const MoneyLeg& first : original.legs) {
        if (leg.partner == kNetwork || first.partner != leg.partner || first.kind != leg.kind) {
          continue;
        }
        RC_ASSERT(leg.money.amount.value() == 0 ||
                  (leg.money.amount < Micros(0)) == (first.money.amount > Micros(0)));
      }
    }
  }
  RC_ASSERT(points == -original.points.value());
  RC_ASSERT(partner_points == original.partner_points.value());
  for (const MoneyLeg& leg : original.legs) {
    if (leg.partner != kNetwork) {
      money[{leg.partner, leg.kind, leg.counterparty}] += leg.money.amount.value();
    }
  }
  for (const auto& [key, sum] : money) {
    if (std::get<0>(key) != kNetwork) RC_ASSERT(sum == 0);
  }
  RC_ASSERT(Without(whole.Dump()) == Without(parts.Dump()));
  for (const PartnerId partner : {kNetwork, kBakery, kCinema, kGym}) {
    RC_ASSERT(whole.PositionOf(partner) == parts.PositionOf(partner));
  }
}

}  // namespace
}  // namespace coalition::domain
