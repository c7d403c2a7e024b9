#include "clients/replay/returns.h"

#include <algorithm>

namespace coalition::replay {
namespace {

void AddUnits(MatchedCreditNote& matched, const std::string& transaction_id, std::int32_t line,
              std::int64_t units) {
  auto& returns = matched.returns;
  auto same = std::find_if(returns.begin(), returns.end(), [&](const MatchedReturn& r) {
    return r.transaction_id == transaction_id;
  });
  if (same == returns.end()) same = returns.insert(same, {transaction_id, {}});
  const auto at =
      std::lower_bound(same->lines.begin(), same->lines.end(), line,
                       [](const LineQuantity& l, std::int32_t n) { return l.line < n; });
  if (at != same->lines.end() && at->line == line) {
    at->quantity += units;
  } else {
    same->lines.insert(at, {line, units});
  }
}

}  // namespace

void ReturnableUnits::Add(std::size_t country, const std::string& transaction_id,
                          const std::vector<ProductUnits>& lines) {
  std::int32_t line = 0;
  for (const ProductUnits& units : lines) {
    purchased_[{country, units.stock_code}].push_back({transaction_id, ++line, units.quantity});
  }
}

MatchedCreditNote ReturnableUnits::Match(const Invoice& credit_note) const {
  MatchedCreditNote matched;
  // Two lines of one credit note may be about the same product.
  std::map<Product, std::vector<Purchased>> left;
  for (const ProductUnits& returned : credit_note.lines) {
    const Product product{credit_note.country, returned.stock_code};
    const auto bought = purchased_.find(product);
    std::int64_t missing = returned.quantity;
    if (bought != purchased_.end()) {
      std::vector<Purchased>& candidates = left.try_emplace(product, bought->second).first->second;
      for (auto latest = candidates.rbegin(); latest != candidates.rend() && missing > 0;
           ++latest) {
        const std::int64_t units = std::min(missing, latest->units_left);
        if (units == 0) continue;  // Taken by an earlier line of the same credit note.
        AddUnits(matched, latest->transaction_id, latest->line, units);
        latest->units_left -= units;
        missing -= units;
      }
    }
    matched.unmatched_units += missing;
    matched.unmatched_lines += missing > 0 ? 1 : 0;
  }
  return matched;
}

void ReturnableUnits::TakeOut(std::size_t country, const MatchedReturn& accepted) {
  const auto units_of = [&](std::int32_t line) {
    for (const LineQuantity& returned : accepted.lines) {
      if (returned.line == line) return returned.quantity;
    }
    return std::int64_t{0};
  };
  for (auto& [product, purchases] : purchased_) {
    if (product.first != country) continue;
    for (Purchased& purchase : purchases) {
      if (purchase.transaction_id != accepted.transaction_id) continue;
      purchase.units_left -= units_of(purchase.line);
    }
    std::erase_if(purchases, [](const Purchased& purchase) { return purchase.units_left == 0; });
  }
}

}  // namespace coalition::replay
