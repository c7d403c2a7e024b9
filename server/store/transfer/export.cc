#include "server/store/transfer/export.h"

#include <utility>

#include "server/store/codec.h"
#include "sodium.h"

namespace coalition::store::transfer {
namespace {

std::string BytesOf(const domain::Network& network) {
  std::string bytes;
  Encode(network, bytes);
  return bytes;
}

absl::Status AddFrame(const RecordsFrame& frame, PartialFile& file) {
  for (const std::string_view record : frame.records) {
    file.so_far.digest.Add(frame.kind, record);
    ++file.so_far.counts[frame.kind];
  }
  file.next.kind = frame.kind;
  file.next.after = file.so_far.counts[frame.kind];
  if (frame.kind != RecordKind::kTransaction || frame.records.empty()) return absl::OkStatus();
  domain::Transaction last;
  absl::Status decoded = Decode(frame.records.back(), last);
  file.next.after_transaction = last.id.sequence;
  return decoded;
}

}  // namespace

FileHeader NewHeader(OpenedLedger& ledger, std::string program_version) {
  FileHeader header;
  randombytes_buf(header.id.data(), header.id.size());
  header.program_version = std::move(program_version);
  header.network = ledger.catalog->network;
  const domain::LaneState& lane = ledger.snapshot->lane();
  header.lane_count = lane.lane_count;
  header.lane_ends = ledger.snapshot->lane_ends();
  header.latest_at = lane.latest_at;
  header.next_event = lane.next_event;
  return header;
}

absl::StatusOr<PartialFile> ReadPartialFile(ByteSource& in, const OnProgress& on_progress) {
  FrameReader reader(in);
  PartialFile file;
  auto header = reader.ReadHeader();
  if (!header.ok()) return header.status();
  file.header = *std::move(header);
  RecordsFrame frame;
  while (true) {
    file.frames = reader.frames();
    file.bytes = reader.bytes();
    const auto more = reader.Next(frame);
    // What was being written when the machine died may be anything.
    if (absl::IsOutOfRange(more.status()) || absl::IsDataLoss(more.status())) return file;
    if (!more.ok()) return more.status();
    if (!*more) {
      file.is_complete = true;
      return file;
    }
    if (absl::Status added = AddFrame(frame, file); !added.ok()) return added;
    absl::Status status = on_progress({.phase = Progress::Phase::kSkipping,
                                       .kind = frame.kind,
                                       .counts = file.so_far.counts,
                                       .bytes = reader.bytes()});
    if (!status.ok()) return status;
  }
}

absl::Status CheckUnchanged(const FileHeader& file, OpenedLedger& ledger) {
  const FileHeader now = NewHeader(ledger, file.program_version);
  const bool is_same = BytesOf(file.network) == BytesOf(now.network) &&
                       file.lane_count == now.lane_count && file.lane_ends == now.lane_ends &&
                       file.latest_at == now.latest_at && file.next_event == now.next_event;
  if (is_same) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "the ledger has changed since the file was begun, or is another one: begin anew with "
      "--restart");
}

absl::StatusOr<FileTrailer> ExportLedger(OpenedLedger& ledger, const ScanStart& next,
                                         const FileTrailer& so_far, FrameWriter& out,
                                         const OnProgress& on_progress) {
  FileTrailer all = so_far;
  std::int64_t records = 0;
  absl::Status status;
  absl::Status scanned = ScanRecords(*ledger.snapshot, *ledger.catalog, next,
                                     [&](RecordKind kind, std::string_view bytes) {
                                       all.digest.Add(kind, bytes);
                                       ++all.counts[kind];
                                       status = out.Add(kind, bytes);
                                       if (status.ok() && ++records % kRecordsPerProgress == 0) {
                                         status = on_progress({.phase = Progress::Phase::kMoving,
                                                               .kind = kind,
                                                               .counts = all.counts,
                                                               .bytes = out.bytes()});
                                       }
                                       return status.ok();
                                     });
  if (status.ok()) status = scanned;
  if (status.ok()) status = out.Finish(all);
  if (!status.ok()) return status;
  return all;
}

}  // namespace coalition::store::transfer
