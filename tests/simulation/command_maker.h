#ifndef COALITION_TESTS_SIMULATION_COMMAND_MAKER_H_
#define COALITION_TESTS_SIMULATION_COMMAND_MAKER_H_

#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/command.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/model.h"

namespace coalition::simulation {

// Makes random commands for a random network: some partners (the first is hot), currencies and
// members of which a few do most. It remembers what it asked for, and so can ask for it again, or
// refer to it.
class CommandMaker {
 public:
  // Both must outlive it.
  CommandMaker(Dice& dice, const Model& ledger) : dice_(dice), ledger_(ledger) {}

  void Begin(Moment start) { clock_ = start; }
  // What makes the network, in batches.
  std::vector<std::vector<Command>> SetUp();

  // Anything.
  Command Next(Moment clock);
  // What a batch may hold: no changes of the catalogue and no windows.
  Command NextPosting(Moment clock);
  Command Closing();
  Command Sweep();

 private:
  struct Partner {
    std::string money;
    int backdating_days = 0;
  };
  struct Member {
    int number = 0;
    std::vector<Identifier> identifiers;
  };

  Command New(Kind kind, int caller);
  Command Remember(Command command);

  std::vector<Command> Partners();
  std::vector<Command> Prices();
  std::vector<Command> Members();
  Command RateCommand(int partner, int currency);
  Command TermsCommand(int partner, int currency);
  Command ConversionCommand();
  Command LimitsCommand();
  Command CatalogCommand();
  void Date(Command& command, bool may_backdate);

  Command Posting(Kind kind);
  void AddAmount(Command& command, bool earns);
  void AddTime(Command& command, Moment clock);
  void AddQuote(Command& command, Moment clock);
  Command EarnCommand(Moment clock);
  Command TakingCommand(Kind kind, Moment clock);
  Command TargetCommand(Kind kind, Moment clock);
  Command MovingCommand(Kind kind, Moment clock);
  Command EnrollCommand();
  Command MemberCommand(Kind kind);
  Command Again();

  Int SomeOf(Int whole);
  int SomePartner();
  int SomeCurrency();
  Member& SomeMember();
  MemberRef SomeMemberOf(int partner);
  Identifier NewIdentifier(int partner);
  Int SmallAmount(Int most);

  Dice& dice_;
  const Model& ledger_;
  Moment clock_ = 0;
  int next_id_ = 1;
  int next_member_ = 1;
  int next_identifier_ = 1;
  int currencies_ = 1;
  // From 1.
  std::vector<Partner> partners_{{}};
  std::vector<Member> members_;
  // Whom SomeMemberOf chose.
  int chosen_ = 0;
  std::vector<Command> asked_;
  std::vector<std::pair<int, int>> conversions_;
};

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_COMMAND_MAKER_H_
