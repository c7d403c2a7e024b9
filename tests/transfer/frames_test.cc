#include "server/store/transfer/frames.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/store/scenario.h"
#include "tests/transfer/string_streams.h"

namespace coalition::store::transfer {
namespace {

using Record = std::pair<RecordKind, std::string>;

FileHeader HeaderOf(std::uint8_t id) {
  FileHeader header;
  header.id.fill(id);
  header.program_version = "1.2.3";
  header.network = CoalitionNetwork();
  header.lane_count = 4;
  header.lane_ends = {domain::Sequence(7), domain::Sequence(1'000'000'000'000)};
  header.latest_at = domain::Moment{1'768'478'400'000'000};
  header.next_event = 9;
  return header;
}

// One of each kind, of all lengths from none on.
std::vector<Record> OneOfEachKind() {
  std::vector<Record> records;
  for (std::uint64_t number = 1; const auto kind = KindOf(number); ++number) {
    records.emplace_back(*kind, std::string(number - 1, static_cast<char>(number)));
  }
  return records;
}

std::string FileOf(const FileHeader& header, const std::vector<Record>& records) {
  StringSink sink;
  auto writer = FrameWriter::Begin(sink, header);
  EXPECT_TRUE(writer.ok());
  FileTrailer trailer;
  for (const auto& [kind, bytes] : records) {
    EXPECT_TRUE(writer->Add(kind, bytes).ok());
    trailer.digest.Add(kind, bytes);
    ++trailer.counts[kind];
  }
  EXPECT_TRUE(writer->Finish(trailer).ok());
  EXPECT_EQ(writer->bytes(), static_cast<std::int64_t>(sink.bytes().size()));
  return sink.bytes();
}

struct Contents {
  FileHeader header;
  std::vector<Record> records;
  std::size_t frames = 0;
  FileTrailer trailer;
};

absl::StatusOr<Contents> Read(std::string_view file) {
  StringSource source(file);
  FrameReader reader(source);
  Contents contents;
  auto header = reader.ReadHeader();
  if (!header.ok()) return header.status();
  contents.header = *header;
  RecordsFrame frame;
  auto more = reader.Next(frame);
  for (; more.ok() && *more; more = reader.Next(frame)) {
    ++contents.frames;
    for (const std::string_view record : frame.records) {
      contents.records.emplace_back(frame.kind, record);
    }
  }
  if (!more.ok()) return more.status();
  contents.trailer = reader.trailer();
  return contents;
}

TEST(FramesTest, WhatWasWrittenIsRead) {
  const auto records = OneOfEachKind();
  const auto contents = Read(FileOf(HeaderOf(1), records));
  ASSERT_TRUE(contents.ok()) << contents.status();
  EXPECT_EQ(contents->records, records);
  EXPECT_EQ(contents->frames, records.size());
  EXPECT_EQ(contents->trailer.counts.Total(), static_cast<std::int64_t>(records.size()));
  EXPECT_NE(contents->trailer.digest, LedgerDigest());
  const FileHeader& header = contents->header;
  EXPECT_EQ(header.id, HeaderOf(1).id);
  EXPECT_EQ(header.program_version, "1.2.3");
  EXPECT_EQ(header.network.name, "High Street");
  EXPECT_EQ(header.lane_count, 4);
  EXPECT_EQ(header.lane_ends, HeaderOf(1).lane_ends);
  EXPECT_EQ(header.latest_at.micros, HeaderOf(1).latest_at.micros);
  EXPECT_EQ(header.next_event, 9);
}

// Files are kept.
TEST(FramesTest, TheFormatStays) {
  const std::string file = FileOf(HeaderOf(1), {{RecordKind::kMember, "abc"}});
  EXPECT_EQ(absl::BytesToHexString(file),
            "434f414c455850310101010101010101010101010101010101000000000000000035000000010531"
            "2e322e33010b48696768205374726565740d4575726f70652f4c6f6e646f6e0108020e80c0a8ca9a"
            "3a80c099edfe9aa406124e8a5615166ad73fd1b334a8039f216c020100000000000000060000000c"
            "01036162636977a94506257709b6f9e8ddea756b7e03020000000000000024000000010c0200b24d"
            "fc42e433461b4a80414f0fec97108b1dfe5f1aaaac39bbae508609a6d34294e5594d11b2001302f9"
            "e0a66ace0bdd");
}

TEST(FramesTest, ATruncatedFileIsNotComplete) {
  const std::string file = FileOf(HeaderOf(1), OneOfEachKind());
  for (std::size_t size = 0; size < file.size(); ++size) {
    const auto contents = Read(std::string_view(file).substr(0, size));
    EXPECT_TRUE(absl::IsOutOfRange(contents.status())) << size << ": " << contents.status();
  }
}

TEST(FramesTest, AFlippedBitIsFound) {
  std::string file = FileOf(HeaderOf(1), OneOfEachKind());
  for (std::size_t i = 0; i < file.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      const char before = file[i];
      file[i] = static_cast<char>(before ^ (1 << bit));
      EXPECT_FALSE(Read(file).ok()) << "byte " << i << ", bit " << bit;
      file[i] = before;
    }
  }
}

TEST(FramesTest, TheDamagedFrameIsNamed) {
  std::string file = FileOf(HeaderOf(1), {{RecordKind::kMember, "abc"}});
  const std::size_t record = file.find("abc");
  file[record] = 'x';
  EXPECT_THAT(Read(file).status().message(), testing::HasSubstr("frame 1 "));
}

TEST(FramesTest, FramesAreLargeButBounded) {
  const std::string record(kPayloadBytesEnough / 4, 'r');
  const std::vector<Record> records(10, {RecordKind::kTransaction, record});
  const auto contents = Read(FileOf(HeaderOf(1), records));
  ASSERT_TRUE(contents.ok()) << contents.status();
  EXPECT_EQ(contents->records, records);
  EXPECT_EQ(contents->frames, 4u);
}

TEST(FramesTest, ARecordLargerThanAFrameIsOneOfItsOwn) {
  const std::vector<Record> records = {
      {RecordKind::kTransaction, "small"},
      {RecordKind::kTransaction, std::string(3 * kPayloadBytesEnough, 'r')},
      {RecordKind::kTransaction, "small"}};
  const auto contents = Read(FileOf(HeaderOf(1), records));
  ASSERT_TRUE(contents.ok()) << contents.status();
  EXPECT_EQ(contents->records, records);
  EXPECT_EQ(contents->frames, 3u);
}

TEST(FramesTest, BytesAfterTheTrailerAreFound) {
  const auto contents = Read(FileOf(HeaderOf(1), OneOfEachKind()) + "x");
  EXPECT_TRUE(absl::IsDataLoss(contents.status())) << contents.status();
}

// Of two files of the same records only the ids differ, and the checksums.
TEST(FramesTest, FramesOfAnotherFileAreFound) {
  const std::string one = FileOf(HeaderOf(1), OneOfEachKind());
  const std::string other = FileOf(HeaderOf(2), OneOfEachKind());
  ASSERT_EQ(one.size(), other.size());
  const std::size_t half = one.size() / 2;
  EXPECT_TRUE(absl::IsDataLoss(Read(one.substr(0, half) + other.substr(half)).status()));
}

TEST(FramesTest, AMissingFrameIsFound) {
  const std::string whole =
      FileOf(HeaderOf(1), {{RecordKind::kMember, "abc"}, {RecordKind::kIdentifier, "def"}});
  const std::string without_first = FileOf(HeaderOf(1), {{RecordKind::kIdentifier, "def"}});
  const std::size_t frame_bytes = whole.size() - without_first.size();
  std::string cut = whole;
  // Back to the frame's head.
  cut.erase(cut.find("abc") - 16, frame_bytes);
  EXPECT_TRUE(absl::IsDataLoss(Read(cut).status())) << Read(cut).status();
}

TEST(FramesTest, ATrailerThatSaysMoreThanThereCanBeIsRefused) {
  const auto read_of = [](std::int64_t members) {
    StringSink sink;
    auto writer = FrameWriter::Begin(sink, HeaderOf(1));
    FileTrailer trailer;
    trailer.counts[RecordKind::kMember] = members;
    EXPECT_TRUE(writer.ok() && writer->Finish(trailer).ok());
    return Read(sink.bytes()).status();
  };
  EXPECT_TRUE(read_of(kRecordsOfKindMax).ok());
  EXPECT_TRUE(absl::IsDataLoss(read_of(kRecordsOfKindMax + 1)));
  EXPECT_TRUE(absl::IsDataLoss(read_of(-1)));
}

// Tells how much it was asked for at once, which the reader has memory for.
class MeasuringSource final : public ByteSource {
 public:
  explicit MeasuringSource(std::string_view bytes) : below_(bytes) {}
  absl::StatusOr<std::size_t> Read(char* bytes, std::size_t size) override {
    most_ = std::max(most_, size);
    return below_.Read(bytes, size);
  }
  std::size_t most() const { return most_; }

