#include "server/main/metrics_endpoint.h"

#include <exception>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace coalition {
namespace {

// Each serves one connection at a time.
constexpr std::size_t kThreads = 2;

// They go on until the process ends, with nothing to show.
void LeaveOpen(std::unique_ptr<prometheus::Exposer> http) {
  static auto* const left = new std::vector<std::unique_ptr<prometheus::Exposer>>;
  left->push_back(std::move(http));
}

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsEndpoint>> MetricsEndpoint::Start(
    const std::string& listen, std::shared_ptr<Metrics> metrics,
    std::function<std::size_t()> waiting_commands) {
  std::unique_ptr<MetricsEndpoint> endpoint;
  try {
    endpoint.reset(new MetricsEndpoint(listen, std::move(metrics)));
  } catch (const std::exception&) {
    // It has no words for why.
    return absl::InvalidArgumentError(absl::StrCat("--metrics: cannot listen on ", listen));
  }
  endpoint->metrics_->AskForWaitingCommands(std::move(waiting_commands));
  return endpoint;
}

MetricsEndpoint::MetricsEndpoint(const std::string& listen, std::shared_ptr<Metrics> metrics)
    : metrics_(std::move(metrics)),
      http_(std::make_unique<prometheus::Exposer>(listen, kThreads)),
      port_(http_->GetListeningPorts().front()) {
  http_->RegisterCollectable(metrics_);
}

MetricsEndpoint::~MetricsEndpoint() {
  metrics_->AskForWaitingCommands(nullptr);
  http_->RemoveCollectable(metrics_);
  LeaveOpen(std::move(http_));
}

}  // namespace coalition
