#ifndef COALITION_SERVER_SETTLEMENT_STATEMENT_H_
#define COALITION_SERVER_SETTLEMENT_STATEMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "server/base/mutex.h"
#include "server/domain/catalog.h"
#include "server/domain/settlement_window.h"
#include "server/domain/transaction.h"
#include "server/store/ledger_store.h"

namespace coalition::settlement {

// One leg of one transaction, as a partner sees it.
struct StatementLine {
  domain::TransactionId transaction;
  // Counts the partner's lines of the transaction, from 0.
  std::int32_t ordinal = 0;
  domain::TransactionType type = domain::TransactionType::kEarn;
  domain::MoneyLeg leg;
  domain::Moment event_time;
  // Of the leg's points.
  domain::CurrencyId currency;
  // Empty unless the partner reported the transaction.
  std::string request_id;
};

// The partner's lines of one transaction, in order.
std::vector<StatementLine> LinesOf(const domain::Transaction& transaction,
                                   domain::PartnerId partner);

// Lines of `window` in ledger order, beginning with those of the transaction at `from`. False from
// `visit` ends it.
absl::Status ScanLines(store::LedgerSnapshot& snapshot, domain::PartnerId partner,
                       const domain::Window& window, domain::Sequence from,
                       absl::FunctionRef<bool(const StatementLine&)> visit);

// A line as text, newline included; what a statement's SHA-256 runs over. The format is part of the
// API: see coalition.v1.Statement.lines_sha256.
std::string CanonicalText(const StatementLine& line, const domain::Catalog& catalog);

struct StatementTotal {
  domain::TransactionType type = domain::TransactionType::kEarn;
  domain::LegKind kind = domain::LegKind::kIssue;
  domain::PositionTotal total;
};

struct Statement {
  domain::Window window;
  domain::PartnerId partner;
  domain::MoneyCurrency currency;
  // By type, then kind.
  std::vector<StatementTotal> totals;
  domain::Micros opening_residue;
  domain::Micros net;
  std::int64_t line_count = 0;
  // Once the window is closed.
  std::int64_t net_minor_units = 0;
  domain::Micros closing_residue;
  std::string lines_sha256;
};

// What a closed window says never changes, so its digests are computed once per process and kept,
// up to a bound. Thread-safe.
class StatementReader {
 public:
  static constexpr std::size_t kDigestsKeptMax = 4096;

  absl::StatusOr<Statement> Read(store::LedgerSnapshot& snapshot, const domain::Catalog& catalog,
                                 domain::PartnerId partner, const domain::Window& window);

 private:
  using DigestKey = std::pair<domain::WindowId, domain::PartnerId>;
  absl::StatusOr<std::string> DigestOf(store::LedgerSnapshot& snapshot,
                                       const domain::Catalog& catalog, domain::PartnerId partner,
                                       const domain::Window& window);

  Mutex mutex_;
  absl::flat_hash_map<DigestKey, std::string> digests_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace coalition::settlement

#endif  // COALITION_SERVER_SETTLEMENT_STATEMENT_H_
