#include "tests/transfer/moving.h"

#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "server/domain/check.h"
#include "server/reporting/ledger_audit.h"
#include "server/store/transfer/export.h"
#include "tests/store/ledger_driver.h"
#include "tests/store/scenario.h"

namespace coalition::store::transfer {
namespace {

absl::Status GoOn(const Progress&) { return absl::OkStatus(); }

absl::Status Audit(OpenedLedger& ledger) {
  const auto report = reporting::AuditLedger(*ledger.snapshot, *ledger.catalog);
  if (!report.ok()) return report.status();
  return report->ok() ? absl::OkStatus() : absl::DataLossError(report->first_difference);
}

OpenedLedger Opened(LedgerStore& store) {
  auto ledger = OpenLedger(store);
  COALITION_CHECK(ledger.ok(), ledger.status().ToString());
  return *std::move(ledger);
}

}  // namespace

void FillWithEverything(LedgerStore& store) {
  SetUpNetwork(store, 3);
  LedgerDriver driver(store);
  for (const auto& commands : EverythingBatches()) {
    const absl::Status done = driver.Run(commands).status;
    COALITION_CHECK(done.ok(), done.ToString());
  }
}

std::string ExportOf(LedgerStore& store) {
  OpenedLedger ledger = Opened(store);
  StringSink sink;
  auto writer = FrameWriter::Begin(sink, NewHeader(ledger, "1.2.3"));
  COALITION_CHECK(writer.ok(), writer.status().ToString());
  const auto exported = ExportLedger(ledger, {}, {}, *writer, &GoOn);
  EXPECT_TRUE(exported.ok()) << exported.status();
  return sink.bytes();
}

LedgerDigest DigestOf(LedgerStore& store) {
  OpenedLedger ledger = Opened(store);
  const auto all = DigestOf(ledger, &GoOn);
  COALITION_CHECK(all.ok(), all.status().ToString());
  return all->digest;
}

LedgerDump DumpWithoutLane(LedgerStore& store) {
  LedgerDump dump = DumpOf(store);
  dump.erase("lane");
  return dump;
}

std::pair<std::string, int> WithOlderReversals(std::string_view file) {
  StringSource source(file);
  FrameReader reader(source);
  StringSink sink;
  const auto header = reader.ReadHeader();
  COALITION_CHECK(header.ok(), header.status().ToString());
  auto writer = FrameWriter::Begin(sink, *header);
  FileTrailer trailer;
  int changed = 0;
  RecordsFrame frame;
  for (auto more = reader.Next(frame); more.ok() && *more; more = reader.Next(frame)) {
    for (std::string record :
         std::vector<std::string>(frame.records.begin(), frame.records.end())) {
      // After the lane and a small sequence: version 2 ends with what version 1 did not have.
      constexpr std::size_t kVersionAt = 2;
      const bool fits = frame.kind == RecordKind::kReversal && record[1] >= 0 &&
                        record[kVersionAt] == 2 && record.ends_with(std::string(2, '\0'));
      if (fits) {
        record[kVersionAt] = 1;
        record.resize(record.size() - 2);
        ++changed;
      }
      EXPECT_TRUE(writer->Add(frame.kind, record).ok());
      trailer.digest.Add(frame.kind, record);
      ++trailer.counts[frame.kind];
    }
  }
  EXPECT_TRUE(writer->Finish(trailer).ok());
  return {sink.bytes(), changed};
}

absl::StatusOr<FileTrailer> Import(std::string_view file, LedgerStore& store,
                                   const ImportOptions& options) {
  StringSource source(file);
  FrameReader reader(source);
  const auto header = reader.ReadHeader();
  if (!header.ok()) return header.status();
  return ImportLedger(*header, reader, store, options);
}

absl::Status ImportAndAudit(std::string_view file, LedgerStore& store) {
  ImportOptions options;
  options.prove = &Audit;
  return Import(file, store, options).status();
}

ImportOptions StopAfter(int calls) {
  ImportOptions options;
  options.on_progress = [left = calls](const Progress&) mutable {
    return left-- > 0 ? absl::OkStatus() : absl::CancelledError("stopped by the test");
  };
  return options;
}

void ExpectSound(LedgerStore& store) {
  OpenedLedger ledger = Opened(store);
  EXPECT_TRUE(Audit(ledger).ok()) << Audit(ledger);
}

}  // namespace coalition::store::transfer
