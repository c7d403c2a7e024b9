#ifndef COALITION_CLIENTS_REPLAY_INVOICE_LINE_H_
#define COALITION_CLIENTS_REPLAY_INVOICE_LINE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "absl/status/statusor.h"

#include "clients/replay/csv.h"
#include "coalition/types.h"

namespace coalition::replay {

// One row of the file, checked: what the network would refuse is malformed here.
struct InvoiceLine {
  std::string invoice_no;
  std::string stock_code;
  // May be 0 or negative.
  std::int64_t quantity = 0;
  Timestamp invoice_time;
  // In pounds. Negative only where an adjustment of books is one.
  std::int64_t unit_price_micros = 0;
  // Empty: a shopper without an account.
  std::string customer_id;
  std::string country;
};

// Why a row is none: a text of few, for counting by it.
struct Malformed {
  std::string reason;
};

// Where the file's columns stand. Made from the header; other columns are passed over.
class InvoiceColumns {
 public:
  // Fails when a column is missing or there twice.
  static absl::StatusOr<InvoiceColumns> Find(const CsvRecord& header);

  std::variant<InvoiceLine, Malformed> Parse(const CsvRecord& record) const;

 private:
  std::size_t fields_ = 0;
  std::size_t invoice_no_ = 0;
  std::size_t stock_code_ = 0;
  std::size_t quantity_ = 0;
  std::size_t invoice_time_ = 0;
  std::size_t unit_price_ = 0;
  std::size_t customer_id_ = 0;
  std::size_t country_ = 0;
};

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_INVOICE_LINE_H_
