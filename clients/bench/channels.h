#ifndef COALITION_CLIENTS_BENCH_CHANNELS_H_
#define COALITION_CLIENTS_BENCH_CHANNELS_H_

#include <memory>
#include <string>
#include <vector>

#include "grpcpp/channel.h"

namespace coalition::bench {

// `count` channels to each of `servers`, HOST:PORT, in turns, each with a connection of its own.
// Answers of any size are taken; gRPC sends nothing again, and calls have no deadline, whatever
// their context says.
std::vector<std::shared_ptr<grpc::Channel>> MakeChannels(const std::vector<std::string>& servers,
                                                         int count);

// Hands out one of several things after another. Not thread-safe.
template <typename Thing>
class TakingTurns {
 public:
  // Makes a thing of each of the others, which must not be none.
  template <typename Others>
  explicit TakingTurns(const Others& others) {
    for (const auto& other : others) things_.push_back(std::make_unique<Thing>(other));
  }

  Thing& Next() { return *things_[next_++ % things_.size()]; }

 private:
  std::vector<std::unique_ptr<Thing>> things_;
  std::size_t next_ = 0;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_CHANNELS_H_
