#include "server/main/transfer.h"

#include <atomic>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "server/main/transfer_report.h"
#include "server/main/version.h"
#include "server/reporting/ledger_audit.h"
#include "server/rpc/keys.h"
#include "server/store/open_store.h"
#include "server/store/transfer/export.h"
#include "server/store/transfer/file_streams.h"
#include "server/store/transfer/import.h"

namespace coalition {
namespace {

using store::transfer::Descriptor;
using store::transfer::FileSink;
using store::transfer::FileSource;
using store::transfer::FileTrailer;
using store::transfer::FrameReader;
using store::transfer::FrameWriter;
using store::transfer::OnProgress;
using store::transfer::OpenedLedger;
using store::transfer::PartialFile;
using store::transfer::Progress;

constexpr char kStandardStream[] = "-";

// Notes on a thread of its own that one of the signals came.
class StopWatch {
 public:
  explicit StopWatch(const sigset_t& signals) : thread_([this, signals] { Watch(signals); }) {}
  ~StopWatch() {
    ended_ = true;
    thread_.join();
  }
  StopWatch(const StopWatch&) = delete;
  StopWatch& operator=(const StopWatch&) = delete;

  bool is_stopped() const { return stopped_; }
  absl::Status Check() const {
    return stopped_ ? absl::CancelledError("stopped by a signal") : absl::OkStatus();
  }

 private:
  void Watch(const sigset_t& signals) {
    // How long its end may take.
    constexpr timespec kPause{0, 20'000'000};
    while (!ended_) {
      if (sigtimedwait(&signals, nullptr, &kPause) > 0) stopped_ = true;
    }
  }

  std::atomic<bool> stopped_ = false;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

// What both commands have.
struct Run {
  const TransferFlags& flags;
  const StopWatch& stop;
  TransferReport& report;

