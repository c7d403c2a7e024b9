#include "tests/simulation/store_facts.h"

#include <set>
#include <string>
#include <utility>
#include <variant>

#include "tests/simulation/facts.h"
#include "tests/simulation/translation.h"

namespace coalition::simulation {
namespace {

std::string Name(const char* what, const domain::AccountKey& account) {
  return FactName(what, {NumberOf(account.member), account.currency.value()});
}

class Reader {
 public:
  Reader(store::LedgerSnapshot& snapshot, const domain::Catalog& catalog, Moment now)
      : snapshot_(snapshot), catalog_(catalog), now_(now) {}

  absl::StatusOr<Facts> Read() {
    ReadCatalog();
    for (const auto scan :
         {&Reader::ReadMembers, &Reader::ReadAccounts, &Reader::ReadMoney, &Reader::ReadHistory}) {
      if (absl::Status read = (this->*scan)(); !read.ok()) return read;
    }
    return std::move(facts_);
  }

 private:
  absl::Status ReadAccounts();
  absl::Status ReadMoney();
  absl::Status ReadMembers();
  absl::Status ReadHistory();
  void ReadCatalog();

  store::LedgerSnapshot& snapshot_;
  const domain::Catalog& catalog_;
  const Moment now_;
  Facts facts_;
  // Members whose day totals mean nothing any more.
  std::set<int> merged_;
};

absl::Status Reader::ReadAccounts() {
  absl::Status status = snapshot_.ScanLots([&](const auto& account, const domain::Lot& lot) {
    facts_[Name("lot", account) + " " + ToText(LotOf(lot.key))] =
        std::to_string(lot.points.value());
    return true;
  });
  status.Update(snapshot_.ScanAccounts([&](const auto& account, const auto& last) {
    facts_[Name("account", account)] = std::to_string(last.value());
    return true;
  }));
  status.Update(snapshot_.ScanHolds([&](const auto& account, const domain::Hold& hold) {
    if (hold.expires_at.micros > now_) {
      facts_[FactName("hold", {NumberOf(account.member), account.currency.value(),
                               hold.authorization.sequence.value()})] =
          HoldText(hold.expires_at.micros, LotsOf(hold.reserved));
    }
    return true;
  }));
  status.Update(snapshot_.ScanOutstanding([&](const auto& key, const auto& points) {
    if (points.value() != 0) {
      facts_[FactName("outstanding", {key.issuer.value(), key.currency.value()})] =
          std::to_string(points.value());
    }
    return true;
  }));
  status.Update(snapshot_.ScanCarries([&](const auto& key, const domain::Carries& carries) {
    for (const auto& [what, carry] :
         {std::pair("earn carry", carries.earn), std::pair("burn carry", carries.burn)}) {
      if (carry.numerator == 0) continue;
      facts_[FactName(what, {NumberOf(key.member), key.partner.value(), key.currency.value(),
                             key.from.value()})] =
          std::to_string(carry.numerator) + "/" + std::to_string(carry.denominator);
    }
    return true;
  }));
  return status;
}

absl::Status Reader::ReadMoney() {
  absl::Status status = snapshot_.ScanPositions(
      std::nullopt, [&](const domain::PositionKey& key, const domain::PositionTotal& total) {
        facts_[PositionName(key.window.value(), static_cast<int>(key.partner.value()),
                            std::string(key.currency.code()), static_cast<Type>(key.type),
                            static_cast<LegKind>(key.kind))] =
            PositionText(total.lines, total.points.value(), total.amount.value());
        return true;
      });
  status.Update(
      snapshot_.ScanSettlements(std::nullopt, [&](const domain::PartnerSettlement& settled) {
        facts_[FactName("settlement", {settled.window.value(), settled.partner.value()})] =
            SettlementText(settled.opening_residue.value(), settled.net.value(),
                           settled.net_minor_units, settled.closing_residue.value());
        return true;
      }));
  status.Update(snapshot_.ScanClosedTotals([&](const auto& partner, const auto& total) {
    if (total.value() != 0 && partner != domain::kNetwork) {
      facts_[FactName("closed total", {partner.value()})] = std::to_string(total.value());
    }
    return true;
  }));
  const domain::Date today = DateOf(domain::Moment{now_}, catalog_.network.time_zone);
  status.Update(snapshot_.ScanDayTotals([&](const auto& key, const domain::DayTotals& totals) {
    const bool none = totals.earned.value() == 0 && totals.burned.value() == 0;
    const bool merged = merged_.contains(NumberOf(key.member));
    if (totals.day == today && !none && !merged) {
      facts_[FactName("day", {NumberOf(key.member), key.partner.value(), key.currency.value()})] =
          std::to_string(totals.earned.value()) + "/" + std::to_string(totals.burned.value());
    }
    return true;
  }));
  constexpr domain::WindowId kBeyondAll(INT64_MAX);
  status.Update(snapshot_.ScanWindows(kBeyondAll, [&](const domain::Window& window) {
    facts_[FactName("window", {window.id.value()})] =
        WindowText(window.first.value(), window.end.value(), window.opened_at.micros,
                   window.closed_at ? window.closed_at->micros : 0, window.label);
    return true;
  }));
  return status;
}

absl::Status Reader::ReadMembers() {
  absl::Status status =
      snapshot_.ScanIdentifiers([&](const domain::Identifier& identifier, const auto& member) {
        facts_["identifier p" + std::to_string(identifier.partner.value()) + ":" + identifier.kind +
               "/" + identifier.value] = "m" + std::to_string(NumberOf(member));
        return true;
      });
  status.Update(snapshot_.ScanMembers(std::nullopt, [&](const domain::Member& member) {
    std::vector<int> merged;
    for (const domain::MemberId& other : member.merged) merged.push_back(NumberOf(other));
    if (member.merged_into) merged_.insert(NumberOf(member.id));
    facts_[FactName("member", {NumberOf(member.id)})] =
        MemberText(ViewOf(member), member.merged_into ? NumberOf(*member.merged_into) : 0, merged,
                   member.erased);
    return true;
  }));
  return status;
}

absl::Status Reader::ReadHistory() {
  const domain::Moment latest = snapshot_.lane().latest_at;
  if (latest > domain::kFirstMoment) {
    facts_["lane"] = "decided last at " + MomentText(latest.micros);
  }
  absl::Status status = snapshot_.ScanJournal({}, [&](const domain::Transaction& t) {
    facts_[FactName("journal", {t.id.sequence.value()})] = TextOf(t);
    return true;
  });
  status.Update(snapshot_.ScanReversals([&](const auto& id, const domain::ReversalState& r) {
    facts_[FactName("reversed", {id.sequence.value()})] = ReversedText(
        r.points.value(), r.partner_points.value(), r.amount.value(), r.carry_change,
        r.counterpart_points.value(), r.complete, r.closed_by ? r.closed_by->sequence.value() : 0);
    return true;
  }));
  status.Update(snapshot_.ScanOutcomes([&](const auto& key, const domain::StoredOutcome& outcome) {
    std::string text = kMade;
    if (const auto* id = std::get_if<domain::TransactionId>(&outcome.result)) {
      text = "#" + std::to_string(id->sequence.value());
    } else if (const auto* rejection = std::get_if<domain::Rejection>(&outcome.result)) {
      text = TextOf(*rejection);
    }
    facts_["outcome " + std::to_string(key.scope.value()) + ":" + key.request_id] = text;
    return true;
  }));
  status.Update(snapshot_.ScanAuditEvents(INT64_MAX, [&](const domain::AuditEvent& event) {
    // Only where the caller must say why is that the model's business.
    const bool says_why = event.action == "SuspendPartner" || event.action == "ResumePartner" ||
                          event.action == "MergeMembers" || event.action == "EraseMember" ||
                          event.action == "Adjust";
    // A merger names whom, too.
    const auto words = event.action == "MergeMembers" ? event.reason.find(": ") + 2 : 0;
    facts_[FactName("audit", {event.number})] =
        AuditText(event.at.micros, event.action, says_why ? event.reason.substr(words) : "");
    return true;
  }));
  return status;
}

void Reader::ReadCatalog() {
  for (const auto& [id, partner] : catalog_.partners()) {
    facts_[FactName("partner", {id.value()})] = TextOf(partner);
  }
  for (const auto& [id, currency] : catalog_.currencies()) {
    facts_[FactName("currency", {id.value()})] = currency.code;
  }
  const auto add = [&](const char* what, const auto& versions) {
    for (const auto& [key, all] : versions) {
      std::string text;
      for (const auto& one : all) text += MomentText(one.effective_from.micros) + " ";
      facts_[FactName(what, {key.first.value(), key.second.value()})] = text;
    }
  };
  add("rates", catalog_.rates());
  add("terms", catalog_.terms());
  add("conversion rates", catalog_.conversion_rates());
  for (const auto& [key, limits] : catalog_.limits()) {
    std::string text;
    for (const domain::Points limit :
         {limits.earn_per_transaction, limits.burn_per_transaction, limits.earn_per_member_day,
          limits.burn_per_member_day, limits.earn_per_partner_day, limits.burn_per_partner_day}) {
      text += std::to_string(limit.value()) + " ";
    }
    facts_[FactName("limits", {key.first.value(), key.second.value()})] = text;
  }
}

}  // namespace

absl::StatusOr<Facts> ReadFacts(store::LedgerSnapshot& snapshot, const domain::Catalog& catalog,
                                Moment now) {
  return Reader(snapshot, catalog, now).Read();
}

}  // namespace coalition::simulation
