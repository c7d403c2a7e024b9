#include "server/store/participation.h"

#include <cstdint>

#include "server/domain/check.h"
#include "server/store/archive.h"

namespace coalition::store {

std::string EncodeRun(std::span<const Participation> run) {
  std::string bytes;
  Writer out(bytes);
  domain::Sequence before = run.front().sequence;
  for (const auto& [sequence, reported] : run) {
    const std::int64_t distance = sequence.value() - before.value();
    COALITION_CHECK(distance > 0 || bytes.empty(), "a run goes up");
    out.Varint(static_cast<std::uint64_t>(distance) << 1 | (reported ? 1U : 0U));
    before = sequence;
  }
  return bytes;
}

absl::StatusOr<std::vector<Participation>> DecodeRun(domain::Sequence first,
                                                     std::string_view bytes) {
  std::vector<Participation> run;
  Reader in(bytes);
  std::int64_t sequence = first.value();
  while (in.ok() && in.remaining() > 0) {
    const std::uint64_t entry = in.Varint();
    const auto distance = static_cast<std::int64_t>(entry >> 1);
    const bool goes_up = run.empty() ? distance == 0 : distance > 0;
    if (!goes_up || __builtin_add_overflow(sequence, distance, &sequence)) in.Fail();
    run.push_back({domain::Sequence(sequence), (entry & 1) != 0});
  }
  if (!in.ok() || run.empty()) return absl::DataLossError("a partner's run cannot be understood");
  return run;
}

}  // namespace coalition::store
