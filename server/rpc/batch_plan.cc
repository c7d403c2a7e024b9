#include "server/rpc/batch_plan.h"

#include <optional>
#include <utility>

namespace coalition::rpc {
namespace {

// The items of one linked group, or one item that is linked to none.
struct Group {
  int begin = 0;
  int end = 0;
};

Group GroupAt(const v1::SubmitBatchRequest& request, int begin) {
  int last = begin;
  while (request.items(last).linked() && last + 1 < request.items_size()) ++last;
  return {begin, last + 1};
}

struct Malformed {
  int item = 0;
  CallError error;
};

// Adds the group's commands to `plan`, or none of them.
std::optional<Malformed> PlanGroup(const v1::SubmitBatchRequest& request, const Group& group,
                                   const DecodeContext& context, BatchPlan& plan) {
  const std::size_t before = plan.commands.size();
  for (int i = group.begin; i < group.end; ++i) {
    auto command = Decode(request.items(i), request.partner_id(), context);
    if (!command.ok()) {
      plan.commands.erase(plan.commands.begin() + static_cast<std::ptrdiff_t>(before),
                          plan.commands.end());
      plan.result_of_command.resize(before);
      return Malformed{i, command.rejection()};
    }
    plan.commands.push_back(*std::move(command));
    plan.result_of_command.push_back(i);
  }
  return std::nullopt;
}

void FailGroup(const Group& group, const Malformed& malformed, v1::SubmitBatchResponse* response) {
  const CallError others({domain::Reason::kLinkedItemFailed,
                          {{"request_id", response->results(malformed.item).request_id()}}});
  for (int i = group.begin; i < group.end; ++i) {
    *response->mutable_results(i)->mutable_error() =
        ToProto(i == malformed.item ? malformed.error : others);
  }
}

}  // namespace

BatchPlan PlanBatch(const v1::SubmitBatchRequest& request, const DecodeContext& context,
                    v1::SubmitBatchResponse* response) {
  for (const v1::BatchItem& item : request.items()) {
    response->add_results()->set_request_id(RequestIdOf(item));
  }
  BatchPlan plan;
  for (Group group; group.begin < request.items_size(); group.begin = group.end) {
    group = GroupAt(request, group.begin);
    if (const auto malformed = PlanGroup(request, group, context, plan)) {
      FailGroup(group, *malformed, response);
    }
  }
  return plan;
}

}  // namespace coalition::rpc
