#ifndef COALITION_CLIENTS_BENCH_COMPARE_NUMBER_TEXT_H_
#define COALITION_CLIENTS_BENCH_COMPARE_NUMBER_TEXT_H_

#include <string>

namespace coalition::bench::compare {

// Of what is not below zero.
//
// `41,200`: rounded to whole numbers.
std::string WithThousands(double value);

// With as many digits as a comparison needs: `0.834`, `6.12`, `23.4`, `1,204`.
std::string Short(double value);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_NUMBER_TEXT_H_
