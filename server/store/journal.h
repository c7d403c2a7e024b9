#ifndef COALITION_SERVER_STORE_JOURNAL_H_
#define COALITION_SERVER_STORE_JOURNAL_H_

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"

#include "server/domain/catalog.h"
#include "server/domain/ledger_state.h"
#include "server/domain/transaction.h"

namespace coalition::store {

// What every store derives from what it is given, or asks of it.

// A partner in whose journal a transaction shows.
struct Participant {
  domain::PartnerId partner;
  // It reported the transaction; otherwise it has a leg in it.
  bool reported = false;
};

// The reporting partner and every other with a leg, once each, by id. Not the network, which has
// part in everything.
using Participants = absl::InlinedVector<Participant, 4>;
Participants ParticipantsOf(const domain::Transaction& transaction);

// Crashes unless `changes` go on where `lane` is: same lane, transactions and audit events without
// a gap, or of several lanes in their order, no earlier time.
void CheckContinues(const domain::LaneState& lane, const domain::Changes& changes);

// Sets the network's zone to the one of its name. FAILED_PRECONDITION when this machine does not
// know it.
absl::Status LoadTimeZone(domain::Network& network);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_JOURNAL_H_
