#ifndef COALITION_TESTS_FUZZ_MESSAGE_MUTATOR_H_
#define COALITION_TESTS_FUZZ_MESSAGE_MUTATOR_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace coalition::fuzz {

// Changes fields of messages, so that they still parse and most stay near to what is accepted: to
// values at and past the limits, to words that mean something, or by libFuzzer's own mutations. The
// same seed makes the same changes.
class MessageMutator {
 public:
  explicit MessageMutator(std::uint32_t seed) : random_(seed) {}

  // One field of the message, or of a message in it. Text stays ASCII unless a word is not.
  void Mutate(google::protobuf::Message* message);
  // Whether something happens that happens once in `n` times.
  bool OneIn(std::size_t n) { return Below(n) == 0; }
  // From 0 to `bound` - 1.
  std::size_t Below(std::size_t bound) { return random_() % bound; }

 private:
  using Field = google::protobuf::FieldDescriptor;

  void MutateField(google::protobuf::Message* message, const Field* field);
  void MutateRepeated(google::protobuf::Message* message, const Field* field);
  std::int64_t Number(std::int64_t value);
  std::string Text(std::string value);

  std::minstd_rand random_;
};

}  // namespace coalition::fuzz

#endif  // COALITION_TESTS_FUZZ_MESSAGE_MUTATOR_H_
