#ifndef COALITION_CLIENTS_REPLAY_EARN_UNIT_H_
#define COALITION_CLIENTS_REPLAY_EARN_UNIT_H_

namespace coalition::replay {

// What is one earn. A network is replayed to in one way: request ids of the two do not match.
enum class EarnUnit { kInvoice, kLine };

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_EARN_UNIT_H_
