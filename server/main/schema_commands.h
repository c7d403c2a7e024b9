#ifndef COALITION_SERVER_MAIN_SCHEMA_COMMANDS_H_
#define COALITION_SERVER_MAIN_SCHEMA_COMMANDS_H_

#include <string>

namespace coalition {

// How `coalitiond migrate` and `coalitiond schema --check` end; scripts rely on the numbers.
enum class SchemaExit : int {
  kCurrent = 0,
  // What the message says.
  kFailed = 1,
  kAbsent = 3,
  kBehind = 4,
  // Newer than the program.
  kAhead = 5,
  // A migration was applied in another form than the program has it, or is not recorded.
  kAltered = 6,
  // The store is away, refuses us, or is in use.
  kUnreachable = 7,
};

// Both tell on stdout what they did and found, and on stderr what went wrong.

// Brings the schema of a store up to this program's.
SchemaExit MigrateStore(const std::string& store);

// Changes nothing.
SchemaExit CheckStoreSchema(const std::string& store);

}  // namespace coalition

#endif  // COALITION_SERVER_MAIN_SCHEMA_COMMANDS_H_
