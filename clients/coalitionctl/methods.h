// The calls that coalitionctl offers: every method of the services below that takes one request,
// found in the linked descriptors. A call added to their protos is offered without a change here.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace coalition::ctl {

struct Method {
  // The call's name in kebab case: `create-partner`. Unique over all services.
  std::string command;
  const google::protobuf::MethodDescriptor* descriptor;
};

// Points, Member, Partner, Settlement and Reporting, in this order.
std::vector<const google::protobuf::ServiceDescriptor*> Services();

// In the order of Services() and, within one, of its proto.
std::vector<Method> Methods();

// The calls left out, because they take a stream of requests: `SubmitStream`.
std::vector<std::string> OmittedMethodNames();

// `/coalition.v1.PointsService/Earn`.
std::string PathOf(const google::protobuf::MethodDescriptor& method);

// A name of the protos, CamelCase or snake_case, in kebab case.
std::string KebabCase(absl::string_view name);

}  // namespace coalition::ctl
