#ifndef COALITION_PARTNER_SDK_SRC_CHANNEL_H_
#define COALITION_PARTNER_SDK_SRC_CHANNEL_H_

#include <memory>

#include "grpcpp/channel.h"

#include "coalition/options.h"

namespace coalition::sdk_internal {

// A batch of 10,000 items fits many times; the server has the same limit.
inline constexpr int kMessageBytesMax = 64 * 1024 * 1024;

// Lazy: connects when the first call needs it.
std::shared_ptr<grpc::Channel> MakeChannel(const ClientOptions& options);

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_CHANNEL_H_
