#ifndef COALITION_TESTS_FUZZ_COMMAND_CHECKS_H_
#define COALITION_TESTS_FUZZ_COMMAND_CHECKS_H_

#include "google/protobuf/descriptor.h"

#include "server/rpc/decode.h"

namespace coalition::fuzz {

// What the ledger, and the answer to the caller, take for granted. Each ends the process when it
// does not hold.

// A command that was decoded from a request of `caller`: every field is in its range, what it names
// exists, and a partner names only what is its own.
void CheckCommand(const domain::Command& command, const domain::Catalog& catalog,
                  const domain::Caller& caller);
// The same of what Quote is asked to price.
void CheckQuestion(const rpc::QuoteQuestion& question, const domain::Catalog& catalog,
                   const domain::Caller& caller);

// Why a request of type `request` was refused: it names fields that the request has, or another
// reason, and fits into a header.
void CheckRefusal(const rpc::CallError& error, const google::protobuf::Descriptor& request);

}  // namespace coalition::fuzz

#endif  // COALITION_TESTS_FUZZ_COMMAND_CHECKS_H_
