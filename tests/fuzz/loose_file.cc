#include "tests/fuzz/loose_file.h"

#include <algorithm>

#include "server/store/archive.h"
#include "server/store/transfer/file_layouts.h"
#include "server/store/transfer/frame_bytes.h"
#include "server/store/transfer/frames.h"

namespace coalition::fuzz {
namespace {

using store::transfer::FileTrailer;
using store::transfer::FrameHead;
using store::transfer::FrameHeadBytes;
using store::transfer::FrameType;
using store::transfer::kFrameHeadBytes;
using store::transfer::kMagic;

// Takes up to `size` bytes from the front.
std::string_view TakeFront(std::string_view& rest, std::size_t size) {
  const std::string_view front = rest.substr(0, size);
  rest.remove_prefix(front.size());
  return front;
}

bool Is(FrameType type, const LooseFile::Frame& frame) {
  return frame.type == static_cast<std::uint8_t>(type);
}

void AddTo(FileTrailer& trailer, const LooseFile::Frame& frame) {
  if (!Is(FrameType::kRecords, frame)) return;
  const auto loose = LooseRecords::Parse(frame.payload);
  const auto kind = loose ? store::transfer::KindOf(loose->kind) : std::nullopt;
  if (!kind) return;
  for (const std::string& record : loose->records) {
    trailer.digest.Add(*kind, record);
    ++trailer.counts[*kind];
  }
}

}  // namespace

LooseFile LooseFile::Parse(std::string_view bytes) {
  LooseFile file;
  std::string_view rest = bytes;
  TakeFront(rest, kMagic.size());
  const std::string_view id = TakeFront(rest, file.id.size());
  std::copy(id.begin(), id.end(), file.id.begin());
  while (!rest.empty()) {
    FrameHeadBytes head_bytes{};
    const std::string_view head = TakeFront(rest, kFrameHeadBytes);
    std::copy(head.begin(), head.end(), head_bytes.begin());
    const FrameHead parsed = store::transfer::HeadOf(head_bytes);
    file.frames.push_back({parsed.type, std::string(TakeFront(rest, parsed.payload_bytes))});
    TakeFront(rest, sizeof(store::transfer::FrameChecksum));
  }
  return file;
}

std::string LooseFile::Sealed() const {
  std::string bytes(kMagic);
  bytes.append(reinterpret_cast<const char*>(id.data()), id.size());
  FileTrailer trailer;
  std::uint64_t number = 0;
  for (const Frame& frame : frames) {
    std::string payload = frame.payload;
    AddTo(trailer, frame);
    if (Is(FrameType::kTrailer, frame) && id[0] % 2 == 0) {
      payload.clear();
      store::Writer out(payload);
      out(trailer);
    }
    const FrameHeadBytes head = store::transfer::BytesOf(
        FrameHead{frame.type, number++, static_cast<std::uint32_t>(payload.size())});
    const auto checksum = store::transfer::ChecksumOf(id, head, payload);
    bytes.append(head.data(), head.size()).append(payload);
    bytes.append(checksum.data(), checksum.size());
  }
  return bytes;
}

std::optional<LooseRecords> LooseRecords::Parse(std::string_view payload) {
  store::Reader in(payload);
  LooseRecords loose;
  in(loose.kind, loose.records);
  if (!in.ok() || in.remaining() > 0) return std::nullopt;
  return loose;
}

std::string LooseRecords::ToPayload() const {
  std::string payload;
  store::Writer out(payload);
  out(kind, records);
  return payload;
}

}  // namespace coalition::fuzz
