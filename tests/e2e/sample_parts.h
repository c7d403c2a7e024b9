#ifndef COALITION_TESTS_E2E_SAMPLE_PARTS_H_
#define COALITION_TESTS_E2E_SAMPLE_PARTS_H_

#include <string>
#include <vector>

#include "tests/e2e/samples.h"

namespace coalition::e2e {

// Of the samples*.cc files.

inline constexpr char kSampleLines[] =
    "lines { sku: 'shoe' category: 'shoes' quantity: 3 unit_price_micros: 2000000 }"
    " lines { sku: 'sock' quantity: 1 unit_price_micros: 1000000 }";

std::vector<Sample> PostingSamples();
std::vector<Sample> BatchSamples();
std::vector<Sample> ChangeSamples();
std::vector<Sample> QuestionSamples();

// A posting by its member's id, or by its member's card, with a request id.
std::string ByMember(const std::string& rest);
std::string ByCard(const std::string& rest);
// The field of a purchase with lines.
std::string PurchaseOf(const std::string& field);

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_SAMPLE_PARTS_H_
