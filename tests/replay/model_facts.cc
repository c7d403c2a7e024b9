// What the model says, in the words of ledger_facts.h.
#include <sstream>

#include "tests/replay/ledger_facts.h"
#include "tests/replay/model.h"

namespace coalition::replay_model {
namespace {

std::string TextOf(const Integer& value) { return value.str(); }

}  // namespace

std::string Model::BalanceOn(const std::string& customer, Date today) const {
  const Member& member = members_.at(customer);
  Integer pending = 0;
  std::map<Date, Integer> expiring;
  for (const auto& [name, held] : member.lots) {
    if (held <= 0 || name.expires_on <= today) continue;
    if (name.available_on > today) pending += held;
    expiring[name.expires_on] += held;
  }
  std::string next = "nothing";
  if (!expiring.empty()) {
    next = TextOf(expiring.begin()->second) + " on " + DateText(expiring.begin()->first);
  }
  return BalanceText(TextOf(Available(member, today)), TextOf(pending), "0", next);
}

Facts Model::LedgerFacts() const {
  Facts facts;
  std::map<std::pair<std::string, std::string>, std::pair<Integer, Integer>> liabilities;
  std::map<std::pair<std::string, std::string>, int> liability_lots;
  for (const auto& [customer, member] : members_) {
    std::string lots;
    for (const auto& [name, held] : member.lots) {
      if (held == 0) continue;
      const std::string& issuer = SettingsOf(name.issuer).partner_id;
      lots += LotText(issuer, name.terms_version, DateText(name.available_on),
                      DateText(name.expires_on), TextOf(held));
      const Date last = name.expires_on - std::chrono::days(1);
      const std::pair key(issuer, DateText(last).substr(0, 7));
      (held > 0 ? liabilities[key].first : liabilities[key].second) += held;
      ++liability_lots[key];
    }
    facts[LotsName(customer)] = lots;
    for (const auto& [partner, carry] : member.carry) {
      if (carry != 0) facts[CarryName(customer, SettingsOf(partner).partner_id)] = carry.str();
    }
    std::set<std::string> known_to;
    for (const std::size_t partner : member.known_to) {
      known_to.insert(SettingsOf(partner).partner_id);
    }
    std::string partners;
    for (const std::string& partner_id : known_to) partners += partner_id + " ";
    facts[KnownToName(customer)] = partners;
  }
  for (const auto& [key, points] : liabilities) {
    facts[LiabilityName(key.first, key.second)] =
        LiabilityText(TextOf(points.first), TextOf(points.second), liability_lots.at(key));
  }
  for (const auto& [window, label] : closed_labels_) {
    const auto count = transactions_.find(window);
    facts[WindowName(window)] =
        WindowText("CLOSED", label, count == transactions_.end() ? 0 : count->second);
  }

  std::map<std::string, Total> positions;
  std::map<std::string, Integer> nets;
  for (const auto& [name, total] : totals_) {
    const auto& [window, partner, currency, type, kind] = name;
    Total& position = positions[PositionName(window, partner, currency, kind)];
    position.lines += total.lines;
    position.points += total.points;
    position.micros += total.micros;
    nets[PositionName(window, partner, currency, "net")] += total.micros;
    if (partner.empty()) continue;
    facts[StatementName(window, partner, type, kind)] =
        TotalText(TextOf(total.lines), TextOf(total.points), TextOf(total.micros));
  }
  for (const auto& [name, total] : positions) {
    facts[name] = TotalText(TextOf(total.lines), TextOf(total.points), TextOf(total.micros));
  }
  for (const auto& [name, net] : nets) {
    if (net != 0) facts[name] = TextOf(net);
  }
  for (const auto& [key, settled] : settled_) {
    const auto& [window, partner] = key;
    const PartnerSettings& settings = SettingsOf(partner);
    if (settled.opening == 0 && settled.net == 0) continue;
    facts[StatementName(window, settings.partner_id, "all", "all")] =
        StatementText(settings.money, TextOf(settled.opening), TextOf(settled.net),
                      TextOf(settled.minor_units), TextOf(settled.closing));
    if (settled.minor_units == 0) continue;
    const bool pays = settled.minor_units < 0;
    facts[ObligationName(window, settings.partner_id)] =
        ObligationText(pays ? "pays" : "is paid", TextOf(abs(settled.minor_units)), settings.money,
                       settings.minor_unit_exponent);
  }
  return facts;
}

}  // namespace coalition::replay_model
