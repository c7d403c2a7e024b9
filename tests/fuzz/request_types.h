#ifndef COALITION_TESTS_FUZZ_REQUEST_TYPES_H_
#define COALITION_TESTS_FUZZ_REQUEST_TYPES_H_

#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "server/rpc/decode.h"

namespace coalition::fuzz {

// What one type of request promises.
struct RequestType {
  const google::protobuf::Message* prototype;
  // Decodes `request`, which is of this type, and checks what came of it. Ends the process when a
  // promise is broken; otherwise tells whether the request was accepted.
  bool (*check)(const google::protobuf::Message& request, const rpc::DecodeContext& context);

  const google::protobuf::Descriptor* descriptor() const { return prototype->GetDescriptor(); }
};

// Of every call of every service; ends the process if a call's is missing.
const std::vector<RequestType>& RequestTypes();

}  // namespace coalition::fuzz

#endif  // COALITION_TESTS_FUZZ_REQUEST_TYPES_H_
