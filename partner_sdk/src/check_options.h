#ifndef COALITION_PARTNER_SDK_SRC_CHECK_OPTIONS_H_
#define COALITION_PARTNER_SDK_SRC_CHECK_OPTIONS_H_

#include <optional>

#include "coalition/options.h"
#include "coalition/posting_stream.h"

namespace coalition::sdk_internal {

// What is wrong with the options; nothing when a client can work with them.
std::optional<Error> CheckOptions(const ClientOptions& options);
// The same of a stream.
std::optional<Error> CheckOptions(const PostingStreamOptions& options);

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_CHECK_OPTIONS_H_
