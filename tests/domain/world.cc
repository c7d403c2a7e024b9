#include "tests/domain/world.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "server/domain/check.h"
#include "server/engine/decide.h"
#include "server/reporting/ledger_audit.h"

namespace coalition::domain {
namespace {

PayloadDigest DigestOf(const std::string& text) {
  PayloadDigest digest{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint8_t& byte = digest[i % digest.size()];
    byte = static_cast<std::uint8_t>(byte * 31 + static_cast<std::uint8_t>(text[i]) + 1);
  }
  return digest;
}

}  // namespace

Changes FirstChanges(const Catalog& catalog, std::uint64_t members) {
  Changes first;
  first.lane.open_window.id = WindowId(1);
  first.lane.open_window.first = Sequence(1);
  first.lane.open_window.opened_at = At("2026-01-01T00:00:00Z");
  first.lane.latest_at = kNoon;
  for (const auto& [id, currency] : catalog.currencies()) first.currencies.push_back(currency);
  for (const auto& [id, partner] : catalog.partners()) first.partners.push_back(partner);
  for (const auto& [id, credential] : catalog.credentials()) {
    first.credentials.push_back(credential);
  }
  for (const auto& [key, rates] : catalog.rates()) {
    first.rates.insert(first.rates.end(), rates.begin(), rates.end());
  }
  for (const auto& [pair, rates] : catalog.conversion_rates()) {
    first.conversion_rates.insert(first.conversion_rates.end(), rates.begin(), rates.end());
  }
  for (const auto& [key, limits] : catalog.limits()) {
    first.limits.push_back({key.first, key.second, limits});
  }
  for (const auto& [key, terms] : catalog.terms()) {
    first.terms.insert(first.terms.end(), terms.begin(), terms.end());
  }
  for (std::uint64_t number = 1; number <= members; ++number) {
    Member member;
    member.id = MemberNo(number);
    member.link_code = "code-" + std::to_string(number);
    member.enrolled_at = kNoon;
    for (const auto& [id, partner] : catalog.partners()) {
      const Identifier card = Card(id, std::to_string(number));
      member.Link(card);
      first.identifiers.emplace_back(card, member.id);
    }
    first.members.push_back(member);
  }
  return first;
}

World::World(Catalog catalog, std::uint64_t members) {
  const auto created = store_.CreateNetwork(catalog.network, FirstChanges(catalog, members));
  COALITION_CHECK(created.ok(), created.ToString());
  catalog_ = *store_.LoadCatalog();
}

Command World::Prepared(Command command) {
  std::string& id = command.header.request.request_id;
  if (id.empty()) id = "request-" + std::to_string(next_request_++);
  if (command.header.digest == PayloadDigest{}) command.header.digest = DigestOf(id);
  return command;
}

Answer World::Do(Command command) { return DoTogether({std::move(command)}).front(); }

std::vector<Answer> World::DoTogether(std::vector<Command> commands) {
  for (Command& command : commands) command = Prepared(std::move(command));
  auto batch = *store_.BeginBatch(LaneId(0));
  Ledger ledger(batch->lane(), catalog_);
  bool complete = false;
  for (last_rounds_ = 0; last_rounds_ < Ledger::kMaxLoadRounds && !complete; ++last_rounds_) {
    ReadSet missing;
    for (const Command& command : commands) ledger.AddMissing(command, missing);
    complete = missing.empty();
    if (!complete) batch->Load(missing, ledger.state()).IgnoreError();
  }
  COALITION_CHECK(complete, "loading comes to an end");
  std::vector<Answer> answers;
  const auto decided =
      engine::DecideAll(commands, *batch, ledger, std::max(now, batch->lane().latest_at), answers);
  COALITION_CHECK(decided.ok(), decided.status().ToString());
  last_changes_ = ledger.TakeChanges();
  if (last_changes_.empty()) return answers;
  COALITION_CHECK(batch->Commit(last_changes_).ok(), "the memory store takes everything");
  catalog_ = ledger.catalog();
  return answers;
}

Account World::AccountOf(MemberId member, CurrencyId currency) {
  ReadSet wanted;
  wanted.accounts.insert({member, currency});
  LedgerState state;
  (*store_.OpenSnapshot())->Load(wanted, state).IgnoreError();
  return state.accounts.at({member, currency});
}

Carries World::CarriesOf(MemberId member, PartnerId partner) {
  ReadSet wanted;
  wanted.carries.insert({member, partner, kStars});
  LedgerState state;
  (*store_.OpenSnapshot())->Load(wanted, state).IgnoreError();
  return state.carries.at({member, partner, kStars});
}

Points World::OutstandingOf(PartnerId issuer) {
  ReadSet wanted;
  wanted.outstanding.insert({issuer, kStars});
  LedgerState state;
  (*store_.OpenSnapshot())->Load(wanted, state).IgnoreError();
  return state.outstanding.at({issuer, kStars});
}

Micros World::PositionOf(PartnerId partner) {
  return PositionOf(partner, (*store_.OpenSnapshot())->lane().open_window.id);
}

Micros World::PositionOf(PartnerId partner, WindowId window) {
  Micros sum;
  (*store_.OpenSnapshot())
      ->ScanPositions(window,
                      [&](const PositionKey& key, const PositionTotal& total) {
                        if (key.partner == partner) sum += total.amount;
                        return true;
                      })
      .IgnoreError();
  return sum;
}

ReversalState World::ReversedOf(TransactionId id) {
  ReadSet wanted;
  wanted.transactions.insert(id);
  LedgerState state;
  (*store_.OpenSnapshot())->Load(wanted, state).IgnoreError();
  return state.reversals[id];
}

std::vector<PartnerSettlement> World::SettlementsOf(WindowId window) {
  std::vector<PartnerSettlement> settlements;
  (*store_.OpenSnapshot())
      ->ScanSettlements(window,
                        [&](const PartnerSettlement& settlement) {
                          settlements.push_back(settlement);
                          return true;
                        })
      .IgnoreError();
  return settlements;
}

store::LedgerDump World::Dump() { return store::DumpOf(store_); }

store::LedgerDump World::DumpWithoutOutcomes() {
  store::LedgerDump dump = Dump();
  COALITION_CHECK(dump.erase("outcomes") == 1, "the dump has outcomes");
  return dump;
}

std::string DifferenceOf(const store::LedgerDump& a, const store::LedgerDump& b) {
  if (a == b) return "";
  std::string text;
  for (const auto& [table, rows] : a) {
    const auto other = b.find(table);
    if (other == b.end()) return table + " is missing";
    if (rows == other->second) continue;
    std::vector<std::string> only_a;
    std::vector<std::string> only_b;
    std::set_difference(rows.begin(), rows.end(), other->second.begin(), other->second.end(),
                        std::back_inserter(only_a));
    std::set_difference(other->second.begin(), other->second.end(), rows.begin(), rows.end(),
                        std::back_inserter(only_b));
    text = table + ":";
    for (const std::string& row : only_a) text += "\n  - " + row;
    for (const std::string& row : only_b) text += "\n  + " + row;
    return text;
  }
  return "more tables";
}

std::string World::FirstDifference() {
  const auto snapshot = *store_.OpenSnapshot();
  const auto report = reporting::AuditLedger(*snapshot, *catalog_);
  return report.ok() ? report->first_difference : report.status().ToString();
}

}  // namespace coalition::domain
