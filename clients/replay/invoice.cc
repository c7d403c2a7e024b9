#include "clients/replay/invoice.h"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/replay/csv.h"
#include "clients/replay/partner_profile.h"

namespace coalition::replay {
namespace {

using InvoiceKey = std::tuple<std::string, std::string, std::string>;

InvoiceKey KeyOf(const InvoiceLine& line) {
  return {line.invoice_no, line.customer_id, line.country};
}

std::optional<SkipReason> WhySkipped(const InvoiceLine& line) {
  const bool credit_note = line.invoice_no.starts_with('C');
  if (line.invoice_no.starts_with('A')) return SkipReason::kAdjustment;
  if (line.customer_id.empty()) return SkipReason::kNoAccount;
  if (!credit_note && line.quantity <= 0) return SkipReason::kNotASale;
  if (credit_note && line.quantity >= 0) return SkipReason::kNotAReturn;
  if (line.unit_price_micros < 0) return SkipReason::kNegativePrice;
  return std::nullopt;
}

// Puts rows together, one after the other.
class InvoiceGatherer {
 public:
  explicit InvoiceGatherer(InvoiceFile& file) : file_(file) {}

  // Whether the row goes on with the invoice of the row before it.
  bool Continues(const InvoiceLine& line) const { return KeyOf(line) == key_; }

  void Add(const InvoiceLine& line) {
    const std::size_t country = CountryIndex(line.country);
    if (!Continues(line)) Begin(line, country);
    if (const auto reason = WhySkipped(line)) return Skip(*reason);
    const std::int64_t micros = std::abs(line.quantity) * line.unit_price_micros;
    if (invoice_.lines.size() == kInvoiceLinesMax || micros > kInvoiceMicrosMax - invoice_.micros) {
      Begin(line, country);
    }
    invoice_.lines.push_back({line.stock_code, std::abs(line.quantity), line.unit_price_micros});
    invoice_.micros += micros;
    ++file_.reported_rows;
  }

  void End() {
    if (invoice_.lines.empty()) return;
    invoice_.part = ++parts_[{invoice_.invoice_no, invoice_.customer_id}];
    file_.invoices.push_back(std::move(invoice_));
    invoice_ = {};
  }

 private:
  void Begin(const InvoiceLine& line, std::size_t country) {
    End();
    key_ = KeyOf(line);
    skipped_here_.clear();
    invoice_ = {};
    invoice_.kind =
        line.invoice_no.starts_with('C') ? InvoiceKind::kCreditNote : InvoiceKind::kPurchase;
    invoice_.invoice_no = line.invoice_no;
    invoice_.customer_id = line.customer_id;
    invoice_.country = country;
    invoice_.countries_seen = file_.countries.size();
    invoice_.time = line.invoice_time;
  }

  void Skip(SkipReason reason) {
    SkippedRows& skipped = file_.skipped[reason];
    ++skipped.rows;
    if (skipped_here_.insert(reason).second) ++skipped.invoices;
  }

  std::size_t CountryIndex(const std::string& country) {
    const auto [found, is_new] =
        countries_.try_emplace(PartnerIdOf(country), file_.countries.size());
    if (is_new) file_.countries.push_back(country);
    return found->second;
  }

  InvoiceFile& file_;
  InvoiceKey key_;
  Invoice invoice_;
  std::set<SkipReason> skipped_here_;
  // By partner id.
  std::map<std::string, std::size_t> countries_;
  std::map<std::pair<std::string, std::string>, int> parts_;
};

}  // namespace

std::string_view ToString(SkipReason reason) {
  switch (reason) {
    case SkipReason::kNoAccount:
      return "shopper without an account";
    case SkipReason::kAdjustment:
      return "adjustment of books";
    case SkipReason::kNotASale:
      return "no units sold, and not a credit note";
    case SkipReason::kNotAReturn:
      return "credit note without units returned";
    case SkipReason::kNegativePrice:
      return "negative price";
  }
  return "";
}

absl::StatusOr<InvoiceFile> ReadInvoices(std::string_view csv,
                                         std::optional<std::int64_t> rows_max) {
  CsvReader reader(csv);
  const auto header = reader.Next();
  if (!header) return absl::InvalidArgumentError("the file is empty");
  const auto columns = InvoiceColumns::Find(*header);
  if (!columns.ok()) return columns.status();

  InvoiceFile file;
  InvoiceGatherer gatherer(file);
  while (const auto record = reader.Next()) {
    const auto parsed = columns->Parse(*record);
    const auto* line = std::get_if<InvoiceLine>(&parsed);
    const bool past_end = rows_max && file.rows >= *rows_max;
    if (past_end && (line == nullptr || !gatherer.Continues(*line))) break;
    ++file.rows;
    if (line != nullptr) {
      gatherer.Add(*line);
      continue;
    }
    MalformedRows& malformed = file.malformed[std::get<Malformed>(parsed).reason];
    if (++malformed.rows == 1) malformed.first_line = record->line;
  }
  gatherer.End();
  return file;
}

std::string MonthOf(Timestamp time) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
  return absl::StrFormat("%04d-%02u", static_cast<int>(date.year()),
                         static_cast<unsigned>(date.month()));
}

}  // namespace coalition::replay
