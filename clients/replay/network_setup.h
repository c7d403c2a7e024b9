#ifndef COALITION_CLIENTS_REPLAY_NETWORK_SETUP_H_
#define COALITION_CLIENTS_REPLAY_NETWORK_SETUP_H_

#include <string>
#include <vector>

#include "clients/replay/partner_profile.h"
#include "coalition/operator_client.h"
#include "coalition/result.h"

namespace coalition::replay {

// A partner as the network has it now.
struct JoinedPartner {
  Partner partner;
  ExchangeRate rate;
  Terms terms;
};

// Brings the partners in, in order, each with its exchange rate and terms. Those that an earlier
// run or file brought in stay as they are; a partner of that id with another settlement currency is
// an error.
Result<std::vector<JoinedPartner>> JoinPartners(const OperatorClient& network,
                                                const std::vector<PartnerProfile>& profiles);

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_NETWORK_SETUP_H_
