#ifndef COALITION_SERVER_MAIN_TRANSFER_FLAGS_H_
#define COALITION_SERVER_MAIN_TRANSFER_FLAGS_H_

#include <optional>
#include <string>
#include <variant>

namespace coalition {

// Of `coalitiond export` and `coalitiond import`.
struct TransferFlags {
  enum class Command { kExport, kImport };

  Command command = Command::kExport;
  std::string store;
  // `-`: standard output or input.
  std::string file;
  bool restart = false;

  // Of an import. Absent: as many as the file's ledger has.
  std::optional<int> lanes;
  bool drop = false;
  bool audit = true;
};

// What the program ends with.
enum class TransferExit : int {
  kDone = 0,
  // The flags, the store or the file do not allow it.
  kRefused = 1,
  // The file was altered, or what was brought in does not agree with it.
  kDamaged = 2,
  // Interrupted, or a store, disk or pipe is away or full: the same command goes on.
  kCanGoOn = 3,
};

// Whether the command line is one of these commands.
bool IsTransfer(int argc, char** argv);
// The flags, or the exit code when the program has nothing more to do (it then has said why).
std::variant<TransferFlags, int> ParseTransferFlags(int argc, char** argv);

}  // namespace coalition

#endif  // COALITION_SERVER_MAIN_TRANSFER_FLAGS_H_
