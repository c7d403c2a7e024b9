#ifndef COALITION_CLIENTS_BENCH_LEDGER_TOTALS_H_
#define COALITION_CLIENTS_BENCH_LEDGER_TOTALS_H_

#include <cstdint>
#include <map>
#include <string>

#include "clients/bench/tally.h"
#include "coalition/operator_client.h"
#include "coalition/result.h"

namespace coalition::bench {

// What a ledger says of itself in all, at one moment when nobody posts.
struct LedgerTotals {
  // That members hold or owe, of all issuers.
  std::int64_t points = 0;
  // Of the open window: what each partner's legs add up to, by the partner's id.
  std::int64_t window_id = 0;
  std::map<std::string, AcknowledgedTotals::LegSums> partners;
  // The sum of all positions by currency, the network's own too: must be 0.
  std::map<std::string, std::int64_t> net_micros;
};

Result<LedgerTotals> ReadTotals(const OperatorClient& network);

// Whether the ledger moved by what was acknowledged: `ok`, or the first difference in words.
// Members' points in all; of each partner its ISSUE, REDEMPTION and FEE legs. REDEMPTION_CHARGE
// legs belong to issuers, who do not see others' receipts; the sum over all positions, which must
// be 0, has them.
std::string CompareTotals(const LedgerTotals& before, const LedgerTotals& after,
                          const AcknowledgedTotals& acknowledged);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_LEDGER_TOTALS_H_
