#include "server/store/ledger_import.h"

#include <algorithm>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace coalition::store {
namespace {

std::string Text(const ImportSource::Id& id) {
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(id.data()), id.size()));
}

}  // namespace

absl::Status ImportUnderWay(const ImportSource& source, std::int64_t step) {
  return absl::FailedPreconditionError(absl::StrCat(
      "an import into this store is not finished (frame ", step, " of the file ", Text(source.id),
      " is in): go on with `coalitiond import` and that file, or take out what is there with"
      " `coalitiond import --drop`"));
}

absl::Status CheckGoesOn(const ImportSource& there, std::int64_t step, const ImportSource& wanted) {
  if (there.id != wanted.id) {
    absl::Status other = ImportUnderWay(there, step);
    return absl::FailedPreconditionError(
        absl::StrCat("this is another file, ", Text(wanted.id), ": ", other.message()));
  }
  if (there.lane_count == wanted.lane_count) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the import began with --lanes=", there.lane_count, ", not ", wanted.lane_count));
}

domain::LaneState InLanes(domain::LaneState lane, int lane_count) {
  lane.lane = domain::LaneId(0);
  lane.lane_count = lane_count;
  // A ledger may have been posted to never, or when it had numbers.
  const domain::Sequence numbered = lane.next_sequence;
  lane.AdvanceTo(lane.latest_at);
  lane.next_sequence = std::max(lane.next_sequence, numbered);
  return lane;
}

}  // namespace coalition::store