 private:
  StringSource below_;
  std::size_t most_ = 0;
};

TEST(FramesTest, AFalseLengthTakesLittleMemory) {
  std::string file = FileOf(HeaderOf(1), OneOfEachKind());
  // Of the first frame, after the file's magic and id, the frame's type and number.
  constexpr std::size_t kLengthAt = 8 + 16 + 1 + 8;
  constexpr std::string_view kMostBytes("\0\0\0\4", 4);
  file.replace(kLengthAt, kMostBytes.size(), kMostBytes);
  MeasuringSource source(file);
  const auto header = FrameReader(source).ReadHeader();
  EXPECT_TRUE(absl::IsOutOfRange(header.status())) << header.status();
  EXPECT_EQ(source.most(), kPayloadBytesEnough);
}

TEST(FramesTest, OtherFilesAreRefused) {
  const auto contents = Read("SQLite format 3 and a lot more of it, as such files have");
  EXPECT_THAT(contents.status().message(), testing::HasSubstr("no file of `coalitiond export`"));
}

TEST(FramesTest, AFullDiskIsSaid) {
  const std::string file = FileOf(HeaderOf(1), OneOfEachKind());
  StringSink sink("", file.size() / 2);
  auto writer = FrameWriter::Begin(sink, HeaderOf(1));
  ASSERT_TRUE(writer.ok());
  absl::Status status;
  for (const auto& [kind, bytes] : OneOfEachKind()) status.Update(writer->Add(kind, bytes));
  status.Update(writer->Finish({}));
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

}  // namespace
}  // namespace coalition::store::transfer
