#ifndef COALITION_SERVER_STORE_TRANSFER_FRAMES_H_
#define COALITION_SERVER_STORE_TRANSFER_FRAMES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/domain/catalog.h"
#include "server/domain/ledger_state.h"
#include "server/store/ledger_import.h"
#include "server/store/transfer/byte_stream.h"
#include "server/store/transfer/ledger_digest.h"
#include "server/store/transfer/records.h"

namespace coalition::store::transfer {

// The file of a ledger:
//
//   8 bytes     "COALEXP1"; the digit is the format's version
//   16 bytes    the file's id, drawn at random
//   frames, each:
//     1 byte    type: 1 header, 2 records, 3 trailer
//     8 bytes   number, from 0 without gaps, little-endian as the next
//     4 bytes   length of the payload, up to kPayloadBytesMax
//     payload   the records' fields, as in codec.h
//     16 bytes  BLAKE2b of all of the frame before it, keyed with the file's id
//
// The header is the first frame and the trailer the last. A records frame has one kind, the number
// of records, and each record as a string. Reading and writing take memory for a frame.

// What the file says of the ledger before its records.
struct FileHeader {
  ImportSource::Id id{};
  // Not part of what is compared when an export goes on.
  std::string program_version;
  domain::Network network;
  // Of the source, by which a change is noticed.
  std::int32_t lane_count = 1;
  std::vector<domain::Sequence> lane_ends;
  domain::Moment latest_at;
  std::int64_t next_event = 1;
};

struct FileTrailer {
  RecordCounts counts;
  LedgerDigest digest;
};

// Of a frame, but for its last record.
inline constexpr std::size_t kPayloadBytesEnough = std::size_t{512} << 10;
inline constexpr std::size_t kPayloadBytesMax = std::size_t{64} << 20;

enum class FrameType : std::uint8_t { kHeader = 1, kRecords = 2, kTrailer = 3 };

// A records frame.
struct RecordsFrame {
  std::int64_t number = 0;
  RecordKind kind = RecordKind::kNetwork;
  // Valid until the next frame is read.
  std::vector<std::string_view> records;
};

// Errors of both are those of the stream.
class FrameWriter {
 public:
  // Begins a new file.
  static absl::StatusOr<FrameWriter> Begin(ByteSink& out, const FileHeader& header);
  // Goes on after `frames` frames of the file with that id; `out` stands after them.
  FrameWriter(ByteSink& out, const ImportSource::Id& id, std::int64_t frames);

  // Gathers records, and writes them when they are enough for a frame.
  absl::Status Add(RecordKind kind, std::string_view record);
  // Writes what was gathered.
  absl::Status Flush();
  // The last.
  absl::Status Finish(const FileTrailer& trailer);

  std::int64_t bytes() const { return bytes_; }

 private:
  absl::Status Write(FrameType type, std::string_view payload);
  std::string NextFrame(FrameType type, std::string_view payload);

  ByteSink* out_;
  ImportSource::Id id_;
  std::int64_t next_number_;
  std::int64_t bytes_ = 0;
  RecordKind kind_ = RecordKind::kNetwork;
  std::int64_t records_ = 0;
  std::string gathered_;
};

// Beside those of the stream: DATA_LOSS for bytes that were altered, or of no such file, with the
// frame; OUT_OF_RANGE when the file ends before its trailer.
class FrameReader {
 public:
  explicit FrameReader(ByteSource& in) : in_(&in) {}

  // First of all.
  absl::StatusOr<FileHeader> ReadHeader();
  // Then until it is false: `frame` is the next one. After it trailer() is the file's, and the file
  // ends.
  absl::StatusOr<bool> Next(RecordsFrame& frame);
  const FileTrailer& trailer() const { return trailer_; }

  // Read so far, frame by frame.
  std::int64_t bytes() const { return bytes_; }
  std::int64_t frames() const { return next_number_; }

 private:
  // Fills `bytes`. OUT_OF_RANGE when the file ends within them.
  absl::Status Fill(char* bytes, std::size_t size);
  absl::Status FillPayload(std::size_t size);
  // Leaves the payload in payload_.
  absl::StatusOr<FrameType> ReadFrame();
  absl::Status Altered() const;

  ByteSource* in_;
  ImportSource::Id id_{};
  std::int64_t next_number_ = 0;
  std::int64_t bytes_ = 0;
  std::string payload_;
  FileTrailer trailer_;
};

}  // namespace coalition::store::transfer

#endif  // COALITION_SERVER_STORE_TRANSFER_FRAMES_H_
