#ifndef COALITION_TESTS_E2E_FIELD_RULES_H_
#define COALITION_TESTS_E2E_FIELD_RULES_H_

#include <string>

#include "google/protobuf/descriptor.h"

#include "tests/e2e/field_cases.h"
#include "tests/e2e/samples.h"

namespace coalition::e2e {

// The cases of one field, found by the most particular of: "Call:path", "Type.field", "*.field",
// each with " by the operator" first when that is who calls. Paths have no indices; those of the
// commands in a batch are the commands' own. Null when there are none.
const FieldCases* CasesOf(const std::string& call, const std::string& path, Caller caller,
                          const google::protobuf::FieldDescriptor& field);

// Whether what lies below the field needs no cases, because it is not looked at.
bool IsOpaque(const google::protobuf::FieldDescriptor& field);

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_FIELD_RULES_H_
