// Lists to their end.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/status.h"

namespace coalition::ctl {

// Whether the call takes `page_size` and `page_token` and answers one repeated field and a
// `next_page_token`.
bool IsPaged(const google::protobuf::MethodDescriptor& method);

// The token of the page after `response`; empty after the last one and for a call that has no
// pages.
std::string NextPageTokenOf(const google::protobuf::Message& response);

using PageCall = std::function<grpc::Status(const google::protobuf::Message& request,
                                            google::protobuf::Message* response)>;

// Calls from `request`'s page on until the last page or `rows_max` rows, and gathers the rows in
// `response`, whose `next_page_token` is set when the list goes on and cleared at its end. Pages
// are as large as `request` says, or as the server allows when it says nothing. Fails as the first
// call that fails, and with INTERNAL when the server answers the same token twice in a row.
grpc::Status CallAllPages(const PageCall& call, int64_t rows_max,
                          google::protobuf::Message* request, google::protobuf::Message* response);

}  // namespace coalition::ctl
