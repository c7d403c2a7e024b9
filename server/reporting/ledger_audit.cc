#include "server/reporting/ledger_audit.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace coalition::reporting {
namespace {

using domain::Transaction;

std::string Describe(const domain::PositionKey& key) {
  return absl::StrCat("position of partner ", key.partner.value(), " in window ",
                      key.window.value(), ", type ", static_cast<int>(key.type), ", leg ",
                      static_cast<int>(key.kind));
}

std::string Describe(const domain::AccountKey& key) {
  return absl::StrCat("account of member ", key.member.ToString(), " in currency ",
                      key.currency.value());
}

class Audit {
 public:
  Audit(store::LedgerSnapshot& snapshot, const domain::Catalog& catalog)
      : snapshot_(snapshot), catalog_(catalog) {}

  absl::StatusOr<AuditReport> Run() {
    using Step = absl::Status (Audit::*)();
    static constexpr Step kSteps[] = {
        &Audit::ReadWindows,      &Audit::PlayJournal,     &Audit::CompareLots,
        &Audit::CompareAccounts,  &Audit::CompareCarries,  &Audit::CompareOutstanding,
        &Audit::CompareReversals, &Audit::CompareOutcomes, &Audit::ComparePartnerJournals,
        &Audit::ComparePositions, &Audit::CompareMembers,  &Audit::CompareSettlements};
    for (const Step step : kSteps) {
      if (absl::Status done = (this->*step)(); !done.ok()) return done;
      if (!report_.ok()) break;
    }
    return report_;
  }

 private:
  struct PartnerTransactions {
    // That it reported, or has a leg in.
    std::int64_t all = 0;
    std::int64_t reported = 0;
  };

  // Notes the first difference; false, so that a scan ends with it.
  bool Differs(std::string what) {
    if (report_.ok()) report_.first_difference = std::move(what);
    return false;
  }

  absl::Status ReadWindows() {
    absl::Status scanned =
        snapshot_.ScanWindows(domain::WindowId(INT64_MAX), [&](const domain::Window& window) {
          windows_.emplace(window.id, window);
          ++report_.windows;
          return true;
        });
    if (scanned.ok()) CheckWindows();
    return scanned;
  }

  // One follows the other from the journal's beginning on, and only the last is open.
  void CheckWindows() {
    domain::WindowId id(1);
    domain::Sequence first(1);
    const domain::Window& open = snapshot_.lane().open_window;
    for (const auto& [stored_id, window] : windows_) {
      const bool is_last = report_.windows == id.value();
      const bool ends = is_last ? window.end == domain::kNoSequence : window.end >= window.first;
      if (stored_id != id || window.first != first || window.IsOpen() != is_last || !ends) {
        Differs(absl::StrCat("window ", stored_id.value(), " does not follow the one before it"));
      }
      id = domain::WindowId(id.value() + 1);
      first = window.end;
    }
    const auto last = windows_.find(open.id);
    if (id.value() != open.id.value() + 1 || last == windows_.end() ||
        last->second.first != open.first) {
      Differs("the lane's open window is not the last one");
    }
  }

  absl::Status PlayJournal() {
    absl::Status scanned = snapshot_.ScanJournal({}, [&](const Transaction& t) {
      ++report_.transactions;
      return Play(t);
    });
    const std::int64_t next = snapshot_.lane().next_sequence.value();
    if (scanned.ok() && report_.ok() && next != report_.transactions + 1) {
      Differs(absl::StrCat("the lane's next sequence is ", next, " after ", report_.transactions,
                           " transactions"));
    }
    return scanned;
  }

  bool Play(const Transaction& t) {
    const std::string name = "transaction " + t.id.ToString();
    if (t.id.sequence.value() != report_.transactions) {
      return Differs(absl::StrCat(name, " follows ", report_.transactions - 1, " others"));
    }
    const auto window = windows_.find(t.window);
    if (window == windows_.end() || t.id.sequence < window->second.first ||
        (!window->second.IsOpen() && t.id.sequence >= window->second.end)) {
      return Differs(absl::StrCat(name, " is outside its window ", t.window.value()));
    }
    requests_.emplace(domain::RequestKey{t.partner, t.request_id}, t.id);
    return PlayPoints(t, name) && PlayCarry(t, name) && PlayMoney(t, name) && PlayReversal(t, name);
  }

