#ifndef COALITION_TESTS_E2E_FIELD_WALK_H_
#define COALITION_TESTS_E2E_FIELD_WALK_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "tests/e2e/field_cases.h"

namespace coalition::e2e {

// One field somewhere below a request.
struct FieldPlace {
  // From the request down to the field itself.
  std::vector<const google::protobuf::FieldDescriptor*> chain;

  const google::protobuf::FieldDescriptor& field() const { return *chain.back(); }
  // "purchase.lines.quantity".
  std::string Path() const;
  // "purchase.lines[0].quantity": the first entry stands for all.
  std::string IndexedPath() const;
};

// Every field of the type and of all that is below it, but for what is opaque; see field_rules.h.
std::vector<FieldPlace> PlacesIn(const google::protobuf::Descriptor& type);

// Whether the request holds all that the field lies in, and an entry of it if it is repeated.
bool Reaches(const google::protobuf::Message& request, const FieldPlace& place);

// What the case says of the field, in a request that reaches it.
void Put(const FieldCase& field_case, const FieldPlace& place, google::protobuf::Message& request);

// Where the case's violation is.
std::string ViolationOf(const FieldCase& field_case, const FieldPlace& place);

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_FIELD_WALK_H_
