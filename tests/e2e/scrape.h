#ifndef COALITION_TESTS_E2E_SCRAPE_H_
#define COALITION_TESTS_E2E_SCRAPE_H_

#include <map>
#include <string>

namespace coalition::e2e {

// What a server on a port of the loopback answers to one plain GET, all of it; empty when nobody
// answers.
std::string HttpGet(int port, const std::string& path);

// A page of Prometheus's text format.
struct Scraped {
  // By name and labels, as they stand: coalition_store_errors_total{code="UNAVAILABLE"}.
  std::map<std::string, double> samples;
  // By the family's name: counter, gauge, histogram.
  std::map<std::string, std::string> types;
  std::map<std::string, std::string> helps;

  // 0 for what is not there.
  double operator[](const std::string& sample) const;
};

// GET /metrics of the port in this file. Fails the test unless each line can be understood.
Scraped Scrape(const std::string& port_file);

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_SCRAPE_H_
