#ifndef COALITION_SERVER_STORE_TRANSFER_FILE_LAYOUTS_H_
#define COALITION_SERVER_STORE_TRANSFER_FILE_LAYOUTS_H_

#include <cstdint>
#include <string>

#include "server/store/archive.h"
#include "server/store/catalog_layouts.h"
#include "server/store/transfer/frames.h"
#include "server/store/value_layouts.h"

namespace coalition::store {

// The payloads of the first frame and the last.

// The id is before the frames.
template <>
struct Layout<transfer::FileHeader> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& header) {
    auto& [id, program_version, network, lane_count, lane_ends, latest_at, next_event] = header;
    archive(program_version, network, lane_count, lane_ends, latest_at, next_event);
  }
};

// Kinds without records are left out.
template <>
struct Layout<transfer::RecordCounts> {
  static void Fields(Writer& out, const transfer::RecordCounts& counts) {
    for (std::uint64_t number = 1; const auto kind = transfer::KindOf(number); ++number) {
      if (counts[*kind] != 0) out(number, counts[*kind]);
    }
    out(std::uint64_t{0});
  }
  static void Fields(Reader& in, transfer::RecordCounts& counts) {
    std::uint64_t number = 0;
    for (in(number); number != 0 && in.ok(); in(number)) {
      const auto kind = transfer::KindOf(number);
      if (!kind) return in.Fail();
      std::int64_t& count = counts[*kind];
      in(count);
      if (count < 0 || count > transfer::kRecordsOfKindMax) return in.Fail();
    }
  }
};

template <>
struct Layout<transfer::FileTrailer> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& trailer) {
    auto& [counts, digest] = trailer;
    archive(counts, digest);
  }
};

template <>
struct Layout<transfer::LedgerDigest> {
  static void Fields(Writer& out, const transfer::LedgerDigest& digest) { out(digest.bytes()); }
  static void Fields(Reader& in, transfer::LedgerDigest& digest) {
    transfer::LedgerDigest::Bytes bytes;
    in(bytes);
    digest = transfer::LedgerDigest(bytes);
  }
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_TRANSFER_FILE_LAYOUTS_H_
