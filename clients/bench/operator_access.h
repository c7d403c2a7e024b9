#ifndef COALITION_CLIENTS_BENCH_OPERATOR_ACCESS_H_
#define COALITION_CLIENTS_BENCH_OPERATOR_ACCESS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "clients/bench/compare/interruption.h"
#include "clients/bench/measured_server.h"
#include "clients/bench/population.h"
#include "coalition/client.h"
#include "coalition/operator_client.h"

namespace coalition::bench {

absl::Status ToStatus(const Error& error);

// The operator's calls: what is done before and after a load. Thread-safe.
struct OperatorAccess {
  // With the key in the server's file; of several servers, by the first. Connects to nothing yet.
  static absl::StatusOr<OperatorAccess> To(const MeasuredServer& server);

  OperatorClient network;
  Client client;

 private:
  explicit OperatorAccess(const ClientOptions& options) : network(options), client(options) {}
};

// Has every server take notice of the partners and keys that were made by way of the first one: the
// others do so when they answer a question about the ledger.
absl::Status MakeKeysKnown(const MeasuredServer& server);

// Makes partners and members known to the network, as far as they are not, and gives members points
// to burn when they are wanted. Shows progress on stderr unless `quiet`. CANCELLED when
// interrupted.
absl::Status SetUpNetwork(const OperatorAccess& by, const Population& population,
                          bool wants_points_to_burn, bool quiet,
                          const compare::Interruption& interruption);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_OPERATOR_ACCESS_H_