  bool PlayPoints(const Transaction& t, const std::string& name) {
    const domain::AccountKey key{t.member, t.currency};
    auto [entry, is_new] = accounts_.try_emplace(
        key, domain::Account(key, std::vector<domain::Lot>{}, domain::kNoSequence));
    domain::Account& account = entry->second;
    if (t.previous != account.last_transaction()) {
      return Differs(name + " does not follow its account's last transaction");
    }
    domain::Points moved;
    for (const domain::LotMovement& movement : t.lots) {
      account.Apply(movement);
      outstanding_[{movement.lot.issuer, t.currency}] += movement.points;
      moved += movement.points;
    }
    if (moved != t.points) return Differs(name + ": its lot movements are not its points");
    account.set_last_transaction(t.id.sequence);
    const domain::Date date = domain::DateOf(t.event_time, catalog_.network.time_zone);
    if (account.BalanceAt(date) != t.balance_after) {
      return Differs(name + ": the balance after it differs");
    }
    return true;
  }

  bool PlayCarry(const Transaction& t, const std::string& name) {
    domain::Carries& carries = carries_[{t.member, t.partner, t.currency}];
    if (!t.conversion || !t.conversion->carry_after) return true;
    const bool earns = t.type == domain::TransactionType::kEarn ||
                       (t.original && t.original_type == domain::TransactionType::kEarn);
    domain::Carry& carry = earns ? carries.earn : carries.burn;
    const domain::Carry& after = *t.conversion->carry_after;
    const auto before = domain::Rescale(carry, after.denominator);
    if (!before || before->numerator + t.conversion->carry_change != after.numerator) {
      return Differs(name + ": its carry does not follow from the one before");
    }
    carry = after;
    return true;
  }

  bool PlayMoney(const Transaction& t, const std::string& name) {
    std::map<domain::MoneyCurrency, domain::Micros> sums;
    absl::flat_hash_set<domain::PartnerId> partners{t.partner};
    for (const domain::MoneyLeg& leg : t.legs) {
      sums[leg.money.currency] += leg.money.amount;
      if (leg.partner != domain::kNetwork) partners.insert(leg.partner);
      domain::PositionTotal& total =
          positions_[{t.window, leg.partner, leg.money.currency, t.type, leg.kind}];
      ++total.lines;
      total.points += leg.points;
      total.amount += leg.money.amount;
    }
    for (const auto& [currency, sum] : sums) {
      if (sum != domain::Micros(0)) return Differs(name + ": its money does not sum to zero");
    }
    for (const domain::PartnerId partner : partners) ++partner_transactions_[partner].all;
    ++partner_transactions_[t.partner].reported;
    return true;
  }

  bool PlayReversal(const Transaction& t, const std::string& name) {
    if (!t.original) return true;
    if (t.original->sequence >= t.id.sequence) return Differs(name + " reverses a later one");
    domain::ReversalState& reversed = reversed_[*t.original];
    const domain::Points points = t.points < domain::Points(0) ? -t.points : t.points;
    reversed.points += points + t.not_recovered;
    reversed.partner_points += t.partner_points;
    return true;
  }

  absl::Status CompareLots() {
    absl::flat_hash_map<domain::AccountKey, std::vector<domain::Lot>> stored;
    absl::Status scanned =
        snapshot_.ScanLots([&](const domain::AccountKey& key, const domain::Lot& lot) {
          stored[key].push_back(lot);
          ++report_.lots;
          return true;
        });
    if (!scanned.ok()) return scanned;
    for (auto& [key, account] : accounts_) {
      const domain::Account kept(key, std::move(stored[key]), domain::kNoSequence);
      if (kept.lots() != account.lots()) Differs("lots in the " + Describe(key));
      stored.erase(key);
    }
    for (const auto& [key, lots] : stored) Differs("lots without transactions: " + Describe(key));
    return absl::OkStatus();
  }

  absl::Status CompareAccounts() {
    return CompareKept<domain::AccountKey, domain::Sequence>(
        accounts_, [](const domain::Account& account) { return account.last_transaction(); },
        [&](auto visit) { return snapshot_.ScanAccounts(visit); }, "last transactions of accounts");
  }

  absl::Status CompareCarries() {
    absl::erase_if(carries_, [](const auto& kept) { return kept.second == domain::Carries{}; });
    return CompareKept<domain::CarryKey, domain::Carries>(
        carries_, [](const domain::Carries& carries) { return carries; },
        [&](auto visit) { return snapshot_.ScanCarries(visit); }, "carries");
  }

