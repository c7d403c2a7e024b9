#include "tests/microbench/scene.h"

#include <functional>
#include <string>
#include <utility>

#include "server/domain/check.h"
#include "server/engine/load.h"
#include "server/store/memory/memory_store.h"
#include "tests/domain/world.h"
#include "tests/microbench/batch_cycle.h"
#include "tests/microbench/trade.h"

namespace coalition::microbench {
namespace {

using domain::Command;
using domain::kBakery;
using domain::kCinema;
using domain::kStars;
using domain::MemberNo;
using domain::PartnerId;
using domain::Points;

constexpr PartnerId kIssuers[] = {kBakery, kCinema, domain::kGym};
constexpr std::int64_t kPointsPerLot = 7;
constexpr std::int64_t kPlenty = 1'000'000'000'000;

// A ledger of `members` members to make a scene with.
class Stage {
 public:
  explicit Stage(std::size_t members) {
    const domain::Catalog catalog = TradeCatalog();
    domain::Changes first = domain::FirstChanges(catalog, 0);
    AddMembers(1, members + 1, first);
    COALITION_CHECK(store_.CreateNetwork(catalog.network, first).ok(), "the store is empty");
  }

  std::vector<domain::Answer> Post(const std::vector<Command>& commands) {
    PhaseTimes times;
    return BatchCycle(store_).Run(commands, times);
  }

  using Prepare = std::function<void(domain::LedgerState&)>;
  // `prepare` changes what was loaded; what is needed because of that is loaded after it.
  Scene Show(
      std::vector<Command> commands, const Prepare& prepare = [](domain::LedgerState&) {}) {
    const auto snapshot = *store_.OpenSnapshot();
    Scene scene{snapshot->lane(), *store_.LoadCatalog(), {}, std::move(commands), {}};
    scene.now = {scene.lane.latest_at.micros + domain::kMicrosPerSecond};
    domain::Ledger ledger = scene.EmptyLedger();
    std::vector<const Command*> pointers;
    for (const Command& command : scene.commands) pointers.push_back(&command);
    COALITION_CHECK(engine::LoadFor(pointers, *snapshot, ledger).ok(), "memory never fails");
    prepare(ledger.state());
    COALITION_CHECK(engine::LoadFor(pointers, *snapshot, ledger).ok(), "memory never fails");
    for (auto& [issuer, points] : ledger.state().outstanding) points = Points(kPlenty);
    scene.loaded = ledger.state();
    return scene;
  }

