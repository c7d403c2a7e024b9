// Requests, decoded for several callers; see request_input.h.
#include <algorithm>

#include "absl/strings/str_split.h"
#include "google/protobuf/text_format.h"

#include "server/domain/check.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/request_input.h"
#include "tests/fuzz/request_types.h"
#include "tests/fuzz/small_network.h"

namespace coalition::fuzz {
namespace {

bool CheckInput(const RequestInput& input) {
  const auto context = SmallNetwork::Get().ContextOf(input.caller);
  return RequestTypes()[input.type].check(*input.request, context);
}

std::size_t TypeNamed(const std::string& name) {
  const auto& types = RequestTypes();
  const auto found = std::find_if(types.begin(), types.end(), [&](const RequestType& type) {
    return type.descriptor()->name() == name;
  });
  COALITION_CHECK(found != types.end(), name);
  return static_cast<std::size_t>(found - types.begin());
}

std::size_t CallerNamed(const std::string& name) {
  const auto& callers = SmallNetwork::kCallers;
  const auto found = std::find(callers.begin(), callers.end(), name);
  COALITION_CHECK(found != callers.end(), name);
  return static_cast<std::size_t>(found - callers.begin());
}

// "bakery EarnRequest request_id: 'r'": the caller, the type, and the request as text.
RequestInput InputOf(const std::string& line) {
  const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits(' ', 2));
  COALITION_CHECK(parts.size() >= 2, line);
  const std::string text = parts.size() == 3 ? parts[2] : "";
  RequestInput input;
  input.caller = CallerNamed(parts[0]);
  input.type = TypeNamed(parts[1]);
  input.request.reset(RequestTypes()[input.type].prototype->New());
  COALITION_CHECK(google::protobuf::TextFormat::ParseFromString(text, input.request.get()), line);
  return input;
}

}  // namespace

std::vector<std::string> Seeds(const std::filesystem::path& folder) {
  std::vector<std::string> seeds;
  std::vector<bool> seen(RequestTypes().size());
  for (const std::string& line : ReadLines(folder / "requests.txt")) {
    const RequestInput input = InputOf(line);
    COALITION_CHECK(CheckInput(input), "a seed is refused: " + line);
    seen[input.type] = true;
    seeds.push_back(input.ToBytes());
  }
  for (std::size_t type = 0; type < seen.size(); ++type) {
    COALITION_CHECK(seen[type], "no seed of " + RequestTypes()[type].descriptor()->name());
  }
  return seeds;
}

}  // namespace coalition::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using coalition::fuzz::RequestInput;
  const auto input = RequestInput::Parse({reinterpret_cast<const char*>(data), size});
  if (input) coalition::fuzz::CheckInput(*input);
  return 0;
}
