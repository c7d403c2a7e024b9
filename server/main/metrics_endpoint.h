#ifndef COALITION_SERVER_MAIN_METRICS_ENDPOINT_H_
#define COALITION_SERVER_MAIN_METRICS_ENDPOINT_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "prometheus/exposer.h"
#include "server/main/metrics.h"

namespace coalition {

// Answers GET /metrics over plain HTTP, on threads of its own. Its port stays open until the
// process ends, because closing it takes up to two seconds.
class MetricsEndpoint {
 public:
  // On HOST:PORT; port 0 takes a free one. INVALID_ARGUMENT when it cannot listen there.
  // `waiting_commands` is asked at each GET for as long as the endpoint lives.
  static absl::StatusOr<std::unique_ptr<MetricsEndpoint>> Start(
      const std::string& listen, std::shared_ptr<Metrics> metrics,
      std::function<std::size_t()> waiting_commands);
  ~MetricsEndpoint();
  MetricsEndpoint(const MetricsEndpoint&) = delete;
  MetricsEndpoint& operator=(const MetricsEndpoint&) = delete;

  int port() const { return port_; }

 private:
  MetricsEndpoint(const std::string& listen, std::shared_ptr<Metrics> metrics);

  const std::shared_ptr<Metrics> metrics_;
  std::unique_ptr<prometheus::Exposer> http_;
  const int port_;
};

}  // namespace coalition

#endif  // COALITION_SERVER_MAIN_METRICS_ENDPOINT_H_
