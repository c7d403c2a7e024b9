#include "partner_sdk/src/channel.h"

#include <string>

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

namespace coalition::sdk_internal {

namespace {

constexpr int kSecondMs = 1'000;

// The options will choose once the server speaks TLS.
std::shared_ptr<grpc::ChannelCredentials> Credentials(const ClientOptions&) {
  return grpc::InsecureChannelCredentials();
}

std::string UserAgent(const ClientOptions& options) {
  const std::string own = "coalition-cpp/" COALITION_SDK_VERSION;
  return options.user_agent.empty() ? own : options.user_agent + " " + own;
}

grpc::ChannelArguments Arguments(const ClientOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetUserAgentPrefix(UserAgent(options));
  arguments.SetMaxSendMessageSize(kMessageBytesMax);
  // What was posted must be readable: a full batch's answer is larger than the batch.
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, options.share_connection ? 0 : 1);

  // RetryBudget is the only layer that sends again; a service config could turn retries on.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);

  // While the channel waits to reconnect, attempts fail at once. Its default of up to two minutes
  // would outlast every deadline.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // In fact the least time that an attempt to connect gets.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5 * kSecondMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kSecondMs);

  // NATs and load balancers forget idle connections after four minutes or more, without a word. So
  // an idle one is closed before that, and a call that takes minutes pings. No pings between calls,
  // and no more without data than the transport's default: servers count them as abuse unless they
  // are told otherwise.
  arguments.SetInt(GRPC_ARG_CLIENT_IDLE_TIMEOUT_MS, 180 * kSecondMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 60 * kSecondMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10 * kSecondMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 0);
  return arguments;
}

}  // namespace

std::shared_ptr<grpc::Channel> MakeChannel(const ClientOptions& options) {
  return grpc::CreateCustomChannel(options.server, Credentials(options), Arguments(options));
}

}  // namespace coalition::sdk_internal
