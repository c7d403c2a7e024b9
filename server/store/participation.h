#ifndef COALITION_SERVER_STORE_PARTICIPATION_H_
#define COALITION_SERVER_STORE_PARTICIPATION_H_

#include <algorithm>
#include <compare>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "server/domain/ids.h"

namespace coalition::store {

// That a transaction shows in a partner's journal.
struct Participation {
  domain::Sequence sequence;
  // The partner reported it; otherwise it has a leg in it.
  bool reported = false;

  friend auto operator<=>(const Participation&, const Participation&) = default;
};

// A run of a partner's journal is kept as the sequence of its first transaction and these bytes: of
// each transaction an unsigned varint (see codec.h), the distance from the one before it (of the
// first, 0) doubled, and 1 more when it was reported. `run` is in the order of the sequences, with
// no sequence twice, and not empty.
std::string EncodeRun(std::span<const Participation> run);

// DATA_LOSS for other bytes.
absl::StatusOr<std::vector<Participation>> DecodeRun(domain::Sequence first,
                                                     std::string_view bytes);

// A longer run is kept as several.
inline constexpr std::size_t kRunLengthMax = 256;

// Sorts participations, each with the journal that it shows in, and calls `write` with each run of
// a journal, its first sequence and its bytes, in order, until that fails.
template <typename Journal>
absl::Status WriteRuns(
    std::vector<std::pair<Journal, Participation>>& all,
    absl::FunctionRef<absl::Status(const Journal&, domain::Sequence first, std::string_view bytes)>
        write) {
  std::sort(all.begin(), all.end());
  std::vector<Participation> run;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& [journal, participation] = all[i];
    run.push_back(participation);
    const bool ends =
        i + 1 == all.size() || all[i + 1].first != journal || run.size() == kRunLengthMax;
    if (!ends) continue;
    absl::Status written = write(journal, run.front().sequence, EncodeRun(run));
    if (!written.ok()) return written;
    run.clear();
  }
  return absl::OkStatus();
}

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_PARTICIPATION_H_
