#include "clients/replay/report.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"

#include "clients/coalitionctl/table.h"
#include "clients/replay/decimal.h"
#include "clients/replay/thousands.h"

namespace coalition::replay {
namespace {

using ctl::Table;

std::string Titled(const char* title, const Table& table) {
  return absl::StrCat("\n", title, "\n", ctl::ToText(table));
}

std::string RatioText(const Ratio& ratio) {
  return absl::StrCat(ratio.numerator, ":", ratio.denominator);
}

std::string FeeText(std::int64_t micros, std::int32_t ppm) {
  if (micros == 0 && ppm == 0) return "-";
  return absl::StrCat(MicrosText(micros), " + ", ppm, " ppm");
}

std::string ObligationText(const Statement& statement, const WindowBooks& books) {
  for (const Obligation& obligation : books.obligations) {
    const bool pays = obligation.payer_id == statement.partner_id;
    if (!pays && obligation.payee_id != statement.partner_id) continue;
    return absl::StrCat(
        pays ? "pays " : "is paid ",
        MinorUnitsText(obligation.amount_minor_units, obligation.minor_unit_exponent));
  }
  return "-";
}

void AddRow(const std::string& kind, const std::string& outcome, std::int64_t count, Table& table) {
  if (count != 0) table.rows.push_back({kind, outcome, Thousands(count)});
}

std::string StatementsText(const std::vector<WindowBooks>& windows) {
  Table table{{{"window", true},
               {"label"},
               {"partner"},
               {"lines", true},
               {"opening", true},
               {"net", true},
               {"currency"},
               {"obligation"},
               {"residue", true}},
              {}};
  for (const WindowBooks& books : windows) {
    for (const Statement& statement : books.statements) {
      if (statement.line_count == 0 && statement.net_micros == 0) continue;
      table.rows.push_back(
          {std::to_string(books.window.window_id), books.window.label, statement.partner_id,
           Thousands(statement.line_count), MicrosText(statement.opening_residue_micros),
           MicrosText(statement.net_micros), statement.currency_code,
           ObligationText(statement, books), MicrosText(statement.closing_residue_micros)});
    }
  }
  return Titled("Statements (positive: owed to the partner)", table);
}

std::string PositionsText(const std::vector<WindowBooks>& windows) {
  Table table{{{"window", true},
               {"label"},
               {"currency"},
               {"partners", true},
               {"network", true},
               {"sum", true}},
              {}};
  for (const WindowBooks& books : windows) {
    for (const auto& [currency, sums] : SumPositions(books)) {
      if (sums == PositionSums{}) continue;
      table.rows.push_back({std::to_string(books.window.window_id), books.window.label, currency,
                            MicrosText(sums.partners_micros), MicrosText(sums.network_micros),
                            MicrosText(sums.partners_micros + sums.network_micros)});
    }
  }
  return Titled("Positions", table);
}

}  // namespace

std::string PartnersText(const std::vector<JoinedPartner>& partners) {
  Table table{{{"partner"},
               {"settles in"},
               {"per GBP", true},
               {"earn", true},
               {"burn", true},
               {"rounding"},
               {"issue price", true},
               {"redemption price", true},
               {"charge"},
               {"pending days", true},
               {"valid months", true},
               {"earn fee", true},
               {"burn fee", true}},
              {}};
  for (const JoinedPartner& joined : partners) {
    const auto& [partner, rate, terms] = joined;
    table.rows.push_back(
        {partner.partner_id, partner.settlement_currency,
         rate.purchase ? RatioText(rate.purchase->partner_points_per_unit) : "-",
         RatioText(rate.earn), RatioText(rate.burn),
         std::string(coalition::ToString(rate.rounding)), MicrosText(terms.issue_price_micros),
         MicrosText(terms.redemption_price_micros), std::string(coalition::ToString(terms.charge)),
         std::to_string(terms.pending_days), std::to_string(terms.valid_months),
         FeeText(terms.fees.earn_fee_micros, terms.fees.earn_fee_ppm),
         FeeText(terms.fees.burn_fee_micros, terms.fees.burn_fee_ppm)});
  }
  return Titled(
      "Partners (`per GBP`: partner points per pound; `earn`, `burn`: currency points per partner\n"
      "point; prices per 1,000 currency points, in the partner's own currency)",
      table);
}

std::string FileText(const InvoiceFile& file) {
  Table table{{{"rows of the file"}, {"rows", true}, {"invoices", true}, {"first line", true}}, {}};
  table.rows.push_back({"reported", Thousands(file.reported_rows),
                        Thousands(static_cast<std::int64_t>(file.invoices.size())), ""});
  for (const auto& [reason, skipped] : file.skipped) {
    table.rows.push_back({absl::StrCat("skipped: ", std::string(ToString(reason))),
                          Thousands(skipped.rows), Thousands(skipped.invoices), ""});
  }
  for (const auto& [reason, malformed] : file.malformed) {
    table.rows.push_back({absl::StrCat("malformed: ", reason), Thousands(malformed.rows), "",
                          Thousands(malformed.first_line)});
  }
  table.rows.push_back({"all", Thousands(file.rows), "", ""});
  return Titled("File", table);
}

std::string TallyText(const Tally& tally) {
  Table table{{{"command"}, {"outcome"}, {"count", true}}, {}};
  for (const auto& [kind, outcomes] : tally.commands) {
    const std::string name(ToString(kind));
    AddRow(name, "accepted", outcomes.accepted, table);
    AddRow(name, "replayed", outcomes.replayed, table);
    for (const auto& [reason, count] : outcomes.rejected) {
      AddRow(name, "rejected: " + reason, count, table);
    }
    for (const auto& [reason, count] : outcomes.failed) {
      AddRow(name, "FAILED: " + reason, count, table);
    }
  }
  const std::string not_sent = "not sent: ";
  AddRow("earn or reverse", not_sent + "the shopper is no member", tally.invoices_without_member,
         table);
  AddRow("burn", not_sent + "a third of the balance is nothing", tally.burns_without_points, table);
  AddRow("burn", not_sent + "there is no other partner", tally.burns_without_other_partner, table);
  AddRow("reverse", "unmatched credit note lines", tally.unmatched_lines, table);
  AddRow("reverse", "unmatched units", tally.unmatched_units, table);
  return Titled("Commands", table);
}

std::string SettlementText(const std::vector<WindowBooks>& windows) {
  return StatementsText(windows) + PositionsText(windows);
}

std::string VerificationText(const LedgerVerification& verification) {
  if (!verification.ok) return "VerifyLedger: NOT ok: " + verification.first_difference + "\n";
  return absl::StrCat("VerifyLedger: ok (", Thousands(verification.transactions), " transactions, ",
                      Thousands(verification.members), " members, ", Thousands(verification.lots),
                      " lots, ", Thousands(verification.positions), " positions, ",
                      Thousands(verification.windows), " windows)\n");
}

}  // namespace coalition::replay
