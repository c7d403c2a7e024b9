#ifndef COALITION_TESTS_FUZZ_REQUEST_INPUT_H_
#define COALITION_TESTS_FUZZ_REQUEST_INPUT_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"

namespace coalition::fuzz {

// An input of the requests target: a byte that chooses the type, one that chooses the caller, then
// the request as it travels.
struct RequestInput {
  // Indices of RequestTypes() and SmallNetwork::kCallers.
  std::size_t type = 0;
  std::size_t caller = 0;
  std::unique_ptr<google::protobuf::Message> request;

  // Absent when the bytes are no request; gRPC refuses those before we see them.
  static std::optional<RequestInput> Parse(std::string_view bytes);
  std::string ToBytes() const;
};

}  // namespace coalition::fuzz

#endif  // COALITION_TESTS_FUZZ_REQUEST_INPUT_H_