  absl::Status CompareOutstanding() {
    return CompareKept<domain::OutstandingKey, domain::Points>(
        outstanding_, [](domain::Points points) { return points; },
        [&](auto visit) { return snapshot_.ScanOutstanding(visit); }, "outstanding points");
  }

  // `expected`, through `value_of`, must hold exactly the rows of `scan`.
  template <typename K, typename V, typename Expected, typename ValueOf, typename Scan>
  absl::Status CompareKept(const Expected& expected, ValueOf value_of, Scan scan,
                           const std::string& what) {
    std::size_t rows = 0;
    absl::Status scanned = scan([&](const K& key, const V& value) {
      ++rows;
      const auto entry = expected.find(key);
      if (entry == expected.end() || !(value_of(entry->second) == value)) {
        return Differs(absl::StrCat(what, " differ from the journal's"));
      }
      return true;
    });
    if (scanned.ok() && report_.ok() && rows != expected.size()) {
      Differs(absl::StrCat(what, ": ", rows, " rows where the journal makes ", expected.size()));
    }
    return scanned;
  }

  absl::Status CompareReversals() {
    std::size_t rows = 0;
    absl::Status scanned = snapshot_.ScanReversals(
        [&](const domain::TransactionId& id, const domain::ReversalState& state) {
          ++rows;
          const auto expected = reversed_.find(id);
          if (expected == reversed_.end() || expected->second.points != state.points ||
              expected->second.partner_points != state.partner_points) {
            return Differs("what was reversed of transaction " + id.ToString());
          }
          return true;
        });
    if (scanned.ok() && report_.ok() && rows != reversed_.size()) {
      Differs("reversed transactions that the store does not know");
    }
    return scanned;
  }

  absl::Status CompareOutcomes() {
    std::size_t posted = 0;
    absl::Status scanned = snapshot_.ScanOutcomes(
        [&](const domain::RequestKey& key, const domain::StoredOutcome& outcome) {
          const auto* id = std::get_if<domain::TransactionId>(&outcome.result);
          if (id == nullptr) return true;
          ++posted;
          const auto expected = requests_.find(key);
          if (expected == requests_.end() || expected->second != *id) {
            return Differs("the outcome of request " + key.request_id);
          }
          return true;
        });
    const auto transactions = static_cast<std::size_t>(report_.transactions);
    if (scanned.ok() && report_.ok() &&
        (posted != transactions || requests_.size() != transactions)) {
      Differs("transactions without a request id of their own");
    }
    return scanned;
  }

  absl::Status ComparePartnerJournals() {
    for (const auto& [id, partner] : catalog_.partners()) {
      for (const bool reported_only : {false, true}) {
        absl::Status scanned = ComparePartnerJournal(partner, reported_only);
        if (!scanned.ok()) return scanned;
      }
    }
    return absl::OkStatus();
  }

  // As many different transactions as there are, and all of the partner's.
  absl::Status ComparePartnerJournal(const domain::Partner& partner, bool reported_only) {
    std::int64_t rows = 0;
    domain::Sequence last = domain::kNoSequence;
    absl::Status scanned =
        snapshot_.ScanPartnerJournal(partner.id, reported_only, {}, [&](const Transaction& t) {
          ++rows;
          const bool follows = t.id.sequence > last;
          last = t.id.sequence;
          return (follows && HasPart(partner.id, t, reported_only)) ||
                 Differs("the journal of partner " + partner.handle);
        });
    const PartnerTransactions& expected = partner_transactions_[partner.id];
    if (scanned.ok() && rows != (reported_only ? expected.reported : expected.all)) {
      Differs("the journal of partner " + partner.handle);
    }
    return scanned;
  }

  static bool HasPart(domain::PartnerId partner, const Transaction& t, bool reported_only) {
    return t.partner == partner || (!reported_only && std::any_of(t.legs.begin(), t.legs.end(),
                                                                  [&](const domain::MoneyLeg& leg) {
                                                                    return leg.partner == partner;
                                                                  }));
  }

