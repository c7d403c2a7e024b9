#include "tests/store/scenario.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "server/domain/check.h"
#include "tests/store/ledger_driver.h"

namespace coalition::store {
namespace {

const domain::MoneyCurrency kPounds = *domain::MoneyCurrency::Parse("GBP");

// Of the command's name: the same name is the same payload.
domain::PayloadDigest DigestOf(const std::string& name) {
  domain::PayloadDigest digest{};
  for (std::size_t i = 0; i < name.size(); ++i) {
    digest[i % digest.size()] = static_cast<std::uint8_t>(digest[i % digest.size()] * 31 + name[i]);
  }
  return digest;
}

domain::Command ByPartner(const std::string& name, domain::PartnerId partner,
                          decltype(domain::Command::action) action) {
  domain::Command command;
  command.header = {{partner, name}, DigestOf(name), {domain::Role::kPartner, partner, "key"}};
  command.action = std::move(action);
  return command;
}

domain::Terms TermsOf(domain::PartnerId partner, domain::Charge charge) {
  domain::Terms terms;
  terms.partner = partner;
  terms.currency = kPoints;
  terms.issue_price = domain::Micros(9'999'999);
  terms.redemption_price = domain::Micros(7'777'777);
  terms.charge = charge;
  terms.valid_months = partner == kBakery ? 12 : 0;
  terms.fees = {domain::Micros(1'234), domain::Micros(77), 1'500, 2'500};
  if (partner == kBakery)
    terms.net_debit_cap = {
        domain::NetDebitCap::Kind::kPostpaid, domain::Micros(1'000'000'000'000), {}};
  return terms;
}

domain::ExchangeRate RateOf(domain::PartnerId partner) {
  domain::ExchangeRate rate;
  rate.partner = partner;
  rate.currency = kPoints;
  rate.earn = {2, 3};
  rate.burn = {3, 2};
  rate.purchase = domain::MoneyRate{kPounds, {7, 3}};
  rate.money_off = domain::MoneyRate{kPounds, {100, 1}};
  rate.activities = {{"run_km", {5, 7}}, {"container_returned", {1, 1}}};
  return rate;
}

domain::TransactionId At(std::int64_t sequence) {
  return {domain::LaneId(0), domain::Sequence(sequence)};
}

domain::Credential KeyOf(domain::PartnerId partner, const std::string& id) {
  domain::Credential credential;
  credential.id = id;
  credential.role = partner == domain::kNetwork ? domain::Role::kOperator : domain::Role::kPartner;
  credential.partner = partner;
  credential.label = "till \xC3\xA9";
  for (std::size_t i = 0; i < credential.key_hash.size(); ++i) {
    credential.key_hash[i] = static_cast<std::uint8_t>(255 - i);
  }
  return credential;
}

}  // namespace

domain::MemberId Member(std::uint64_t number) {
  // The top bit set, so that a signed order would show.
  return {0x8000'0000'0000'0000 | number, ~number};
}

domain::Identifier Card(domain::PartnerId partner, std::uint64_t member) {
  return {partner, "card", "card-" + std::to_string(member)};
}

domain::Network CoalitionNetwork() {
  domain::Network network;
  network.name = "High Street";
  network.time_zone_name = "Europe/London";
  network.negative_balance = domain::NegativeBalancePolicy::kAllowNegative;
  return network;
}

domain::Changes FirstChanges() {
  domain::Changes first;
  first.lane.open_window.id = domain::WindowId(1);
  first.lane.open_window.first = domain::Sequence(1);
  first.lane.open_window.opened_at = kStart;
  domain::Currency currency;
  currency.id = kPoints;
  currency.code = "PTS";
  currency.network_default = true;
  first.currencies.push_back(currency);
  first.credentials.push_back(KeyOf(domain::kNetwork, "operator"));
  return first;
}

domain::Command ByOperator(const std::string& name, decltype(domain::Command::action) action) {
  domain::Command command;
  command.header = {{domain::kNetwork, name},
                    DigestOf(name),
                    {domain::Role::kOperator, domain::kNetwork, "operator"}};
  command.action = std::move(action);
  return command;
}

std::vector<domain::Command> PartnerCommands() {
  return {ByOperator("bakery", domain::CreatePartner{"bakery", "The Bakery", kPounds, 30}),
          ByOperator("cinema", domain::CreatePartner{"cinema", "Cinema", kPounds, 0}),
          ByOperator("bakery rate", domain::SetExchangeRate{RateOf(kBakery), true}),
          ByOperator("cinema rate", domain::SetExchangeRate{RateOf(kCinema), true}),
          ByOperator("cinema rate again", domain::SetExchangeRate{RateOf(kCinema), true}),
          ByOperator("bakery terms",
                     domain::SetTerms{TermsOf(kBakery, domain::Charge::kOnIssue), true}),
          ByOperator("cinema terms",
                     domain::SetTerms{TermsOf(kCinema, domain::Charge::kOnRedemption), true}),
          ByOperator("bakery terms again",
                     domain::SetTerms{TermsOf(kBakery, domain::Charge::kOnIssue), true}),
          ByOperator("bakery key", domain::CreateCredential{KeyOf(kBakery, "bakery-1")}),
          ByOperator("cinema key", domain::CreateCredential{KeyOf(kCinema, "cinema-1")}),
          ByOperator("second currency", domain::CreateCurrency{"BUNS", 2, kBakery})};
}

std::vector<domain::Command> EnrollCommands(std::uint64_t count) {
  std::vector<domain::Command> commands;
  for (std::uint64_t member = 1; member <= count; ++member) {
    commands.push_back(ByPartner(
        "enrol " + std::to_string(member), kBakery,
        domain::EnrollMember{kBakery, Member(member), {Card(kBakery, member)}, "link-me"}));
  }
  return commands;
}

domain::Command EarnPoints(const std::string& name, domain::PartnerId partner,
                           domain::MemberRef member, std::int64_t points) {
  domain::Earn earn{partner, member, kPoints, domain::Points(points), {}, {}, "till 7", {}};
  return ByPartner(name, partner, std::move(earn));
}

domain::Command EarnPurchase(const std::string& name, domain::MemberRef member,
                             std::int64_t pence) {
  domain::Purchase purchase{{kPounds, domain::Micros(pence * 10'000)},
                            {{"rye", "bread", 2, domain::Micros(pence * 2'000)},
                             {"", "", 1, domain::Micros(pence * 6'000)}}};
  domain::Earn earn{kBakery, member, kPoints, std::move(purchase), {}, {}, "", {}};
  return ByPartner(name, kBakery, std::move(earn));
}

domain::Command BurnPoints(const std::string& name, domain::PartnerId partner,
                           domain::MemberRef member, std::int64_t points) {
  domain::Burn burn{partner, member, kPoints, domain::Points(points), {}, {}, ""};
  return ByPartner(name, partner, std::move(burn));
}

domain::Command Reversal(const std::string& name, domain::PartnerId partner,
                         domain::TransactionId original, decltype(domain::Reverse::part) part) {
  return ByPartner(name, partner,
                   domain::Reverse{partner, original, std::move(part), {}, "returned"});
}

domain::Command Hold(const std::string& name, domain::PartnerId partner, domain::MemberRef member,
                     std::int64_t points, std::int32_t hold_for_s) {
  domain::Authorize authorize;
  authorize.partner = partner;
  authorize.member = std::move(member);
  authorize.currency = kPoints;
  authorize.amount = domain::Points(points);
  authorize.hold_for_s = hold_for_s;
  return ByPartner(name, partner, std::move(authorize));
}

domain::Command Link(const std::string& name, domain::MemberId member,
                     domain::Identifier identifier) {
  const domain::PartnerId partner = identifier.partner;
  return ByPartner(name, partner,
                   domain::LinkIdentifier{member, std::move(identifier), "link-me", "link-anew"});
}

domain::Command Erase(const std::string& name, domain::MemberId member) {
  return ByOperator(name, domain::EraseMember{member, "asked for it"});
}

domain::Command Close(const std::string& name, const std::string& label) {
  return ByOperator(name, domain::CloseWindow{std::nullopt, label});
}

void SetUpNetwork(LedgerStore& store, std::uint64_t members) {
  const absl::Status created = store.CreateNetwork(CoalitionNetwork(), FirstChanges());
  COALITION_CHECK(created.ok(), created.ToString());
  LedgerDriver driver(store);
  for (const auto& commands : {PartnerCommands(), EnrollCommands(members)}) {
    const LedgerDriver::Batch batch = driver.Run(commands);
    COALITION_CHECK(batch.status.ok(), batch.status.ToString());
    for (const domain::Answer& answer : batch.answers) {
      COALITION_CHECK(std::holds_alternative<domain::Effect>(answer.outcome), "set up as planned");
    }
  }
}

std::vector<std::vector<domain::Command>> FirstBatches() {
  const domain::MemberRef one = Card(kBakery, 1);
  const domain::MemberRef two = Member(2);
  domain::Earn run{kBakery, one, kPoints, domain::Activity{"run_km", 11}, {}, {}, "", {}};
  domain::Burn money_off{
      kCinema, Member(1), kPoints, domain::Money{kPounds, domain::Micros(500'000)}, {}, {}, ""};
  domain::Burn by_count{kCinema, Member(1), kPoints, domain::PartnerPoints(5), {}, {}, ""};
  return {
      // Sequences 1 to 3; the last of the batch is rejected for ever.
      {EarnPurchase("buns", one, 12'345), ByPartner("run", kBakery, run),
       EarnPoints("bonus", kBakery, two, 40), EarnPoints("nobody", kBakery, Card(kBakery, 99), 1)},
      {Link("cinema card", Member(1), Card(kCinema, 1)),
       Link("cinema card of two", Member(2), Card(kCinema, 2))},
      // 4 to 6: the burns take the bakery's lot and then the cinema's.
      {EarnPoints("film", kCinema, Member(1), 300), ByPartner("money off", kCinema, money_off),
       ByPartner("popcorn", kCinema, by_count)},
      {Close("first close", "January")},
      // 7 and 8: a lot vanishes, an earn is taken back whose points are gone: debt.
      {BurnPoints("all of two", kCinema, two, 40)},
      {Reversal("undo bonus", kBakery, At(3), domain::EverythingLeft{})},
      // 9 and 10; one is rejected.
      {Reversal("one loaf", kBakery, At(1), std::vector<domain::LineQuantity>{{1, 1}}),
       Reversal("popcorn back", kCinema, At(6), domain::PartnerPoints(2)),
       BurnPoints("too much", kBakery, one, 1'000'000'000)},
      {Close("second close", "February"), EarnPoints("after it", kBakery, one, 5)},
  };
}

namespace {

std::vector<domain::Command> RuleCommands() {
  domain::Terms prepaid = TermsOf(kBakery, domain::Charge::kOnIssue);
  prepaid.net_debit_cap = {domain::NetDebitCap::Kind::kPrepaid, domain::Micros(1'000'000'000'000),
                           domain::Micros(1)};
  prepaid.breakage_share_ppm = 250'000;
  domain::Terms buns = TermsOf(kBakery, domain::Charge::kOnIssue);
  buns.currency = kBuns;
  domain::ConversionRate to_buns;
  to_buns.from = kPoints;
  to_buns.to = kBuns;
  to_buns.rate = {1, 3};
  domain::Limits limits;
  limits.earn_per_member_day = domain::Points(1'000);
  limits.burn_per_transaction = domain::Points(100);
  return {ByOperator("prepaid", domain::SetTerms{prepaid, true}),
          ByOperator("terms of buns", domain::SetTerms{buns, true}),
          ByOperator("to buns", domain::SetConversionRate{to_buns, true}),
          ByOperator("cinema limits", domain::SetLimits{{kCinema, kPoints, limits}}),
          ByOperator("bakery limits", domain::SetLimits{{kBakery, kPoints, limits}})};
}

std::vector<domain::Command> MovingCommands() {
  domain::Convert convert;
  convert.partner = kBakery;
  convert.member = Member(1);
  convert.from = kPoints;
  convert.to = kBuns;
  convert.points = domain::Points(10);
  domain::Transfer gift;
  gift.partner = kBakery;
  gift.from = Member(1);
  gift.to = Card(kBakery, 3);
  gift.currency = kPoints;
  gift.points = domain::Points(7);
  domain::Adjust adjust;
  adjust.partner = kBakery;
  adjust.member = Member(3);
  adjust.currency = kPoints;
  adjust.points = domain::Points(9);
  adjust.reason = "a complaint";
  return {ByPartner("convert", kBakery, convert), ByPartner("gift", kBakery, gift),
          ByOperator("adjust", adjust)};
}

domain::Command EarnOfNewMember() {
  domain::Command command = EarnPoints("newcomer", kBakery, Card(kBakery, 4), 12);
  std::get<domain::Earn>(command.action).enroll_if_unknown = {Member(4), "link-four"};
  return command;
}

// After FirstBatches; its transactions are 12 and on.
std::vector<std::vector<domain::Command>> LaterBatches() {
  const domain::MemberRef one = Card(kCinema, 1);
  const domain::Capture capture{kCinema, At(12), domain::Points(30), {}, "seat 7"};
  const domain::Capture again{kCinema, At(12), domain::EverythingLeft{}, {}, ""};
  return {
      RuleCommands(),
      // 12 to 15; the last expires by itself.
      {Hold("seat", kCinema, one, 50, 3'600), Hold("cola", kCinema, one, 20, 3'600),
       EarnPoints("counted", kCinema, one, 100), Hold("short", kCinema, one, 5, 1),
       Hold("too high", kCinema, one, 101, 60)},
      // 16 to 19; the last is open when its member is merged.
      {ByPartner("capture", kCinema, capture), ByPartner("capture again", kCinema, again),
       ByPartner("void", kCinema, domain::Void{kCinema, At(13), {}, "no thirst"}),
       EarnPoints("three", kBakery, Member(3), 20),
       Hold("gift card", kBakery, Member(3), 4, 1'000'000)},
      // 20 to 22.
      MovingCommands(),
      // 23: a share of the conversion.
      {Reversal("fewer buns", kBakery, At(20), domain::Points(4))},
      {Link("cinema card of three", Member(3), Card(kCinema, 3)),
       ByPartner("unlink", kCinema, domain::UnlinkIdentifier{Member(2), Card(kCinema, 2)}),
       ByOperator("no limits", domain::SetLimits{{kBakery, kPoints, {}}})},
      {ByOperator("merge", domain::MergeMembers{Member(3), Member(1), "the same person"})},
      {EarnOfNewMember(), Erase("erase", Member(2))},
      {Close("third close", "March"), Link("card again", Member(1), Card(kCinema, 2))},
      {ByOperator("sweep", domain::ExpirePoints{{{Member(1), kPoints}, {Member(1), kBuns}}, true}),
       Hold("two years later", kCinema, one, 1, 60)},
  };
}

}  // namespace

std::vector<std::vector<domain::Command>> EverythingBatches() {
  std::vector<std::vector<domain::Command>> batches = FirstBatches();
  for (auto& batch : LaterBatches()) batches.push_back(std::move(batch));
  return batches;
}

}  // namespace coalition::store
