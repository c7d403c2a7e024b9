#ifndef COALITION_TESTS_FUZZ_LOOSE_FILE_H_
#define COALITION_TESTS_FUZZ_LOOSE_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/ledger_import.h"

namespace coalition::fuzz {

// The file of a ledger (see server/store/transfer/frames.h) as somebody takes it apart who wants to
// forge one.
struct LooseFile {
  struct Frame {
    std::uint8_t type = 0;
    std::string payload;
  };

  store::ImportSource::Id id{};
  std::vector<Frame> frames;

  // Of any bytes: what is wrong about numbers, lengths and checksums is passed over.
  static LooseFile Parse(std::string_view bytes);
  // With numbers, lengths and checksums as they ought to be; and trailers that say what is before
  // them, unless the id begins with an odd byte.
  std::string Sealed() const;
};

// The payload of a records frame.
struct LooseRecords {
  std::uint64_t kind = 0;
  std::vector<std::string> records;

  // Absent when it is none.
  static std::optional<LooseRecords> Parse(std::string_view payload);
  std::string ToPayload() const;
};

}  // namespace coalition::fuzz

#endif  // COALITION_TESTS_FUZZ_LOOSE_FILE_H_
