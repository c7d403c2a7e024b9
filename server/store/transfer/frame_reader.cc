#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"

#include "server/store/transfer/file_layouts.h"
#include "server/store/transfer/frame_bytes.h"
#include "server/store/transfer/frames.h"

namespace coalition::store::transfer {

absl::StatusOr<FileHeader> FrameReader::ReadHeader() {
  std::array<char, kMagic.size()> magic;
  if (absl::Status filled = Fill(magic.data(), magic.size()); !filled.ok()) return filled;
  if (std::string_view(magic.data(), magic.size()) != kMagic) {
    return absl::DataLossError(
        "this is no file of `coalitiond export`, or of a version that this program does not know");
  }
  absl::Status filled = Fill(reinterpret_cast<char*>(id_.data()), id_.size());
  if (!filled.ok()) return filled;
  bytes_ = static_cast<std::int64_t>(magic.size() + id_.size());
  const auto type = ReadFrame();
  if (!type.ok()) return type.status();
  FileHeader header;
  Reader in(payload_);
  in(header);
  if (*type != FrameType::kHeader || !in.ok() || in.remaining() > 0) return Altered();
  header.id = id_;
  return header;
}

absl::StatusOr<bool> FrameReader::Next(RecordsFrame& frame) {
  const auto type = ReadFrame();
  if (!type.ok()) return type.status();
  Reader in(payload_);
  if (*type == FrameType::kTrailer) {
    in(trailer_);
    char more = 0;
    const auto read = in_->Read(&more, 1);
    if (!read.ok()) return read.status();
    if (!in.ok() || in.remaining() > 0 || *read > 0) return Altered();
    return false;
  }
  std::uint64_t kind_number = 0;
  std::uint64_t count = 0;
  in(kind_number, count);
  const auto kind = KindOf(kind_number);
  if (*type != FrameType::kRecords || !kind || count > in.remaining()) return Altered();
  frame.number = next_number_ - 1;
  frame.kind = *kind;
  frame.records.clear();
  for (std::uint64_t i = 0; i < count; ++i) frame.records.push_back(in.Bytes(in.Varint()));
  if (!in.ok() || in.remaining() > 0) return Altered();
  return true;
}

absl::Status FrameReader::Fill(char* bytes, std::size_t size) {
  while (size > 0) {
    const auto read = in_->Read(bytes, size);
    if (!read.ok()) return read.status();
    if (*read == 0) {
      return absl::OutOfRangeError(
          absl::StrCat("the file ends before frame ", next_number_, " does: it is not complete"));
    }
    bytes += *read;
    size -= *read;
  }
  return absl::OkStatus();
}

// A length that was altered takes no more memory than the file has bytes.
absl::Status FrameReader::FillPayload(std::size_t size) {
  payload_.clear();
  while (payload_.size() < size) {
    const std::size_t before = payload_.size();
    payload_.resize(std::min(size, before + kPayloadBytesEnough));
    absl::Status filled = Fill(&payload_[before], payload_.size() - before);
    if (!filled.ok()) return filled;
  }
  return absl::OkStatus();
}

absl::StatusOr<FrameType> FrameReader::ReadFrame() {
  FrameHeadBytes head_bytes;
  absl::Status filled = Fill(head_bytes.data(), head_bytes.size());
  if (!filled.ok()) return filled;
  const FrameHead head = HeadOf(head_bytes);
  if (head.payload_bytes > kPayloadBytesMax ||
      head.number != static_cast<std::uint64_t>(next_number_)) {
    return Altered();
  }
  filled = FillPayload(head.payload_bytes);
  if (!filled.ok()) return filled;
  FrameChecksum checksum;
  filled = Fill(checksum.data(), checksum.size());
  if (!filled.ok()) return filled;
  if (checksum != ChecksumOf(id_, head_bytes, payload_)) return Altered();
  ++next_number_;
  bytes_ += static_cast<std::int64_t>(head_bytes.size() + payload_.size() + checksum.size());
  return static_cast<FrameType>(head.type);
}

absl::Status FrameReader::Altered() const {
  return absl::DataLossError(
      absl::StrCat("the file was altered or damaged: frame ", next_number_, " is not as written"));
}

}  // namespace coalition::store::transfer
