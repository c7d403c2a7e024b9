#include "tests/fuzz/request_input.h"

#include "tests/fuzz/request_types.h"
#include "tests/fuzz/small_network.h"

namespace coalition::fuzz {

std::optional<RequestInput> RequestInput::Parse(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  RequestInput input;
  input.type = static_cast<unsigned char>(bytes[0]) % RequestTypes().size();
  input.caller = static_cast<unsigned char>(bytes[1]) % SmallNetwork::kCallers.size();
  input.request.reset(RequestTypes()[input.type].prototype->New());
  const std::string_view request = bytes.substr(2);
  if (!input.request->ParseFromArray(request.data(), static_cast<int>(request.size()))) {
    return std::nullopt;
  }
  return input;
}

std::string RequestInput::ToBytes() const {
  return std::string{static_cast<char>(type), static_cast<char>(caller)} +
         request->SerializeAsString();
}

}  // namespace coalition::fuzz
