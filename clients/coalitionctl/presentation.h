// What a response comes out as: the generic text of render.h, but for the few calls that deserve
// better.
#pragma once

#include <string>

#include "google/protobuf/message.h"

namespace coalition::ctl {

// For people; ends with a newline.
std::string Present(const google::protobuf::Message& response);

// Whether the answer is good news: not for a ledger that does not verify, nor for a batch with an
// item that failed.
bool IsSuccess(const google::protobuf::Message& response);

}  // namespace coalition::ctl
