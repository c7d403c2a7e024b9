#include "clients/bench/channels.h"

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

namespace coalition::bench {

std::vector<std::shared_ptr<grpc::Channel>> MakeChannels(const std::vector<std::string>& servers,
                                                         int count) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  // The load generator shares the machine with what it measures: no filters (deadlines, limits on
  // messages), no statistics. 8 % of a call's CPU time, with main.cc's part.
  arguments.SetInt(GRPC_ARG_MINIMAL_STACK, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_CHANNELZ, 0);
  arguments.SetInt(GRPC_ARG_MAX_CHANNEL_TRACE_EVENT_MEMORY_PER_NODE, 0);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1'000);
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < count; ++i) {
    for (const std::string& server : servers) {
      channels.push_back(
          grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), arguments));
    }
  }
  return channels;
}

}  // namespace coalition::bench
