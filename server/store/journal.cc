#include "server/store/journal.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "server/domain/check.h"
#include "server/domain/lanes.h"

namespace coalition::store {

Participants ParticipantsOf(const domain::Transaction& transaction) {
  Participants all;
  if (transaction.partner != domain::kNetwork) all.push_back({transaction.partner, true});
  for (const domain::MoneyLeg& leg : transaction.legs) {
    if (leg.partner != domain::kNetwork && leg.partner != transaction.partner) {
      all.push_back({leg.partner, false});
    }
  }
  std::sort(all.begin(), all.end(),
            [](const Participant& a, const Participant& b) { return a.partner < b.partner; });
  const auto end = std::unique(
      all.begin(), all.end(),
      [](const Participant& a, const Participant& b) { return a.partner == b.partner; });
  all.erase(end, all.end());
  return all;
}

namespace {

// Without gaps.
void CheckNumbered(const domain::LaneState& lane, const domain::Changes& changes) {
  std::int64_t next = lane.next_sequence.value();
  for (const domain::Transaction& transaction : changes.transactions) {
    COALITION_CHECK((transaction.id == domain::TransactionId{lane.lane, domain::Sequence(next)}),
                    "transactions are numbered without gaps");
    ++next;
  }
  COALITION_CHECK(changes.lane.next_sequence == domain::Sequence(next),
                  "the lane's next number follows its last transaction");
}

// Each at a moment of its own, in the lane of its member.
void CheckTimed(const domain::LaneState& lane, const domain::Changes& changes) {
  domain::Moment latest = lane.latest_at;
  for (const domain::Transaction& t : changes.transactions) {
    COALITION_CHECK(t.posted_at > latest,
                    "transactions of several lanes have moments of their own");
    latest = t.posted_at;
    COALITION_CHECK(lane.whole || t.id.lane == lane.lane, "a lane posts its own transactions");
    COALITION_CHECK(t.id.lane == domain::LaneOf(t.member, lane.lane_count) &&
                        t.id.sequence == domain::SequenceAt(t.posted_at, t.id.lane),
                    "a sequence is the moment and the lane");
  }
  COALITION_CHECK(changes.lane.latest_at >= latest, "the lane's time follows its last transaction");
}

}  // namespace

void CheckContinues(const domain::LaneState& lane, const domain::Changes& changes) {
  COALITION_CHECK(changes.lane.lane == lane.lane, "changes are of the batch's lane");
  if (lane.lane_count == 1) {
    CheckNumbered(lane, changes);
  } else {
    CheckTimed(lane, changes);
  }
  std::int64_t next_event = lane.next_event;
  for (const domain::AuditEvent& event : changes.audit_events) {
    COALITION_CHECK(event.number == next_event, "audit events are numbered without gaps");
    ++next_event;
  }
  COALITION_CHECK(changes.lane.next_event == next_event,
                  "the lane's next event follows its last one");
  COALITION_CHECK(changes.lane.latest_at >= lane.latest_at, "a lane's time does not go back");
}

absl::Status LoadTimeZone(domain::Network& network) {
  if (absl::LoadTimeZone(network.time_zone_name, &network.time_zone)) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the network's time zone ", network.time_zone_name, " is not known on this machine"));
}

}  // namespace coalition::store
