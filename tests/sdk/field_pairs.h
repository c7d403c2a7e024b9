#ifndef COALITION_TESTS_SDK_FIELD_PAIRS_H_
#define COALITION_TESTS_SDK_FIELD_PAIRS_H_

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace coalition::sdk_test {

// Two messages of one type that differ in one place.
struct FieldPair {
  std::string path;
  std::unique_ptr<google::protobuf::Message> one;
  std::unique_ptr<google::protobuf::Message> other;
};

// For each field of the type, at any depth and in each alternative of each oneof: two messages that
// differ in this field's value, its presence, its number of elements, or their order. A conversion
// that keeps everything tells all of them apart. All other fields are filled.
std::vector<FieldPair> FieldPairs(const google::protobuf::Message& prototype);

// Paths of the fields, at any depth, that are not set. Of a oneof one field is enough.
std::vector<std::string> UnsetFields(const google::protobuf::Message& message);

}  // namespace coalition::sdk_test

#endif  // COALITION_TESTS_SDK_FIELD_PAIRS_H_
