// Positions, settlements and what windows closed with.
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"

#include "server/reporting/kept_audit.h"

namespace coalition::reporting {
namespace {

using domain::Micros;
using domain::PartnerId;
using domain::PartnerSettlement;
using domain::PositionKey;
using domain::PositionTotal;
using domain::Wide;
using domain::WindowId;

std::string Describe(const PositionKey& key) {
  return absl::StrCat("position of partner ", key.partner.value(), " in window ",
                      key.window.value(), ", type ", static_cast<int>(key.type), ", leg ",
                      static_cast<int>(key.kind));
}

void CheckPositionsSumToZero(const Books& books, AuditReport& report) {
  std::map<std::pair<WindowId, domain::MoneyCurrency>, Wide> sums;
  for (const auto& [key, total] : books.positions) {
    sums[{key.window, key.currency}] += total.amount.value();
  }
  for (const auto& [key, sum] : sums) {
    if (sum != 0) {
      Differs(report,
              absl::StrCat("positions of window ", key.first.value(), " do not sum to zero"));
    }
  }
}

absl::Status AuditPositions(const KeptAndBooks& both, AuditReport& report) {
  const auto& expected = both.books.positions;
  std::size_t rows = 0;
  absl::Status scanned = both.snapshot.ScanPositions(std::nullopt, [&](const PositionKey& key,
                                                                       const PositionTotal& total) {
    ++rows;
    ++report.positions;
    const auto entry = expected.find(key);
    return (entry != expected.end() && entry->second == total) || Differs(report, Describe(key));
  });
  if (scanned.ok() && report.ok() && rows != expected.size()) {
    Differs(report, "positions that the store does not know");
  }
  if (scanned.ok()) CheckPositionsSumToZero(both.books, report);
  return scanned;
}

// Closes every window again, in order, with the journal's positions.
class Closings {
 public:
  explicit Closings(const KeptAndBooks& both) : both_(both) {
    for (const auto& [key, total] : both.books.positions) {
      if (key.partner != domain::kNetwork) {
        totals_[key.window][key.partner] += total.amount.value();
      }
    }
  }

  // False when a settlement does not fit.
  bool Close(WindowId id) {
    std::map<PartnerId, Wide>& totals = totals_[id];
    for (const auto& [partner, residue] : residues_) {
      if (residue != Micros(0)) totals.try_emplace(partner);
    }
    for (const auto& [partner, total] : totals) {
      if (!Settle(id, partner, total)) return false;
    }
    return true;
  }

  std::map<std::pair<WindowId, PartnerId>, PartnerSettlement> settlements;
  // Over all windows; none of 0.
  std::map<PartnerId, Micros> closed_totals;

 private:
  bool Settle(WindowId id, PartnerId partner, Wide total) {
    const auto whole = domain::DivideRounded(total, 1, domain::RoundTo::kFloor);
    const auto closed =
        whole ? Plus(closed_totals[partner], Micros(*whole)) : std::optional<Micros>();
    if (!closed) return false;
    const auto settled =
        domain::Settle(id, partner, both_.catalog.GetPartner(partner).settlement_currency,
                       residues_[partner], Micros(*whole));
    if (!settled) return false;
    residues_[partner] = settled->closing_residue;
    settlements.emplace(std::pair(id, partner), *settled);
    closed_totals[partner] = *closed;
    return true;
  }

  const KeptAndBooks& both_;
  std::map<WindowId, std::map<PartnerId, Wide>> totals_;
  std::map<PartnerId, Micros> residues_;
};

absl::Status AuditSettlements(const KeptAndBooks& both, const Closings& expected,
                              AuditReport& report) {
  std::size_t rows = 0;
  absl::Status scanned =
      both.snapshot.ScanSettlements(std::nullopt, [&](const PartnerSettlement& settlement) {
        ++rows;
        const auto same = expected.settlements.find({settlement.window, settlement.partner});
        return (same != expected.settlements.end() && same->second == settlement) ||
               Differs(report, absl::StrCat("settlement of window ", settlement.window.value(),
                                            " with partner ", settlement.partner.value()));
      });
  if (scanned.ok() && report.ok() && rows != expected.settlements.size()) {
    Differs(report, "settlements that the store does not know");
  }
  return scanned;
}

// No row is the same as 0.
absl::Status AuditClosedTotals(const KeptAndBooks& both, const Closings& expected,
                               AuditReport& report) {
  std::map<PartnerId, Micros> totals = expected.closed_totals;
  std::erase_if(totals, [](const auto& entry) { return entry.second == Micros(0); });
  return CompareRows(
      totals,
      [&](auto visit) {
        return both.snapshot.ScanClosedTotals([&](const PartnerId& partner, const Micros& total) {
          return total == Micros(0) || visit(partner, total);
        });
      },
      [](Micros a, Micros b) { return a == b; }, "totals of closed windows", report);
}

}  // namespace

absl::Status AuditSettlement(const KeptAndBooks& both, AuditReport& report) {
  if (absl::Status done = AuditPositions(both, report); !done.ok() || !report.ok()) return done;
  Closings expected(both);
  for (const auto& [id, window] : both.windows) {
    if (!window.IsOpen() && !expected.Close(id)) {
      Differs(report, absl::StrCat("window ", id.value(), " comes to more than there can be"));
      return absl::OkStatus();
    }
  }
  absl::Status done = AuditSettlements(both, expected, report);
  if (!done.ok() || !report.ok()) return done;
  return AuditClosedTotals(both, expected, report);
}

}  // namespace coalition::reporting