  OnProgress on_progress() const {
    return [this](const Progress& progress) {
      report.Show(progress);
      return stop.Check();
    };
  }
  auto is_stopped() const {
    return [this] { return stop.is_stopped(); };
  }
};

// Opening a store makes it; one that is to be read must be there.
absl::Status CheckIsThere(const std::string& address) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (!address.starts_with(kSqlite)) return absl::OkStatus();
  if (std::filesystem::exists(address.substr(kSqlite.size()) + "/ledger.db")) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("there is no ledger in ", address));
}

absl::StatusOr<Descriptor> OpenOut(const TransferFlags& flags) {
  if (flags.file != kStandardStream) return store::transfer::OpenToWrite(flags.file);
  if (isatty(STDOUT_FILENO) == 1) {
    return absl::InvalidArgumentError("--out=-: standard output is a terminal");
  }
  return Descriptor(STDOUT_FILENO, "standard output", false);
}

// What the file has already; nothing when it is to be written from its beginning.
absl::StatusOr<std::optional<PartialFile>> ReadBegun(const Descriptor& file, const Run& run) {
  if (!file.FileBytes()) return std::nullopt;
  if (run.flags.restart && ftruncate(file.fd(), 0) != 0) return file.Error("empty");
  if (*file.FileBytes() == 0) return std::nullopt;
  FileSource source(file, run.is_stopped());
  auto partial = store::transfer::ReadPartialFile(source, run.on_progress());
  if (absl::IsOutOfRange(partial.status()) || absl::IsDataLoss(partial.status())) {
    return absl::FailedPreconditionError(
        absl::StrCat(file.name(), " is no file of an export: --restart writes it anew"));
  }
  if (!partial.ok()) return partial.status();
  if (partial->is_complete) {
    return absl::FailedPreconditionError(
        absl::StrCat(file.name(), " is complete already: --restart writes it anew"));
  }
  return std::optional(*std::move(partial));
}

absl::StatusOr<FileTrailer> ExportAll(OpenedLedger& ledger, const Descriptor& file,
                                      const Run& run) {
  FileSink sink(file, run.is_stopped());
  auto writer = FrameWriter::Begin(sink, store::transfer::NewHeader(ledger, kVersion));
  if (!writer.ok()) return writer.status();
  return ExportLedger(ledger, {}, {}, *writer, run.on_progress());
}

absl::StatusOr<FileTrailer> ExportRest(OpenedLedger& ledger, const PartialFile& begun,
                                       const Descriptor& file, const Run& run) {
  if (absl::Status same = CheckUnchanged(begun.header, ledger); !same.ok()) return same;
  if (ftruncate(file.fd(), begun.bytes) != 0 || lseek(file.fd(), 0, SEEK_END) < 0) {
    return file.Error("cut");
  }
  FileSink sink(file, run.is_stopped());
  FrameWriter writer(sink, begun.header.id, begun.frames);
  return ExportLedger(ledger, begun.next, begun.so_far, writer, run.on_progress());
}

absl::StatusOr<FileTrailer> Export(const Run& run) {
  if (absl::Status there = CheckIsThere(run.flags.store); !there.ok()) return there;
  const auto file = OpenOut(run.flags);
  if (!file.ok()) return file.status();
  // First, because a database ends a snapshot that nobody reads from for long.
  const auto begun = ReadBegun(*file, run);
  if (!begun.ok()) return begun.status();
  auto store = store::OpenStore(run.flags.store);
  if (!store.ok()) return store.status();
  auto ledger = store::transfer::OpenLedger(**store);
  if (!ledger.ok()) return ledger.status();
  const domain::LaneState& lane = ledger->snapshot->lane();
  if (lane.lane_count == 1) {
    run.report.Expect({.file_bytes = {}, .transactions = lane.next_sequence.value() - 1});
  }
  return *begun ? ExportRest(*ledger, **begun, *file, run) : ExportAll(*ledger, *file, run);
}

absl::StatusOr<std::unique_ptr<store::LedgerStore>> OpenTarget(const std::string& address,
                                                               int lanes) {
  if (absl::StartsWith(address, "memory:")) {
    return absl::InvalidArgumentError("--store=memory: is gone when the import ends");
  }
  store::StoreOptions options;
  options.lane_count = lanes;
  options.for_import = true;
  return store::OpenStore(address, options);
}

absl::Status Drop(const std::string& address) {
  auto store = OpenTarget(address, 1);
  return store.ok() ? (*store)->DropImport() : store.status();
}

absl::Status Audit(OpenedLedger& ledger, const Run& run) {
  run.report.Say("recomputing everything from the journal (--no-audit leaves this out)");
  const auto report = reporting::AuditLedger(*ledger.snapshot, *ledger.catalog);
  if (!report.ok()) return report.status();
  if (report->ok()) return run.stop.Check();
  return absl::DataLossError(absl::StrCat(
      "the ledger does not agree with its journal, and is not served: ", report->first_difference));
}

absl::StatusOr<FileTrailer> ImportFrom(const Descriptor& file, const Run& run) {
  run.report.Expect({.file_bytes = file.FileBytes(), .transactions = {}});
  FileSource source(file, run.is_stopped());
  FrameReader reader(source);
  const auto header = reader.ReadHeader();
  if (!header.ok()) return header.status();
  const int lanes = run.flags.lanes.value_or(header->lane_count);
  absl::Status fits = store::transfer::CheckLanes(header->lane_count, lanes);
  if (fits.ok() && run.flags.restart) fits = Drop(run.flags.store);
  if (!fits.ok()) return fits;
  auto store = OpenTarget(run.flags.store, lanes);
  if (absl::IsInvalidArgument(store.status()) && lanes > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("into ", lanes, " lanes: ", store.status().message()));
  }
  if (!store.ok()) return store.status();
  store::transfer::ImportOptions options;
  options.on_progress = run.on_progress();
  if (run.flags.audit) {
    options.prove = [&](OpenedLedger& ledger) { return Audit(ledger, run); };
  }
  return ImportLedger(*header, reader, **store, options);
}

absl::StatusOr<FileTrailer> Import(const Run& run) {
  if (run.flags.file == kStandardStream) {
    return ImportFrom(Descriptor(STDIN_FILENO, "standard input", false), run);
  }
  const auto file = store::transfer::OpenToRead(run.flags.file);
  if (!file.ok()) return file.status();
  return ImportFrom(*file, run);
}

TransferExit ExitOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return TransferExit::kDone;
    case absl::StatusCode::kDataLoss:
      return TransferExit::kDamaged;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnavailable:
      return TransferExit::kCanGoOn;
    default:
      return TransferExit::kRefused;
  }
}

}  // namespace

TransferExit RunTransfer(const TransferFlags& flags, const sigset_t& signals) {
  rpc::StartCryptography();
  const StopWatch stop(signals);
  absl::Status status;
  {
    const bool is_export = flags.command == TransferFlags::Command::kExport;
    TransferReport report(is_export ? "exported" : "imported");
    const Run run{flags, stop, report};
    if (flags.drop) {
      status = Drop(flags.store);
    } else {
      const auto done = is_export ? Export(run) : Import(run);
      status = done.status();
      if (done.ok()) report.Finish(*done);
    }
  }
  const TransferExit exit = ExitOf(status);
  if (!status.ok()) {
    std::fprintf(stderr, "coalitiond: %s%s\n", std::string(status.message()).c_str(),
                 exit == TransferExit::kCanGoOn ? "; the same command goes on from here" : "");
  }
  return exit;
}

}  // namespace coalition
