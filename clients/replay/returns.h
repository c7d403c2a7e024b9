#ifndef COALITION_CLIENTS_REPLAY_RETURNS_H_
#define COALITION_CLIENTS_REPLAY_RETURNS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "clients/replay/invoice.h"
#include "coalition/types.h"

namespace coalition::replay {

// The units of one original earn that a credit note takes back.
struct MatchedReturn {
  std::string transaction_id;
  // By line, each once.
  std::vector<LineQuantity> lines;

  bool operator==(const MatchedReturn&) const = default;
};

struct MatchedCreditNote {
  // In the order in which they were matched.
  std::vector<MatchedReturn> returns;
  // Of no earlier purchase.
  std::int64_t unmatched_units = 0;
  // Lines of the credit note with at least one of them.
  std::int64_t unmatched_lines = 0;

  bool operator==(const MatchedCreditNote&) const = default;
};

// What one customer bought in each country and did not bring back yet. A credit note does not say
// which purchase it is about: it takes back the customer's latest units of the same product in the
// same country. Not thread-safe.
class ReturnableUnits {
 public:
  // The lines of an accepted earn.
  void Add(std::size_t country, const std::string& transaction_id,
           const std::vector<ProductUnits>& lines);

  // What the credit note takes back. Changes nothing: TakeOut does, for each return that the
  // network accepted.
  MatchedCreditNote Match(const Invoice& credit_note) const;
  void TakeOut(std::size_t country, const MatchedReturn& accepted);

 private:
  struct Purchased {
    std::string transaction_id;
    // From 1.
    std::int32_t line = 0;
    std::int64_t units_left = 0;
  };
  using Product = std::pair<std::size_t, std::string>;

  // By country and stock code, the latest last.
  std::map<Product, std::vector<Purchased>> purchased_;
};

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_RETURNS_H_
