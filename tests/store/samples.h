#ifndef COALITION_TESTS_STORE_SAMPLES_H_
#define COALITION_TESTS_STORE_SAMPLES_H_

#include <vector>

#include "server/store/codec.h"

namespace coalition::store {

// Records with every field set, at its extremes, and empty: for the codec's tests.
std::vector<domain::Transaction> SampleTransactions();
std::vector<OutcomeResult> SampleOutcomes();
std::vector<domain::Member> SampleMembers();
std::vector<domain::ReversalState> SampleReversals();
std::vector<domain::Hold> SampleHolds();
std::vector<domain::Network> SampleNetworks();
std::vector<domain::Partner> SamplePartners();
std::vector<domain::Currency> SampleCurrencies();
std::vector<domain::ExchangeRate> SampleRates();
std::vector<domain::Terms> SampleTerms();
std::vector<domain::ConversionRate> SampleConversionRates();
std::vector<domain::PartnerLimits> SampleLimits();
std::vector<domain::Credential> SampleCredentials();
std::vector<domain::Window> SampleWindows();
std::vector<domain::PartnerSettlement> SampleSettlements();
std::vector<AccountRecord> SampleAccountRecords();
std::vector<Redo> SampleRedos();

// Calls check(sample) for each of them.
template <typename Check>
void ForEachSample(Check check) {
  const auto all = [&](const auto& samples) {
    for (const auto& sample : samples) check(sample);
  };
  all(SampleTransactions());
  all(SampleOutcomes());
  all(SampleMembers());
  all(SampleReversals());
  all(SampleHolds());
  all(SampleNetworks());
  all(SamplePartners());
  all(SampleCurrencies());
  all(SampleRates());
  all(SampleTerms());
  all(SampleConversionRates());
  all(SampleLimits());
  all(SampleCredentials());
  all(SampleWindows());
  all(SampleSettlements());
  all(SampleAccountRecords());
  all(SampleRedos());
}

}  // namespace coalition::store

#endif  // COALITION_TESTS_STORE_SAMPLES_H_
