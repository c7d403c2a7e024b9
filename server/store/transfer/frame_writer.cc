#include <utility>

#include "server/domain/check.h"
#include "server/store/transfer/file_layouts.h"
#include "server/store/transfer/frame_bytes.h"
#include "server/store/transfer/frames.h"

namespace coalition::store::transfer {

FrameWriter::FrameWriter(ByteSink& out, const ImportSource::Id& id, std::int64_t frames)
    : out_(&out), id_(id), next_number_(frames) {}

absl::StatusOr<FrameWriter> FrameWriter::Begin(ByteSink& out, const FileHeader& header) {
  FrameWriter writer(out, header.id, 0);
  std::string start(kMagic);
  start.append(reinterpret_cast<const char*>(header.id.data()), header.id.size());
  std::string payload;
  Writer fields(payload);
  fields(header);
  // In one piece, so that a process that is killed leaves all of it or nothing.
  start += writer.NextFrame(FrameType::kHeader, payload);
  if (absl::Status written = out.Write(start); !written.ok()) return written;
  writer.bytes_ = static_cast<std::int64_t>(start.size());
  return writer;
}

absl::Status FrameWriter::Add(RecordKind kind, std::string_view record) {
  const bool is_enough = gathered_.size() + record.size() > kPayloadBytesEnough;
  if (records_ > 0 && (kind != kind_ || is_enough)) {
    if (absl::Status flushed = Flush(); !flushed.ok()) return flushed;
  }
  kind_ = kind;
  ++records_;
  Writer out(gathered_);
  Layout<std::string>::Fields(out, record);
  return absl::OkStatus();
}

absl::Status FrameWriter::Flush() {
  if (records_ == 0) return absl::OkStatus();
  std::string payload;
  Writer out(payload);
  out(static_cast<std::uint64_t>(kind_), static_cast<std::uint64_t>(std::exchange(records_, 0)));
  out.Bytes(gathered_);
  gathered_.clear();
  return Write(FrameType::kRecords, payload);
}

absl::Status FrameWriter::Finish(const FileTrailer& trailer) {
  if (absl::Status flushed = Flush(); !flushed.ok()) return flushed;
  std::string payload;
  Writer out(payload);
  out(trailer);
  absl::Status written = Write(FrameType::kTrailer, payload);
  return written.ok() ? out_->Sync() : written;
}

absl::Status FrameWriter::Write(FrameType type, std::string_view payload) {
  const std::string frame = NextFrame(type, payload);
  bytes_ += static_cast<std::int64_t>(frame.size());
  return out_->Write(frame);
}

std::string FrameWriter::NextFrame(FrameType type, std::string_view payload) {
  COALITION_CHECK(payload.size() <= kPayloadBytesMax, "a record fits into a frame");
  const FrameHeadBytes head =
      BytesOf(FrameHead{static_cast<std::uint8_t>(type), static_cast<std::uint64_t>(next_number_++),
                        static_cast<std::uint32_t>(payload.size())});
  const FrameChecksum checksum = ChecksumOf(id_, head, payload);
  std::string frame(head.data(), head.size());
  return frame.append(payload).append(checksum.data(), checksum.size());
}

}  // namespace coalition::store::transfer
