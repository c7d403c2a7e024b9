#ifndef COALITION_CLIENTS_REPLAY_INVOICE_H_
#define COALITION_CLIENTS_REPLAY_INVOICE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/replay/invoice_line.h"
#include "coalition/types.h"

namespace coalition::replay {

enum class InvoiceKind { kPurchase, kCreditNote };

// Some units of a product, sold or returned.
struct ProductUnits {
  std::string stock_code;
  // From 1.
  std::int64_t quantity = 0;
  std::int64_t unit_price_micros = 0;
};

// Consecutive lines of the file with the same invoice number, customer and country, without those
// that are skipped.
struct Invoice {
  InvoiceKind kind = InvoiceKind::kPurchase;
  std::string invoice_no;
  std::string customer_id;
  // Index into InvoiceFile::countries.
  std::size_t country = 0;
  // Of its first line.
  Timestamp time;
  // From 1: which of the pieces of this invoice number and customer in the file it is.
  int part = 1;
  // How many countries the file has shown up to here. What is decided from it stays the same when
  // the file grows at its end.
  std::size_t countries_seen = 0;
  // At least one, at most kInvoiceLinesMax.
  std::vector<ProductUnits> lines;
  // The sum of the lines, at most kInvoiceMicrosMax.
  std::int64_t micros = 0;
};

// What one earn takes. An invoice above either goes on in another part.
inline constexpr std::size_t kInvoiceLinesMax = 2000;
inline constexpr std::int64_t kInvoiceMicrosMax = 1'000'000'000'000'000;

enum class SkipReason {
  kNoAccount,
  kAdjustment,
  kNotASale,
  kNotAReturn,
  kNegativePrice,
};

std::string_view ToString(SkipReason reason);

// Rows that are not reported.
struct SkippedRows {
  std::int64_t rows = 0;
  // Invoices with at least one of them.
  std::int64_t invoices = 0;

  bool operator==(const SkippedRows&) const = default;
};

struct MalformedRows {
  std::int64_t rows = 0;
  std::int64_t first_line = 0;

  bool operator==(const MalformedRows&) const = default;
};

struct InvoiceFile {
  std::int64_t rows = 0;
  // Each once, in order of first appearance. Names that differ in case or spaces only are one.
  std::vector<std::string> countries;
  // In the order of the file.
  std::vector<Invoice> invoices;
  // Rows behind `invoices`.
  std::int64_t reported_rows = 0;
  std::map<SkipReason, SkippedRows> skipped;
  std::map<std::string, MalformedRows> malformed;
};

// Reads invoices from the text of a CSV file with a header (see InvoiceColumns). With `rows_max`
// it ends after the invoice that row belongs to. Fails only when the header does.
absl::StatusOr<InvoiceFile> ReadInvoices(std::string_view csv,
                                         std::optional<std::int64_t> rows_max = std::nullopt);

// `2010-12`.
std::string MonthOf(Timestamp time);

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_INVOICE_H_
