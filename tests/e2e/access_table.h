#ifndef COALITION_TESTS_E2E_ACCESS_TABLE_H_
#define COALITION_TESTS_E2E_ACCESS_TABLE_H_

#include <string>
#include <vector>

namespace coalition::e2e {

// Who may do what with whose: one row is one way to name a resource in one call. Each cell is "OK",
// a reason, or "-" where the question makes no sense.
struct AccessRow {
  std::string call;
  // Placeholders stand for one side's resources; see World.
  std::string request;
  // The operator, about what exists and what does not.
  std::string operator_theirs;
  std::string operator_missing;
  // A partner, about its own, another's, and what does not exist.
  std::string own;
  std::string others;
  std::string missing;
};

// Rows for every served call.
const std::vector<AccessRow>& AccessTable();

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_ACCESS_TABLE_H_