  absl::Status ComparePositions() {
    absl::flat_hash_set<domain::PositionKey> seen;
    absl::Status scanned = snapshot_.ScanPositions(
        std::nullopt, [&](const domain::PositionKey& key, const domain::PositionTotal& total) {
          ++report_.positions;
          seen.insert(key);
          const auto expected = positions_.find(key);
          if (expected == positions_.end() || expected->second != total) {
            return Differs(Describe(key));
          }
          return true;
        });
    if (scanned.ok() && report_.ok() && seen.size() != positions_.size()) {
      Differs("positions that the store does not know");
    }
    if (scanned.ok()) CheckPositionsSumToZero();
    return scanned;
  }

  void CheckPositionsSumToZero() {
    std::map<std::pair<domain::WindowId, domain::MoneyCurrency>, domain::Wide> sums;
    for (const auto& [key, total] : positions_) {
      sums[{key.window, key.currency}] += total.amount.value();
    }
    for (const auto& [key, sum] : sums) {
      if (sum != 0) {
        Differs(absl::StrCat("positions of window ", key.first.value(), " do not sum to zero"));
      }
    }
  }

  absl::Status CompareMembers() {
    absl::flat_hash_map<domain::Identifier, domain::MemberId> named;
    absl::Status scanned = snapshot_.ScanMembers([&](const domain::Member& member) {
      ++report_.members;
      for (const domain::Identifier& identifier : member.identifiers) {
        if (!named.emplace(identifier, member.id).second) {
          return Differs("two members have one identifier: " + member.id.ToString());
        }
      }
      return true;
    });
    if (!scanned.ok() || !report_.ok()) return scanned;
    return CompareKept<domain::Identifier, domain::MemberId>(
        named, [](const domain::MemberId& id) { return id; },
        [&](auto visit) { return snapshot_.ScanIdentifiers(visit); }, "identifiers");
  }

  // Settles every closed window again, in order, from the journal's positions.
  absl::Status CompareSettlements() {
    std::map<std::pair<domain::WindowId, domain::PartnerId>, domain::PartnerSettlement> expected;
    std::map<domain::PartnerId, domain::Micros> residues;
    for (const auto& [id, window] : windows_) {
      if (window.IsOpen()) continue;
      std::map<domain::PartnerId, domain::Micros> totals;
      for (const auto& [key, total] : positions_) {
        if (key.window == id && key.partner != domain::kNetwork) {
          totals[key.partner] += total.amount;
        }
      }
      for (const auto& [partner, residue] : residues) {
        if (residue != domain::Micros(0)) totals.try_emplace(partner);
      }
      for (const auto& [partner, total] : totals) {
        const auto settled =
            domain::Settle(id, partner, catalog_.GetPartner(partner).settlement_currency,
                           residues[partner], total);
        if (!settled) return absl::DataLossError("a settlement does not fit in 64 bits");
        residues[partner] = settled->closing_residue;
        expected.emplace(std::pair(id, partner), *settled);
      }
    }
    std::size_t rows = 0;
    absl::Status scanned =
        snapshot_.ScanSettlements(std::nullopt, [&](const domain::PartnerSettlement& settlement) {
          ++rows;
          const auto same = expected.find({settlement.window, settlement.partner});
          if (same == expected.end() || same->second != settlement) {
            return Differs(absl::StrCat("settlement of window ", settlement.window.value(),
                                        " with partner ", settlement.partner.value()));
          }
          return true;
        });
    if (scanned.ok() && report_.ok() && rows != expected.size()) {
      Differs("settlements that the store does not know");
    }
    return scanned;
  }

  store::LedgerSnapshot& snapshot_;
  const domain::Catalog& catalog_;
  AuditReport report_;
  std::map<domain::WindowId, domain::Window> windows_;
  absl::flat_hash_map<domain::AccountKey, domain::Account> accounts_;
  absl::flat_hash_map<domain::CarryKey, domain::Carries> carries_;
  absl::flat_hash_map<domain::OutstandingKey, domain::Points> outstanding_;
  absl::flat_hash_map<domain::PositionKey, domain::PositionTotal> positions_;
  absl::flat_hash_map<domain::PartnerId, PartnerTransactions> partner_transactions_;
  absl::flat_hash_map<domain::TransactionId, domain::ReversalState> reversed_;
  absl::flat_hash_map<domain::RequestKey, domain::TransactionId> requests_;
};

}  // namespace

absl::StatusOr<AuditReport> AuditLedger(store::LedgerSnapshot& snapshot,
                                        const domain::Catalog& catalog) {
  return Audit(snapshot, catalog).Run();
}

}  // namespace coalition::reporting
