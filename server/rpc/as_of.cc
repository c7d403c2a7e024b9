#include "server/rpc/as_of.h"

#include "server/domain/lanes.h"

namespace coalition::rpc {
namespace {

Decoded<reporting::PastPoint> PointAfter(const domain::TransactionId& id,
                                         const QuestionContext& context) {
  std::optional<reporting::PastPoint> point;
  if (id.lane == domain::LaneOf(id.sequence, context.snapshot.lane().lane_count)) {
    auto found = reporting::PointAfter(context.snapshot, context.catalog.network, id.sequence);
    if (!found.ok()) return FromStore(found.status());
    point = *found;
  }
  if (point) return *point;
  if (!context.caller.IsOperator()) return CallError(domain::Reason::kPermissionDenied);
  return CallError({domain::Reason::kTransactionNotFound, {{"transaction_id", id.ToString()}}});
}

}  // namespace

Decoded<reporting::PastPoint> PointOf(const AsOf& as_of, const QuestionContext& context) {
  if (as_of.transaction) return PointAfter(*as_of.transaction, context);
  const auto point = reporting::PointAt(context.snapshot, context.catalog.network,
                                        as_of.moment.value_or(context.now));
  if (!point.ok()) return FromStore(point.status());
  return *point;
}

}  // namespace coalition::rpc
