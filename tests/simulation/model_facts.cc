// Everything that the model's ledger keeps, for comparison.
#include <algorithm>

#include "tests/simulation/facts.h"
#include "tests/simulation/model.h"

namespace coalition::simulation {

Facts Model::EverythingKept() const {
  Facts facts;
  AddAccountFacts(facts);
  AddMoneyFacts(facts);
  AddMemberFacts(facts);
  AddHistoryFacts(facts);
  AddCatalogFacts(facts);
  return facts;
}

void Model::AddAccountFacts(Facts& facts) const {
  std::map<std::pair<int, int>, Int> outstanding;
  for (const auto& [name, account] : accounts_) {
    const auto& [member, currency] = name;
    for (const auto& [lot, points] : account.lots) {
      facts[FactName("lot", {member, currency}) + " " + ToText(lot)] = std::to_string(points);
      outstanding[{lot.issuer, currency}] += points;
    }
    for (const auto& [authorization, hold] : account.holds) {
      if (hold.expires_at <= Now()) continue;
      facts[FactName("hold", {member, currency, authorization})] =
          HoldText(hold.expires_at, hold.reserved);
    }
  }
  for (const auto& [issuer, points] : outstanding) {
    if (points != 0) {
      facts[FactName("outstanding", {issuer.first, issuer.second})] = std::to_string(points);
    }
  }
  for (const auto& [name, carry] : carries_) {
    const auto& [member, partner, currency, from, burns] = name;
    if (carry.n == 0) continue;
    facts[FactName(burns ? "burn carry" : "earn carry", {member, partner, currency, from})] =
        std::to_string(carry.n) + "/" + std::to_string(carry.d);
  }
  for (const auto& [account, last] : last_) {
    facts[FactName("account", {account.first, account.second})] = std::to_string(last);
  }
}

void Model::AddMoneyFacts(Facts& facts) const {
  struct Total {
    Int lines = 0;
    Int points = 0;
    Int amount = 0;
  };
  std::map<std::string, Total> positions;
  std::map<int, Int> closed;
  std::map<std::string, std::pair<Int, Int>> days;
  const Int open = static_cast<Int>(windows_.size());
  for (const auto& entry : journal_) {
    const Transaction& t = entry->t;
    for (const Leg& leg : t.legs) {
      Total& total = positions[PositionName(t.window, leg.partner, leg.money, t.type, leg.kind)];
      total.lines += 1;
      total.points += leg.points;
      total.amount += leg.amount;
      if (t.window < open && leg.partner != 0) closed[leg.partner] += leg.amount;
    }
    const bool today = LocalDate(t.posted_at, settings_.zone) == LocalDate(Now(), settings_.zone);
    if (!entry->counted || !today) continue;
    Int points = t.points;
    for (const auto& [lot, reserved] : t.reserved) points -= reserved;
    for (const int member : {0, Survivor(t.member)}) {
      auto& [earned, burned] = days[FactName("day", {member, t.partner, t.currency})];
      earned += std::max<Int>(0, points);
      burned += std::max<Int>(0, -points);
    }
  }
  for (const auto& [name, total] : positions) {
    facts[name] = PositionText(total.lines, total.points, total.amount);
  }
  for (const auto& [partner, amount] : closed) {
    if (amount != 0) facts[FactName("closed total", {partner})] = std::to_string(amount);
  }
  for (const auto& [name, totals] : days) {
    if (totals.first == 0 && totals.second == 0) continue;
    facts[name] = std::to_string(totals.first) + "/" + std::to_string(totals.second);
  }
  for (const auto& [name, settled] : settlements_) {
    facts[FactName("settlement", {name.first, name.second})] =
        SettlementText(settled.opening, settled.net, settled.minor_units, settled.closing);
  }
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    const Window& window = windows_[i];
    facts[FactName("window", {static_cast<Int>(i) + 1})] =
        WindowText(window.first, window.end, window.opened_at, window.closed_at, window.label);
  }
}

void Model::AddMemberFacts(Facts& facts) const {
  for (const auto& [number, member] : members_) {
    MemberView view{number, {}, member.link_code, member.enrolled_at};
    for (const Known& known : member.identifiers) {
      view.identifiers.push_back(known.identifier);
      facts["identifier p" + std::to_string(known.identifier.partner) + ":" +
            known.identifier.name] = "m" + std::to_string(number);
    }
    facts[FactName("member", {number})] =
        MemberText(view, member.merged_into, member.merged, member.erased);
  }
}

void Model::AddHistoryFacts(Facts& facts) const {
  if (Now() != 0) facts["lane"] = "decided last at " + MomentText(Now());
  for (const auto& entry : journal_) {
    facts[FactName("journal", {entry->t.sequence})] = ToText(entry->t);
  }
  for (const auto& [sequence, r] : reversed_) {
    facts[FactName("reversed", {sequence})] =
        ReversedText(r.points, r.partner_points, r.amount, r.carry_change, r.counterpart_points,
                     r.complete, r.closed_by);
  }
  for (const auto& [name, outcome] : outcomes_) {
    facts[OutcomeName(name)] = outcome.rejected        ? outcome.text
                               : outcome.sequence != 0 ? "#" + std::to_string(outcome.sequence)
                                                       : kMade;
  }
  for (std::size_t i = 0; i < audit_.size(); ++i) {
    facts[FactName("audit", {static_cast<Int>(i) + 1})] =
        AuditText(audit_[i].at, audit_[i].action, audit_[i].words);
  }
}

void Model::AddCatalogFacts(Facts& facts) const {
  for (const auto& [number, unused] : partners_) {
    facts[FactName("partner", {number})] = PartnerText(number);
  }
  for (const auto& [number, currency] : currencies_) {
    facts[FactName("currency", {number})] = currency.code;
  }
  const auto add = [&](const char* what, const Versions& versions) {
    for (const auto& [key, all] : versions) {
      std::string text;
      for (const Dated& dated : all) text += MomentText(dated.from) + " ";
      if (!all.empty()) facts[FactName(what, {key.first, key.second})] = text;
    }
  };
  add("rates", rates_);
  add("terms", terms_);
  add("conversion rates", conversion_rates_);
  for (const auto& [key, limits] : limits_) {
    std::string text;
    for (const Int limit : limits) text += std::to_string(limit) + " ";
    facts[FactName("limits", {key.first, key.second})] = text;
  }
}

}  // namespace coalition::simulation
