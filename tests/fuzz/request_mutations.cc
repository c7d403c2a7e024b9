// How libFuzzer changes inputs of the requests target.
#include <algorithm>
#include <cstring>

#include "tests/fuzz/message_mutator.h"
#include "tests/fuzz/request_input.h"
#include "tests/fuzz/small_network.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace coalition::fuzz {
namespace {

std::string_view View(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// 0 when it does not fit.
std::size_t Put(const RequestInput& input, std::uint8_t* out, std::size_t size_max) {
  const std::string bytes = input.ToBytes();
  if (bytes.size() > size_max) return 0;
  std::memcpy(out, bytes.data(), bytes.size());
  return bytes.size();
}

}  // namespace
}  // namespace coalition::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned int seed) {
  using namespace coalition::fuzz;
  MessageMutator mutator(seed);
  auto input = RequestInput::Parse(View(data, size));
  // Bytes that are no request, too, must come to no harm.
  if (!input || mutator.OneIn(16)) return LLVMFuzzerMutate(data, size, size_max);
  if (mutator.OneIn(8)) input->caller = mutator.Below(SmallNetwork::kCallers.size());
  for (std::size_t i = mutator.Below(3); i < 3; ++i) mutator.Mutate(input->request.get());
  const std::size_t written = Put(*input, data, size_max);
  return written > 0 ? written : size;
}

// Puts what one has into the other, if they are of one type.
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data1, std::size_t size1,
                                                 const std::uint8_t* data2, std::size_t size2,
                                                 std::uint8_t* out, std::size_t size_max,
                                                 unsigned int) {
  using namespace coalition::fuzz;
  auto one = RequestInput::Parse(View(data1, size1));
  const auto other = RequestInput::Parse(View(data2, size2));
  if (!one || !other || one->type != other->type) return 0;
  one->request->MergeFrom(*other->request);
  return Put(*one, out, size_max);
}
