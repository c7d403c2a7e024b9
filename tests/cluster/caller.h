#ifndef COALITION_TESTS_CLUSTER_CALLER_H_
#define COALITION_TESTS_CLUSTER_CALLER_H_

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "coalition/client.h"
#include "coalition/operator_client.h"
#include "tests/cluster/servers.h"

namespace coalition::cluster {

// Of one sending. A server whose database is about to notice that a node is gone needs longer, and
// decides the request all the same: then the next server is asked with the same request id.
inline constexpr std::chrono::milliseconds kAttemptMax{4'000};
// Of one call, however often it is sent: within it a cluster has got over any one fault.
inline constexpr std::chrono::milliseconds kCallMax{60'000};
// Between two sendings.
inline constexpr std::chrono::milliseconds kPause{20};

inline ClientOptions OneAttempt(const std::string& server, const std::string& key) {
  ClientOptions options;
  options.server = server;
  options.api_key = key;
  options.deadline = kAttemptMax;
  options.attempt_deadline = kAttemptMax;
  options.retry.max_attempts = 1;
  return options;
}

// Null when the same need not or must not be sent again.
template <typename T>
const Error* RetryableError(const Result<T>& result) {
  return !result.ok() && result.error().retryable() ? &result.error() : nullptr;
}

// Somebody who knows several servers of one ledger: what failed in a way that may be sent again
// goes, as it is, to the next one. `SdkClient` is Client or OperatorClient. Not thread-safe.
template <typename SdkClient>
class Caller {
 public:
  // Begins with the server of that number. `servers` outlives it.
  Caller(const Servers& servers, std::string key, std::size_t first)
      : servers_(servers), key_(std::move(key)), next_(first), connections_(servers.count()) {}

  // `call` is Result<T>(const SdkClient&). Answers what cannot be sent again, or the last error
  // when kCallMax is over.
  template <typename Call>
  auto Send(Call call) {
    return SendUntil(call, [](const auto& result) { return RetryableError(result); });
  }

  // The same of calls that answer something else: `retryable` tells the error after which it may be
  // sent again, or null.
  template <typename Call, typename Retryable>
  auto SendUntil(Call call, Retryable retryable) {
    const auto begin = std::chrono::steady_clock::now();
    while (true) {
      auto answer = call(ConnectionTo(next_ % connections_.size()));
      const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::steady_clock::now() - begin);
      longest_ = std::max(longest_, took);
      const Error* error = retryable(answer);
      if (error == nullptr || took >= kCallMax) return answer;
      ++errors_[std::string(ToString(error->code)) + " " + error->reason_text];
      ++next_;
      std::this_thread::sleep_for(kPause);
    }
  }

  // Whoever comes next is asked first.
  void MoveOn() { ++next_; }

  const Servers& servers() const { return servers_; }
  const std::string& key() const { return key_; }
  // From the first sending to the answer.
  std::chrono::milliseconds longest() const { return longest_; }
  // Why something was sent again, and how often.
  const std::map<std::string, std::int64_t>& errors() const { return errors_; }

 private:
  struct Connection {
    std::string address;
    std::unique_ptr<SdkClient> client;
  };

  const SdkClient& ConnectionTo(std::size_t server) {
    const std::string address = servers_.address(server);
    Connection& connection = connections_[server];
    if (connection.client == nullptr || connection.address != address) {
      connection = {address, std::make_unique<SdkClient>(OneAttempt(address, key_))};
    }
    return *connection.client;
  }

  const Servers& servers_;
  const std::string key_;
  std::size_t next_;
  std::vector<Connection> connections_;
  std::chrono::milliseconds longest_{0};
  std::map<std::string, std::int64_t> errors_;
};

}  // namespace coalition::cluster

#endif  // COALITION_TESTS_CLUSTER_CALLER_H_
