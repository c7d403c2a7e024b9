#include "server/main/transfer_flags.h"

#include <string_view>

#include <CLI/CLI.hpp>

#include "server/domain/lanes.h"

namespace coalition {
namespace {

constexpr std::string_view kExport = "export";
constexpr std::string_view kImport = "import";

constexpr char kFooter[] = R"(
What was interrupted goes on when the same command is given again, with the same file. Progress is
written to standard error.

Exit codes
  0  done, and proved by the digest of all records
  1  refused: see the message
  2  the file was altered, or the store has not what the file says
  3  interrupted, or a store, disk or pipe is away or full: give the same command again)";

constexpr char kExportText[] =
    "Write all of a ledger to a file. It holds what must stay secret: hashes of API keys, link "
    "codes, "
    "members' identifiers";
constexpr char kImportText[] =
    "Bring a file of `coalitiond export` into an empty store. Until it is whole and proved no "
    "server "
    "starts on the store";

void AddExport(CLI::App& app, TransferFlags& flags) {
  CLI::App* command = app.add_subcommand(std::string(kExport), kExportText)->footer(kFooter);
  command->add_option("--store", flags.store, "The ledger: sqlite:DIR or mysql://...")->required();
  command->add_option("--out", flags.file, "The file to write, or - for standard output")
      ->type_name("FILE|-")
      ->required();
  command->add_flag("--restart", flags.restart, "Write the file anew, whatever is in it");
}

void AddImport(CLI::App& app, TransferFlags& flags) {
  CLI::App* command = app.add_subcommand(std::string(kImport), kImportText)->footer(kFooter);
  command->add_option("--store", flags.store, "Where to bring it: sqlite:DIR or mysql://...")
      ->required();
  command->add_option("--in", flags.file, "The file to read, or - for standard input")
      ->type_name("FILE|-");
  command
      ->add_option(
          "--lanes", flags.lanes,
          "Lanes of the ledger there; by default as many as it had. It can be divided only "
          "if it had one")
      ->check(CLI::Range(1, domain::kLanesMax));
  command->add_flag("--restart", flags.restart,
                    "Take out what an unfinished import brought, and begin anew");
  command->add_flag("--drop", flags.drop, "Take out what an unfinished import brought, and end");
  command->add_flag("!--no-audit", flags.audit,
                    "Leave out the audit at the end, which recomputes everything from the journal "
                    "and takes memory for all accounts");
}

}  // namespace

bool IsTransfer(int argc, char** argv) {
  return argc > 1 && (argv[1] == kExport || argv[1] == kImport);
}

std::variant<TransferFlags, int> ParseTransferFlags(int argc, char** argv) {
  TransferFlags flags;
  CLI::App app{"coalitiond: moves a ledger from one store to another"};
  app.require_subcommand(1);
  AddExport(app, flags);
  AddImport(app, flags);
  try {
    app.parse(argc, argv);
    if (app.got_subcommand(std::string(kImport))) {
      flags.command = TransferFlags::Command::kImport;
      if (flags.file.empty() != flags.drop) {
        throw CLI::ValidationError("import takes either --in or --drop");
      }
    }
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : static_cast<int>(TransferExit::kRefused);
  }
  return flags;
}

}  // namespace coalition
