#include "tests/domain/random_trade.h"

#include <cstdint>
#include <string>
#include <utility>

#include "rapidcheck.h"

namespace coalition::domain {
namespace {

template <typename T>
T Any(T first, T last) {
  return *rc::gen::inRange<T>(first, static_cast<T>(last + 1));
}

PartnerId AnyPartner() { return PartnerId(Any<std::uint32_t>(1, 3)); }

MemberRef AnyMember(PartnerId partner) {
  const auto number = Any<std::uint64_t>(1, 3);
  if (Any(0, 2) == 0) return Card(partner, std::to_string(number));
  return MemberNo(number);
}

Moment AnyTime() {
  return {kNoon.micros - Any<std::int64_t>(0, 60) * kMicrosPerDay -
          Any<std::int64_t>(0, 1) * kMicrosPerDay / 2};
}

// Mostly small, so that rounding matters.
std::int64_t AnyAmount() {
  return Any(0, 9) == 0 ? Any<std::int64_t>(1, 1'000'000) : Any<std::int64_t>(1, 30);
}

}  // namespace

Catalog AwkwardCatalog(NegativeBalancePolicy policy) {
  Catalog catalog = NewCatalog();
  catalog.network.negative_balance = policy;
  const Ratio kEarn[] = {{2, 3}, {5, 4}, {100, 700}};
  const Ratio kBurn[] = {{3, 7}, {9, 6}, {1, 1}};
  for (const PartnerId partner : {kBakery, kCinema, kGym}) {
    const std::size_t i = partner.value() - 1;
    ExchangeRate rate = RateOf(partner, kEarn[i], kBurn[i]);
    if (partner == kBakery) {
      rate.purchase->partner_points_per_unit = {7, 3};
      rate.money_off->partner_points_per_unit = {100, 3};
    }
    Terms terms = TermsOf(partner);
    terms.issue_price = Micros(9'999'999);
    terms.redemption_price = Micros(7'777'777);
    terms.fees = {Micros(17), Micros(3), 12'345, 6'789};
    if (partner == kBakery) terms.pending_days = 5;
    if (partner == kCinema) terms.valid_months = 1;
    catalog = With(With(std::move(catalog), rate), terms);
  }
  return catalog;
}

Command AnyEarn() {
  const PartnerId partner = AnyPartner();
  Earn earn = EarnOf(partner, AnyMember(partner), Points(AnyAmount()));
  switch (Any(0, partner == kBakery ? 3 : 1)) {
    case 0:
      break;
    case 1:
      earn.amount = PartnerPoints(AnyAmount());
      break;
    case 2:
      earn.amount = PurchaseOf({{"a", "", Any<std::int64_t>(1, 3), Micros(AnyAmount() * 10'000)},
                                {"b", "", 1, Micros(0)},
                                {"c", "", 1, Micros(AnyAmount() * 10'001)}});
      break;
    default:
      earn.amount = Activity{"run_km", AnyAmount()};
  }
  earn.event_time = AnyTime();
  return By(partner, earn);
}

Command AnyBurn() {
  const PartnerId partner = AnyPartner();
  Burn burn = BurnOf(partner, AnyMember(partner), Points(AnyAmount()));
  switch (Any(0, partner == kBakery ? 2 : 1)) {
    case 0:
      break;
    case 1:
      burn.amount = PartnerPoints(AnyAmount());
      break;
    default:
      burn.amount = Gbp(AnyAmount() * 10'000);
  }
  burn.event_time = AnyTime();
  return By(partner, burn);
}

Command AnyReversal(PartnerId partner, TransactionId original) {
  Reverse reverse = ReverseOf(partner, original);
  switch (Any(0, 4)) {
    case 0:
      break;
    case 1:
      reverse.part = Points(Any<std::int64_t>(1, 10));
      break;
    case 2:
      reverse.part = PartnerPoints(Any<std::int64_t>(1, 10));
      break;
    case 3:
      reverse.part = Gbp(Any<std::int64_t>(1, 200'000));
      break;
    default:
      reverse.part = std::vector<LineQuantity>{{Any(1, 3), Any<std::int64_t>(1, 2)}};
  }
  reverse.event_time = AnyTime();
  return By(partner, reverse);
}

Command AnyCommand() {
  const PartnerId partner = AnyPartner();
  switch (Any(0, 13)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return AnyEarn();
    case 4:
    case 5:
    case 6:
      return AnyBurn();
    case 7:
    case 8:
    case 9: {
      Command command = AnyReversal(partner, {LaneId(0), Sequence(Any<std::int64_t>(1, 30))});
      if (Any(0, 1) == 0) command.header.caller = CallerOf(kNetwork);
      return command;
    }
    case 10: {
      const auto number = Any<std::uint64_t>(4, 6);
      return By(partner, EnrollMember{partner,
                                      MemberNo(number + 100 * partner.value()),
                                      {Card(partner, std::to_string(number))},
                                      "code"});
    }
    case 11: {
      // By a card that is perhaps enrolled.
      const auto number = Any<std::uint64_t>(4, 7);
      return By(partner,
                EarnOf(partner, Card(partner, std::to_string(number)), Points(AnyAmount())));
    }
    case 12:
      return By(partner, LinkIdentifier{MemberNo(Any<std::uint64_t>(1, 3)),
                                        Card(partner, std::to_string(Any<std::uint64_t>(4, 7))), "",
                                        "next"});
    default:
      if (Any(0, 1) == 0) return ByOperator(CloseWindow{});
      return ByOperator(SetPartnerState{
          kGym, Any(0, 1) == 0 ? PartnerState::kSuspended : PartnerState::kActive, ""});
  }
}

std::vector<Command> AnyCommands(Command (*any)(), int max) {
  std::vector<Command> commands;
  const int count = Any(1, max);
  for (int i = 0; i < count; ++i) {
    commands.push_back(any());
    commands.back().header.request.request_id = "r" + std::to_string(i);
  }
  return commands;
}

std::vector<Transaction> JournalOf(World& world) {
  std::vector<Transaction> journal;
  (*world.store().OpenSnapshot())
      ->ScanJournal({},
                    [&](const Transaction& t) {
                      journal.push_back(t);
                      return true;
                    })
      .IgnoreError();
  return journal;
}

}  // namespace coalition::domain
