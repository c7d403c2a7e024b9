#ifndef COALITION_TESTS_SIMULATION_DICE_H_
#define COALITION_TESTS_SIMULATION_DICE_H_

#include <cstdint>
#include <initializer_list>
#include <random>
#include <vector>

#include "tests/simulation/exact.h"

namespace coalition::simulation {

// Chance that a seed settles: the same numbers with every library and machine, which the standard's
// distributions do not promise.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  // From 0 to n - 1; n from 1.
  Int Below(Int n) { return static_cast<Int>(engine_() % static_cast<std::uint64_t>(n)); }
  // Both may come.
  Int Between(Int low, Int high) { return low + Below(high - low + 1); }
  bool Percent(Int chance) { return Below(100) < chance; }
  bool Permille(Int chance) { return Below(1000) < chance; }
  template <typename T>
  T OneOf(std::initializer_list<T> choices) {
    return *(choices.begin() + Below(static_cast<Int>(choices.size())));
  }
  template <typename T>
  const T& OneOf(const std::vector<T>& choices) {
    return choices[static_cast<std::size_t>(Below(static_cast<Int>(choices.size())))];
  }
  // From 0 to n - 1, the small ones most often: k comes 1/(k+1) as often as 0.
  Int Skewed(Int n) {
    constexpr Int kScale = 1'000'000;
    Int whole = 0;
    for (Int k = 0; k < n; ++k) whole += kScale / (k + 1);
    Int left = Below(whole);
    Int k = 0;
    while (left >= kScale / (k + 1)) left -= kScale / ++k;
    return k;
  }
  // An index, as often as its weight says.
  std::size_t Weighted(const std::vector<Int>& weights) {
    Int whole = 0;
    for (const Int weight : weights) whole += weight;
    Int left = Below(whole);
    std::size_t index = 0;
    while (left >= weights[index]) left -= weights[index++];
    return index;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_DICE_H_
