// The file of a ledger, as `coalitiond import` reads it: as it is, and with checksums that fit, as
// somebody would make them who wants to do harm.
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"

#include "server/domain/check.h"
#include "server/reporting/ledger_audit.h"
#include "server/store/memory/memory_store.h"
#include "server/store/sqlite/sqlite_store.h"
#include "server/store/transfer/export.h"
#include "server/store/transfer/frames.h"
#include "server/store/transfer/import.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/loose_file.h"
#include "tests/store/scenario.h"
#include "tests/store/temp_folder.h"
#include "tests/transfer/moving.h"
#include "tests/transfer/string_streams.h"

namespace coalition::fuzz {
namespace {

using store::transfer::FileHeader;
using store::transfer::FrameReader;
using store::transfer::ImportedRows;
using store::transfer::ImportOptions;
using store::transfer::OpenedLedger;
using store::transfer::RecordKind;
using store::transfer::RecordsFrame;
using store::transfer::StringSource;

// Of what a reader of bytes may say, and an importer of them.
void CheckSaid(const absl::Status& status) {
  const bool is_known = status.ok() || absl::IsDataLoss(status) || absl::IsOutOfRange(status) ||
                        absl::IsFailedPrecondition(status);
  COALITION_CHECK(is_known, status.ToString());
}

bool CheckRecord(RecordKind kind, std::string_view record) {
  ImportedRows rows;
  std::string canonical;
  const absl::Status added = store::transfer::AddRecord(kind, record, rows, canonical);
  if (!added.ok()) {
    COALITION_CHECK(absl::IsDataLoss(added), added.ToString());
    return false;
  }
  ImportedRows again;
  std::string written;
  COALITION_CHECK(store::transfer::AddRecord(kind, canonical, again, written).ok(),
                  "what was written cannot be read");
  COALITION_CHECK(written == canonical, "what was read back is written otherwise");
  return true;
}

// What was read of a file, to its end or to the first thing that is wrong.
struct Reading {
  absl::Status status;
  bool has_header = false;
  bool has_known_records = true;
  std::int64_t frames = 0;
  std::int64_t bytes = 0;

  bool is_complete() const { return status.ok() && has_known_records; }
};

Reading Read(std::string_view file) {
  StringSource source(file);
  FrameReader reader(source);
  Reading reading;
  const auto header = reader.ReadHeader();
  reading.status = header.status();
  reading.has_header = header.ok();
  RecordsFrame frame;
  while (reading.status.ok()) {
    reading.frames = reader.frames();
    reading.bytes = reader.bytes();
    const auto more = reader.Next(frame);
    reading.status = more.status();
    if (!more.ok() || !*more) break;
    for (const std::string_view record : frame.records) {
      reading.has_known_records &= CheckRecord(frame.kind, record);
    }
  }
  CheckSaid(reading.status);
  COALITION_CHECK(!reading.status.ok() || reader.bytes() == static_cast<std::int64_t>(file.size()),
                  "a file ends with its trailer");
  return reading;
}

// An export that goes on knows as much of its file.
void CheckPartial(std::string_view file, const Reading& reading) {
  StringSource source(file);
  const auto partial = store::transfer::ReadPartialFile(
      source, [](const store::transfer::Progress&) { return absl::OkStatus(); });
  COALITION_CHECK(
      partial.ok() || absl::IsDataLoss(partial.status()) || absl::IsOutOfRange(partial.status()),
      partial.status().ToString());
  COALITION_CHECK(reading.has_header || !partial.ok(), "there is no header");
  if (!partial.ok()) return;
  COALITION_CHECK(partial->is_complete == reading.status.ok(), "it ends or does not");
  COALITION_CHECK(partial->frames == reading.frames && partial->bytes == reading.bytes,
                  "what is whole is another part of it");
}

// One store for all inputs, in which each import is dropped before it would be published.
class Target {
 public:
  static Target& Get() {
    static Target target;
    return target;
  }

  // Whether it could have been published.
  bool Import(std::string_view file) {
    StringSource source(file);
    FrameReader reader(source);
    const auto header = reader.ReadHeader();
    bool is_proved = false;
    ImportOptions options;
    options.prove = [&](OpenedLedger& ledger) {
      const auto report = reporting::AuditLedger(*ledger.snapshot, *ledger.catalog);
      CheckSaid(report.status());
      is_proved = report.ok() && report->ok();
      return absl::FailedPreconditionError("it is only tried");
    };
    const auto imported = store::transfer::ImportLedger(*header, reader, *store_, options);
    COALITION_CHECK(!imported.ok(), "nothing was published");
    CheckSaid(imported.status());
    const absl::Status dropped = store_->DropImport();
    COALITION_CHECK(dropped.ok(), dropped.ToString());
    return is_proved;
  }

 private:
  Target() {
    store::SqliteOptions options;
    options.directory = folder_.path() + "/ledger";
    options.memory_bytes_max = store::SqliteOptions::kMemoryBytesMin;
    options.for_import = true;
    auto store = store::SqliteStore::Open(options);
    COALITION_CHECK(store.ok(), store.status().ToString());
    store_ = *std::move(store);
  }

  store::TempFolder folder_;
  std::unique_ptr<store::LedgerStore> store_;
};

// Whether it could be brought in.
bool CheckFile(std::string_view file) {
  const Reading reading = Read(file);
  CheckPartial(file, reading);
  return reading.is_complete() && Target::Get().Import(file);
}

// With an id that is always the same.
std::string SeedOf(const std::string& exported) {
  LooseFile file = LooseFile::Parse(exported);
  file.id.fill(2);
  return file.Sealed();
}

}  // namespace

std::vector<std::string> Seeds(const std::filesystem::path& folder) {
  store::MemoryStore everything;
  store::transfer::FillWithEverything(everything);
  const std::string all = store::transfer::ExportOf(everything);
  store::MemoryStore one_member;
  store::SetUpNetwork(one_member, 1);
  std::vector<std::string> seeds;
  for (const std::string& file : {all, store::transfer::WithOlderReversals(all).first,
                                  store::transfer::ExportOf(one_member)}) {
    seeds.push_back(SeedOf(file));
    COALITION_CHECK(CheckFile(seeds.back()), "a seed is no file");
  }
  const LooseFile whole = LooseFile::Parse(seeds.front());
  for (std::size_t i = 0; i < whole.frames.size(); ++i) {
    LooseFile lacking = whole;
    lacking.frames.erase(lacking.frames.begin() + static_cast<std::ptrdiff_t>(i));
    seeds.push_back(lacking.Sealed());
  }
  for (const std::string& line : ReadLines(folder / "ledger_files.txt")) {
    seeds.push_back(absl::HexStringToBytes(line));
    const std::string sealed = LooseFile::Parse(seeds.back()).Sealed();
    COALITION_CHECK(!CheckFile(sealed), "a damaged file could be brought in: " + line);
  }
  return seeds;
}

}  // namespace coalition::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coalition::fuzz;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string sealed = LooseFile::Parse(input).Sealed();
  CheckFile(sealed);
  if (sealed != input) CheckFile(input);
  return 0;
}
