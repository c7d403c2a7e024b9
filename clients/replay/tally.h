#ifndef COALITION_CLIENTS_REPLAY_TALLY_H_
#define COALITION_CLIENTS_REPLAY_TALLY_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "coalition/result.h"
#include "coalition/types.h"

namespace coalition::replay {

enum class CommandKind { kEnroll, kLink, kEarn, kBurn, kReverse };

std::string_view ToString(CommandKind kind);

// What became of the commands of one kind.
struct Outcomes {
  // Posted by this run, or, of members, known now.
  std::int64_t accepted = 0;
  // Posted by an earlier run.
  std::int64_t replayed = 0;
  // By reason: the ledger's own decision, kept for ever.
  std::map<std::string, std::int64_t> rejected;
  // By reason: what should not happen to a good file.
  std::map<std::string, std::int64_t> failed;

  bool operator==(const Outcomes&) const = default;
};

// Counts of one run. Not thread-safe: each worker has its own, and they are added up.
struct Tally {
  std::map<CommandKind, Outcomes> commands;
  // Of credit notes: what no earlier purchase explains.
  std::int64_t unmatched_lines = 0;
  std::int64_t unmatched_units = 0;
  // Fifth invoices whose third of the balance was nothing, and those of a network of one partner.
  std::int64_t burns_without_points = 0;
  std::int64_t burns_without_other_partner = 0;
  // Of shoppers that could not be enrolled or linked.
  std::int64_t invoices_without_member = 0;

  Tally& operator+=(const Tally& other);
  bool AnyFailed() const;
  bool operator==(const Tally&) const = default;
};

// What an answer means for the run.
enum class Fate {
  kPosted,
  // The ledger said no, for ever.
  kRejected,
  // Refused for what was sent; sending it again is no use.
  kFailed,
  // Nobody knows, or not now: the run must stop here, because what follows depends on it.
  kUndecided,
};

Fate FateOf(const Error& error);

// Counts an answer, unless it is undecided.
Fate Count(CommandKind kind, const Result<Receipt>& answer, Tally& tally);
void CountError(CommandKind kind, const Error& error, Tally& tally);

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_TALLY_H_
