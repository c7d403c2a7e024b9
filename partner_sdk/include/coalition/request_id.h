#ifndef COALITION_REQUEST_ID_H_
#define COALITION_REQUEST_ID_H_

#include <string>

namespace coalition {

// A new request id: a UUIDv7 by RFC 9562 in its text form, 36 characters of lower-case hex and `-`.
//
// The first 48 bits are the clock in milliseconds, the other 74 free bits come from the operating
// system's random source. Ids of one process only ever grow, also within a millisecond, when the
// clock steps back, and between threads; that keeps the ledger's index in time order. A process and
// its forked children do not repeat each other's ids.
//
// Thread-safe; takes about a microsecond. Every mutation makes one by itself when its `request_id`
// is empty. Make it yourself to store it *before* the call, so that a crash of your own process
// between sending and answering can be repaired by sending the same request again.
std::string NewRequestId();

}  // namespace coalition

#endif  // COALITION_REQUEST_ID_H_
