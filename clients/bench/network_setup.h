#ifndef COALITION_CLIENTS_BENCH_NETWORK_SETUP_H_
#define COALITION_CLIENTS_BENCH_NETWORK_SETUP_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "clients/bench/population.h"
#include "coalition/client.h"
#include "coalition/operator_client.h"
#include "coalition/result.h"

namespace coalition::bench {

inline constexpr char kSettlementCurrency[] = "GBP";
// The partner that gave members points to burn: no other's points expire sooner, so burns take them
// first, and a burn moves the positions of two partners.
inline constexpr char kBankId[] = "bench-bank";

// Makes the partners and the bank known to the network, each partner with an exchange rate that is
// not 1:1. Those that an earlier benchmark made stay as they are.
Result<void> JoinPartners(const OperatorClient& network, int partners);

// What is done for each member before a benchmark.
enum class Preparation {
  // A first earn, which enrols it.
  kEnrol,
  // Points of the bank, enough for all burns of a long benchmark. The member must be enrolled.
  kGrant,
};

inline constexpr int kPreparingBatchItems = 1'000;

// A batch is done, or, before the first, members are found that were prepared before; how many
// those are, and how long the batch took. Called by several threads. False: do no more.
using OnPrepared = std::function<bool(std::int64_t members, std::int64_t duration_ns)>;

// Prepares all members: in batches, in order, for all partners at the same time. Those that were
// prepared before are skipped: they are the first ones of each partner, and where they end is found
// by a search. `client` has the operator's key. `batch_items` is from 1 to 10,000.
Result<void> PrepareMembers(Preparation preparation, const Client& client,
                            const Population& population, int batch_items,
                            const OnPrepared& on_prepared);

// API keys of the partners, by number, which end with the object.
class PartnerKeys {
 public:
  static Result<PartnerKeys> Create(const OperatorClient& network, int partners);
  PartnerKeys(PartnerKeys&&) = default;
  PartnerKeys& operator=(PartnerKeys&&) = delete;
  ~PartnerKeys();

  // `Bearer …`, as the calls' metadata has it.
  const std::vector<std::string>& authorizations() const { return authorizations_; }

 private:
  explicit PartnerKeys(const OperatorClient& network) : network_(network) {}

  OperatorClient network_;
  std::vector<std::string> credential_ids_;
  std::vector<std::string> authorizations_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_NETWORK_SETUP_H_