 private:
  store::MemoryStore store_;
};

void GiveLots(domain::LedgerState& state, std::size_t lots) {
  for (auto& [key, account] : state.accounts) {
    if (key.currency == kStars) account = domain::Account(key, LotsOf7Points(lots), {});
  }
}

// A capture names its authorization, whose member is looked up by id.
void KnowMembers(domain::LedgerState& state) {
  for (const auto& [card, id] : state.identifiers) {
    domain::Member member;
    member.id = *id;
    member.Link(card);
    state.members.try_emplace(*id, std::move(member));
  }
}

// make(member, card at the partner, request id).
template <typename Make>
std::vector<Command> OfEach(PartnerId partner, std::size_t count, Make make) {
  RequestIds ids(RequestIdKind::kTimeOrdered, 7, domain::kNoon);
  std::vector<Command> commands;
  for (std::size_t member = 1; member <= count; ++member) {
    Command command = domain::By(partner, make(member, CardOf(partner, member)), ids.Next());
    command.header.digest.fill(static_cast<std::uint8_t>(member));
    commands.push_back(std::move(command));
  }
  return commands;
}

std::vector<Command> Earns1To(std::size_t count) {
  return Earns(RequestIdKind::kTimeOrdered, 1).OfEach(1, count + 1);
}

std::vector<Command> ReverseAll(const std::vector<domain::Answer>& posted) {
  RequestIds ids(RequestIdKind::kTimeOrdered, 8, domain::kNoon);
  std::vector<Command> commands;
  for (const domain::Answer& answer : posted) {
    const domain::Transaction& original = domain::Posted(answer);
    commands.push_back(
        domain::By(original.partner, domain::ReverseOf(original.partner, original.id), ids.Next()));
  }
  return commands;
}

domain::Purchase Basket() {
  std::vector<domain::PurchaseLine> lines;
  for (int i = 0; i < 5; ++i) {
    lines.push_back({"8501" + std::to_string(23 + i), "homeware", 1 + i,
                     domain::Micros(2'550'000 + 990'000 * i)});
  }
  return domain::PurchaseOf(std::move(lines));
}

}  // namespace

domain::Ledger Scene::LoadedLedger() const {
  domain::Ledger ledger = EmptyLedger();
  ledger.state() = loaded;
  return ledger;
}

std::vector<domain::Lot> LotsOf7Points(std::size_t count) {
  std::vector<domain::Lot> lots;
  const domain::Date first = domain::On("2026-04-01");
  for (std::size_t i = 0; i < count; ++i) {
    domain::LotKey key;
    key.expires_on = {first.days + static_cast<std::int32_t>(i)};
    key.available_on = domain::On("2026-01-01");
    key.issuer = kIssuers[i % std::size(kIssuers)];
    key.terms_version = 1;
    lots.push_back({key, Points(kPointsPerLot)});
  }
  return lots;
}

Scene EarnsOfPartnerPoints(std::size_t count) { return Stage(count).Show(Earns1To(count)); }

Scene EarnsOfPurchases(std::size_t count) {
  return Stage(count).Show(OfEach(kBakery, count, [](std::size_t, const auto& card) {
    return domain::EarnOf(kBakery, card, Basket());
  }));
}

Scene EarnsThatEnroll(std::size_t count) {
  return Stage(0).Show(Earns(RequestIdKind::kTimeOrdered, 1).OfAny(0, count));
}

Scene BurnsOfLots(std::size_t count, std::size_t lots) {
  const Points all(kPointsPerLot * static_cast<std::int64_t>(lots));
  return Stage(count).Show(
      OfEach(kBakery, count,
             [&](std::size_t, const auto& card) { return domain::BurnOf(kBakery, card, all); }),
      [&](domain::LedgerState& state) { GiveLots(state, lots); });
}

Scene BurnsOfOneLot(std::size_t count) { return BurnsOfLots(count, 1); }
Scene BurnsOf10Lots(std::size_t count) { return BurnsOfLots(count, 10); }
Scene BurnsOf300Lots(std::size_t count) { return BurnsOfLots(count, 300); }

Scene AuthorizationsWithCaptures(std::size_t count) {
  Stage stage(count);
  std::vector<Command> pairs;
  std::int64_t sequence = 1;
  for (Command& authorize : OfEach(kBakery, count, [](std::size_t, const auto& card) {
         return domain::AuthorizeOf(kBakery, card, Points(2 * kPointsPerLot));
       })) {
    const domain::TransactionId id{domain::LaneId(0), domain::Sequence(sequence)};
    sequence += 2;
    Command capture = domain::By(kBakery, domain::CaptureOf(kBakery, id),
                                 authorize.header.request.request_id + "-capture");
    pairs.push_back(std::move(authorize));
    pairs.push_back(std::move(capture));
  }
  return stage.Show(std::move(pairs), [](domain::LedgerState& state) {
    GiveLots(state, 2);
    KnowMembers(state);
  });
}

Scene ReversalsOfEarns(std::size_t count) {
  Stage stage(count);
  return stage.Show(ReverseAll(stage.Post(Earns1To(count))));
}

Scene ReversalsOfBurns(std::size_t count) {
  Stage stage(count);
  stage.Post(Earns1To(count));
  return stage.Show(ReverseAll(stage.Post(OfEach(kCinema, count, [](std::size_t, const auto& card) {
    return domain::BurnOf(kCinema, card, Points(1));
  }))));
}

Scene Conversions(std::size_t count) {
  return Stage(count).Show(
      OfEach(kBakery, count,
             [](std::size_t, const auto& card) {
               return domain::Convert{kBakery, card, kStars, domain::kMiles, Points(kPointsPerLot),
                                      {},      ""};
             }),
      [](domain::LedgerState& state) { GiveLots(state, 1); });
}

Scene Transfers(std::size_t count) {
  return Stage(2 * count).Show(OfEach(kBakery, count,
                                      [&](std::size_t member, const auto& card) {
                                        return domain::TransferOf(kBakery, card,
                                                                  CardOf(kBakery, count + member),
                                                                  Points(kPointsPerLot));
                                      }),
                               [](domain::LedgerState& state) { GiveLots(state, 1); });
}

Scene Retries(std::size_t count) {
  Stage stage(count);
  stage.Post(Earns1To(count));
  return stage.Show(Earns1To(count));
}

Scene RejectedBurns(std::size_t count) {
  return Stage(count).Show(OfEach(kBakery, count, [](std::size_t, const auto& card) {
    return domain::BurnOf(kBakery, card, Points(1));
  }));
}

}  // namespace coalition::microbench
