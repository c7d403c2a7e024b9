#ifndef COALITION_SERVER_MAIN_TRANSFER_H_
#define COALITION_SERVER_MAIN_TRANSFER_H_

#include <csignal>

#include "server/main/transfer_flags.h"

namespace coalition {

// Runs the command to its end, or until one of `signals`, which are blocked in all threads, comes.
TransferExit RunTransfer(const TransferFlags& flags, const sigset_t& signals);

}  // namespace coalition

#endif  // COALITION_SERVER_MAIN_TRANSFER_H_
