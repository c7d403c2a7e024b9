#ifndef COALITION_CLIENTS_REPLAY_RUN_H_
#define COALITION_CLIENTS_REPLAY_RUN_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clients/replay/invoice.h"
#include "clients/replay/progress.h"
#include "clients/replay/tally.h"
#include "clients/replay/trade.h"
#include "coalition/client.h"
#include "coalition/operator_client.h"

namespace coalition::replay {

struct RunOptions {
  EarnUnit earn_unit = EarnUnit::kInvoice;
  // Workers, from 1. The result does not depend on it.
  int concurrency = 16;
};

struct RunResult {
  Tally tally;
  // Those closed at the ends of months, in order.
  std::vector<ClosedWindow> windows;
  // The first undecided answer: the run is not complete, and the same command goes on with it.
  std::optional<Error> stopped_by;
  bool interrupted = false;

  bool complete() const { return !stopped_by && !interrupted; }
};

// Reports all invoices and closes a window at the end of each month.
//
// Customers are spread over the workers, and each worker takes the invoices of its customers in the
// order of the file; workers do not wait for one another until the month ends. So every member's
// transactions come in order, and each transaction's window follows from the file. Between months
// the file's order counts: an invoice dated back into a month that has been closed goes with the
// month that is open.
//
// `interrupted` may be set by a signal handler; commands on their way are waited for.
RunResult Replay(const InvoiceFile& file, const std::vector<std::string>& partner_ids,
                 const Client& client, const OperatorClient& network, const RunOptions& options,
                 const std::atomic<bool>& interrupted, Progress& progress);

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_RUN_H_
